"""SLA compliance over HTTP: what is answered, what each number means, and what is refused."""

from dataclasses import fields

import pytest
from starlette.testclient import TestClient

from projections.compliance import ComplianceOfGroup
from projections.definitions import DEFINITIONS
from tests.api.house import House, problem
from tests.api.lists import BEGIN, DAY, FAR, Item, asked, with_forty_complaints

COMPLIANCE = "/v1/views/sla-compliance"
MIDDLE = BEGIN + 7 * DAY


@pytest.fixture(scope="module")
def client(house: House) -> TestClient:
    return with_forty_complaints(house)


def groups(client: TestClient, **parameters: object) -> dict[str | None, Item]:
    return {it["group"]: it for it in asked(client, COMPLIANCE, **parameters)["items"]}


def test_every_fifth_clock_of_forty_fell_due_and_none_was_kept(client: TestClient) -> None:
    """Numbers 5 and 25 were answered a day late, 0, 10, 15, 20, 30 and 35 never."""
    (found,) = groups(client, due_to=FAR).values()
    assert (found["clocks"], found["judged"], found["share_met"], found["low"]) == (8, 8, 0.0, 0.0)
    assert (found["breached_open"], found["breached_late"]) == (6, 2)
    assert (found["margin_p10"], found["margin_p90"]) == (-DAY.total_seconds(), -DAY.total_seconds())


def test_what_is_due_later_is_shown_and_not_judged(client: TestClient) -> None:
    (found,) = groups(client, due_from=FAR).values()
    assert (found["clocks"], found["open"], found["met"], found["met_early"]) == (32, 24, 8, 8)
    assert (found["judged"], found["share_met"], found["high"]) == (0, None, None)


@pytest.mark.parametrize("by", ["policy", "clock", "product", "team", "channel", "handler", "month"])
def test_groups_add_up_to_the_whole_as_of_any_instant(client: TestClient, by: str) -> None:
    for as_of in (BEGIN, MIDDLE, FAR):
        (whole,) = groups(client, as_of=as_of).values()
        parts = groups(client, as_of=as_of, group_by=by).values()
        for number in ("clocks", "met", "met_early", "judged", "breached_open", "open", "near_misses"):
            assert sum(part[number] for part in parts) == whole[number]


@pytest.mark.parametrize("by", ["policy", "product", "team", "channel", "handler"])
def test_a_filter_by_the_name_of_a_group_counts_that_group(client: TestClient, by: str) -> None:
    for name, group in groups(client, group_by=by, as_of=MIDDLE).items():
        if name is not None:
            assert groups(client, as_of=MIDDLE, **{by: name}) == {None: group | {"group": None}}


def test_a_clock_is_grouped_by_what_is_promised(client: TestClient) -> None:
    assert list(groups(client, group_by="clock")) == ["final response"]
    assert list(groups(client, group_by="month", due_to=FAR)) == ["2026-01"]


def test_every_number_names_its_definition(client: TestClient) -> None:
    answer = asked(client, COMPLIANCE)
    assert answer["definition"] in DEFINITIONS
    assert set(answer["definitions"]) == {it.name for it in fields(ComplianceOfGroup)} - {"group"}
    for id in set(answer["definitions"].values()):
        assert client.get(f"/v1/definitions/{id}").status_code == 200
    assert (answer["zone"], answer["position"] > 0) == ("UTC", True)


@pytest.mark.parametrize("as_of", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_time_can_be_asked_about(client: TestClient, as_of: str) -> None:
    found = groups(client, as_of=as_of)
    assert sum(it["clocks"] for it in found.values()) in {0, 40}


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("group_by", "colour"),
        ("zone", "London"),
        ("zone", ""),
        ("zone", "localtime"),
        ("due_from", "2026-10-01"),
        ("due_to", "2026-10-01T00:00:00"),
        ("as_of", "now"),
        ("policy", ""),
        ("channel", "pigeon"),
        ("team", "a\0b"),
        ("complaint", "C-7K3M-9QXD"),
        ("verdict", "met"),
        ("clock", "uk.fca.final"),
        ("limit", "5"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_named(
    client: TestClient, parameter: str, value: str
) -> None:
    document = problem(client.get(COMPLIANCE, params={parameter: value}), 422, "request-malformed")
    assert document["errors"][0]["at"] == f"query.{parameter}"
