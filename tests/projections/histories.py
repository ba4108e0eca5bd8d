"""Histories of complaints in which things come late, vaguely, twice, and are put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import strategies as st

from complaints.corrections import correction
from complaints.facts import Fact
from complaints.facts.conversation import MessageSent
from complaints.facts.intake import HandedOver
from complaints.facts.merging import ComplaintMerged, ComplaintUnmerged
from complaints.facts.outside import OmbudsmanDecided, OmbudsmanReferred
from complaints.facts.upkeep import FactCorrected
from complaints.when import Day, Minute, NotAfter, When
from projections.engine import advance
from projections.recent import RecentLedger
from projections.worker import VIEWS, catch_up
from tests.complaints.given import (
    CUSTOMER,
    NOW,
    RECEIVED,
    acknowledged,
    answered,
    apologised,
    assigned,
    classified,
    closed,
    identified,
    reopened,
    resolved,
    withdrawn,
)
from tests.projections.given import DUE, filing, moved, paused, resumed, started, stopped
from tests.projections.place import Place, put

instants = st.integers(0, 12 * 24).map(lambda hours: RECEIVED + timedelta(hours=hours))
spans: st.SearchStrategy[When] = st.one_of(
    instants,
    instants,
    st.builds(Minute, minute=instants),
    st.builds(Day, day=st.dates(date(2026, 4, 7), date(2026, 4, 18)), zone=st.just("Europe/London")),
    st.builds(NotAfter, not_after=instants),
)
happenings: list[Fact] = [
    identified(),
    acknowledged(),
    classified(),
    assigned("retail", "mara"),
    assigned("cards", None),
    HandedOver(at=NOW, to_team="disputes", reason="theirs"),
    MessageSent(at=NOW, channel="email", substantive=True, automated=False),
    apologised(),
    answered(),
    resolved(),
    closed(),
    reopened(),
    withdrawn(),
    ComplaintMerged(at=NOW, survivor=CUSTOMER, reason="The same."),
    ComplaintUnmerged(at=NOW, survivor=CUSTOMER, reason="Another."),
    started(RECEIVED + timedelta(days=2)),
    started(DUE, clock="other"),
    paused(NOW),
    resumed(NOW, RECEIVED + timedelta(days=4)),
    stopped(NOW),
    stopped(NOW, "other"),
    started(DUE, clock="uk.fos.6m"),
    OmbudsmanReferred(at=NOW, body="Financial Ombudsman Service"),
    OmbudsmanDecided(at=NOW, body="Financial Ombudsman Service", outcome="upheld"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Facts appended to the stream of that number, and whether the views then take a batch."""

    stream: int
    facts: Sequence[Fact]
    corrects: int | None
    advance: bool


facts: st.SearchStrategy[Fact] = st.builds(moved, st.sampled_from(happenings), spans)
steps = st.builds(
    Step,
    stream=st.integers(0, 2),
    facts=st.lists(facts, min_size=1, max_size=4),
    corrects=st.none() | st.integers(2, 6),
    advance=st.booleans(),
)


def lived(place: Place, recent: RecentLedger, history_of_three: list[Step]) -> list[UUID]:
    """Record the history of three new streams, let the views follow it, and return the streams."""
    streams: dict[UUID, list[Fact]] = {id: [filing(id)] for id in (uuid4(), uuid4(), uuid4())}
    for id, begun in streams.items():
        put(place.ledger, id, begun)
    for step in history_of_three:
        id = list(streams)[step.stream]
        added = [*step.facts, *corrections(streams[id], step)]
        put(place.ledger, id, added, after=len(streams[id]))
        streams[id] += added
        if step.advance:
            advance(place.writer, recent, VIEWS)
    catch_up(place.writer, recent)
    return list(streams)


def corrections(before: Sequence[Fact], step: Step) -> list[Fact]:
    """Strike out a fact of an odd version, or say that one of an even version happened at the receipt."""
    version = step.corrects
    if version is None or version > len(before) or isinstance(before[version - 1], FactCorrected):
        return []
    if version % 2:
        return [FactCorrected(at=NOW, corrects=version, reason="It never happened.")]
    right = moved(before[version - 1], RECEIVED)
    return [correction(right, corrects=version, at=NOW, reason="It was earlier.")]
