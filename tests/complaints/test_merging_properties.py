"""Any merges and undoings among four complaints, with work on them in between: what holds all along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import event, given
from hypothesis import strategies as st

from complaints.commands import AnyCommand
from complaints.commands.conversation import RecordMessageReceived
from complaints.commands.decision import CloseComplaint, ResolveComplaint, WithdrawComplaint
from complaints.commands.intake import IdentifyCustomer
from complaints.complaint import Clock, Complaint
from complaints.corrections import standing
from complaints.errors import ComplaintError
from complaints.facts.clocks import ClockStopped
from complaints.stream import Stream
from complaints.when import is_definitely_before
from tests.complaints.given import RECEIVED
from tests.complaints.given_clocks import ACKNOWLEDGE, ANSWER, filing
from tests.complaints.given_merging import IDS, asked, complaint, merged, unmerged

BEGIN = RECEIVED + timedelta(days=6)
DAY = timedelta(days=1)

Files = Mapping[UUID, Stream]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    duplicate: UUID
    survivor: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    duplicate: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    complaint: UUID
    command: AnyCommand


Step = Merge | Undo | Ask

ids = st.sampled_from(IDS)
commands: st.SearchStrategy[AnyCommand] = st.sampled_from(
    [
        *[ACKNOWLEDGE, ANSWER, ResolveComplaint(), RecordMessageReceived(channel="email", text="Any news?")]
        * 3,
        CloseComplaint(reason="answered"),
        WithdrawComplaint(),
        IdentifyCustomer(customer=UUID(int=1)),
        IdentifyCustomer(customer=UUID(int=2)),
    ]
)
merges = st.builds(Merge, duplicate=ids, survivor=ids)
steps = st.one_of(
    merges, merges, st.builds(Undo, duplicate=ids), st.builds(Ask, complaint=ids, command=commands)
)
lives = st.lists(st.tuples(steps, st.sampled_from([timedelta(0), DAY, 9 * DAY])), max_size=25)
filings = st.builds(
    filing,
    jurisdiction=st.sampled_from(["none", "uk.fca"]),
    brand=st.sampled_from([None, "example"]),
    at=st.sampled_from([RECEIVED, RECEIVED + DAY, RECEIVED + 2 * DAY, RECEIVED + 5 * DAY]),
)
four = st.tuples(filings, filings, filings, filings).map(
    lambda said: {id: complaint(id, each) for id, each in zip(IDS, said, strict=True)}
)


@given(files=four, life=lives)
def test_no_merge_leads_in_a_circle_and_both_sides_know_of_each_other(
    files: Files, life: Sequence[tuple[Step, timedelta]]
) -> None:
    for then, _ in lived(files, life):
        for id, stream in then.items():
            assert where(id, then).complaint.merged_into is None
            known = [it.duplicate for it in stream.complaint.duplicates]
            assert sorted(known) == [it for it in IDS if then[it].complaint.merged_into == id]
            assert (stream.complaint.merged_into is None) == (stream.complaint.status != "merged")


@given(files=four, life=lives)
def test_no_clock_is_lost_and_none_runs_twice(files: Files, life: Sequence[tuple[Step, timedelta]]) -> None:
    for then, _ in lived(files, life):
        for id, stream in then.items():
            for clock in stream.complaint.clocks:
                assert not (clock.is_running and stream.complaint.merged_into)
                assert clock.is_paused <= (stream.complaint.status == "merged")
                if clock.is_paused:
                    assert any(answers_for(clock, stream, survivor) for survivor in survivors(id, then))


@given(files=four, life=lives, data=st.data())
def test_once_all_merges_are_undone_each_is_as_if_there_had_been_none(
    files: Files, life: Sequence[tuple[Step, timedelta]], data: st.DataObject
) -> None:
    now, alone = BEGIN, files
    for step, later in life:
        now += later
        after = taken(step, files, now)
        if after is not files and isinstance(step, Ask):
            alone = taken(step, alone, now)
        files = after
    while some := [id for id in IDS if is_undone_next(id, files)]:
        files = taken(Undo(duplicate=data.draw(st.sampled_from(some))), files, now)
        event("undone")
    assert [seen(files[id], now) for id in IDS] == [seen(alone[id], now) for id in IDS]


@given(files=four, life=lives, duplicate=ids, survivor=ids)
def test_a_merge_and_its_undoing_change_nothing_but_the_record(
    files: Files, life: Sequence[tuple[Step, timedelta]], duplicate: UUID, survivor: UUID
) -> None:
    *_, (files, now) = lived(files, life)
    both = taken(Merge(duplicate=duplicate, survivor=survivor), files, now)
    if both is files:
        return
    event("merged")
    undone = taken(Undo(duplicate=duplicate), both, now)
    assert [seen(undone[id], now) for id in IDS] == [seen(files[id], now) for id in IDS]


def lived(files: Files, life: Sequence[tuple[Step, timedelta]]) -> Sequence[tuple[Files, datetime]]:
    """Return the files and the time at the beginning and after every step."""
    seen, now = [(files, BEGIN)], BEGIN
    for step, later in life:
        now += later
        files = taken(step, files, now)
        seen.append((files, now))
    return seen


def taken(step: Step, files: Files, now: datetime) -> Files:
    """Return the files after a step; the very same where it is refused or adds nothing."""
    both: Sequence[Stream]
    try:
        match step:
            case Merge(duplicate=id, survivor=other):
                both = merged(files[id], files[other], now=now)
            case Undo(duplicate=id):
                survivor = files[id].complaint.merged_into
                if survivor is None:
                    return files
                both = unmerged(files[id], files[survivor], now=now)
            case Ask(complaint=id, command=command):
                both = (asked(files[id], command, now=now),)
    except ComplaintError:
        return files
    changed = {it.id: it for it in both}
    return {**files, **changed} if any(it.version > files[it.id].version for it in both) else files


def where(id: UUID, files: Files) -> Stream:
    """Return the complaint in which work on one goes on."""
    return survivors(id, files)[-1] if files[id].complaint.merged_into else files[id]


def survivors(id: UUID, files: Files) -> list[Stream]:
    """Return what a complaint was merged into, what that was merged into, and so on."""
    found: list[Stream] = []
    while (into := files[id].complaint.merged_into) and len(found) < len(files):
        found.append(files[into])
        id = into
    return found


def answers_for(clock: Clock, duplicate: Stream, survivor: Stream) -> bool:
    """Say whether the survivor runs a clock as early as this one, or has kept its promise since."""
    return any(
        it.name == clock.name
        and it.due_at <= clock.due_at
        and (it.is_running or kept_since(duplicate, survivor, it.name))
        for it in survivor.complaint.clocks
    )


def is_undone_next(id: UUID, files: Files) -> bool:
    survivor = files[id].complaint.merged_into
    return survivor is not None and files[survivor].complaint.merged_into is None


def kept_since(duplicate: Stream, survivor: Stream, clock: str) -> bool:
    return any(
        isinstance(fact, ClockStopped)
        and fact.clock == clock
        and not is_definitely_before(fact.at, duplicate.complaint.received)
        for fact in standing(survivor.facts, []).values()
    )


def seen(stream: Stream, now: datetime) -> Complaint:
    """Return the complaint as anybody sees it: a clock is overdue whether or not that was recorded yet."""
    complaint = stream.complaint
    clocks = (
        replace(it, is_breached=it.is_breached or (it.is_running and it.due_at < now))
        for it in complaint.clocks
    )
    return replace(complaint, clocks=tuple(clocks))
