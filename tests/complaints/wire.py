"""A wire between the service and its database that can be cut at a word."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Literal

from psycopg.conninfo import conninfo_to_dict, make_conninfo

Cut = Literal["before the server hears", "before the server has done it", "before the client hears"]

READY = b"Z\x00\x00\x00\x05"
"""How an answer of PostgreSQL ends: ReadyForQuery (PostgreSQL 18 documentation, 54.7)."""


@dataclass(slots=True)
class _Line:
    """One connection: its two ends. `is_mute`: the client will not hear the answer."""

    client: socket.socket
    server: socket.socket
    is_mute: bool = False

    def cut(self, said: bytes, when: Cut) -> None:
        match when:
            case "before the server hears":
                _close(self.server)
                _close(self.client)
            case "before the server has done it":
                self.server.sendall(said)
                _close(self.client)  # of which the server knows nothing
            case "before the client hears":
                self.is_mute = True
                self.server.sendall(said)

    def to_client(self) -> None:
        unheard = bytearray()
        for said in _heard(self.server):
            if self.is_mute:
                unheard += said
                if READY in unheard:
                    break
            else:
                with suppress(OSError):
                    self.client.sendall(said)
        _close(self.client)
        _close(self.server)


class Wire:
    """Passes on what both sides say. `conninfo` is the way through it."""

    def __init__(self, conninfo: str) -> None:
        self._server = conninfo_to_dict(conninfo)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._lock = Lock()
        self._cut: tuple[bytes, Cut] | None = None
        self._said = bytearray()
        self.conninfo = make_conninfo(
            conninfo,
            host="127.0.0.1",
            port=self._listener.getsockname()[1],
            sslmode="disable",
            gssencmode="disable",
        )
        Thread(target=self._accept).start()

    def cut(self, word: bytes, when: Cut) -> None:
        """Cut the line of whoever says this word next, once."""
        self._cut = (word, when)

    def times_said(self, word: bytes) -> int:
        """Return how often the service said this word."""
        return self._said.count(word)

    def break_for_good(self) -> None:
        """Cut all lines and let nobody in."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for end in self._ends:
                _close(end)

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                client, _ = self._listener.accept()
                server = _connect(self._server)
                line = _Line(client, server)
                with self._lock:
                    self._ends += [client, server]
                Thread(target=self._to_server, args=[line]).start()
                Thread(target=line.to_client).start()

    def _to_server(self, line: _Line) -> None:
        for said in _heard(line.client):
            self._said += said
            cut = self._cut
            if cut and cut[0] in said:
                self._cut = None
                line.cut(said, cut[1])
                return
            with suppress(OSError):
                line.server.sendall(said)
        _close(line.server)


@contextmanager
def wire_to(conninfo: str) -> Iterator[Wire]:
    wire = Wire(conninfo)
    try:
        yield wire
    finally:
        wire.break_for_good()


def _connect(server: Mapping[str, object]) -> socket.socket:
    host, port = str(server.get("host") or "127.0.0.1"), int(str(server.get("port") or 5432))
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    end = socket.socket(socket.AF_UNIX)
    end.connect(f"{host}/.s.PGSQL.{port}")
    return end


def _heard(end: socket.socket) -> Iterator[bytes]:
    with suppress(OSError):  # closed from this side
        while said := end.recv(1 << 20):
            yield said


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
