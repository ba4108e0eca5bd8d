"""Forty complaints to ask about, and asking about them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from starlette.testclient import TestClient

from complaints.application import Ledger
from complaints.facts import Fact
from complaints.facts.decision import ComplaintResolved
from complaints.facts.intake import Channel, ComplaintAssigned, ComplaintClassified, CustomerIdentified
from projections.worker import catch_up
from projections.writer import open_writer
from tests.api.house import House
from tests.projections.given import filing, started, stopped
from tests.projections.place import put

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
CHANNELS: tuple[Channel, ...] = ("phone", "email", "web")
CUSTOMERS = [str(UUID(int=number)) for number in range(3)]
CASES, CLOCKS = "/v1/views/cases", "/v1/views/sla-breaches"

Item = dict[str, Any]


def with_forty_complaints(house: House) -> TestClient:
    """Return a reporter, with forty complaints to ask about."""
    for number in range(40):
        record(house, number)
    bring_up(house)
    return house.caller("reporter")


def record(house: House, number: int) -> None:
    complaint, at = uuid4(), BEGIN + number // 2 * DAY
    filed = replace(filing(complaint, at), channel=CHANNELS[number % 3], source=("cfpb", None)[number % 2])
    due = FAR if number % 5 else at + DAY
    facts: list[Fact] = [filed, started(due, at)]
    if number % 7:
        facts.append(ComplaintAssigned(at=at, team=f"team {number % 4}", handler=f"handler {number % 6}"))
    if number % 6:
        facts.append(ComplaintClassified(at=at, product=f"product {number % 3}"))
    if number % 2:
        facts.append(CustomerIdentified(at=at, customer=UUID(CUSTOMERS[number % 3])))
    if number % 4 == 1:
        facts += [stopped(at + 2 * DAY), ComplaintResolved(at=at + 2 * DAY, basis="final response")]
    put(Ledger(house.pool), complaint, facts)


def bring_up(house: House) -> None:
    with open_writer(house.pool.conninfo) as writer:  # type: ignore[arg-type]  # the tests give a string
        catch_up(writer, Ledger(house.pool))


def asked(client: TestClient, path: str, **parameters: object) -> Item:
    given = {name: _said(value) for name, value in parameters.items()}
    response = client.get(path, params=given)
    assert response.status_code == 200, response.text
    answer: Item = response.json()
    return answer


def items(client: TestClient, path: str, **parameters: object) -> list[Item]:
    found: list[Item] = asked(client, path, limit=1000, **parameters)["items"]
    return found


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)
