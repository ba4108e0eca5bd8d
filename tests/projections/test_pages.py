"""A page by one filter reads about a page, however long the list."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest

from api.postgres import Database
from complaints.policy_book import PolicyBook
from projections import cases, inbox_questions, positions, standing, work_queue
from projections.cases import AfterCase, CaseFilter
from projections.inbox_questions import AfterMessage, Asked, InboxFilter
from projections.standing import AfterClock, ClockFilter
from projections.work_queue import QueueFilter
from projections.worker import VIEWS
from tests.databases import copy_of
from tests.projections.place import Place, place_in

LIMIT = 10
ENOUGH = 20 * LIMIT
"""Rows that may be looked at for a page: some that the index finds do not match the rest."""

COMPLAINTS = 30_000
LAST = datetime(2025, 12, 31, tzinfo=UTC)
MIDDLE = datetime(2025, 6, 1, tzinfo=UTC)
EARLY = datetime(2025, 1, 20, tzinfo=UTC)
"""Before anything was due."""

# A year of complaints. The last twentieth is open, and so is every hundredth, which is late.
CASES: LiteralString = """
insert into views.case_list
  select 'a', ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'C-' || n,
         case when is_open then 'open' when n % 50 = 1 then 'withdrawn' else 'closed' end,
         received_at, (array['phone', 'email', 'web', 'letter', 'chat'])[1 + draw % 5], null, null,
         case when n % 300 = 3 then 'nyc311' end, 'product ' || draw % 30, null, null,
         'team ' || draw % 40, 'handler ' || draw % 400,
         ('00000000-0000-7000-8000-' || lpad(to_hex(draw % 20000), 12, '0'))::uuid,
         case when is_open then received_at + interval '56 days' end, received_at, 8
    from generate_series(1, 30000) n,
         lateral (select timestamptz '2025-01-01Z' + n * interval '365 days' / 30000 as received_at,
                         n % 100 = 0 or n > 28500 as is_open, (n::bigint * 7919) % 100003 as draw) it
"""

# Two weeks after the receipt most are answered; every twentieth only after ten.
INBOX: LiteralString = """
insert into views.inbox
  (slot, complaint, message, reference, kind, channel, received_at, ended_at, ended_by, product, team,
   handler)
  select 'a', complaint, message, reference, 'message', channel, received_at,
         case when next_due_at is null then received_at + interval '14 days' end,
         case when next_due_at is null then 'reply' end, product, team, handler
    from views.case_list, generate_series(1, 3) message
"""

PERIODS: LiteralString = """
insert into views.clock_periods
  (slot, complaint, reference, clock, period, policy_version, started_at, from_at, until_at, due_at, state,
   stopped_from, stopped_at, channel, product, team, handler)
  select 'a', complaint, reference, 'clock ' || n % 20, period, 1, received_at,
         case period when 1 then received_at else stopped_at end, case period when 1 then stopped_at end,
         received_at + interval '56 days', case period when 1 then 'running' else 'stopped' end,
         stopped_at, case period when 2 then stopped_at end, channel, product, team, handler
    from (select c.*, case when next_due_at is null then
                 received_at + case when n % 20 = 7 then interval '70 days' else interval '14 days' end
                 end as stopped_at
            from (select c.*, row_number() over (order by received_at) as n from views.case_list c) c) it,
         generate_series(1, 2) period
   where period = 1 or stopped_at is not null
