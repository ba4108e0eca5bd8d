"""October 2026, ten complaints in two zones, counted by hand and over HTTP.

All is recorded in November: each deadline passed before its facts were known, and every verdict was restated.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.postgres import Database
from tests.api.house import House, filed, house_over, send
from tests.api.lists import bring_up
from tests.databases import copy_of

NHS, REG_E = "uk.nhs", "us.rege"
AS_OF = "2026-10-29T12:00:00Z"
OCTOBER = {"due_from": "2026-09-30T23:00:00Z", "due_to": "2026-11-01T00:00:00Z"}
FINAL = {"channel": "letter", "outcome": "upheld", "reasons": "A transfer was sent twice."}
HOUR = 3600


@pytest.fixture(scope="module")
def house(server: Database, migrated: str) -> Iterator[House]:
    with copy_of(migrated, server) as database, house_over(database.app) as house:
        record(house.caller("officer"))
        bring_up(house)
        yield house


@pytest.fixture
def reporter(house: House) -> TestClient:
    return house.caller("reporter")


def record(officer: TestClient) -> None:
    def file(jurisdiction: str, at: str) -> str:
        return filed(officer, jurisdiction=jurisdiction, brand=None, at=at)

    def acknowledge(complaint: str, at: object) -> None:
        said(complaint, "acknowledgements", {"at": at, "channel": "letter"})

    def said(complaint: str, path: str, body: dict[str, Any]) -> None:
        response = send(officer, complaint, path, body)
        assert response.status_code == 201, response.text

    # 1. Acknowledged on the next day; due on Tuesday the 6th.
    acknowledge(file(NHS, "2026-10-01T09:00:00+01:00"), "2026-10-02T09:00:00+01:00")
    # 2. Before the clocks go back, due on Wednesday the 28th at midnight in GMT: kept by half an hour.
    acknowledge(file(NHS, "2026-10-23T16:00:00+01:00"), "2026-10-28T23:30:00Z")
    # 3. The same, ten minutes too late.
    acknowledge(file(NHS, "2026-10-23T16:00:00+01:00"), "2026-10-29T00:10:00Z")
    # 4. Due on the 8th; acknowledged on the 8th in New York, which ends after the 8th in London does.
    acknowledge(file(NHS, "2026-10-05T09:00:00+01:00"), {"day": "2026-10-08", "zone": "America/New_York"})
    # 5. Due on the 30th: censored on the 29th.
    file(NHS, "2026-10-27T10:00:00Z")
    # 6. The letter of the 14th was found in the post on the 17th.
    sixth = file(NHS, "2026-10-12T10:00:00+01:00")
    acknowledge(sixth, "2026-10-14T10:00:00+01:00")
    # 7. Due on the 16th; found to be the same complaint as the sixth in November.
    seventh = file(NHS, "2026-10-13T10:00:00+01:00")
    said(seventh, "merges", {"survivor": sixth, "reason": "the same letter"})
    # 8. Acknowledged, answered, settled, closed, and taken up again.
    eighth = file(NHS, "2026-10-06T10:00:00+01:00")
    acknowledge(eighth, "2026-10-07T10:00:00+01:00")
    said(eighth, "final-responses", {**FINAL, "at": "2026-10-08T10:00:00Z"})
    said(eighth, "acceptances", {"at": "2026-10-09T10:00:00Z", "channel": "letter"})
    said(eighth, "closures", {"at": "2026-10-10T10:00:00Z", "reason": "settled"})
    said(eighth, "reopenings", {"at": "2026-10-20T10:00:00Z", "reason": "another transfer"})
    # 9. Ten business days over Columbus Day end on Tuesday the 20th in New York: kept by half an hour.
    ninth = file(REG_E, "2026-10-05T10:00:00-04:00")
    said(ninth, "final-responses", {**FINAL, "at": "2026-10-20T23:30:00-04:00"})
    # 10. The same, and never answered.
    file(REG_E, "2026-10-05T10:00:00-04:00")


def items(reporter: TestClient, path: str, **asked: object) -> list[dict[str, Any]]:
    response = reporter.get(f"/v1/views/{path}", params=asked)  # type: ignore[arg-type] # texts and numbers
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def test_promises(reporter: TestClient) -> None:
    nhs, reg_e = items(reporter, "sla-compliance", group_by="policy", as_of=AS_OF, **OCTOBER)
    assert (nhs["group"], nhs["clocks"], nhs["met"], nhs["met_early"]) == ("uk.nhs.ack", 8, 4, 0)
    assert (nhs["breached_open"], nhs["breached_late"], nhs["withdrawn"]) == (1, 1, 0)
    assert (nhs["time_unknown"], nhs["open"], nhs["paused"], nhs["merged"]) == (1, 1, 0, 0)
    assert (nhs["judged"], nhs["share_met"], nhs["near_misses"]) == (6, 4 / 6, 1)
    # Late by 10 minutes; kept by 30 minutes, 38, 62 and 111 hours, all of them less the last microsecond.
    assert nhs["margin_p10"] == -600.000001
    assert nhs["margin_p50"] == 38 * HOUR - 0.000001
    assert nhs["margin_p90"] == 111 * HOUR - 0.000001
    assert (reg_e["group"], reg_e["clocks"], reg_e["met"], reg_e["breached_open"]) == ("us.rege", 2, 1, 1)
    assert (reg_e["judged"], reg_e["share_met"], reg_e["near_misses"]) == (2, None, 1)
    assert reg_e["margin_p50"] == HOUR / 2 - 0.000001


def test_promises_as_they_stand_now(reporter: TestClient) -> None:
    nhs, _ = items(reporter, "sla-compliance", group_by="policy", **OCTOBER)
    # The sixth answers for the seventh; the fifth was not kept.
    assert (nhs["clocks"], nhs["met"], nhs["breached_open"], nhs["merged"]) == (8, 4, 1, 1)
    assert (nhs["judged"], nhs["share_met"]) == (6, 4 / 6)


def test_breaches_as_of_then_and_as_they_came(reporter: TestClient) -> None:
    def late(as_of: str) -> int:
        return len(items(reporter, "sla-breaches", verdict="breached while open", as_of=as_of))

    assert late("2026-10-16T22:59:59.999999Z") == 0
    assert late("2026-10-16T23:00:00Z") == 1  # the seventh
    assert late("2026-10-21T03:59:59.999999Z") == 1
    assert late("2026-10-21T04:00:00Z") == 2  # and the tenth
    assert late("2026-10-29T00:05:00Z") == 3  # and the third, for ten minutes
    assert late(AS_OF) == 2
    assert late("2026-10-31T00:00:00Z") == 3  # and the fifth


def test_times_to_acknowledge(reporter: TestClient) -> None:
    (times,) = items(reporter, "response-times", measure="acknowledgement")
    assert (times["reached"], times["time_unknown"], times["open"]) == (5, 1, 3)
    assert (times["ended_without"], times["merged"]) == (0, 1)
    # 24, 24, 48, 128.5 and 129 1/6 hours: the night with an hour more is in the last two.
    assert times["mean"] == pytest.approx((24 + 24 + 48 + 128.5 + 129 + 1 / 6) / 5 * HOUR)
    assert (times["p50"], times["p90"]) == (48 * HOUR, 129 * HOUR + 600)


def test_what_waits(reporter: TestClient) -> None:
    # All but the eighth and the ninth; of the eighth, that it was taken up again.
    then = items(reporter, "inbox", as_of=AS_OF)
    assert sorted(it["kind"] for it in then) == [*["complaint"] * 8, "reopening"]
    # The sixth has the seventh to answer, too.
    now = items(reporter, "inbox")
    assert sorted(it["kind"] for it in now) == [*["complaint"] * 7, "duplicate", "reopening"]
    assert {it["turn"] for it in [*then, *now]} == {"ours"}


def test_open_work(reporter: TestClient) -> None:
    (work,) = items(reporter, "workload", group_by="all")
    assert (work["open"], work["overdue"], work["without_clock"]) == (9, 2, 7)
    assert (work["oldest"], work["next_due_at"]) == ("2026-10-01T08:00:00Z", "2026-10-21T03:59:59.999999Z")
