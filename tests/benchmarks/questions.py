"""The questions that are timed, put straight to the functions behind the routes, with arguments that vary."""

from collections.abc import Callable
from datetime import timedelta

from projections.cases import AfterCase, CaseFilter, cases, count_cases
from projections.cause_questions import CausesAsked, causes
from projections.compliance import ComplianceAsked, compliance
from projections.contact_cohorts import ContactsAsked
from projections.contact_questions import contacts
from projections.history import history
from projections.inbox_questions import AfterMessage, Asked, InboxFilter, count_waiting, waiting
from projections.ombudsman_questions import OmbudsmanAsked, ombudsman
from projections.recovery_outcomes import RecoveryAsked, recovery_outcomes
from projections.recovery_questions import CasesAsked, apologies
from projections.redress_questions import RedressAsked, redress
from projections.response_groups import TimesAsked
from projections.response_questions import response_times, response_times_of
from projections.second_lives import second_lives
from projections.standing import AfterClock, ClockFilter, counts, standings
from projections.timeline import interleaved
from projections.win_back_outcomes import OutcomeAsked, outcomes
from projections.win_back_questions import AfterLife, LifeFilter, lives
from projections.win_back_rates import RateAsked, rates
from projections.win_back_survival import SurvivalAsked, survival
from projections.work_queue import QueueFilter, running
from projections.workload import WorkloadAsked, workload
from tests.benchmarks.asking import Asking
from tests.projections.year import END

LIMIT = 51
"""A page of 50, and whether there is another."""

Question = Callable[[Asking], object]

NOW = Asked(as_of=END, is_now=True)
DAYS_60 = timedelta(days=60)


def _clocks(it: Asking, wanted: ClockFilter) -> object:
    instant, after = it.after_clock
    return standings(it.connection, instant, wanted, after, LIMIT)


PAGES: dict[str, Question] = {
    "cases of a team, first page": lambda it: cases(
        it.connection, END, CaseFilter(team=it.team), AfterCase(), LIMIT
    ),
    "cases of a team, any page": lambda it: cases(
        it.connection, END, CaseFilter(team=it.team), it.after_case, LIMIT
    ),
    "cases of a product, any page": lambda it: cases(
        it.connection, END, CaseFilter(product=it.product), it.after_case, LIMIT
    ),
    "open cases, any page": lambda it: cases(
        it.connection, END, CaseFilter(status="open"), it.after_case, LIMIT
    ),
    "overdue cases, any page": lambda it: cases(
        it.connection, END, CaseFilter(overdue=True), it.after_case, LIMIT
    ),
    "cases of a customer": lambda it: cases(
        it.connection, END, CaseFilter(customer=it.customer), AfterCase(), LIMIT
    ),
    "breaches while open, first page": lambda it: standings(
        it.connection, it.instant, ClockFilter(verdict="breached while open"), AfterClock(), LIMIT
    ),
    "clocks of a team on a day, any page": lambda it: _clocks(it, ClockFilter(team=it.team)),
    "clocks that ran on a day, any page": lambda it: _clocks(it, ClockFilter(verdict="running")),
    "clocks answered late by a day, any page": lambda it: _clocks(
        it, ClockFilter(verdict="breached and answered late")
    ),
    "queue, first page": lambda it: running(it.connection, QueueFilter(), AfterClock(), LIMIT, it.book),
    "queue of a handler": lambda it: running(
        it.connection, QueueFilter(handler=it.handler), AfterClock(), LIMIT, it.book
    ),
    "inbox, first page": lambda it: waiting(it.connection, NOW, InboxFilter(), AfterMessage(), LIMIT),
    "inbox by e-mail, any page": lambda it: waiting(
        it.connection, NOW, InboxFilter(channel="email"), it.after_message, LIMIT
    ),
    "inbox of a team, first page": lambda it: waiting(
        it.connection, NOW, InboxFilter(team=it.team), AfterMessage(), LIMIT
    ),
    "inbox of a handler, first page": lambda it: waiting(
        it.connection, NOW, InboxFilter(handler=it.handler), AfterMessage(), LIMIT
    ),
    "inbox of a handler on a day, first page": lambda it: waiting(
        it.connection,
        Asked(as_of=it.instant, is_now=False),
        InboxFilter(handler=it.handler),
        AfterMessage(),
        LIMIT,
    ),
    "lives of lost customers, first page": lambda it: lives(
        it.connection, END, LifeFilter(state="lost"), AfterLife(), LIMIT
    ),
    "lives at risk, any page": lambda it: lives(
        it.connection,
        END,
        LifeFilter(state="at risk"),
        AfterLife(after_customer=it.complaint, after_life=1),
        LIMIT,
    ),
}
"""Keyset pages by one filter: each reads about a page."""

