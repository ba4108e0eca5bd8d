"""Any value of a type: commands and facts as hypothesis draws them, whatever is added to them later."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import UnionType
from typing import Annotated, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from complaints.actor import Actor
from complaints.commands import AnyCommand
from complaints.commands.command import Label, Text
from complaints.commands.investigation import AttachEvidence
from complaints.facts import STORED_NAMES, Fact
from complaints.facts.fact import PERSONAL
from complaints.money import Amount, CurrencyCode
from complaints.when import Day, Minute, NotAfter, When, names_a_zone
from tests.complaints.given import MARA, NOW, RECEIVED, SHA256, TOM
from tests.complaints.given_redress import OLGA

COMMANDS: tuple[type[AnyCommand], ...] = get_args(AnyCommand)
LAST = NOW + timedelta(days=4)

T = TypeVar("T")
Shape = object
"""What an annotation says: a class, a union, a literal, or one of these with bounds."""

_instants = st.datetimes(RECEIVED.replace(tzinfo=None), LAST.replace(tzinfo=None))
aware = _instants.map(lambda at: at.replace(tzinfo=UTC))
actors = st.sampled_from([MARA, TOM, OLGA, Actor(by="nightly", kind="machine")])

# Few values, so that what one command says another can mean: the same item, call, customer or document.
_FEW: dict[Shape, st.SearchStrategy[object]] = {
    bool: st.booleans(),
    int: st.integers(0, 3),
    str: st.sampled_from(["uk.fca.final", "example.ack", "statement"]),
    date: st.dates(RECEIVED.date(), LAST.date()),
    datetime: st.one_of([*[aware] * 9, _instants]),  # one in ten without a zone
    Minute: st.builds(Minute, minute=aware),
    Day: st.builds(
        Day,
        day=st.dates(RECEIVED.date(), LAST.date()),
        zone=st.sampled_from([*["Europe/London", "America/New_York"] * 4, "Mars/Olympus"]),
    ),
    NotAfter: st.builds(NotAfter, not_after=aware),
    UUID: st.sampled_from([UUID(int=1), UUID(int=2)]),
    Amount: st.sampled_from([Decimal(it) for it in ("50", "0.5", "700", "0", "1.005", "-1", "NaN")]),
    CurrencyCode: st.sampled_from(["GBP", "GBP", "JPY", "XAU", "DEM", "QQQ"]),
    Label: st.sampled_from(["none", "uk.fca", "example", "statement", "uk.fca.final", "example.ack"]),
    Text: st.sampled_from(["It was late.", "It was not late.", " "]),
    get_type_hints(AttachEvidence, include_extras=True)["sha256"]: st.sampled_from([SHA256, "00" * 32]),
}


def anything(kind: type[T]) -> st.SearchStrategy[T]:
    """Return a strategy for a dataclass of ours, field by field; a field that may be left out often is."""
    hints = get_type_hints(kind, include_extras=True)
    assert is_dataclass(kind)
    return st.builds(kind, **{each.name: _of(hints[each.name]) for each in fields(kind)})


def any_command() -> st.SearchStrategy[AnyCommand]:
    return st.one_of([anything(kind) for kind in COMMANDS])


def any_fact() -> st.SearchStrategy[Fact]:
    """Return a strategy for facts that a rule can have let through: their instants have a zone."""
    return any_fact_of(STORED_NAMES.values())


def any_fact_of(kinds: Iterable[type[Fact]]) -> st.SearchStrategy[Fact]:
    """Return a strategy for such facts of these types."""
    return st.one_of([anything(kind) for kind in sorted(kinds, key=repr)]).filter(_is_on_the_time_line)


def _is_on_the_time_line(fact: Fact) -> bool:
    values = [getattr(fact, field.name) for field in fields(fact)]
    return all(names_a_zone(it) for it in values if isinstance(it, When))


def _of(shape: Shape) -> st.SearchStrategy[object]:
    if shape in _FEW:
        return _FEW[shape]
    if get_origin(shape) in (Union, UnionType):
        said = st.one_of([_of(each) for each in get_args(shape) if each is not type(None)])
        return _or_nothing(said) if type(None) in get_args(shape) else said
    if get_origin(shape) is Annotated and PERSONAL in get_args(shape):
        return _of(get_args(shape)[0])
    if isinstance(shape, type) and is_dataclass(shape):
        return anything(shape)
    return st.from_type(shape)  # type: ignore[arg-type]  # an annotation, not only a class


def _or_nothing(said: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    # Two in three: a plain union would leave out one in as many as there are ways to say it.
    return st.sampled_from([said, said, st.none()]).flatmap(lambda it: it)
