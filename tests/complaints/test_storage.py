"""Facts become rows and facts again: nothing is lost, and what is personal stays apart."""

import json
import traceback
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args, get_type_hints
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors
from uuid_utils.compat import uuid7

from api.postgres import Database
from complaints.facts import STORED_NAMES, AnyFact, Fact
from complaints.facts.conversation import NoteAdded
from complaints.facts.fact import PERSONAL
from complaints.facts.intake import ComplaintFiled
from complaints.facts.upkeep import FactCorrected
from complaints.recorder import LedgerRecorder, Pool
from complaints.storage import (
    MAX_FACT_BYTES,
    FactMapper,
    FactTooLarge,
    FactUnreadable,
    ReadFact,
    decode,
    encode,
)
from tests.complaints.given import EARLIER, RECEIVED
from tests.complaints.rows import APPEND, NOTE, facts_of, raw_rows, stored

# Of each kind of fact; there are so many kinds that the whole number would take minutes.
EXAMPLES = settings().max_examples // 5
WHO = "Zoë Hart, 7 Rope Walk"
# Facts hold instants in UTC and amounts that are amounts: the rules see to that.
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
# A correction holds parts of another fact, in their stored form.
_words = st.text() | st.integers() | st.booleans()
_parts = st.dictionaries(st.text(), _words | st.lists(_words) | st.dictionaries(st.text(), _words))
st.register_type_strategy(
    FactCorrected, st.builds(FactCorrected, said=st.none() | _parts, personal=st.none() | _parts)
)


def personal_fields(kind: type[Fact]) -> set[str]:
    hints = get_type_hints(kind, include_extras=True)
    return {name for name, hint in hints.items() if PERSONAL in getattr(hint, "__metadata__", ())}


WITH_PERSONAL_VALUES = {name: kind for name, kind in STORED_NAMES.items() if personal_fields(kind)}


def personal_values(kind: type[Fact], words: str) -> dict[str, Any]:
    """Return these words as every personal value of a fact: a text, or the parts of another fact."""
    hints = get_type_hints(kind)
    values: dict[object, object] = {str | None: words, dict[str, object] | None: {"text": words}}
    return {name: values[hints[name]] for name in personal_fields(kind)}


