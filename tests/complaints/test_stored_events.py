"""Facts as they were stored by every release, read by this one. Examples are added, never edited."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from complaints.facts import STORED_NAMES
from complaints.storage import decode, encode

EXAMPLES = sorted((Path(__file__).parents[1] / "stored_events").glob("*.json"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row as it stood in the ledger: the stored name of a fact and its two parts."""

    topic: str
    state: dict[str, object]
    personal: dict[str, object] | None


def read(file: Path) -> Example:
    return TypeAdapter(Example).validate_json(file.read_bytes(), extra="forbid")


def stored(part: dict[str, object] | None) -> bytes | None:
    return None if part is None else json.dumps(part, ensure_ascii=False).encode()


def said_in(again: object, before: object) -> bool:
    """Say whether all that was stored is said again; a newer field may be said besides."""
    if isinstance(before, dict) and isinstance(again, dict):
        return all(name in again and said_in(again[name], value) for name, value in before.items())
    if isinstance(before, list) and isinstance(again, list):
        return len(again) == len(before) and all(map(said_in, again, before))
    return type(again) is type(before) and again == before


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_what_a_release_has_stored_still_says_the_same(file: Path) -> None:
    example = read(file)
    state = stored(example.state)
    assert state is not None
    again, personal = encode(decode(example.topic, state, stored(example.personal)))
    assert said_in(json.loads(again), example.state)
    assert (json.loads(personal) if personal else None) == example.personal


@pytest.mark.parametrize("name", STORED_NAMES)
def test_every_field_of_every_fact_has_an_example(name: str) -> None:
    examples = [example for example in map(read, EXAMPLES) if example.topic == name]
    shown = {field for example in examples for field in (*example.state, *(example.personal or ()))}
    missing = {field.name for field in fields(STORED_NAMES[name])} - shown
    assert not missing, f"add tests/stored_events/{name}.json, or one beside it, with {', '.join(missing)}"


def test_every_example_is_in_the_file_of_its_fact() -> None:
    assert {file.name for file in EXAMPLES if file.name.split(".")[0] != read(file).topic} == set()
