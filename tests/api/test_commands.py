"""Commands over HTTP: what each answers when it is recorded, when it is so already, and when it is stale."""

from dataclasses import replace
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from complaints.commands.customers import RegisterCustomer
from complaints.commands.intake import FileComplaint
from complaints.customers import Customers
from complaints.ledger import Complaints
from tests.api.house import EXAMPLES, House, filed, problem, send
from tests.complaints.rows import request

BEFORE = {
    "information-receipts": ["information-requests"],
    "callbacks-made": ["callbacks"],
    "callbacks-missed": ["callbacks"],
    "acceptances": ["proposals"],
    "disputes": ["proposals"],
    "resolutions": ["final-responses"],
    "closures": ["final-responses", "resolutions"],
    "reopenings": ["final-responses", "resolutions", "closures"],
    "escalation-answers": ["escalations"],
    "stages": ["final-responses", "resolutions"],
    "ombudsman-decisions": ["ombudsman-referrals"],
    "offer-withdrawals": ["offers"],
    "offer-approvals": ["offers"],
    "offer-refusals": ["offers"],
    "offer-acceptances": ["offers"],
    "offer-declines": ["offers"],
    "payments": ["offers", "offer-approvals", "offer-acceptances"],
    "payment-failures": ["offers", "offer-approvals", "offer-acceptances"],
    "provisional-credit-reversals": ["provisional-credits"],
    "unmergings": ["merges"],
    "clock-resumptions": ["clock-pauses"],
}
"""What must have been recorded, as the examples say it, before the example of a command makes sense."""

FILED = {
    "clock-extensions": {"at": None, "jurisdiction": "uk.fca.payments"},
    "clock-pauses": {"at": None, "brand": "example care"},
    "clock-resumptions": {"at": None, "brand": "example care"},
}
"""What the complaint says otherwise, for a clock to run that can be moved."""

SAID_TWICE = {
    "customer": "so already",
    "acknowledgements": "so already",
    "classifications": "so already",
    "assignments": "so already",
    "hand-overs": "so already",
    "messages-received": "recorded",
    "messages-sent": "recorded",
    "notes": "recorded",
    "information-requests": "so already",
    "information-receipts": "information-not-requested",
    "callbacks": "so already",
    "callbacks-made": "callback-unknown",
    "callbacks-missed": "callback-unknown",
    "known-answers": "recorded",
    "investigations": "so already",
    "findings": "recorded",
    "evidence": "so already",
    "apologies": "recorded",
    "holding-letters": "recorded",
    "final-responses": "recorded",
    "proposals": "recorded",
    "acceptances": "so already",
    "disputes": "nothing-to-answer",
    "resolutions": "so already",
    "withdrawals": "complaint-was-withdrawn",
    "closures": "so already",
    "reopenings": "complaint-not-closed",
    "escalations": "recorded",
    "escalation-answers": "escalation-not-open",
    "stages": "no-further-stage",
    "forwardings": "so already",
    "ombudsman-referrals": "so already",
    "ombudsman-decisions": "so already",
    "causes": "so already",
    "offers": "recorded",
    "offer-withdrawals": "so already",
    "offer-approvals": "so already",
    "offer-refusals": "so already",
    "offer-acceptances": "so already",
    "offer-declines": "so already",
    "payments": "so already",
    "payment-failures": "recorded",
    "provisional-credits": "recorded",
    "provisional-credit-reversals": "so already",
    "corrections": "so already",
    "strikes": "fact-unknown",
    "merges": "so already",
    "unmergings": "complaint-not-merged",
    "clock-extensions": "so already",
    "clock-pauses": "so already",
    "clock-resumptions": "so already",
}
"""What a command answers to its own repetition, or why it refuses it."""

LIMITS = {"role": "officer", "currency": "GBP", "alone": "100.00", "together": "500.00"}

SOMETHING = "00000000-0000-7000-8000-000000000000"


