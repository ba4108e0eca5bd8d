"""Running the server, and stopping it cleanly."""

import signal
import socket
import sys
from types import FrameType

import structlog
import uvicorn

from api.application import create_app
from api.lookup_key import lookup_key
from api.settings import Settings
from complaints.recorder import Pool

# Ctrl-C, the supervisor's stop, and the terminal's window being closed.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_ANSWER = 20

log = structlog.get_logger()


class CannotListen(Exception):
    """The text says why nobody can listen at the address that was set."""


def leave_at_signals() -> None:
    """Let a signal end this process in order: what was opened is closed, and the exit code is 0."""
    for number in SIGNALS:
        signal.signal(number, _leave)


def serve(pool: Pool, settings: Settings) -> None:
    """Serve until a signal; requests under way are answered first, for at most 20 seconds.

    Raises `CannotListen`.
    """
    listener = _listener(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(pool, lookup_key(settings, pool)),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=SECONDS_TO_ANSWER,
        )
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # uvicorn raises the signal that stopped it once more, when what was opened is still to be closed.
    for number in SIGNALS:
        signal.signal(number, stop)
    log.warning(
        "personal values are kept apart but cannot be erased yet: take in nothing that must be erasable"
    )
    address = _address(settings)
    log.info("serving", api=f"{address}/v1", documentation=f"{address}/docs")
    server.run(sockets=[listener])
    log.info("stopped")


def wait() -> None:
    """Wait for a signal."""
    # Whichever thread it comes to, and whenever, a byte is there to be read: a pause would go on.
    told, tells = socket.socketpair()
    tells.setblocking(False)  # noqa: FBT003 - so says the signal module
    signal.set_wakeup_fd(tells.fileno())
    log.info("watching")
    while True:
        told.recv(1)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _listener(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(
            f"Nobody can listen at {_address(settings)}: {error.strerror}. Another server may be there; "
            f"COMPLAINTS_HOST and COMPLAINTS_PORT say where this one listens."
        ) from None


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
