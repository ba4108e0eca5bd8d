"""The API over a database of its own, and callers at its doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal

from fastapi import FastAPI
from httpx2 import Response
from starlette.datastructures import State
from starlette.testclient import TestClient

from api import access
from api.application import every_route, open_book
from api.commands import FILING_EXAMPLE
from api.routes import ROUTES
from complaints.actor import Role
from complaints.recorder import Pool, open_pool

EXAMPLES = {route.path: route.example for route in ROUTES}
"""A good body for every command, by the last part of its path."""

SOON = (datetime.now(UTC) + timedelta(days=35)).date()
"""After 15 business days from now, and before 35."""

LOOKUP_KEY = bytes(32)

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The application and the pool it works on."""

    app: FastAPI
    pool: Pool

    def caller(
        self, role: Role, *, name: str = "Ann Lee", kind: Literal["person", "machine"] = "person"
    ) -> TestClient:
        """Return a client with a new key."""
        key = access.Key(holder=name, kind=kind, role=role)
        return self.client(access.create_key(self.pool, key, created_by="the tests"))

    def client(self, secret: str) -> TestClient:
        """Return a client that sends this key."""
        return TestClient(self.app, headers={"Authorization": f"Bearer {secret}"})


@contextmanager
def house_over(conninfo: str) -> Iterator[House]:
    pool = open_pool(conninfo, size=8)
    try:
        yield House(app=_app_over(pool), pool=pool)
    finally:
        pool.close()


def _app_over(pool: Pool) -> FastAPI:
    """Return an application that shares all but the ledger with others: nothing else of it may be changed."""
    app = copy(_ROUTES())
    app.state = State()
    open_book(app, pool, LOOKUP_KEY)
    return app


_ROUTES = cache(every_route)


def filed(client: TestClient, **said: object) -> str:
    """File the documented example, with changes, and return the id of the complaint."""
    response = client.post("/v1/complaints", json=FILING_EXAMPLE | said)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def send(client: TestClient, complaint: str, path: str, body: Body | None = None) -> Response:
    """Send a command, the documented example if no other body is given; an extension is to a day from now."""
    example = EXAMPLES[path] | ({"until": SOON.isoformat()} if path == "clock-extensions" else {})
    return client.post(f"/v1/complaints/{complaint}/{path}", json=example if body is None else body)


def problem(response: Response, status: int, name: str) -> Body:
    """Check that this is a well-formed problem document of this kind, and return it."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    document: Body = response.json()
    assert document["type"] == f"/v1/problems/{name}", document
    assert document["status"] == status
    assert document["title"]
    assert document["detail"].endswith((".", "!"))
    return document
