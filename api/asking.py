"""Asking for a report as its route is asked: the same parameters, the same refusals, the same answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends, Query
from pydantic import TypeAdapter, ValidationError

from api.moments import Moments, OneMoment
from api.report import Answer, Report
from complaints.policy_book import PolicyBook
from projections.positions import Reader

Given = Mapping[str, str]
"""What is given for parameters, by name, as it would be written in a URL."""

LONGEST_PAGE = "1000"
"""How many rows of a list are read at once where all are wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A parameter: what may be given for it, as pydantic reads it, and what counts if nothing is.

    Where the `default` is `Parameter.empty`, something has to be given.
    """

    name: str
    type: Any
    default: Any

    @property
    def description(self) -> str:
        """Return what it means."""
        return next((it.description or "" for it in get_args(self.type) if isinstance(it, Query)), "")


def options(report: Report) -> dict[str, Option]:
    """Return the parameters of a report, by name: those of the query of its route."""
    return {it.name: it for argument in _arguments(report) for it in _options(argument)}


def answer(report: Report, given: Given, connection: Reader, book: PolicyBook) -> Answer:
    """Return what the route would answer. The connection is at one moment.

    Raises `RequestValidationError` for what the route would refuse.
    """
    read = _read(options(report), given)
    said: dict[str, Any] = {}
    for it in _arguments(report):
        if it.type is Moments:
            said[it.name] = OneMoment(connection)
        elif it.type is PolicyBook:
            said[it.name] = book
        elif get_origin(it.type) is Annotated:
            said[it.name] = read[it.name]
        else:
            said[it.name] = it.type(**{part.name: read[part.name] for part in _options(it)})
    return report.ask(**said)


def every_page(report: Report, given: Given, connection: Reader, book: PolicyBook) -> Iterator[Answer]:
    """Yield answers until every row of a report is in one of them; but one page where a `limit` is given."""
    if "limit" in given or "limit" not in options(report):
        yield answer(report, given, connection, book)
        return
    cursor = given.get("cursor")
    while True:
        asked = {**given, "limit": LONGEST_PAGE, **({"cursor": cursor} if cursor else {})}
        page = answer(report, asked, connection, book)
        yield page
        if not (cursor := getattr(page, "next", None)):
            return


def _arguments(report: Report) -> list[Option]:
    """Return what the function of a route takes: parameters, and the classes of what it depends upon."""
    hints = get_type_hints(report.ask, include_extras=True)
    return [
        Option(name=name, type=_without_dependency(hints[name]), default=parameter.default)
        for name, parameter in signature(report.ask).parameters.items()
    ]


def _without_dependency(hint: object) -> object:
    return get_args(hint)[0] if any(isinstance(it, Depends) for it in get_args(hint)) else hint


def _options(argument: Option) -> list[Option]:
    if get_origin(argument.type) is Annotated:
        return [argument]
    if argument.type in {Moments, PolicyBook}:
        return []
    hints = get_type_hints(argument.type, include_extras=True)
    parameters = signature(argument.type).parameters
    return [Option(name=name, type=hints[name], default=it.default) for name, it in parameters.items()]


def _read(known: Mapping[str, Option], given: Given) -> dict[str, Any]:
    """Read each as the route does: by itself. Raises `RequestValidationError` with all that is wrong."""
    found: dict[str, Any] = {}
    wrong: list[Mapping[str, Any]] = []
    for name, option in known.items():
        if name not in given and option.default is Parameter.empty:
            wrong.append({"type": "missing", "loc": ("query", name), "msg": "Field required"})
        elif name not in given:
            found[name] = option.default
        else:
            try:
                found[name] = TypeAdapter(option.type).validate_python(given[name])
            except ValidationError as error:
                wrong += [{**it, "loc": ("query", name)} for it in error.errors(include_url=False)]
    if wrong:
        raise RequestValidationError(wrong)
    return found
