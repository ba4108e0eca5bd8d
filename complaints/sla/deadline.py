"""Deadlines: until when the promise of a policy has to be kept."""

from datetime import date, datetime, timedelta

from complaints.sla.calendar import BusinessCalendar, add_business_days, end_of_day
from complaints.sla.policy import Policy
from complaints.when import When, local_day

_DAY = timedelta(days=1)


class WrongCalendar(Exception):
    """A policy that counts business days was not given the calendar that it names."""

    def __init__(self, policy: Policy, calendar: BusinessCalendar | None) -> None:
        super().__init__(policy, calendar)
        self.policy = policy
        self.calendar = calendar

    def __str__(self) -> str:
        given = "none" if self.calendar is None else self.calendar.id
        return (
            f"Policy {self.policy.id} version {self.policy.version} counts the business days of calendar "
            f"{self.policy.calendar}, and was given {given}."
        )


def due_at(policy: Policy, calendar: BusinessCalendar | None, received: When) -> datetime:
    """Return the last instant at which the promise is still kept, in UTC (see `end_of_day`).

    Days are counted from the local day of receipt in the policy's zone; a week is 7 calendar days, whatever
    the clocks do in it. Of a `NotAfter` only the last possible day is known, and the deadline counts from
    it: the true one may be earlier, never later. `calendar` is the version of `policy.calendar` to count in,
    and is not looked at unless business days are counted. Raises `WrongCalendar`, `CalendarTooShort`.
    """
    received_on = local_day(received, policy.zone)
    # To count the day of receipt is to leave out the day before it instead.
    day0 = received_on if policy.day0 == "exclude" else received_on - _DAY
    return end_of_day(_last_day(policy, calendar, day0), policy.zone)


def _last_day(policy: Policy, calendar: BusinessCalendar | None, day0: date) -> date:
    match policy.unit:
        case "calendar day":
            return day0 + timedelta(days=policy.amount)
        case "week":
            return day0 + timedelta(weeks=policy.amount)
        case "business day":
            if calendar is None or calendar.id != policy.calendar:
                raise WrongCalendar(policy, calendar)
            return add_business_days(calendar, day0, policy.amount)
        case "as stated":
            raise ValueError(f"policy {policy.id} counts nothing: the source states when it is due")
