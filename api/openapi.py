"""The OpenAPI document: command bodies with examples, headers and problems on every route."""

from functools import cache
from inspect import cleandoc
from re import sub
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import TypeAdapter

from api.problems import MEDIA_TYPE, Problem
from complaints.application import Receipt

Responses = dict[int | str, dict[str, Any]]


def problems(sentences: dict[int, str]) -> Responses:
    """Return the OpenAPI description of problems, from status codes and what each means here."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": text, "content": content} for status, text in sentences.items()}


def headers(sentences: dict[str, str]) -> dict[str, Any]:
    """Return the OpenAPI description of response headers, from names and what each says."""
    return {
        name: {"description": text, "required": True, "schema": {"type": "string"}}
        for name, text in sentences.items()
    }


LOCAL_TIME = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"
ETAG = {"ETag": 'The version of the complaint, as `"3"`: send it as If-Match.'}
RECEIPT = {
    **ETAG,
    "Complaints-Position": "Where in the ledger: a view that has reached it shows what was written.",
}
LOCATION = {"Location": "Where the complaint is."}

VIEW_RESPONSES = problems(
    {
        401: "No key, or one that is not known.",
        403: "The role of the key does not allow this, or a person's key names another person.",
        422: "The request could not be understood.",
        503: "The database does not answer in time; try again.",
    }
)
READ_RESPONSES = VIEW_RESPONSES | problems({404: "There is no such complaint, or it has no such version."})
BODY = problems(
    {
        409: "Refused by a rule; `type` says which.",
        413: "The body is larger than 256 KiB.",
        415: "The body is not sent as JSON.",
    }
)
FILING_RESPONSES: Responses = {
    201: {"description": "It is recorded.", "headers": headers(RECEIPT | LOCATION)},
    **VIEW_RESPONSES,
    **BODY,
}
ADDING: Responses = {
    200: {
        "description": "It was so already; nothing was recorded, and `facts` is empty.",
        "model": Receipt,
        "headers": headers(RECEIPT),
    },
    201: {"description": "It is recorded.", "headers": headers(RECEIPT)},
    **VIEW_RESPONSES,
    **BODY,
}
COMMAND_RESPONSES = ADDING | problems(
    {
        404: "There is no such complaint.",
        412: "The complaint has changed since the version in If-Match.",
    }
)
PUBLISHING_RESPONSES = ADDING
SEARCH_RESPONSES = VIEW_RESPONSES | {status: BODY[status] for status in (413, 415)}
CAUSE_RESPONSES = ADDING | problems({404: "No cause can have this name."})


def body_of(command: type[Any], example: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI description of a request body that is this command."""
    schema = {"$ref": f"#/components/schemas/{command.__name__}"}
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": example}},
        }
    }


def described(command: type[Any]) -> str:
    """Return the docstring of a command as a description."""
    return cleandoc(command.__doc__ or "")


def in_words(name: str) -> str:
    """Return the name of a class in words.

    >>> in_words("StartInvestigation")
    'Start investigation'
    """
    return sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize()


def describe(app: FastAPI, commands: list[type[Any]]) -> None:
    """Add the schemas of the commands and of problems to the app's OpenAPI document."""
    document = app.openapi
    adapters: list[tuple[str, Literal["validation"], TypeAdapter[Any]]] = [
        (kind.__name__, "validation", TypeAdapter(kind)) for kind in dict.fromkeys([*commands, Problem])
    ]
    _, schema = TypeAdapter.json_schemas(adapters, ref_template="#/components/schemas/{model}")

    @cache
    def openapi() -> dict[str, Any]:
        whole = document()
        whole["components"]["schemas"] |= schema["$defs"]
        _say_local_times(whole["components"]["schemas"])
        return whole

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend the document


def _say_local_times(schema: object) -> None:
    """Replace the format `time`, which asks for an offset (RFC 3339), by what clocks on walls show."""
    if isinstance(schema, dict):
        if schema.get("format") == "time":
            del schema["format"]
            schema["pattern"] = LOCAL_TIME
        for each in schema.values():
            _say_local_times(each)
    elif isinstance(schema, list):
        for each in schema:
            _say_local_times(each)