"""


@pytest.fixture(scope="module")
def year(server: Database, migrated: str) -> Iterator[Place]:
    with copy_of(migrated, server) as database, place_in(database) as place:
        positions.register(place.writer, VIEWS.values())
        with psycopg.connect(database.owner, autocommit=True) as owner:
            owner.execute(CASES)
            owner.execute(PERIODS)
            owner.execute(INBOX)
            owner.execute("vacuum analyze views.case_list, views.clock_periods, views.inbox")
        yield place


CASE_FILTERS: Mapping[str, CaseFilter] = {
    "nothing": CaseFilter(),
    "status": CaseFilter(status="open"),
    "rare status": CaseFilter(status="withdrawn"),
    "channel": CaseFilter(channel="chat"),
    "product": CaseFilter(product="product 7"),
    "team": CaseFilter(team="team 7"),
    "handler": CaseFilter(handler="handler 7"),
    "customer": CaseFilter(customer=UUID("00000000-0000-7000-8000-000000000007")),
    "source": CaseFilter(source="nyc311"),
    "received": CaseFilter(received_from=MIDDLE, received_to=datetime(2025, 6, 3, tzinfo=UTC)),
    "overdue": CaseFilter(overdue=True),
    "not overdue": CaseFilter(overdue=False),
}


@pytest.mark.parametrize("name", CASE_FILTERS)
@pytest.mark.parametrize("after", [None, MIDDLE])
def test_a_page_of_cases_reads_about_a_page(year: Place, name: str, after: datetime | None) -> None:
    last = AfterCase(after_received=after, after_complaint=UUID(int=5)) if after else AfterCase()
    bounds = {**asdict(CASE_FILTERS[name]), **asdict(last), "now": LAST, "limit": LIMIT}
    assert looked_at(year, cases.LIST, bounds) <= ENOUGH


CLOCK_FILTERS: Mapping[str, ClockFilter] = {
    "nothing": ClockFilter(),
    "clock": ClockFilter(clock="clock 7"),
    "running": ClockFilter(verdict="running"),
    "met": ClockFilter(verdict="met"),
    "withdrawn": ClockFilter(verdict="withdrawn"),
    "breached while open": ClockFilter(verdict="breached while open"),
    "breached and answered late": ClockFilter(verdict="breached and answered late"),
    "time unknown": ClockFilter(verdict="time unknown"),
    "paused": ClockFilter(verdict="paused"),
    "channel": ClockFilter(channel="chat"),
    "product": ClockFilter(product="product 7"),
    "team": ClockFilter(team="team 7"),
    "handler": ClockFilter(handler="handler 7"),
    "complaint": ClockFilter(complaint=UUID("00000000-0000-7000-8000-000000000007")),
}


@pytest.mark.parametrize("name", CLOCK_FILTERS)
@pytest.mark.parametrize("as_of", [LAST, MIDDLE, EARLY])
def test_a_page_of_clocks_as_of_any_instant_reads_about_a_page(
    year: Place, name: str, as_of: datetime
) -> None:
    wanted = CLOCK_FILTERS[name]
    statement = standing.LIST + standing._wanted(wanted) + standing.PAGE
    bounds = {**asdict(wanted), **asdict(AfterClock()), "as_of": as_of, "limit": LIMIT}
    assert looked_at(year, statement, bounds) <= ENOUGH


QUEUE_FILTERS: Mapping[str, QueueFilter] = {
    "nothing": QueueFilter(),
    "policy": QueueFilter(policy="clock 7"),
    "channel": QueueFilter(channel="chat"),
    "kind": QueueFilter(kind="internal"),
}
HELD: Mapping[str, QueueFilter] = {
    "product": QueueFilter(product="product 7"),
    "team": QueueFilter(team="team 7"),
    "handler": QueueFilter(handler="handler 7"),
}
FIRST = AfterClock()
LATER = AfterClock(after_due=LAST, after_complaint=UUID(int=5), after_clock="")


@pytest.mark.parametrize("name", QUEUE_FILTERS)
@pytest.mark.parametrize("after", [FIRST, LATER], ids=["first", "later"])
def test_a_page_of_the_queue_reads_about_a_page(year: Place, name: str, after: AfterClock) -> None:
    assert looked_at(year, work_queue.PAGE, queue_bounds(QUEUE_FILTERS[name], after)) <= ENOUGH


@pytest.mark.parametrize("name", HELD)
@pytest.mark.parametrize("after", [FIRST, LATER], ids=["first", "later"])
def test_a_page_of_what_somebody_holds_reads_about_what_is_open_of_it(
    year: Place, name: str, after: AfterClock
) -> None:
    wanted = HELD[name]
    mine = work_queue.running(year.writer, wanted, FIRST, COMPLAINTS, PolicyBook())
    assert mine
    assert looked_at(year, work_queue.PAGE, queue_bounds(wanted, after)) <= 6 * len(mine)


def queue_bounds(wanted: QueueFilter, after: AfterClock) -> dict[str, object]:
    return {**work_queue._asked(wanted, PolicyBook()), **asdict(after), "limit": LIMIT}


INBOX_FILTERS: Mapping[str, InboxFilter] = {
    "nothing": InboxFilter(),
    "channel": InboxFilter(channel="chat"),
    "product": InboxFilter(product="product 7"),
    "team": InboxFilter(team="team 7"),
    "handler": InboxFilter(handler="handler 7"),
}


@pytest.mark.parametrize("name", INBOX_FILTERS)
@pytest.mark.parametrize("after", [None, LAST])
@pytest.mark.parametrize(
    "instant", [Asked(as_of=LAST, is_now=True), Asked(as_of=MIDDLE, is_now=False)], ids=["now", "then"]
)
def test_a_page_of_the_inbox_reads_about_a_page(
    year: Place, name: str, after: datetime | None, instant: Asked
) -> None:
    last = AfterMessage(after_received=after, after_complaint=UUID(int=5), after_message=1) if after else None
    wanted = {**asdict(INBOX_FILTERS[name]), **asdict(last or AfterMessage())}
    waiting, still = inbox_questions.WAITING, inbox_questions._still(instant)
    statement = inbox_questions.PAGE + waiting + still + inbox_questions.AFTER
    assert looked_at(year, statement, {**wanted, "as_of": instant.as_of, "limit": LIMIT}) <= ENOUGH


def looked_at(place: Place, statement: LiteralString, bounds: Mapping[str, object]) -> int:
    """Return how many rows the database looked at in the view's tables, by index or not."""
    explained = place.writer.execute("explain (analyze, format json) " + statement, bounds, prepare=False)
    ((plans,),) = explained.fetchall()
    return sum(_rows(plans[0]["Plan"]))


def _rows(plan: Mapping[str, Any]) -> Iterator[int]:
    if "Scan" in plan["Node Type"] and plan.get("Relation Name") != "positions":
        seen = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield round(seen * plan["Actual Loops"])
    for inner in plan.get("Plans", ()):
        yield from _rows(inner)