def prepared(house: House, path: str) -> tuple[TestClient, str]:
    """Return somebody who may give the command, and a complaint for which its example makes sense.

    What was recorded before was recorded by one person each: nobody approves their own offer.
    """
    client = house.caller("officer")
    assert client.post("/v1/limits", json=LIMITS).is_success
    complaint = filed(client, **FILED.get(path, {}))
    if path == "customer":
        register_customer(house)
    if path in {"merges", "unmergings"}:
        file_survivor(house)
    for number, each in enumerate(BEFORE.get(path, [])):
        response = send(house.caller("officer", name=f"Tom {number}"), complaint, each)
        assert response.status_code == 201, response.text
    return client, complaint


def register_customer(house: House) -> None:
    """Register the customer that the example names, if it is not there yet."""
    customers: Customers = house.app.state.customers
    customer = UUID(EXAMPLES["customer"]["customer"])
    customers.register(customer, RegisterCustomer(name="Jo"), replace(request(), command_id=customer))


def file_survivor(house: House) -> None:
    """File the complaint that the example of a merge names, if it is not there yet."""
    complaints: Complaints = house.app.state.complaints
    filing = FileComplaint(channel="phone", jurisdiction="none", summary="The rent was paid late.")
    survivor = UUID(EXAMPLES["merges"]["survivor"])
    complaints.file(survivor, filing, replace(request(), command_id=survivor))


@pytest.mark.parametrize("path", EXAMPLES)
def test_the_documented_example_of_a_command_is_recorded(house: House, path: str) -> None:
    client, complaint = prepared(house, path)
    known = client.get(f"/v1/complaints/{complaint}/events").json()
    response = send(client, complaint, path)
    assert response.status_code == 201, response.text
    receipt, facts = response.json(), client.get(f"/v1/complaints/{complaint}/events").json()
    added = facts[len(known) :]
    assert receipt["facts"] == [fact["fact"] for fact in added]
    assert added
    assert response.headers["etag"] == f'"{receipt["version"]}"' == f'"{len(facts)}"'
    assert response.headers["complaints-position"] == str(receipt["position"]) == str(added[-1]["position"])
    assert "location" not in response.headers


@pytest.mark.parametrize("path", EXAMPLES)
def test_a_command_that_is_repeated_adds_a_fact_only_where_it_means_another_one(
    house: House, path: str
) -> None:
    client, complaint = prepared(house, path)
    first, again = send(client, complaint, path), send(client, complaint, path)
    match SAID_TWICE[path]:
        case "recorded":
            assert (again.status_code, len(again.json()["facts"])) == (201, 1)
        case "so already":
            assert again.status_code == 200
            assert again.json() == first.json() | {"facts": []}
            assert again.headers["etag"] == first.headers["etag"]
            assert again.headers["complaints-position"] == first.headers["complaints-position"]
        case refusal:
            problem(again, 409, refusal)


def test_a_filing_says_where_the_complaint_is(house: House) -> None:
    client = house.caller("intake")
    response = client.post("/v1/complaints", json={"channel": "web", "jurisdiction": "none", "summary": "!"})
    assert (response.status_code, response.json()["facts"]) == (201, ["ComplaintFiled"])
    assert response.headers["location"] == f"/v1/complaints/{response.json()['id']}"
    assert response.headers["etag"] == '"1"'
    assert house.caller("agent").get(response.headers["location"]).json()["version"] == 1


@pytest.mark.parametrize("spoken", [str.upper, str.lower, lambda it: it.replace("-", " ")])
@pytest.mark.parametrize("method", ["read", "command", "events"])
def test_a_reference_is_as_good_as_the_id(house: House, method: str, spoken: type[str]) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    reference = spoken(client.get(f"/v1/complaints/{complaint}").json()["reference"])
    match method:
        case "read":
            assert client.get(f"/v1/complaints/{reference}").json()["id"] == complaint
        case "events":
            assert client.get(f"/v1/complaints/{reference}/events").json()
        case _:
            assert send(client, reference, "notes").json()["id"] == complaint


