"""Money over HTTP: who may approve, and that no amount goes through a float on its way."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from projections.definitions import DEFINITIONS
from tests.api.house import EXAMPLES, House, filed, problem, send
from tests.api.lists import bring_up

EXACT = '{"kind": "money", "money": {"amount": %s, "currency": "GBP"}}'


@pytest.fixture
def officer(house: House) -> TestClient:
    """Olga, with limits for supervisors of 100 pounds alone and 500 together."""
    officer = house.caller("officer", name="Olga Ode")
    limits = {"role": "supervisor", "currency": "GBP", "alone": "100", "together": "500"}
    assert officer.post("/v1/limits", json=limits).is_success
    return officer


def offered(client: TestClient, amount: str) -> str:
    """File a complaint, make an offer, and return the complaint's id."""
    complaint = filed(client)
    offer = EXAMPLES["offers"] | {"money": {"amount": amount, "currency": "GBP"}}
    assert send(client, complaint, "offers", offer).status_code == 201
    return complaint


def said(client: TestClient, complaint: str) -> list[dict[str, Any]]:
    facts = client.get(f"/v1/complaints/{complaint}/events").json()
    return [{"fact": fact["fact"], "by": fact["by"]} | fact["data"] for fact in facts]


def test_an_offer_is_approved_by_two_accepted_and_paid_once(house: House, officer: TestClient) -> None:
    agent, first, second = (
        house.caller("agent", name="Ann Lee"),
        house.caller("supervisor", name="Tom Ode"),
        house.caller("supervisor", name="Sam Ode"),
    )
    complaint = offered(agent, "300")
    problem(send(agent, complaint, "offer-approvals"), 403, "not-allowed")
    problem(send(officer, complaint, "offer-approvals"), 409, "no-limits-in-force")
    assert send(first, complaint, "offer-approvals").status_code == 201
    assert send(first, complaint, "offer-approvals").status_code == 200
    assert send(agent, complaint, "offer-acceptances").status_code == 201
    problem(send(agent, complaint, "payments"), 409, "offer-not-approved")
    assert send(second, complaint, "offer-approvals").status_code == 201
    assert send(agent, complaint, "payments").status_code == 201
    assert send(agent, complaint, "payments").status_code == 200
    problem(send(agent, complaint, "payments", {"offer": 1, "reference": "another"}), 409, "offer-was-paid")
    (offer,) = agent.get(f"/v1/complaints/{complaint}").json()["complaint"]["offers"]
    assert offer["money"] == {"amount": "300.00", "currency": "GBP"}
    assert (offer["state"], offer["approved_by"]) == ("paid", ["Tom Ode", "Sam Ode"])


@pytest.mark.usefixtures("officer")
def test_nobody_approves_their_own_offer_with_another_key_or_through_a_machine(house: House) -> None:
    complaint = offered(house.caller("agent", name="Zoë Hart"), "10")
    with_another_key = house.caller("supervisor", name=" Zoe\u0308  Hart ")
    problem(send(with_another_key, complaint, "offer-approvals"), 409, "offer-is-own")
    machine = house.caller("supervisor", name="Bulk tool", kind="machine")
    problem(send(machine, complaint, "offer-approvals"), 409, "approver-not-a-person")
    url, body = f"/v1/complaints/{complaint}/offer-approvals", EXAMPLES["offer-approvals"]
    for_zoe = machine.post(url, json=body, headers={b"On-Behalf-Of": " Zoe\u0308 Hart".encode()})
    problem(for_zoe, 409, "offer-is-own")
    assert machine.post(url, json=body, headers={"On-Behalf-Of": "Tom Ode"}).status_code == 201


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("path", ["offer-approvals", "offer-refusals"])
def test_what_a_supervisor_decided_is_put_right_by_one(house: House, path: str) -> None:
    agent, supervisor = house.caller("agent", name="Ann Lee"), house.caller("supervisor", name="Tom Ode")
    complaint = offered(agent, "50")
    decided = send(supervisor, complaint, path).json()["version"]
    correction = {"version": decided, "changes": {"at": "2026-01-01T00:00:00Z"}, "reason": "typed wrongly"}
    strike = {"version": decided, "reason": "entered in the wrong complaint"}
    problem(send(agent, complaint, "corrections", correction), 403, "not-allowed")
    refused = problem(send(agent, complaint, "strikes", strike), 403, "not-allowed")
    assert refused["detail"] == (
        "A key with the role agent does not allow this; one of these does: officer, supervisor."
    )
    assert send(supervisor, complaint, "strikes", strike).status_code == 201


