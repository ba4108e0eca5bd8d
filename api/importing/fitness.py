"""Whether the names in a row are such as a command would take: views are sought by the same names.

Free texts are left alone: real narratives are longer than what is typed in by hand (`FactTooLarge` bounds
them).
"""

from collections.abc import Callable, Iterator, Mapping

from api.importing.rows import SourceRow
from complaints.texts import fault_of_label, too_long_for_a_label

LABELS = ("source_id", "product", "issue", "department", "team", "status", "outcome", "disputed", "tags")
"""Of products, issues and tags, each level by itself."""

FAULTS: Mapping[str, Callable[[str], str | None]] = {
    **dict.fromkeys(LABELS, fault_of_label),
    "company": too_long_for_a_label,  # the CFPB writes one with a control character: S.\x85 r.l.
}


def unfit(row: SourceRow) -> str | None:
    """Say which value of a row cannot name anything, and why, without repeating it; or return None."""
    return next(_faults(row), None)


def _faults(row: SourceRow) -> Iterator[str]:
    for name, fault_of in FAULTS.items():
        value: str | tuple[str, ...] | None = getattr(row, name)
        for text in (value,) if isinstance(value, str) else value or ():
            if fault := fault_of(text):
                yield f"the {name.replace('_', ' ')} {fault}"