@pytest.mark.parametrize("name", [SOMETHING, "C-7K3M-9QXD", "x", "%00", "C-%C3%9F", "..."])
def test_a_complaint_that_is_not_there_is_not_found(house: House, name: str) -> None:
    client = house.caller("officer")
    for path in EXAMPLES:
        problem(send(client, name, path), 404, "complaint-unknown")
    problem(client.get(f"/v1/complaints/{name}"), 404, "complaint-unknown")
    problem(client.get(f"/v1/complaints/{name}/events"), 404, "complaint-unknown")


def test_a_command_is_refused_when_the_complaint_has_changed_since_it_was_read(house: House) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    read = client.get(f"/v1/complaints/{complaint}").headers["etag"]
    url, note = f"/v1/complaints/{complaint}/notes", EXAMPLES["notes"]
    written = client.post(url, json=note, headers={"If-Match": read})
    assert written.status_code == 201
    stale = problem(client.post(url, json=note, headers={"If-Match": read}), 412, "version-is-stale")
    assert (f'"{stale["current"]}"', f'"{stale["expected"]}"') == (written.headers["etag"], read)
    assert client.post(url, json=note, headers={"If-Match": written.headers["etag"]}).status_code == 201
    assert client.post(url, json=note, headers={"If-Match": "*"}).status_code == 201


def test_what_is_so_already_is_still_refused_to_who_read_an_older_version(house: House) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    send(client, complaint, "investigations")
    url = f"/v1/complaints/{complaint}/investigations"
    problem(client.post(url, json={}, headers={"If-Match": '"1"'}), 412, "version-is-stale")


@pytest.mark.parametrize("said", ["3", '"x"', '""', 'W/"3"', '"3", "4"', '"-1"', '"1234567890"', ""])
def test_a_version_that_cannot_be_read_is_refused(house: House, said: str) -> None:
    client = house.caller("agent")
    url = f"/v1/complaints/{filed(client)}/notes"
    refused = client.post(url, json=EXAMPLES["notes"], headers={"If-Match": said})
    assert [each["at"] for each in problem(refused, 422, "request-malformed")["errors"]] == [
        "header.if-match"
    ]


def test_a_complaint_is_read_as_it_was_at_a_version(house: House) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    version = client.get(f"/v1/complaints/{complaint}").json()["version"]
    send(client, complaint, "assignments")
    then = client.get(f"/v1/complaints/{complaint}", params={"version": version})
    now = client.get(f"/v1/complaints/{complaint}")
    assert (then.json()["complaint"]["team"], then.headers["etag"]) == (None, f'"{version}"')
    assert (now.json()["complaint"]["team"], now.headers["etag"]) == ("payments", f'"{version + 1}"')


def test_a_version_that_is_not_reached_is_not_found(house: House) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    version = client.get(f"/v1/complaints/{complaint}").json()["version"]
    beyond = client.get(f"/v1/complaints/{complaint}", params={"version": version + 1})
    assert problem(beyond, 404, "version-unknown")["current"] == version


def test_facts_are_read_page_by_page(house: House) -> None:
    client = house.caller("auditor")
    complaint = filed(house.caller("agent"))
    url = f"/v1/complaints/{complaint}/events"
    everything = client.get(url)
    total = int(everything.headers["complaints-total"])
    pages = [client.get(url, params={"after": after, "limit": 1}).json() for after in range(total + 1)]
    assert [fact for page in pages for fact in page] == everything.json()
    assert (len(everything.json()), pages[-1]) == (total, [])


def test_the_same_said_with_the_same_time_is_recorded_once(house: House) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    answer = EXAMPLES["final-responses"] | {"at": {"day": "2026-04-20", "zone": "Europe/London"}}
    first, again = (send(client, complaint, "final-responses", answer) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()["facts"]) == (201, 200, [])
    assert send(client, complaint, "notes").status_code == send(client, complaint, "notes").status_code == 201
