"""Every kind of problem that can be answered (RFC 9457). The one place with status codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from re import fullmatch, sub
from typing import Any

from api.access import NotAllowed, NotAName, NotKnown, OnlyMachinesActForOthers
from complaints.application import LedgerBusy, OutcomeUnknown
from complaints.customer_errors import CustomerUnknown
from complaints.errors import (
    ComplaintError,
    ComplaintUnknown,
    KeyUsedForAnotherRequest,
    VersionIsStale,
)
from complaints.recorder import AppendTooLarge
from complaints.storage import FactTooLarge

MEDIA_TYPE = "application/problem+json"
TYPES = "/v1/problems/"
MOST_MISTAKES = 20
"""How many mistakes of one request are named: an answer must not outgrow the request."""

# Of the many messages of pydantic, those that a complaint handler would not understand.
PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is no field of this request",
    "predicate_failed": "must have the form that the documentation describes",
}


class RequestMalformed(Exception):
    """The request could not be understood: `errors` says where and what is wrong."""

    def __init__(self, details: Iterable[Mapping[str, Any]]) -> None:
        """Take mistakes as pydantic lists them. What was sent is left out: it may be personal."""
        self.errors = [_mistake(each) for _, each in zip(range(MOST_MISTAKES), details, strict=False)]
        super().__init__("; ".join(f"{each.at}: {each.wrong}" for each in self.errors) + ".")


class BodyIncomplete(Exception):
    """The connection ended before the whole body had arrived."""


class BodyNotJson(Exception):
    """The body must be JSON, with Content-Type: application/json; `{}` where there is nothing to say."""


class BodyTooLarge(Exception):
    """The body is larger than 256 KiB, or 512 KiB of ids: documents stay outside, their SHA-256 comes in."""


class AddressUnknown(Exception):
    """There is nothing at this address: /docs lists what there is."""


@dataclass(eq=False)
class VersionUnknown(ComplaintError):
    """The complaint has no version {version}: it is at version {current}."""

    version: int
    current: int


@dataclass(eq=False)
class ViewBehind(ComplaintError):
    """The view stands at position {reached} of the ledger, not at {wanted} yet: ask again in a moment."""

    reached: int
    wanted: int


class MethodNotAllowed(Exception):
    """The address does not take this method: the header Allow names those that it takes."""


class DatabaseUnavailable(Exception):
    """The database does not answer: try again in a moment."""


class UnexpectedFailure(Exception):
    """Something failed that should not have: give the operator of this service the header Request-Id."""


STATUS: dict[type[Exception], int] = {
    ComplaintError: 409,
    BodyIncomplete: 400,
    NotKnown: 401,
    NotAllowed: 403,
    OnlyMachinesActForOthers: 403,
    AddressUnknown: 404,
    ComplaintUnknown: 404,
    CustomerUnknown: 404,
    VersionUnknown: 404,
    MethodNotAllowed: 405,
    VersionIsStale: 412,
    BodyTooLarge: 413,
    FactTooLarge: 413,
    AppendTooLarge: 413,
    BodyNotJson: 415,
    KeyUsedForAnotherRequest: 422,
    NotAName: 422,
    RequestMalformed: 422,
    UnexpectedFailure: 500,
    DatabaseUnavailable: 503,
    LedgerBusy: 503,
    OutcomeUnknown: 503,
    ViewBehind: 503,
}
"""Refused by a rule is 409; 422 is kept for what cannot be understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong, and where: the place in the body, or `query`, `path` or `header` and a name."""

    at: str
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem document: `type` is stable and can be looked up, `detail` is for people.

    Further members are for programs: what `detail` names, each under its own name.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: Sequence[Mistake] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    """What a type of problem means. A name in braces in `sentence` stands for a value."""

    type: str
    title: str
    status: int
    sentence: str


def problem_types() -> dict[str, ProblemType]:
    """Return every type of problem that can be answered, by its name."""
    kinds = [kind for kind in STATUS if kind is not ComplaintError] + _kinds_of(ComplaintError)
    described = (_described(kind) for kind in kinds)
    return {each.type.removeprefix(TYPES): each for each in described}


def type_of(error: Exception) -> ProblemType:
    """Return what kind of problem an exception is. Raises StopIteration for one that has no status."""
    return _described(type(error))


def problem_name(kind: type[Exception]) -> str:
    """Return the last part of a problem's type: the error's name in kebab case.

    >>> problem_name(VersionIsStale)
    'version-is-stale'
    """
    return sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def _mistake(details: Mapping[str, Any]) -> Mistake:
    at = ".".join(_step(step) for step in details["loc"]) or "body"
    return Mistake(at=at, wrong=PLAIN_WORDS.get(details["type"], details["msg"]))


def _step(step: str | int) -> str:
    # The name of an unknown field is as the client wrote it, so it may be anything.
    return str(step) if fullmatch(r"[A-Za-z0-9_-]{1,40}", str(step)) else "?"


def _kinds_of(kind: type[Exception]) -> list[type[Exception]]:
    return [each for child in kind.__subclasses__() for each in (child, *_kinds_of(child))]


def _described(kind: type[Exception]) -> ProblemType:
    name = problem_name(kind)
    sentence = " ".join(cleandoc(kind.__doc__ or "").split()).replace("{{", "{").replace("}}", "}")
    status = next(STATUS[each] for each in kind.__mro__ if each in STATUS)
    return ProblemType(
        type=TYPES + name, title=name.replace("-", " ").capitalize(), status=status, sentence=sentence
    )
