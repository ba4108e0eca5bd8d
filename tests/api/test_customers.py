"""Customers over HTTP: registered, found by what they gave, and not found by what they took back."""

import pytest
from httpx2 import Response
from psycopg import connect
from starlette.testclient import TestClient

from api.commands import FILING_EXAMPLE
from api.customer_routes import REGISTRATION_EXAMPLE, ROUTES, SPENT
from api.postgres import Database
from tests.api.house import House, filed, problem


@pytest.fixture
def officer(own_house: House) -> TestClient:
    return own_house.caller("officer", name="Olu")


def registered(caller: TestClient) -> str:
    id: str = caller.post("/v1/customers", json=REGISTRATION_EXAMPLE).json()["id"]
    return id


def found(caller: TestClient, kind: str, value: str) -> list[str]:
    customers: list[str] = caller.post("/v1/customer-searches", json={"kind": kind, "value": value}).json()[
        "customers"
    ]
    return customers


def test_a_customer_is_found_by_exactly_what_was_given(officer: TestClient) -> None:
    id = registered(officer)
    assert found(officer, "email", " JO@example.org") == [id]
    assert found(officer, "phone", "44 20 79460000") == [id]
    assert found(officer, "email", "j@example.org") == []
    assert found(officer, "number", "jo@example.org") == []


def test_two_customers_may_share_an_address(officer: TestClient) -> None:
    both = sorted([registered(officer), registered(officer)])
    assert found(officer, "email", "jo@example.org") == both


def test_what_was_withdrawn_finds_nobody(officer: TestClient) -> None:
    id = registered(officer)
    assert (
        officer.post(f"/v1/customers/{id}/contact-withdrawals", json={"kinds": ["email"]}).status_code == 201
    )
    assert found(officer, "email", "jo@example.org") == []
    assert found(officer, "phone", "442079460000") == [id]


def test_every_look_up_is_recorded_with_who_looked(officer: TestClient, database: Database) -> None:
    id = registered(officer)
    found(officer, "email", "jo@example.org")
    found(officer, "email", "nobody@example.org")
    with connect(database.owner) as owner:
        rows = owner.execute(
            "select by, role, kind, found::text[] from access.lookups order by looked_at"
        ).fetchall()
    assert rows == [("Olu", "officer", "email", [id]), ("Olu", "officer", "email", [])]


def test_the_index_holds_no_contact_in_clear(officer: TestClient, database: Database) -> None:
    registered(officer)
    with connect(database.owner) as owner:
        rows = owner.execute("select kind, digest from ledger.contacts").fetchall()
        states = owner.execute("select state::text from ledger.events where personal is not null").fetchall()
    assert len(rows) == 2
    assert all(b"example" not in digest and len(digest) == 32 for _, digest in rows)
    assert states
    assert not any("example" in state or "Jo" in state for (state,) in states)


def test_every_command_on_a_customer_takes_its_example(officer: TestClient) -> None:
    id = registered(officer)
    for path, _, example in ROUTES:
        answer = officer.post(f"/v1/customers/{id}/{path}", json=example)
        expected = 409 if path in {"win-back-declines", "returns"} else 201  # the customer is back by then
        assert answer.status_code == expected, (path, answer.text)
    document = officer.get(f"/v1/customers/{id}").json()
    assert document["is_lost"] is False
    assert {fact["fact"] for fact in document["facts"]} >= {
        "CustomerLost",
        "WinBackAccepted",
        "CustomerReturned",
    }


def test_registering_twice_with_a_key_is_once(officer: TestClient) -> None:
    keyed = {"Idempotency-Key": "jo"}
    first = officer.post("/v1/customers", json=REGISTRATION_EXAMPLE, headers=keyed)
    again = officer.post("/v1/customers", json=REGISTRATION_EXAMPLE, headers=keyed)
    assert first.json() == again.json()
    assert found(officer, "email", "jo@example.org") == [first.json()["id"]]


