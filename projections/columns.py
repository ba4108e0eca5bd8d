"""What rows that were folded in memory can be chosen by: their columns, and how they read at an instant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, get_type_hints

from complaints.readings import Verdict
from projections.sla_breaches import SLA_BREACHES, ClockPeriod
from projections.standing import holds, verdict_of
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Something that a row has, of a type, at the instant that is looked at."""

    type: Any
    value: Callable[[Any, datetime], object]


def columns_of(view: View[Any]) -> dict[str, Column]:
    """Return by what the rows of a view can be chosen."""
    hints = get_type_hints(view.tables[-1].row)
    return {name: _column(name, type) for name, type in hints.items()} | READ_AT.get(view.name, {})


def meets(view: View[Any], where: Mapping[str, object], instant: datetime) -> Callable[[Any], bool]:
    """Return what says whether a row has all these values, by column, at an instant."""
    columns = columns_of(view)
    wanted = [(columns[name].value, value) for name, value in where.items()]
    return lambda row: all(value_of(row, instant) == value for value_of, value in wanted)


def _column(name: str, type: object) -> Column:
    of = attrgetter(name)
    return Column(type=type, value=lambda row, _: of(row))


def _verdict(period: ClockPeriod, instant: datetime) -> Verdict | None:
    return verdict_of(period, instant) if holds(period, instant) else None


READ_AT: dict[str, dict[str, Column]] = {SLA_BREACHES.name: {"verdict": Column(type=Verdict, value=_verdict)}}
"""Columns that only an instant gives. A clock has a verdict in the period that holds it, and in no other."""
