"""First contact: whether complaints were resolved without the complainant having to come back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Literal

from projections.win_back_parts import ComplaintPart

FirstContact = Literal["yes", "no", "open"]

WINDOWS = (timedelta(days=7), timedelta(days=14), timedelta(days=30))
"""For how long after a resolution nobody may have come back: there is no one window, these are in use."""

WITHIN = WINDOWS[-1]
"""The window where nothing else is asked: the longest is the strictest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How a customer's complaints were resolved, whatever the window in which nobody may come back.

    `state`: `no`, if the complainant came back before some complaint was resolved, withdrew one, or left;
    `open`, while that can be; else `yes`, from `resolved_at` on, when the last of them was resolved for the
    first time. `came_back_after`: how soon after such a resolution the complainant came back, if ever.
    """

    state: FirstContact | None = None
    resolved_at: datetime | None = None
    came_back_after: timedelta | None = None


def resolution(received: Sequence[ComplaintPart], lost_at: datetime | None) -> Resolution:
    """Return how complaints of one life were resolved, given in the order of receipt; nothing without any.

    A merged complaint was a contact; that it is resolved is said of the one into which it was merged.
    """
    counted = [it for it in received if not it.is_merged]
    if not counted:
        return Resolution()
    times = list(_came_back_after(received))
    return Resolution(
        state="no" if None in times or any(map(_was_withdrawn, received)) else _state(counted, lost_at),
        resolved_at=max((it.resolved_at for it in counted if it.resolved_at), default=None),
        came_back_after=min((time for time in times if time is not None), default=None),
    )


def _came_back_after(received: Sequence[ComplaintPart]) -> Iterator[timedelta | None]:
    """Yield how long after the resolution of a complaint each contact came, the next one included.

    None: it came before.
    """
    for one, next_one in zip_longest(received, received[1:]):
        contacts = (*one.came_back, *((next_one.received_at,) if next_one else ()))
        for at in contacts:
            yield at - one.resolved_at if one.resolved_at and one.resolved_at <= at else None


def _was_withdrawn(complaint: ComplaintPart) -> bool:
    """Nobody knows whether what was withdrawn was resolved."""
    return complaint.ended_at is not None and complaint.resolved_at is None


def _state(counted: Sequence[ComplaintPart], lost_at: datetime | None) -> FirstContact:
    if all(it.resolved_at and (lost_at is None or it.resolved_at < lost_at) for it in counted):
        return "yes"
    return "no" if lost_at else "open"


def first_came_back_at(complaint: ComplaintPart, received: Sequence[ComplaintPart]) -> datetime | None:
    """Return when the complainant first made contact after a complaint, or withdrew it; None if never.

    `received` are the complaints of the life: any other of them is a contact.
    """
    contacts = [*complaint.came_back, *(it.received_at for it in received if it is not complaint)]
    withdrawn = [complaint.ended_at] if complaint.ended_at and _was_withdrawn(complaint) else []
    return min([*contacts, *withdrawn], default=None)