def test_a_complaint_is_no_customer(officer: TestClient) -> None:
    filed = officer.post(
        "/v1/complaints", json={"channel": "phone", "jurisdiction": "none", "summary": "It broke."}
    ).json()["id"]
    assert officer.get(f"/v1/customers/{filed}").status_code == 404
    assert officer.post(f"/v1/customers/{filed}/losses", json={"reason": "price"}).status_code == 404


def test_a_complaint_is_no_strangers(officer: TestClient) -> None:
    complaint = filed(officer)
    nobody = {"customer": complaint}  # the id of a complaint is not a customer's
    problem(officer.post(f"/v1/complaints/{complaint}/customer", json=nobody), 409, "customer-not-registered")
    body = FILING_EXAMPLE | {"customer": "00000000-0000-7000-8000-000000000000"}
    problem(officer.post("/v1/complaints", json=body), 409, "customer-not-registered")
    known = {"customer": registered(officer)}
    said = officer.post(f"/v1/complaints/{complaint}/customer", json=known)
    assert said.status_code == 201
    put_right = {"version": said.json()["version"], "reason": "another customer"}
    corrections = f"/v1/complaints/{complaint}/corrections"
    problem(officer.post(corrections, json=put_right | {"changes": nobody}), 409, "customer-not-registered")
    other = {"customer": registered(officer)}
    assert officer.post(corrections, json=put_right | {"changes": other}).status_code == 201
    assert officer.get(f"/v1/complaints/{complaint}").json()["complaint"]["customer"] == other["customer"]
    assert officer.post("/v1/complaints", json=FILING_EXAMPLE | known).status_code == 201


def test_a_customer_may_have_left_before_it_was_registered(officer: TestClient) -> None:
    id = registered(officer)
    left = {"reason": "service", "at": {"day": "2026-03-05", "zone": "Europe/London"}}
    assert officer.post(f"/v1/customers/{id}/losses", json=left).status_code == 201
    document = officer.get(f"/v1/customers/{id}").json()
    assert document["is_lost"]
    assert document["facts"][0]["fact"] == "CustomerLost"


def test_nothing_happens_to_a_customer_in_days_to_come(officer: TestClient) -> None:
    id = registered(officer)
    later = {"reason": "service", "at": "2199-01-01T00:00:00Z"}
    problem(officer.post(f"/v1/customers/{id}/losses", json=later), 409, "time-in-future")
    spent = {"money": SPENT, "first_day": "2026-03-01", "last_day": "9999-12-31"}
    problem(officer.post(f"/v1/customers/{id}/activities", json=spent), 409, "days-to-come")


@pytest.mark.parametrize(
    ("path", "said"),
    [("evaluations", {"place": "reviews", "rating": 1}), ("survey-answers", {"survey": "after", "score": 1})],
)
def test_nobody_speaks_of_a_complaint_that_there_is_not(
    officer: TestClient, path: str, said: dict[str, object]
) -> None:
    url = f"/v1/customers/{registered(officer)}/{path}"
    for stranger in ("00000000-0000-7000-8000-000000000000", registered(officer)):
        problem(officer.post(url, json=said | {"complaint": stranger}), 404, "complaint-unknown")
    assert officer.post(url, json=said | {"complaint": filed(officer)}).status_code == 201


def put_right(caller: TestClient, id: str, path: str, body: dict[str, object]) -> Response:
    return caller.post(f"/v1/customers/{id}/{path}", json=body | {"reason": "typed wrongly"})


def test_a_corrected_address_finds_the_customer_and_the_wrong_one_no_more(officer: TestClient) -> None:
    id = registered(officer)
    change = {"version": 2, "changes": {"email": "joanna@example.org"}}
    assert put_right(officer, id, "corrections", change).status_code == 201
    assert found(officer, "email", "joanna@example.org") == [id]
    assert found(officer, "email", "jo@example.org") == []
    assert found(officer, "phone", "442079460000") == [id]
    assert put_right(officer, id, "corrections", change).status_code == 200


