"""Every report, by name."""

from collections.abc import Mapping, Sequence

from api import (
    causes,
    compliance,
    contacts,
    inbox,
    ombudsman,
    recovery,
    redress,
    survival_chart,
    views,
    win_back,
    win_back_survival,
    win_back_values,
    workload,
)
from api.bar_chart import Bars
from api.report import Report


def _stays(head: Sequence[str], answer: win_back_survival.SurvivalPage) -> str:
    return survival_chart.chart(head, answer.days, answer.items)


def _second_lives(head: Sequence[str], answer: win_back_values.SecondLivesPage) -> str:
    days = max((point.day for curve in answer.items for point in curve.points), default=0)
    return survival_chart.chart(head, max(days, 1), answer.items)


def _causes(head: Sequence[str], answer: causes.CausePage | causes.CauseMonths) -> str:
    product = ("product",) if answer.by_product else ()
    month = ("month",) if isinstance(answer, causes.CauseMonths) else ()
    return Bars(by=("cause", *product, *month), number="complaints", unit="complaints")(head, answer)


REPORTS: Mapping[str, Report] = {
    report.name: report
    for report in (
        Report(name="cases", ask=views.case_list),
        Report(name="sla-breaches", ask=views.sla_breaches),
        Report(
            name="sla-breach-counts",
            ask=views.sla_breach_counts,
            chart=Bars(by=("clock", "verdict"), number="clocks", unit="clocks"),
        ),
        Report(
            name="sla-compliance",
            ask=compliance.sla_compliance,
            chart=Bars(by=("group",), number="share_met", unit="share of promises kept"),
        ),
        Report(
            name="response-times",
            ask=views.times,
            chart=Bars(by=("group",), number="p50", unit="days, median of those reached"),
        ),
        Report(name="win-back", ask=win_back.win_back),
        Report(
            name="win-back-outcomes",
            ask=win_back.win_back_outcomes,
            chart=Bars(by=("group",), number="share", unit="share of lives"),
        ),
        Report(name="win-back-survival", ask=win_back_survival.win_back_survival, chart=_stays),
        Report(
            name="win-back-rates",
            ask=win_back_values.win_back_rates,
            chart=Bars(by=("group",), number="share", unit="share of offers accepted"),
        ),
        Report(
            name="second-lives",
            ask=win_back_values.second_lives,
            chart=_second_lives,
        ),
        Report(name="second-life-values", ask=win_back_values.second_life_values),
        Report(name="redress-per-retained", ask=win_back_values.redress_per_retained),
        Report(name="inbox", ask=inbox.inbox),
        Report(
            name="inbox-counts",
            ask=inbox.inbox_counts,
            chart=Bars(by=("channel", "turn"), number="waiting", unit="waiting for an answer"),
        ),
        Report(
            name="redress",
            ask=redress.redress_ledger,
            chart=Bars(by=("group",), number="paid_amount", unit="paid", alike="currency"),
        ),
        Report(
            name="causes",
            ask=causes.cause_counts,
            chart=_causes,
        ),
        Report(
            name="cause-months",
            ask=causes.by_month,
            chart=_causes,
        ),
        Report(
            name="contacts",
            ask=contacts.contacts_of_groups,
            chart=Bars(by=("group",), number="contacts_p90", unit="contacts, enough for 9 of 10 resolved"),
        ),
        Report(
            name="ombudsman",
            ask=ombudsman.taken_to_an_ombudsman,
            chart=Bars(by=("group",), number="share_overturned", unit="share of decisions that overturned"),
        ),
        Report(
            name="recovery",
            ask=recovery.recovery,
            chart=Bars(by=("group",), number="apologised", unit="cases with an apology"),
        ),
        Report(
            name="recovery-outcomes",
            ask=recovery.recovery_outcomes,
            chart=Bars(by=("group",), number="share", unit="share of cases"),
        ),
        Report(
            name="workload",
            ask=workload.workloads,
            chart=Bars(by=("group",), number="open", unit="open complaints"),
        ),
    )
}
"""A report for each question, a row each."""
