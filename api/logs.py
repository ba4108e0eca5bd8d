"""Logs: one JSON object a line on standard error, without personal values, keys or bodies of requests."""

import logging
import sys
from time import perf_counter
from traceback import extract_tb

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import ExcInfo, Processor
from uuid_utils.compat import uuid7

from api.answers import answer
from api.problems import UnexpectedFailure

log = structlog.get_logger()


def configure_logs(level: str) -> None:
    """Send our records and those of the libraries to standard error; times are UTC."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*_processors(), structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),  # a line in one piece
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_processors(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=number, handlers=[handler], force=True)
    # It says of every job when it was planned, begun and ended.
    logging.getLogger("procrastinate").setLevel(max(number, logging.WARNING))


def log_requests(app: ASGIApp) -> ASGIApp:
    """Give every request an id, returned as Request-Id, and log one line when it is answered.

    The line names the template of the route, not the path: a path may hold what identifies somebody.
    """

    async def logged(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        id, began, status = str(uuid7()), perf_counter(), None
        scope.setdefault("state", {})

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["Request-Id"] = id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=id):
            try:
                await app(scope, receive, send_with_id)
            except Exception:
                log.exception("failed")
                if status is not None:
                    raise  # so that half an answer is not taken for a whole one
                # Raised further, it would end the connection, and with it the request that follows on it.
                await answer(UnexpectedFailure())(scope, receive, send_with_id)
            finally:
                log.info("request", **_about(scope), status=status, ms=_since(began))

    return logged


def _processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_without_its_text),
    ]


def _without_its_text(exc_info: ExcInfo) -> list[str]:
    """Say what failed where: the text of an exception may hold personal values."""
    kind, _, trace = exc_info
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(trace)]
    return [*places, kind.__name__]


def _about(scope: Scope) -> dict[str, str | None]:
    return {
        "method": scope["method"],
        "route": getattr(scope.get("route"), "path", None),
        "holder": scope["state"].get("holder"),
    }


def _since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 1)
