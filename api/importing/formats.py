"""What a reader of one source declares, and how the columns of a file are told by their headings.

Files of one source spell their headings differently (`Date received`, `DateReceived`, `date_received`), so
headings are compared without case, blanks and signs, and each column lists the spellings that still differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.importing.refusals import FileRefused
from api.importing.rows import GivenRow, Source, SourceRow

ID = "id"
"""Our name for the column with the source's key; a file may lack it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one source is read.

    `columns`: our names, each with its spellings. `required`: those by which a file is recognised. `dates`:
    those whose cells are evidence for the order of day and month. `read` raises `RowRefused`.
    """

    source: Source
    title: str
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    dates: tuple[str, ...]
    read: Callable[[GivenRow], SourceRow]


def find_columns(headings: Sequence[str], form: Format) -> dict[str, int]:
    """Return the index of each column that we know, by our name for it.

    Raises `FileRefused` if a required column is missing or two columns are the same.
    """
    plain = [_plain(heading) for heading in headings]
    found = {name: _indexes(plain, spellings) for name, spellings in form.columns.items()}
    if missing := [name for name in form.required if not found[name]]:
        raise FileRefused(f"This is not a file of {form.title}: it has no column {_spelled(missing, form)}.")
    if twice := [name for name, indexes in found.items() if len(indexes) > 1]:
        raise FileRefused(f"Two columns are headed {_spelled(twice, form)}. Remove or rename one of them.")
    return {name: indexes[0] for name, indexes in found.items() if indexes}


def fits(headings: Sequence[str], form: Format) -> bool:
    """Say whether a file with these headings is one of this source."""
    try:
        find_columns(headings, form)
    except FileRefused:
        return False
    return True


def _plain(heading: str) -> str:
    return "".join(filter(str.isalnum, heading.casefold()))


def _indexes(plain: Sequence[str], spellings: Iterable[str]) -> list[int]:
    known = set(map(_plain, spellings))
    return [index for index, heading in enumerate(plain) if heading in known]


def _spelled(names: Iterable[str], form: Format) -> str:
    return ", ".join(" or ".join(f"'{spelling}'" for spelling in form.columns[name]) for name in names)
