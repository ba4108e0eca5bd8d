"""Contacts: a row for each complaint, how often its complainant got in touch, by what, and with whom."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from complaints.when import Day, When, earliest, is_definitely_before, latest
from projections.contact_parts import (
    CONCERNS,
    CONVERSATION,
    Contact,
    ContactPart,
    Conversation,
    EndedBy,
    fold,
)
from projections.durations import between
from projections.history import begins_at
from projections.view import Grouping, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a complaint took its complainant; instants are UTC, the first at which something can have been.

    `party` is the customer, or the complaint itself where no customer is known. `survivor` is the complaint
    into which it is merged, None of a case of its own; what is merged into a complaint is part of it.
    `received_day` is the calendar day of receipt where that is all that is known.

    `contacted_at` are the contacts in order, the filing among them; `channels` the different ones. Contact
    number `switched_with` came by another channel than the one before, when contacts had gone unanswered for
    `switched_after`: zero where none had, None where that is not known to the hour.

    `ended_at` and `reopened_at` take turns; up to each end, by `ended_by`, it took `ended_after` contacts.
    `certainly_ended_at` is the last instant at which it can have ended for the first time. Another contact, a
    reopening or the next complaint about the same came at least `back_after_least` after that end, and one of
    them at most `back_after_most`: negative where it came before, None where nothing did.

    The other columns are those of `Conversation`.
    """

    party: UUID
    complaint: UUID
    reference: str
    survivor: UUID | None
    is_imported: bool
    received_at: datetime
    received_day: date | None
    channel: str
    product: str | None
    team: str | None
    handler: str | None
    contacted_at: Sequence[datetime]
    channels: Sequence[str]
    switched_with: Sequence[int]
    switched_after: Sequence[timedelta | None]
    ended_at: Sequence[datetime]
    ended_by: Sequence[EndedBy]
    ended_after: Sequence[int]
    reopened_at: Sequence[datetime]
    certainly_ended_at: datetime | None
    back_after_least: timedelta | None
    back_after_most: timedelta | None
    handed_over_at: Sequence[datetime]
    from_machine_at: datetime | None
    asked_again_at: Sequence[datetime]


def combine(parts: Sequence[ContactPart]) -> list[Effort]:
    """Return the rows of all complaints of one party, from their parts."""
    read = {part.stream: CONVERSATION.validate_json(part.part) for part in parts}
    merged = defaultdict[UUID, list[UUID]](list)
    for id in sorted(read):
        if survivor := read[id].survivor:
            merged[survivor].append(id)
    again = _next_about_the_same(read)
    whole = {id: _with(read[id], {it: read[it] for it in _duplicates(id, merged)}) for id in sorted(read)}
    return [_effort(parts[0].party, id, it, again.get(id, ())) for id, it in whole.items()]


def _duplicates(complaint: UUID, merged: Mapping[UUID, Sequence[UUID]]) -> list[UUID]:
    """Return what is merged into a complaint, also through another; a circle that corrections left ends."""
    found = [complaint]
    for each in found:
        found += [it for it in merged.get(each, ()) if it not in found]
    return found[1:]


def _with(own: Conversation, duplicates: Mapping[UUID, Conversation]) -> Conversation:
    """Return a complaint with its duplicates; that another came, whose part is not here, it says itself."""
    same = (own, *duplicates.values())
    contacts = [it for each in same for it in each.contacts if it.duplicate not in duplicates]
    return replace(
        own,
        contacts=tuple(sorted(contacts, key=lambda it: begins_at(it.at))),
        answers=tuple(at for each in same for at in each.answers),
    )


def _next_about_the_same(read: Mapping[UUID, Conversation]) -> dict[UUID, list[When]]:
    """Return, for each complaint, when the next one about each of its matters was received; cases only."""
    cases = [(begins_at(it.received), id) for id, it in read.items() if it.survivor is None]
    found: dict[UUID, list[When]] = {}
    following: dict[tuple[str, ...], When] = {}
    for _, id in sorted(cases, reverse=True):
        found[id] = [following[matter] for matter in read[id].matters if matter in following]
        following |= dict.fromkeys(read[id].matters, read[id].received)
    return found


def _effort(party: UUID, complaint: UUID, whole: Conversation, again: Sequence[When]) -> Effort:
    contacts, endings = whole.contacts, whole.endings
    switches = list(_switches(whole))
    turns = [at for it in endings for at in (it.at, it.reopened) if at]
    turned_at = list(accumulate(map(begins_at, turns), max))
    first = endings[0].at if endings else None
    least, most = _back_after(whole, first, again) if first else (None, None)
    return Effort(
        party=party,
        complaint=complaint,
        reference=whole.reference,
        survivor=whole.survivor,
        is_imported=whole.is_imported,
        received_at=begins_at(whole.received),
        received_day=whole.received.day if isinstance(whole.received, Day) else None,
        channel=whole.channel,
        product=whole.product,
        team=whole.team,
        handler=whole.handler,
        contacted_at=[begins_at(it.at) for it in contacts],
        channels=list(dict.fromkeys(it.channel for it in contacts if it.channel)),
        switched_with=[number for number, _ in switches],
        switched_after=[waited for _, waited in switches],
        ended_at=turned_at[::2],
        ended_by=[it.by for it in endings],
        ended_after=[sum(not is_definitely_before(end.at, it.at) for it in contacts) for end in endings],
        reopened_at=turned_at[1::2],
        certainly_ended_at=latest(first) if first else None,
        back_after_least=least,
        back_after_most=most,
        handed_over_at=list(whole.handed_over_at),
        from_machine_at=whole.from_machine_at,
        asked_again_at=list(whole.asked_again_at),
    )


def _switches(whole: Conversation) -> Iterator[tuple[int, timedelta | None]]:
    """Yield the number of each contact that came by another channel, and how long none had been answered."""
    channel = None
    for number, contact in enumerate(whole.contacts, 1):
        if contact.channel and channel and contact.channel != channel:
            yield number, _unanswered(whole.contacts[: number - 1], contact, whole.answers)
        channel = contact.channel or channel


def _unanswered(before: Sequence[Contact], contact: Contact, answers: Sequence[When]) -> timedelta | None:
    """Return for how long contacts before this one had waited: only those that nobody can have answered."""
    by_then = [at for at in answers if not is_definitely_before(contact.at, at)]
    waiting = (it for it in before if all(is_definitely_before(at, it.at) for at in by_then))
    oldest = next(waiting, None)
    return between(oldest.at, contact.at) if oldest else timedelta()


def _back_after(
    whole: Conversation, ended: When, again: Sequence[When]
) -> tuple[timedelta | None, timedelta | None]:
    """Return how long after its first end the complainant came back: the least it can be, and the most."""
    back = [
        *(it.at for it in whole.contacts[1:]),
        *(it.reopened for it in whole.endings if it.reopened),
        *again,
    ]
    filed = earliest(whole.contacts[0].at)  # nothing was before, however little is known of it
    return (
        min((max(earliest(at), filed) - latest(ended) for at in back), default=None),
        min((latest(at) - max(earliest(ended), filed) for at in back), default=None),
    )


CONTACTS: View[ContactPart] = View(
    name="contacts",
    version=1,
    fold=fold,
    concerns=CONCERNS,
    row=ContactPart,
    table="contact_parts",
    key=("stream",),
    grouping=Grouping(combine=combine, row=Effort, table="contacts", key=("party", "complaint")),
)
