"""Timelines over HTTP: of a customer across complaints and channels, and of what is merged."""

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from tests.api.house import House, filed, problem

Entries = list[dict[str, Any]]


@pytest.fixture
def officer(own_house: House) -> TestClient:
    return own_house.caller("officer", name="Olu")


def customer(officer: TestClient) -> str:
    id: str = officer.post("/v1/customers", json={"name": "Jo", "at": "2026-01-05T09:00:00Z"}).json()["id"]
    return id


def told(officer: TestClient, address: str, at: object, **body: object) -> None:
    response = officer.post(f"/v1/{address}", json={"at": at, **body} if at else body)
    assert response.status_code == 201, response.text


def timeline(officer: TestClient, of: str, **parameters: object) -> Entries:
    response = officer.get(f"/v1/{of}/timeline", params={name: str(it) for name, it in parameters.items()})
    assert response.status_code == 200, response.text
    answer = response.json()
    entries: Entries = answer["items"] if of.startswith("customers") else answer
    return entries


def page(officer: TestClient, customer: str, **parameters: str) -> dict[str, Any]:
    """Return the timeline of a customer as it is answered, on one page."""
    response = officer.get(f"/v1/customers/{customer}/timeline", params=parameters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def said_to_be(officer: TestClient, complaint: str, customer: str) -> dict[str, Any]:
    """Return the body of the correction that the complaint is, and always was, that of a customer."""
    events = officer.get(f"/v1/complaints/{complaint}/events").json()
    (version,) = (it["version"] for it in events if it["fact"] == "CustomerIdentified")
    return {"version": version, "changes": {"customer": customer}, "reason": "mistaken for another"}


def names(entries: Entries, of: str | None = None) -> list[str]:
    """Return the names of the facts but for those of clocks; of one complaint, or of the customer alone."""
    kept = [it for it in entries if not it["fact"].startswith("Clock")]
    return [it["fact"] for it in kept if of is None or it.get("complaint") == of]


@pytest.fixture
def two(officer: TestClient) -> tuple[str, str, str]:
    """A customer and two complaints on two channels, whose facts happened by turns."""
    jo = customer(officer)
    one = filed(officer, at="2026-02-02T09:00:00Z", channel="phone", customer=jo)
    other = filed(officer, at="2026-02-03T09:00:00Z", channel="email", customer=jo)
    told(officer, f"complaints/{one}/messages-received", "2026-02-06T09:00:00Z", channel="web", text="And?")
    told(officer, f"complaints/{other}/acknowledgements", "2026-02-04T09:00:00Z", channel="email")
    told(officer, f"complaints/{one}/acknowledgements", "2026-02-05T09:00:00Z", channel="letter")
    told(officer, f"customers/{jo}/losses", "2026-02-07T09:00:00Z", reason="service")
    return jo, one, other


def test_what_happened_stands_in_order_across_complaints_and_channels(
    officer: TestClient, two: tuple[str, str, str]
) -> None:
    jo, one, other = two
    entries = [it for it in timeline(officer, f"customers/{jo}") if not it["fact"].startswith("Clock")]
    told = [(it["fact"], it.get("complaint"), it["data"].get("channel")) for it in entries]
    kept = [each for each in told if each[0] not in {"ComplaintClassified", "CustomerIdentified"}]
    assert kept == [
        ("CustomerRegistered", None, None),
        ("ComplaintFiled", one, "phone"),
        ("ComplaintFiled", other, "email"),
        ("ComplaintAcknowledged", other, "email"),
        ("ComplaintAcknowledged", one, "letter"),
        ("MessageReceived", one, "web"),
        ("CustomerLost", None, None),
    ]
    references = {it["complaint"]: it["reference"] for it in entries if it.get("complaint")}
    assert references == {id: officer.get(f"/v1/complaints/{id}").json()["reference"] for id in (one, other)}


def test_pages_show_every_entry_once_and_keep_to_what_was_known(
    officer: TestClient, two: tuple[str, str, str]
) -> None:
    jo, one, _ = two
    every = timeline(officer, f"customers/{jo}")
    address = f"/v1/customers/{jo}/timeline"
    page = officer.get(address, params={"limit": 3}).json()
    found = page["items"]
    told(officer, f"complaints/{one}/apologies", "2026-02-02T10:00:00Z", form="promise", channel="phone")
    while page.get("next"):
        page = officer.get(address, params={"limit": 3, "cursor": page["next"]}).json()
        found += page["items"]
    assert found == every
    assert page["left_out"] == 0
    assert len(timeline(officer, f"customers/{jo}")) == len(every) + 1


def test_a_complaint_that_is_another_customers_is_not_shown(
    officer: TestClient, two: tuple[str, str, str]
) -> None:
    jo, one, other = two
    told(officer, f"complaints/{other}/customer", "2026-02-08T09:00:00Z", customer=customer(officer))
    assert {it.get("complaint") for it in timeline(officer, f"customers/{jo}")} == {one, None}


def test_what_was_known_of_a_customer_stays_when_a_complaint_turns_out_to_be_anothers(
    officer: TestClient, two: tuple[str, str, str]
) -> None:
    jo, one, other = two
    known_at = officer.get(f"/v1/complaints/{other}/events").json()[-1]["recorded_at"]
    before = page(officer, jo, known_at=known_at)
    told(officer, f"complaints/{other}/customer", "2026-02-08T09:00:00Z", customer=customer(officer))
    told(officer, f"complaints/{one}/corrections", None, **said_to_be(officer, one, customer(officer)))
    assert page(officer, jo, known_at=known_at) == before
    assert {it["complaint"] for it in before["items"]} == {one, other, None}
    assert {it["complaint"] for it in timeline(officer, f"customers/{jo}")} == {None}


def test_a_complaint_is_of_the_customer_that_a_correction_names(officer: TestClient) -> None:
    jo, ann = customer(officer), customer(officer)
    complaint = filed(officer, at="2026-02-02T09:00:00Z", channel="phone", customer=ann)
    told(officer, f"complaints/{complaint}/corrections", None, **said_to_be(officer, complaint, jo))
    assert {it["complaint"] for it in timeline(officer, f"customers/{jo}")} == {complaint, None}
    assert {it["complaint"] for it in timeline(officer, f"customers/{ann}")} == {None}
    identified = said_to_be(officer, complaint, ann)["version"]
    told(officer, f"complaints/{complaint}/strikes", None, version=identified, reason="nobody knows")
    assert {it["complaint"] for it in timeline(officer, f"customers/{jo}")} == {None}


def test_a_day_is_read_as_it_was_and_as_it_was_known(officer: TestClient, two: tuple[str, str, str]) -> None:
    jo, one, _ = two
    known_at = officer.get(f"/v1/complaints/{one}/events").json()[-1]["recorded_at"]
    told(officer, f"complaints/{one}/apologies", "2026-02-02T10:00:00Z", form="promise", channel="phone")
    day = "2026-02-02T12:00:00Z"
    assert "ApologyMade" in names(timeline(officer, f"customers/{jo}", as_of=day), one)
    assert "ApologyMade" not in names(timeline(officer, f"customers/{jo}", as_of=day, known_at=known_at), one)
    assert "CustomerLost" not in names(timeline(officer, f"customers/{jo}", as_of=day))


def test_what_is_merged_into_a_complaint_is_part_of_it_from_the_merge_on(
    officer: TestClient, two: tuple[str, str, str]
) -> None:
    jo, one, other = two
    before = timeline(officer, f"complaints/{other}")[-1]["recorded_at"]
    third = filed(officer, at="2026-02-01T09:00:00Z", channel="app")
    told(officer, f"complaints/{third}/merges", None, survivor=one, reason="the same")
    told(officer, f"complaints/{one}/merges", None, survivor=other, reason="the same")
    family = {one, other, third}
    assert {it["complaint"] for it in timeline(officer, f"complaints/{other}")} == family
    assert names(timeline(officer, f"complaints/{other}"))[0] == "ComplaintFiled"
    assert timeline(officer, f"complaints/{other}")[0]["complaint"] == third
    assert {it["complaint"] for it in timeline(officer, f"complaints/{other}", known_at=before)} == {other}
    assert {it.get("complaint") for it in timeline(officer, f"customers/{jo}")} == family | {None}
    told(officer, f"complaints/{one}/unmergings", None, reason="not the same")
    assert {it["complaint"] for it in timeline(officer, f"complaints/{other}")} == {other}


def test_what_is_merged_is_not_part_of_a_complaint_before_the_merge_or_after_its_undoing(
    officer: TestClient, two: tuple[str, str, str]
) -> None:
    _, one, other = two
    before = "2026-02-10T09:00:00Z"
    told(officer, f"complaints/{one}/merges", None, survivor=other, reason="the same")
    between = timeline(officer, f"complaints/{other}")[-1]["recorded_at"]
    assert {it["complaint"] for it in timeline(officer, f"complaints/{other}", as_of=before)} == {other}
    told(officer, f"complaints/{one}/unmergings", None, reason="not the same")
    after = timeline(officer, f"complaints/{other}")[-1]["recorded_at"]
    shown = [
        {it["complaint"] for it in timeline(officer, f"complaints/{other}", as_of=as_of)}
        for as_of in (before, between, after)
    ]
    assert shown == [{other}, {one, other}, {other}]


def test_pages_keep_to_the_day_that_was_asked_about(officer: TestClient, two: tuple[str, str, str]) -> None:
    jo, _, _ = two
    address, day = f"/v1/customers/{jo}/timeline", "2026-02-03T12:00:00Z"
    every = timeline(officer, f"customers/{jo}", as_of=day)
    first = officer.get(address, params={"limit": 2, "as_of": day}).json()
    rest = officer.get(address, params={"cursor": first["next"]}).json()
    assert first["items"] + rest["items"] == every
    assert officer.get(address, params={"cursor": first["next"], "as_of": day}).json() == rest
    for cursor, other in (
        (first["next"], "2026-02-05T12:00:00Z"),
        (page(officer, jo, limit="2")["next"], day),
    ):
        refused = officer.get(address, params={"cursor": cursor, "as_of": other})
        assert problem(refused, 422, "request-malformed")["errors"][0]["at"] == "query.as_of"


def test_a_corrected_fact_stands_where_it_happened(officer: TestClient, two: tuple[str, str, str]) -> None:
    jo, _, other = two
    acknowledged = next(
        it["version"]
        for it in officer.get(f"/v1/complaints/{other}/events").json()
        if it["fact"] == "ComplaintAcknowledged"
    )
    changes = {"at": "2026-02-08T09:00:00Z"}
    body = {"version": acknowledged, "changes": changes, "reason": "posted later"}
    assert officer.post(f"/v1/complaints/{other}/corrections", json=body).status_code == 201
    assert names(timeline(officer, f"customers/{jo}"))[-2:] == ["ComplaintAcknowledged", "FactCorrected"]


def test_an_unknown_customer_and_a_cursor_of_another_list_are_refused(officer: TestClient) -> None:
    problem(officer.get(f"/v1/customers/{UUID(int=1)}/timeline"), 404, "customer-unknown")
    jo = customer(officer)
    told(officer, f"customers/{jo}/losses", None, reason="price")
    address = f"/v1/customers/{jo}/timeline"
    problem(officer.get(address, params={"cursor": "eA=="}), 422, "request-malformed")
    cursor = officer.get(address, params={"limit": 1}).json().get("next")
    assert cursor is not None
    other = {"cursor": cursor, "known_at": "2026-01-01T00:00:00Z"}
    problem(officer.get(address, params=other), 422, "request-malformed")
