"""When something would be due: a policy, a receipt, and the policy book as it was known."""

from dataclasses import dataclass
from datetime import date, datetime

from complaints.policy_book import PolicyBook
from complaints.policy_errors import (
    CalendarEnded,
    NothingCounted,
    PolicyNotLaw,
    PolicyUnknown,
    ReceiptUnreadable,
    RegionUnknown,
)
from complaints.rules.context import is_on_time_line
from complaints.sla.calendar import BusinessCalendar, CalendarTooShort
from complaints.sla.explanation import Explanation, explain
from complaints.sla.policy import Policy, is_law_on
from complaints.when import Day, When, in_utc, local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """Until when a promise would have to be kept, under which version of a policy and in which calendar.

    `draft`: something of the policy is left to verify. `calendar` is None where none is counted in.
    """

    policy: str
    version: int
    title: str
    source: str
    draft: bool
    calendar: str | None
    calendar_version: int | None
    explanation: Explanation


def calculate(book: PolicyBook, id: str, received: str, region: str | None) -> Calculation:
    """Return when what was received then is due, under the version of a policy that was law then.

    `received` is an instant with its offset, or a day, which is one in the policy's zone. `region` names
    another calendar of the same place than the policy's own: `scotland` for `uk.scotland`; where the policy
    counts in no calendar, it changes nothing. Raises `ComplaintError`.
    """
    if id not in book.policies:
        raise PolicyUnknown(policy=id)
    at = _received(received, book.policies[id][-1].zone)
    policy = _law(book, id, at)
    if policy.unit == "as stated":
        raise NothingCounted(policy=id)
    calendar = _calendar(book, policy, region)
    try:
        explanation = explain(policy, calendar, at)
    except CalendarTooShort as error:
        raise CalendarEnded(policy=id, calendar=error.calendar.id, day=error.day.isoformat()) from error
    return Calculation(
        policy=id,
        version=policy.version,
        title=policy.title,
        source=policy.source,
        draft=policy.draft,
        calendar=calendar.id if calendar else None,
        calendar_version=calendar.version if calendar else None,
        explanation=explanation,
    )


def _received(text: str, zone: str) -> When:
    try:
        at = datetime.fromisoformat(text) if "T" in text else Day(day=date.fromisoformat(text), zone=zone)
    except ValueError:
        raise ReceiptUnreadable from None
    if not is_on_time_line(at):
        raise ReceiptUnreadable
    return in_utc(at)


def _law(book: PolicyBook, id: str, received: When) -> Policy:
    versions = [it for it in book.policies[id] if is_law_on(it, local_day(received, it.zone))]
    if not versions or id in book.withdrawn:
        day = local_day(received, book.policies[id][-1].zone)
        raise PolicyNotLaw(policy=id, day=day.isoformat())
    return versions[-1]


def _calendar(book: PolicyBook, policy: Policy, region: str | None) -> BusinessCalendar | None:
    regions = book.regions_under([policy])
    if region is not None and region not in regions:
        raise RegionUnknown(policy=policy.id, region=region, known=", ".join(regions) or "none")
    return book.calendar_of(policy, region)