SINGLE: dict[str, Question] = {
    "a complaint": lambda it: it.complaints.get(it.complaint),
    "a complaint's timeline": lambda it: interleaved(
        history(stream.facts) for stream in it.complaints.as_known([it.complaint], None).values()
    ),
    "a complaint's timeline as of an instant, as known at one": lambda it: interleaved(
        history(stream.facts, as_of=it.instant)
        for stream in it.complaints.as_known([it.complaint], it.instant).values()
    ),
    "a complaint's steps": lambda it: response_times_of(it.connection, it.complaint),
    "a complaint's clocks as of an instant": lambda it: standings(
        it.connection, it.instant, ClockFilter(complaint=it.complaint), AfterClock(), LIMIT
    ),
    "a complaint's messages": lambda it: waiting(
        it.connection, NOW, InboxFilter(complaint=it.complaint), AfterMessage(), LIMIT
    ),
    "a customer's lives": lambda it: lives(
        it.connection, END, LifeFilter(customer=it.customer), AfterLife(), LIMIT
    ),
}
"""What is asked about one complaint or customer."""


def _times(group_by: str, target: timedelta | None = timedelta(weeks=8)) -> Question:
    """Ask for response times: with a target each duration is read, without one counted months can answer."""

    def ask(it: Asking) -> object:
        asked = TimesAsked(
            measure="final response",
            group_by=group_by,  # type: ignore[arg-type]  # one of its own words
            zone="Europe/London",
            received_from=None,
            received_to=None,
            target=target,
        )
        return response_times(it.connection, END, asked)

    return ask


TOTALS: dict[str, Question] = {
    "number of cases of a team": lambda it: count_cases(it.connection, END, CaseFilter(team=it.team)),
    "clocks by verdict on a day": lambda it: counts(it.connection, it.instant, ClockFilter()),
    "waiting by channel": lambda it: count_waiting(it.connection, NOW, InboxFilter()),
    "workload by team": lambda it: workload(it.connection, END, WorkloadAsked(group_by="team")),
    "response times": _times("all"),
    "response times by month": _times("month"),
    "response times by team": _times("team"),
    "response times without a target": _times("all", target=None),
    "compliance by month": lambda it: compliance(
        it.connection, END, ComplianceAsked(group_by="month"), it.book
    ),
    "redress by cause": lambda it: redress(it.connection, END, RedressAsked(group_by="cause")),
    "causes": lambda it: causes(it.connection, END, CausesAsked()),
    "ombudsman by outcome": lambda it: ombudsman(
        it.connection, END, OmbudsmanAsked(group_by="outcome"), it.book
    ),
    "contacts by channel": lambda it: contacts(it.connection, END, ContactsAsked(group_by="channel")),
    "apologies by product": lambda it: apologies(it.connection, END, "product", CasesAsked()),
    "complaints again by what was done": lambda it: recovery_outcomes(
        it.connection,
        END,
        RecoveryAsked(
            outcome="complained again", within=DAYS_60, by="done", experiment=None, cases=CasesAsked()
        ),
    ),
    "customers lost by what was done": lambda it: outcomes(
        it.connection, END, OutcomeAsked(outcome="left", by="done", within=DAYS_60)
    ),
    "offers taken by reason": lambda it: rates(it.connection, END, RateAsked(by="reason", days=30)),
    "survival by what was done": lambda it: survival(
        it.connection, END, SurvivalAsked(by="done", days=180, landmark=30)
    ),
    "second lives": lambda it: second_lives(it.connection, END),
}
"""Sums and exact percentiles: each reads all that matches, and states its own figure."""
