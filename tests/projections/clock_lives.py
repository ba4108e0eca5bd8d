"""Lives of clocks, at random: started, paused, resumed, stopped by an answer or because of a withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from complaints.facts import Fact
from complaints.when import Day, NotAfter, When, latest
from tests.complaints.given import RECEIVED
from tests.projections.given import paused, resumed, started, stopped, withdrawn

HOUR = timedelta(hours=1)
NEVER = datetime(2028, 1, 1, tzinfo=UTC)

instants = st.integers(0, 40).map(lambda step: RECEIVED + step * HOUR)
days: st.SearchStrategy[When] = st.builds(
    Day, day=st.dates(date(2026, 4, 7), date(2026, 4, 9)), zone=st.sampled_from(["UTC", "Asia/Tokyo"])
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What happened to one clock: its first due instant, each pause with its end and new one, its stop."""

    due_at: datetime
    pauses: Sequence[tuple[datetime, datetime, datetime]]
    stop: When | None
    is_withdrawn: bool

    def facts(self) -> list[Fact]:
        turns = [
            fact
            for begin, end, due_at in self.pauses
            for fact in (paused(begin), *([resumed(end, due_at)] if end < NEVER else []))
        ]
        ends = withdrawn if self.is_withdrawn else stopped
        return [started(self.due_at), *turns, *([ends(self.stop)] if self.stop else [])]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    turns = sorted(draw(st.lists(instants, max_size=3, unique=True)))
    if len(turns) % 2:
        turns.append(NEVER)
    dues = [draw(instants) for _ in turns]
    pauses = list(zip(turns[::2], turns[1::2], dues, strict=False))
    last = max([RECEIVED, *(turn for turn in turns if turn < NEVER)])
    stop = draw(st.none() | instants | days | st.builds(NotAfter, not_after=instants))
    return Life(
        due_at=draw(instants),
        pauses=pauses,
        stop=stop if stop and latest(stop) >= last else None,
        is_withdrawn=draw(st.booleans()),
    )