def shapes(hint: object) -> Iterator[object]:
    """Yield an annotation and everything it is made of, down to the fields of the values inside."""
    yield hint
    inner = get_args(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        inner = tuple(get_type_hints(hint, include_extras=True).values())
    for each in inner:
        yield from shapes(each)


@pytest.mark.parametrize("name", STORED_NAMES)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_every_fact_comes_back_from_its_parts_as_it_was(name: str, data: st.DataObject) -> None:
    fact = data.draw(st.from_type(STORED_NAMES[name]))
    parts = encode(fact)
    again = decode(name, *parts)
    assert again == fact
    assert encode(again) == parts  # so that 12.50 has not become 12.5, which is equal


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # examples only add streams
@given(facts=st.lists(st.one_of([st.from_type(kind) for kind in STORED_NAMES.values()]), max_size=20))
def test_every_fact_comes_back_from_the_ledger_as_it_was(pool: Pool, facts: list[Fact]) -> None:
    stream, recorder = uuid7(), LedgerRecorder(pool)
    told_apart = [
        replace(fact, reference=str(uuid7())) if isinstance(fact, ComplaintFiled) else fact
        for fact in facts
        if b"\\u0000" not in encode(fact)[0]  # no label can hold a NUL, no column of a view could
    ]
    recorder.insert_events([stored(stream, number, fact) for number, fact in enumerate(told_apart, start=1)])
    assert facts_of(stream, recorder) == told_apart


@pytest.mark.parametrize(
    "text", ["", "\x00", r"\u0000", "\\", '"}', "\u2028", "\r\n\t", "e\u0301 é", "👩🏽‍🚒"]
)
def test_what_people_write_comes_back_letter_by_letter(pool: Pool, text: str) -> None:
    stream, recorder, fact = uuid7(), LedgerRecorder(pool), NoteAdded(at=EARLIER, text=text)
    recorder.insert_events([stored(stream, 1, fact)])
    assert facts_of(stream, recorder) == [fact]


@pytest.mark.parametrize("name", WITH_PERSONAL_VALUES)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_personal_values_are_never_in_the_state(name: str, data: st.DataObject) -> None:
    kind = STORED_NAMES[name]
    said = personal_values(kind, WHO)
    state, personal = encode(replace(data.draw(st.from_type(kind)), **said))
    assert WHO not in state.decode()
    assert personal is not None
    assert json.loads(personal) == said
    assert not json.loads(state).keys() & said.keys()


@pytest.mark.parametrize("name", WITH_PERSONAL_VALUES)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_without_their_part_personal_values_are_not_known(name: str, data: st.DataObject) -> None:
    kind = STORED_NAMES[name]
    fact = data.draw(st.from_type(kind))
    nothing: dict[str, Any] = dict.fromkeys(personal_fields(kind))
    bare = replace(fact, **nothing)
    assert decode(name, encode(fact)[0], None) == bare
    assert encode(bare)[1] is None


@pytest.mark.parametrize("name", STORED_NAMES)
def test_a_personal_value_is_a_field_of_the_fact_itself_and_not_inside_another(name: str) -> None:
    hints = get_type_hints(STORED_NAMES[name], include_extras=True)
    inside = [shape for hint in hints.values() for each in get_args(hint) or [hint] for shape in shapes(each)]
    assert not [shape for shape in inside if PERSONAL in getattr(shape, "__metadata__", ())]


def test_the_stored_name_of_a_fact_is_that_of_its_class_and_no_two_share_one() -> None:
    kinds: tuple[type[Fact], ...] = get_args(AnyFact)
    assert {kind.__name__: kind for kind in kinds} == STORED_NAMES
    assert len(kinds) == len(STORED_NAMES)


def test_no_fact_was_left_out_of_those_that_can_be_stored() -> None:
    written = {kind.__name__ for kind in Fact.__subclasses__() if kind.__module__.startswith("complaints.")}
    assert written == set(STORED_NAMES)


@pytest.mark.parametrize(
    ("topic", "state", "personal", "reason"),
    [
        (
            "NoteForgotten",
            b'{"at":"2026-04-10T15:00:00Z"}',
            None,
            "this version of the code knows no such fact",
        ),
        ("CallbackMade", b'{"at":"2026-04-10T15:00:00Z"}', None, "callback: missing"),
        ("CallbackMade", b'{"at":"2026-04-10T15:00:00Z","callback":"Zoe"}', None, "callback: int_parsing"),
        (
            "CallbackMade",
            b'{"at":"Zoe","callback":1}',
            None,
            "at.datetime: datetime_from_date_parsing, at.Minute",
        ),
        ("NoteAdded", b'{"at":"2026-04-10T15:00:00Z","to":"Zoe"}', None, "to: unexpected_keyword_argument"),
        ("NoteAdded", b'{"at":"2026-04-10T15:00:00Z"}', b'{"text":["Zoe"]}', "text: string_type"),
        ("NoteAdded", b'{"at":"2026-04-10T15:00:00Z"}', b'{"by":"Zoe"}', "by: unexpected_keyword_argument"),
        ("NoteAdded", b'["Zoe"]', None, "all of it: dataclass_type"),
        ("NoteAdded", b"Zoe", None, "all of it: json_invalid"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place_and_never_shown(
    topic: str, state: bytes, personal: bytes | None, reason: str
) -> None:
    row = ReadFact(
        originator_id=UUID(int=7),
        originator_version=3,
        topic=topic,
        state=state,
        id=11,
        personal=personal,
        envelope=stored(UUID(int=7), 3).envelope,
        recorded_at=RECEIVED,
    )
    with pytest.raises(FactUnreadable) as refused:
        FactMapper().to_domain_event(row)
    place = "version 3 of stream 00000000-0000-0000-0000-000000000007"
    assert str(refused.value).startswith(f"{place} ({topic}, position 11) cannot be read: {reason}")
    assert "Zoe" not in "".join(traceback.format_exception(refused.value))


def test_a_row_knows_when_and_where_it_was_recorded_once_it_is_read(pool: Pool) -> None:
    stream, recorder = uuid7(), LedgerRecorder(pool)
    (position,) = recorder.insert_events([stored(stream, 1)])
    (row,) = recorder.select_events(stream)
    again = FactMapper().to_domain_event(row)
    assert (again.position, again.fact, again.envelope.subject) == (position, NOTE, stream)
    assert again.recorded_at is not None
    assert str(again.recorded_at.tzinfo) == "UTC"


def note(text: str) -> NoteAdded:
    return NoteAdded(at=EARLIER, text=text)


def size(text: str) -> int:
    return sum(len(part or b"") for part in encode(note(text)))


@pytest.mark.parametrize("letter", ["x", "é", "\x00"])
def test_a_fact_may_have_256_kib_and_not_a_byte_more(pool: Pool, letter: str) -> None:
    stream, recorder = uuid7(), LedgerRecorder(pool)
    room, each = MAX_FACT_BYTES - size(""), size(letter) - size("")
    text = letter * (room // each) + "x" * (room % each)
    recorder.insert_events([stored(stream, 1, note(text))])
    assert facts_of(stream, recorder) == [note(text)]
    with pytest.raises(FactTooLarge, match="256 KiB"):
        stored(stream, 2, note(text + "x"))


def test_the_table_counts_the_same_256_kib(database: Database) -> None:
    text = "x" * (MAX_FACT_BYTES - size(""))
    state, fits = (part.decode() for part in encode(note(text)) if part)
    columns = {"state": state, "subject": str(uuid7())}
    with psycopg.connect(database.app, autocommit=True) as app:
        app.execute(APPEND, [raw_rows(uuid7(), [1], **columns, personal=fits)])
        with pytest.raises(errors.CheckViolation):
            app.execute(APPEND, [raw_rows(uuid7(), [1], **columns, personal=fits.replace("x", "xx", 1))])


def test_only_facts_are_recorded_and_only_rows_of_the_ledger_read() -> None:
    with pytest.raises(TypeError, match="only facts are recorded"):
        FactMapper().to_stored_event(stored(uuid7(), 1))  # type: ignore[arg-type]  # a row is no event
    with pytest.raises(TypeError, match="only rows of the ledger"):
        FactMapper().to_domain_event(stored(uuid7(), 1))
