"""Answering every exception with its problem document."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import OperationalError
from pydantic_core import to_jsonable_python
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.problems import (
    MEDIA_TYPE,
    STATUS,
    AddressUnknown,
    BodyIncomplete,
    DatabaseUnavailable,
    MethodNotAllowed,
    RequestMalformed,
    UnexpectedFailure,
    type_of,
)

HEADERS: dict[int, dict[str, str]] = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}

# All that the framework raises: no route of ours lets it read a body.
OF_THE_FRAMEWORK: dict[int, type[Exception]] = {404: AddressUnknown, 405: MethodNotAllowed}


def install(app: FastAPI) -> None:
    """Answer each exception that can be foreseen with its problem document; `api.logs` answers the rest."""
    for kind in STATUS:
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(ClientDisconnect, _incomplete)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _of_the_framework)


def answer(error: Exception, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the problem document of an exception that has a status."""
    kind = type_of(error)
    body = {
        **to_jsonable_python(vars(error)),
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": " ".join(str(error).split()) or kind.sentence,
    }
    return JSONResponse(body, kind.status, {**HEADERS.get(kind.status, {}), **(headers or {})}, MEDIA_TYPE)


def _refused(_: Request, error: Exception) -> JSONResponse:
    return answer(error)


def _incomplete(_: Request, __: Exception) -> JSONResponse:
    return answer(BodyIncomplete())


def _unavailable(_: Request, __: Exception) -> JSONResponse:
    return answer(DatabaseUnavailable())


def _malformed(_: Request, error: Exception) -> JSONResponse:
    return answer(RequestMalformed(error.errors() if isinstance(error, RequestValidationError) else ()))


def _of_the_framework(_: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return answer(OF_THE_FRAMEWORK.get(status, UnexpectedFailure)(), headers)
