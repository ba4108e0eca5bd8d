"""Why something is refused. Each docstring is the sentence that the member of staff reads.

A name in braces is filled from the error's attributes, which a client also gets as data.
"""

from dataclasses import dataclass
from datetime import datetime
from inspect import cleandoc


class ComplaintError(Exception):
    """The request was refused."""

    def __str__(self) -> str:
        return " ".join(cleandoc(type(self).__doc__ or "").split()).format(**vars(self))


@dataclass(eq=False)
class ComplaintUnknown(ComplaintError):
    """There is no complaint {complaint}: check the reference."""

    complaint: str


# Time


class TimeWithoutZone(ComplaintError):
    """The time has no offset from UTC, names no time zone that exists, or lies outside the years 1900 to
    2199: give it as 2026-04-07T09:30:00+01:00, or a day as {{"day": "2026-04-07", "zone": "Europe/London"}}.
    """


@dataclass(eq=False)
class TimeInFuture(ComplaintError):
    """This cannot have happened yet: the time given is after now ({now})."""

    now: datetime


@dataclass(eq=False)
class TimeBeforeReceipt(ComplaintError):
    """This cannot have happened before the complaint was received ({received})."""

    received: str


# State of the complaint


class ComplaintHasClosed(ComplaintError):
    """The complaint is closed: reopen it first, with the reason."""


class ComplaintWasWithdrawn(ComplaintError):
    """The complaint was withdrawn by the complainant: file a new one if they complain again."""


@dataclass(eq=False)
class ComplaintWasMerged(ComplaintError):
    """The complaint was merged into {survivor}: work on that one, or undo the merge."""

    survivor: str


class ComplaintNotClosed(ComplaintError):
    """Only a closed complaint can be reopened; this one is not closed."""


class ComplaintNotSettled(ComplaintError):
    """The complaint cannot be closed before it is resolved."""


# Filing


@dataclass(eq=False)
class JurisdictionUnknown(ComplaintError):
    """No policy is known for the jurisdiction {jurisdiction}. Known are: {known}; or `none`, for a
    complaint that is outside every regime.
    """

    jurisdiction: str
    known: str


@dataclass(eq=False)
class BrandUnknown(ComplaintError):
    """No policy is known for the brand {brand}. Known are: {known}; or leave the brand out."""

    brand: str
    known: str


@dataclass(eq=False)
class NoSuchRegion(ComplaintError):
    """No calendar of this complaint's place is for {region}. Known are: {known}; or leave the region out."""

    region: str
    known: str


class IssueWithoutProduct(ComplaintError):
    """An issue is an issue with something: say which product it is about."""


# Conversation


@dataclass(eq=False)
class CallbackUnknown(ComplaintError):
    """No call number {callback} is open: it was never promised, or was already made or missed."""

    callback: int


@dataclass(eq=False)
class InformationNotRequested(ComplaintError):
    """Nothing called {item} is being waited for: record it as a message instead."""

    item: str


class CallbackInPast(ComplaintError):
    """A call can only be promised for a time after the promise, given with its offset from UTC."""


# Answers


class AnswerWithoutOutcome(ComplaintError):
    """A final response needs an outcome: upheld, partly upheld or rejected."""


class AnswerWithoutReasons(ComplaintError):
    """A final response needs its reasons in words."""


class NothingToAnswer(ComplaintError):
    """There is no proposal and no final response that the complainant could accept or dispute."""


class NothingSettlesIt(ComplaintError):
    """Nothing settles the complaint yet: issue a final response, or record that the complainant accepted a
    proposal, before resolving it.
    """


@dataclass(eq=False)
class ExpectedDayTooEarly(ComplaintError):
    """A holding letter must name a day after the one it is sent on; {expected_on} is not."""

    expected_on: str


# Going higher up


@dataclass(eq=False)
class EscalationNotOpen(ComplaintError):
    """No escalation to level {level} is open: there was none, or it was answered already."""

    level: int


@dataclass(eq=False)
class StageNotAnswered(ComplaintError):
    """The complaint has no final response at stage {stage} yet: issue it before the next stage begins."""

    stage: int


@dataclass(eq=False)
class NoFurtherStage(ComplaintError):
    """The complaint is at stage {stage}, the last one: who is not satisfied with its final response can go to
    the ombudsman.
    """

    stage: int


@dataclass(eq=False)
class AnsweredEarlierStage(ComplaintError):
    """{person} gave the final response at an earlier stage: at stage {stage} another person must answer."""

    person: str
    stage: int


@dataclass(eq=False)
class AnswererNotAPerson(ComplaintError):
    """Only a person can give the final response at stage {stage}: a machine has to name the person it acts
    for.
    """

    stage: int


class OmbudsmanNotAsked(ComplaintError):
    """The complaint was not referred to an ombudsman: record the referral before the decision."""


# Causes


@dataclass(eq=False)
class CauseWasFixed(ComplaintError):
    """By what is recorded the cause was removed at another time ({fixed}), and it is removed once: leave the
    time out, or give what came back a name of its own.
    """

    fixed: str


# Corrections


@dataclass(eq=False)
class FactUnknown(ComplaintError):
    """There is no fact at version {version}, or it was struck out: look at all that is recorded."""

    version: int


@dataclass(eq=False)
class FactNotCorrectable(ComplaintError):
    """What the fact {fact} says cannot be corrected by hand. Correct what it follows from, undo the merge, or
    strike out the notice or the pause and record it anew.
    """

    fact: str


@dataclass(eq=False)
class FieldNotCorrectable(ComplaintError):
    """The field {field} cannot be corrected: other facts refer to it."""

    field: str


@dataclass(eq=False)
class CorrectionMalformed(ComplaintError):
    """The corrected fact would not be one: {problem}."""

    problem: str


class FilingNotStruck(ComplaintError):
    """The filing itself cannot be struck out: withdraw the complaint, or merge it into another."""


@dataclass(eq=False)
class ReceiptAfterFact(ComplaintError):
    """The complaint cannot have been received after {fact} (version {version}): correct that fact first."""

    fact: str
    version: int


# Requests


class KeyUsedForAnotherRequest(ComplaintError):
    """The Idempotency-Key was used before with another body: take a new key for a new request."""


@dataclass(eq=False)
class VersionIsStale(ComplaintError):
    """The complaint has changed since you read it: it is at version {current}, you expected {expected}. Read
    it again.
    """

    current: int
    expected: int
