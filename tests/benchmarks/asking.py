"""What the timed questions are put to, and what they may name: drawn by chance, always alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import LiteralString
from uuid import UUID

from complaints.ledger import Complaints
from complaints.policy_book import PolicyBook
from projections.cases import AfterCase
from projections.inbox_questions import AfterMessage
from projections.positions import Reader
from projections.standing import AfterClock
from tests.projections.year import BEGIN, END, YEAR

SOME: LiteralString = """
select complaint, customer, received_at from views.case_list
 where slot = (select slot from views.positions where view = 'case_list' and state = 'live')
 order by md5(complaint::text) limit 2000
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What questions are put to, and what they may name."""

    connection: Reader
    complaints: Complaints
    book: PolicyBook
    some: Sequence[tuple[UUID, UUID | None, datetime]]
    draw: Random

    @property
    def complaint(self) -> UUID:
        return self.draw.choice(self.some)[0]

    @property
    def customer(self) -> UUID | None:
        return self.draw.choice(self.some)[1]

    @property
    def team(self) -> str:
        return f"team {self.draw.randrange(40)}"

    @property
    def handler(self) -> str:
        return f"handler {self.draw.randrange(400)}"

    @property
    def product(self) -> str:
        return f"product {self.draw.randrange(30)}"

    @property
    def instant(self) -> datetime:
        return BEGIN + YEAR * self.draw.random()

    @property
    def after_case(self) -> AfterCase:
        complaint, _, received_at = self.draw.choice(self.some)
        return AfterCase(after_received=received_at, after_complaint=complaint)

    @property
    def after_clock(self) -> tuple[datetime, AfterClock]:
        """An instant, and a clock that stood then."""
        complaint, _, received_at = self.draw.choice(self.some)
        instant = received_at + timedelta(days=self.draw.uniform(0, 90))
        due_at = received_at + timedelta(weeks=8)
        return instant, AfterClock(after_due=due_at, after_complaint=complaint, after_clock="")

    @property
    def after_message(self) -> AfterMessage:
        late = END - timedelta(days=self.draw.uniform(0, 30))
        return AfterMessage(after_received=late, after_complaint=self.complaint, after_message=1)


def asking(connection: Reader, complaints: Complaints) -> Asking:
    """Return what is needed to ask, with 2,000 complaints drawn by chance, always the same of one year."""
    return Asking(
        connection=connection,
        complaints=complaints,
        book=complaints.policy_book(),
        some=connection.execute(SOME).fetchall(),
        draw=Random(1),  # noqa: S311 - the same questions every time
    )
