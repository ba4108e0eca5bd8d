"""A client under whom anything may die: what it called, and what it was told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import Any

import httpx2

from api.commands import FILING_EXAMPLE
from tests.api.serving import SECONDS

LONGEST_WAIT = 120.0
"""Seconds that may pass until so much has been answered, on a machine on which everything begins anew."""

PAUSE = 0.05
"""Seconds between two calls while the server says that it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command; the words of it name its key, so that it is known again in the ledger."""

    path: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a client called and was told, by key: the receipt, or that it is refused.

    `contradicted` are keys under which the same call got another answer later.
    """

    calls: dict[int, Call] = field(default_factory=dict)
    receipts: dict[int, dict[str, Any]] = field(default_factory=dict)
    refused: dict[int, int] = field(default_factory=dict)
    contradicted: list[int] = field(default_factory=list)
    _learned: Condition = field(default_factory=Condition)

    @property
    def unknown(self) -> list[int]:
        """The keys of calls without an answer, or with one that says that the server could not."""
        return [key for key in self.calls if key not in self.receipts and key not in self.refused]

    def learn(self, key: int, response: httpx2.Response) -> None:
        """Keep an answer, unless it says that the server could not."""
        with self._learned:
            if response.is_success:
                self._learn(self.receipts, key, response.json())
            elif response.status_code < 500:
                self._learn(self.refused, key, response.status_code)
            self._learned.notify_all()

    def wait_for(self, receipts: int) -> None:
        """Wait until there are so many receipts."""
        with self._learned:
            enough = self._learned.wait_for(lambda: len(self.receipts) >= receipts, LONGEST_WAIT)
        assert enough, f"{len(self.receipts)} receipts of {receipts} in {LONGEST_WAIT:.0f} s"

    def _learn(self, answers: dict[int, Any], key: int, answer: object) -> None:
        if (key in self.receipts or key in self.refused) and answers.get(key) != answer:
            self.contradicted.append(key)
        answers.setdefault(key, answer)


def words(key: int) -> str:
    return f"call {key}"


def call(key: int, told: Told) -> Call:
    """Return the next call: a filing or a note, or such a one that has to be refused."""
    filed = [receipt["id"] for receipt in told.receipts.values() if receipt["version"] == 1]
    match key % 7:
        case 0:
            return Call(path="", body=FILING_EXAMPLE | {"jurisdiction": "nowhere", "summary": words(key)})
        case 1 if filed:
            return Call(path=f"/{filed[0]}/closures", body={"reason": words(key)})  # it is still open
        case 2 | 4 | 6 if filed:
            return Call(path=f"/{filed[key % len(filed)]}/notes", body={"text": words(key)})
        case _:
            return Call(path="", body=FILING_EXAMPLE | {"summary": words(key)})


def must_be_refused(made: Call) -> bool:
    return made.path.endswith("/closures") or made.body.get("jurisdiction") == "nowhere"


def send(client: httpx2.Client, key: int, told: Told) -> int | None:
    """Call, under a key of the call's own; return the status of the answer, None where none came."""
    made = told.calls.setdefault(key, call(key, told))
    try:
        response = client.post(
            f"/v1/complaints{made.path}", json=made.body, headers={"Idempotency-Key": words(key)}
        )
    except httpx2.HTTPError:
        return None
    told.learn(key, response)
    return response.status_code


def caller(url: str, secret: str) -> httpx2.Client:
    return httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {secret}"}, timeout=SECONDS)


@contextmanager
def calling(url: str, secret: str, keys: Iterator[int], told: Told) -> Iterator[None]:
    """Call in the block until it ends, or nobody answers; a server that cannot gets a moment."""
    stop = Event()

    def work() -> None:
        with caller(url, secret) as client:
            while not stop.is_set() and (status := send(client, next(keys), told)):
                if status >= 500:
                    stop.wait(PAUSE)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