def test_what_agents_record_is_put_right_by_agents(house: House) -> None:
    agent = house.caller("agent", name="Ann Lee")
    complaint = filed(agent)
    for path in ("proposals", "acceptances"):
        version = send(agent, complaint, path).json()["version"]
    strike = {"reason": "entered in the wrong complaint"}
    resolved_by_the_rule = strike | {"version": version}
    assert send(agent, complaint, "strikes", resolved_by_the_rule).status_code == 201
    problem(send(agent, complaint, "strikes", strike | {"version": 99}), 409, "fact-unknown")


@pytest.mark.parametrize(
    ("written", "kept"),
    [('"12.5"', "12.50"), ('"0.01"', "0.01"), ('"999999999999.99"', "999999999999.99"), ('"3E+2"', "300.00")],
)
def test_an_amount_is_kept_to_the_last_digit(house: House, written: str, kept: str) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    response = client.post(
        f"/v1/complaints/{complaint}/offers",
        content=EXACT % written,
        headers={"Content-Type": "application/json"},
    )
    assert response.status_code == 201, response.text
    assert said(client, complaint)[-1]["money"] == {"amount": kept, "currency": "GBP"}


@pytest.mark.parametrize(
    "written",
    [
        "12.1",
        "12",
        "0.1000000000000000055",
        "1e2",
        "NaN",
        "Infinity",
        "null",
        "true",
        '"NaN"',
        '"Infinity"',
        '"1_000"',
        '" 12"',
        '"12,50"',
        r'"\u0661\u0662"',
        '"0x10"',
        '""',
        '"1E+9999999999"',
        '{"amount": "1"}',
        '"1", "cents": "5"',
    ],
)
def test_an_amount_that_is_no_plain_text_is_not_understood(house: House, written: str) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    response = client.post(
        f"/v1/complaints/{complaint}/offers",
        content=(EXACT % written).encode(),
        headers={"Content-Type": "application/json"},
    )
    problem(response, 422, "request-malformed")


@pytest.mark.parametrize(
    ("amount", "currency", "refusal"),
    [
        ("-1.00", "GBP", "amount-negative"),
        ("0.00", "GBP", "amount-zero"),
        ("12.505", "GBP", "too-many-decimals"),
        ("1E+400", "GBP", "amount-too-large"),
        ("1.00", "QQQ", "currency-unknown"),
        ("1.00", "BGN", "currency-withdrawn"),
        ("1.00", "XAU", "currency-not-payable"),
    ],
)
def test_what_is_no_money_is_refused_in_plain_words(
    house: House, amount: str, currency: str, refusal: str
) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    for path in ("offers", "provisional-credits"):
        body = EXAMPLES[path] | {"money": {"amount": amount, "currency": currency}}
        problem(send(client, complaint, path, body), 409, refusal)


def test_what_was_offered_approved_and_paid_is_summed(own_house: House) -> None:
    officer, agent = own_house.caller("officer", name="Olga Ode"), own_house.caller("agent", name="Ann Lee")
    limits = {"role": "supervisor", "currency": "GBP", "alone": "100", "together": "500"}
    assert officer.post("/v1/limits", json=limits).is_success
    paid, owed, declined = (offered(agent, amount) for amount in ("50.10", "20", "30.35"))
    supervisor = own_house.caller("supervisor", name="Tom Ode")
    for complaint, steps in (
        (paid, ("offer-approvals", "offer-acceptances", "payments")),
        (owed, ("offer-acceptances",)),
        (declined, ("offer-declines",)),
    ):
        for step in steps:
            by = supervisor if step == "offer-approvals" else agent
            assert send(by, complaint, step).status_code == 201
    bring_up(own_house)
    answer = officer.get("/v1/views/redress", params={"group_by": "all"}).json()
    (found,) = answer["items"]
    assert answer["definition"] in DEFINITIONS
    assert (found["currency"], found["offers"], found["complaints"]) == ("GBP", 3, 3)
    assert (found["offered_amount"], found["approved_amount"]) == ("100.45", "50.10")
    assert (found["paid_amount"], found["owed_amount"], found["declined"]) == ("50.10", "20.00", 1)
    assert officer.get("/v1/views/redress", params={"currency": "JPY"}).json()["items"] == []
    problem(officer.get("/v1/views/redress", params={"zone": "London"}), 422, "request-malformed")
    problem(officer.get("/v1/views/redress", params={"currency": "pounds"}), 422, "request-malformed")
