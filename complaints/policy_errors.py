"""Why something about the policy book is refused. Each docstring is the sentence that staff read."""

from dataclasses import dataclass

from complaints.errors import ComplaintError


@dataclass(eq=False)
class PolicyUnknown(ComplaintError):
    """The policy book holds no policy {policy}."""

    policy: str


@dataclass(eq=False)
class CalendarUnknown(ComplaintError):
    """The policy book holds no calendar {calendar}: publish it first."""

    calendar: str


@dataclass(eq=False)
class VersionOfNothing(ComplaintError):
    """Version {version} of which {what}? Name the {what} too."""

    what: str
    version: int


@dataclass(eq=False)
class NoSuchVersion(ComplaintError):
    """There is no version {version} of {what}: it has {known}."""

    what: str
    version: int
    known: int


@dataclass(eq=False)
class CalendarEnded(ComplaintError):
    """The deadline under {policy} cannot be counted: the calendar {calendar} does not know {day}. Ask a
    policy officer to publish a version that does, and record this then.
    """

    policy: str
    calendar: str
    day: str


@dataclass(eq=False)
class PolicyFaulty(ComplaintError):
    """The policy {policy} cannot be published. {problems} Mend it and publish it again."""

    policy: str
    problems: str


@dataclass(eq=False)
class CalendarFaulty(ComplaintError):
    """The calendar {calendar} cannot be published. {problems} Mend it and publish it again."""

    calendar: str
    problems: str


@dataclass(eq=False)
class VersionNotNext(ComplaintError):
    """A published version is never edited: the next version of {what} is {expected}."""

    what: str
    expected: int


@dataclass(eq=False)
class HolidayNotCovered(ComplaintError):
    """The calendar {calendar} covers the days from {first} to {last} only: publish a version that covers
    {day}, with the holiday in it.
    """

    calendar: str
    day: str
    first: str
    last: str


@dataclass(eq=False)
class HolidayKnown(ComplaintError):
    """In the calendar {calendar} {day} is a holiday already: {name}."""

    calendar: str
    day: str
    name: str


@dataclass(eq=False)
class SuspensionFaulty(ComplaintError):
    """The policy {policy} cannot be suspended so. {problems} Mend the order and send it again."""

    policy: str
    problems: str


class LimitsFaulty(ComplaintError):
    """Limits need a currency in force (ISO 4217), and amounts with 0 <= alone <= together and no more
    decimals than the currency has.
    """


# The calculator


@dataclass(eq=False)
class PolicyNotLaw(ComplaintError):
    """No version of the policy {policy} is law for what was received on {day}."""

    policy: str
    day: str


@dataclass(eq=False)
class NothingCounted(ComplaintError):
    """Under the policy {policy} nothing is counted: the source of a complaint says when it is due."""

    policy: str


@dataclass(eq=False)
class RegionUnknown(ComplaintError):
    """The policy {policy} cannot be counted in {region}: known are {known}."""

    policy: str
    region: str
    known: str


class ReceiptUnreadable(ComplaintError):
    """Give the receipt as an instant with its offset (2026-04-07T09:30:00+01:00) or as a day (2026-04-07).

    The year is one of 1900 to 2199.
    """
