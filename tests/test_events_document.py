"""The catalogue of facts is written from the code: `python -m tests.test_events_document` writes it anew."""

import inspect
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Annotated, get_args, get_origin, get_type_hints

from complaints.facts import STORED_NAMES, Fact
from complaints.facts.fact import PERSONAL

DOCUMENT = Path(__file__).parent.parent / "docs" / "events.md"
HEAD = """# Facts

Everything that the ledger can hold, by phase, under the names in which it is stored. Written from the code by
`python -m tests.test_events_document`; a test compares. Every fact also says `at`, when it happened, and is
recorded with who, why, by which command and when. *Personal* values are stored apart.
"""


def test_the_catalogue_says_what_the_code_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == catalogue(), (
        "write it anew: python -m tests.test_events_document"
    )


def catalogue() -> str:
    phases: dict[str, list[type[Fact]]] = {}
    for fact in STORED_NAMES.values():
        phases.setdefault(fact.__module__, []).append(fact)
    return HEAD + "".join(chapter(module, facts) for module, facts in phases.items())


def chapter(module: str, facts: list[type[Fact]]) -> str:
    title = module.rpartition(".")[2].replace("_", " ").capitalize()
    return f"\n## {title}\n" + "".join(entry(fact) for fact in facts)


def entry(fact: type[Fact]) -> str:
    hints = get_type_hints(fact, include_extras=True)
    rows = [f"- `{field.name}`: {words(hints[field.name])}\n" for field in fields(fact) if field.name != "at"]
    said = " ".join(inspect.cleandoc(fact.__doc__ or "").split())
    return f"\n### {fact.__name__}\n\n{said}\n" + ("\n" + "".join(rows) if rows else "")


def words(hint: object) -> str:
    if PERSONAL in get_args(hint):
        return "*personal*, " + words(get_args(hint)[0])
    if get_origin(hint) is Annotated:
        return words(get_args(hint)[0])
    if isinstance(hint, UnionType) or type(None) in get_args(hint):
        return " or ".join("nothing" if each is type(None) else words(each) for each in get_args(hint))
    literals = [each for each in get_args(hint) if isinstance(each, str)]
    if literals:
        return ", ".join(literals)
    if get_args(hint):
        return str(hint).replace("complaints.", "").replace("typing.Literal", "")
    return getattr(hint, "__name__", str(hint))


if __name__ == "__main__":
    DOCUMENT.write_text(catalogue(), encoding="utf-8")