def test_a_struck_address_finds_nobody_and_a_struck_withdrawal_finds_the_customer_again(
    officer: TestClient,
) -> None:
    id = registered(officer)
    withdrawal = officer.post(f"/v1/customers/{id}/contact-withdrawals", json={"kinds": ["email"]}).json()
    assert put_right(officer, id, "strikes", {"version": withdrawal["version"]}).status_code == 201
    assert found(officer, "email", "jo@example.org") == [id]
    assert put_right(officer, id, "strikes", {"version": 2}).status_code == 201
    assert found(officer, "email", "jo@example.org") == []
    assert found(officer, "phone", "442079460000") == []


def test_who_was_not_lost_after_all_is_here(officer: TestClient) -> None:
    id = registered(officer)
    lost = officer.post(f"/v1/customers/{id}/losses", json={"reason": "price"}).json()["version"]
    offer = officer.post(f"/v1/customers/{id}/win-back-offers", json={"kind": "gift"}).json()["version"]
    assert put_right(officer, id, "strikes", {"version": offer}).status_code == 201
    again = officer.post(f"/v1/customers/{id}/win-back-offers", json={"kind": "gift"}).json()["version"]
    document = officer.get(f"/v1/customers/{id}").json()
    assert [it["data"]["offer"] for it in document["facts"] if it["version"] == again] == [2]
    assert put_right(officer, id, "strikes", {"version": lost}).status_code == 201
    assert officer.get(f"/v1/customers/{id}").json()["is_lost"] is False


def test_the_registration_is_corrected_and_not_struck(officer: TestClient) -> None:
    id = registered(officer)
    problem(put_right(officer, id, "strikes", {"version": 1}), 409, "registration-not-struck")
    change = {"version": 1, "changes": {"name": "Joanna Smith"}}
    assert put_right(officer, id, "corrections", change).status_code == 201
    facts = officer.get(f"/v1/customers/{id}").json()["facts"]
    assert facts[0]["data"]["name"] == "Joanna Smith"


def test_a_rating_is_not_corrected_to_be_of_a_complaint_that_there_is_not(officer: TestClient) -> None:
    id = registered(officer)
    rating = {"place": "reviews", "rating": 1, "complaint": filed(officer)}
    version = officer.post(f"/v1/customers/{id}/evaluations", json=rating).json()["version"]
    change = {"version": version, "changes": {"complaint": id}}
    problem(put_right(officer, id, "corrections", change), 404, "complaint-unknown")
    change = {"version": version, "changes": {"complaint": filed(officer)}}
    assert put_right(officer, id, "corrections", change).status_code == 201
    change = {"version": version, "changes": {"complaint": None}}
    assert put_right(officer, id, "corrections", change).status_code == 201


def test_a_stale_version_of_a_customer_is_not_put_right(officer: TestClient) -> None:
    id = registered(officer)
    officer.post(f"/v1/customers/{id}/losses", json={"reason": "price"})
    body = {"version": 2, "reason": "typed wrongly"}
    stale = officer.post(f"/v1/customers/{id}/strikes", json=body, headers={"If-Match": '"2"'})
    problem(stale, 412, "version-is-stale")


TWICE = [
    ("activities", {"money": SPENT, "first_day": "2026-03-01", "last_day": "2026-03-31"}),
    ("evaluations", {"place": "reviews", "rating": 1}),
    ("survey-answers", {"survey": "after", "score": 1, "at": "2026-03-31T09:00:00Z"}),
]


@pytest.mark.parametrize(("path", "said"), TWICE)
def test_the_same_of_a_customer_is_recorded_once(
    officer: TestClient, path: str, said: dict[str, object]
) -> None:
    url = f"/v1/customers/{registered(officer)}/{path}"
    first, again = officer.post(url, json=said), officer.post(url, json=said)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"facts": []}
