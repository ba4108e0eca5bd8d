"""Who may do what at which door."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from api import access
from complaints.actor import Role
from tests.api.house import EXAMPLES, House, filed, problem, send

OPEN = {"GET /docs", "GET /openapi.json", "GET /v1/problems/{name}", "MOUNT /docs/assets"}
"""Open to everybody: they hold nobody's data."""

ROLES: tuple[Role, ...] = ("agent", "supervisor", "officer", "auditor", "reporter", "intake", "admin")
TABLE = """
                                                         age sup off aud rep int adm
POST /v1/complaints                                      yes yes yes -   -   yes -
GET  /v1/complaints/{complaint}                          yes yes yes yes -   -   -
GET  /v1/complaints/{complaint}/events                   yes yes yes yes -   -   -
GET  /v1/views/cases                                     yes yes yes yes yes -   -
GET  /v1/views/sla-breaches                              yes yes yes yes yes -   -
GET  /v1/views/sla-breaches/counts                       yes yes yes yes yes -   -
GET  /v1/views/sla-compliance                            yes yes yes yes yes -   -
GET  /v1/definitions                                     yes yes yes yes yes -   -
GET  /v1/definitions/{id}                                yes yes yes yes yes -   -
POST /v1/complaints/{complaint}/customer                 yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/acknowledgements         yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/classifications          yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/assignments              yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/hand-overs               yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/messages-received        yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/messages-sent            yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/notes                    yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/information-requests     yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/information-receipts     yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/callbacks                yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/callbacks-made           yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/callbacks-missed         yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/known-answers            yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/investigations           yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/findings                 yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/evidence                 yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/apologies                yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/offers                   yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/offer-withdrawals        yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/offer-approvals          -   yes yes -   -   -   -
POST /v1/complaints/{complaint}/offer-refusals           -   yes yes -   -   -   -
POST /v1/complaints/{complaint}/offer-acceptances        yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/offer-declines           yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/payments                 yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/payment-failures         yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/provisional-credits      yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/provisional-credit-reversals yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/holding-letters          yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/final-responses          yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/proposals                yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/acceptances              yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/disputes                 yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/resolutions              yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/withdrawals              yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/closures                 yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/reopenings               yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/escalations              yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/escalation-answers       yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/stages                   yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/forwardings              yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/ombudsman-referrals      yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/ombudsman-decisions      -   yes yes -   -   -   -
POST /v1/complaints/{complaint}/causes                   yes yes yes -   -   -   -
POST /v1/as-of                                           yes yes yes yes yes -   -
POST /v1/simulations                                     yes yes yes yes yes -   -
POST /v1/re-evaluations                                  yes yes yes yes yes -   -
POST /v1/complaints/{complaint}/clock-extensions         yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/clock-pauses             yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/clock-resumptions        yes yes yes -   -   -   -
GET  /v1/complaints/{complaint}/timeline                 yes yes yes yes -   -   -
GET  /v1/customers/{customer}/timeline                   yes yes yes yes -   -   -
GET  /v1/complaints/{complaint}/clocks                   yes yes yes yes -   -   -
GET  /v1/complaints/{complaint}/clocks/{clock}           yes yes yes yes -   -   -
GET  /v1/complaints/{complaint}/response-times           yes yes yes yes -   -   -
GET  /v1/policies/{policy}/due                           yes yes yes yes yes -   -
GET  /v1/queue                                           yes yes yes yes -   -   -
GET  /v1/views/response-times                            yes yes yes yes yes -   -
GET  /v1/views/win-back                                  yes yes yes yes yes -   -
GET  /v1/views/win-back/outcomes                         yes yes yes yes yes -   -
GET  /v1/views/win-back/survival                         yes yes yes yes yes -   -
GET  /v1/views/win-back/rates                            yes yes yes yes yes -   -
GET  /v1/views/win-back/second-lives                     yes yes yes yes yes -   -
GET  /v1/views/win-back/second-lives/values              yes yes yes yes yes -   -
GET  /v1/views/win-back/redress                          yes yes yes yes yes -   -
GET  /v1/views/inbox                                     yes yes yes yes yes -   -
GET  /v1/views/inbox/counts                              yes yes yes yes yes -   -
GET  /v1/views/workload                                  yes yes yes yes yes -   -
GET  /v1/views/redress                                   yes yes yes yes yes -   -
GET  /v1/views/causes                                    yes yes yes yes yes -   -
GET  /v1/views/causes/months                             yes yes yes yes yes -   -
GET  /v1/views/ombudsman                                 yes yes yes yes yes -   -
GET  /v1/views/recovery                                  yes yes yes yes yes -   -
GET  /v1/views/recovery/outcomes                         yes yes yes yes yes -   -
GET  /v1/views/contacts                                  yes yes yes yes yes -   -
POST /v1/complaints/{complaint}/corrections              yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/strikes                  yes yes yes -   -   -   -
POST /v1/complaints/{complaint}/merges                   -   yes yes -   -   -   -
POST /v1/complaints/{complaint}/unmergings               -   yes yes -   -   -   -
POST /v1/policies                                        -   -   yes -   -   -   -
POST /v1/policy-withdrawals                              -   -   yes -   -   -   -
POST /v1/calendars                                       -   -   yes -   -   -   -
POST /v1/limits                                          -   -   yes -   -   -   -
POST /v1/holidays                                        -   -   yes -   -   -   -
POST /v1/suspensions                                     -   -   yes -   -   -   -
GET  /v1/policies                                        yes yes yes yes yes -   -
GET  /v1/calendars                                       yes yes yes yes yes -   -
GET  /v1/limits                                          yes yes yes yes yes -   -
GET  /v1/clock-restatements                              yes yes yes yes yes -   -
POST /v1/customers                                       yes yes yes -   -   -   -
POST /v1/customer-searches                               yes yes yes yes -   -   -
GET  /v1/customers/{customer}                            yes yes yes yes -   -   -
POST /v1/customers/{customer}/contact-details            yes yes yes -   -   -   -
POST /v1/customers/{customer}/contact-withdrawals        yes yes yes -   -   -   -
POST /v1/customers/{customer}/evaluations                yes yes yes -   -   -   -
POST /v1/customers/{customer}/evaluation-withdrawals     yes yes yes -   -   -   -
POST /v1/customers/{customer}/survey-answers             yes yes yes -   -   -   -
POST /v1/customers/{customer}/losses                     yes yes yes -   -   -   -
POST /v1/customers/{customer}/win-back-offers            yes yes yes -   -   -   -
POST /v1/customers/{customer}/win-back-acceptances       yes yes yes -   -   -   -
POST /v1/customers/{customer}/win-back-declines          yes yes yes -   -   -   -
POST /v1/customers/{customer}/returns                    yes yes yes -   -   -   -
POST /v1/customers/{customer}/activities                 yes yes yes -   -   -   -
POST /v1/customers/{customer}/experiments                yes yes yes -   -   -   -
POST /v1/customers/{customer}/corrections                yes yes yes -   -   -   -
POST /v1/customers/{customer}/strikes                    yes yes yes -   -   -   -
POST /v1/causes/{cause:path}/fixes                       -   yes yes -   -   -   -
"""
ROUTES = {" ".join(row.split()[:2]): row.split()[2:] for row in TABLE.strip().splitlines()[1:]}
SOMETHING = "00000000-0000-7000-8000-000000000000"


def ask(client: TestClient, route: str) -> tuple[int, str]:
    """Knock at a door, with a body that no command understands; return the status and what is wrong."""
    method, path = route.split()
    response = client.request(
        method, re.sub(r"{[\w:]+}", SOMETHING, path), json=[] if method == "POST" else None
    )
    return response.status_code, "" if response.is_success else response.json()["title"]


def test_every_door_is_in_the_table(house: House) -> None:
    contexts = list(iter_route_contexts(house.app.routes))
    found = {f"{method} {each.path}" for each in contexts for method in (each.methods or {"MOUNT"})}
    assert {route for route in found if not route.startswith("HEAD ")} == set(ROUTES) | OPEN


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ROUTES)
def test_a_door_opens_for_the_roles_of_the_table_and_no_other(house: House, route: str, role: Role) -> None:
    status, title = ask(house.caller(role), route)
    if ROUTES[route][ROLES.index(role)] == "yes":
        assert status in {200, 404, 422}, title  # past the door there is no such complaint, or no command
    else:
        assert (status, title) == (403, "Not allowed")


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_comes_in_without_a_key_in_use(house: House, route: str) -> None:
    revoked = access.create_key(
        house.pool, access.Key(holder="Left Us", kind="person", role="supervisor"), created_by="the tests"
    )
    for key in access.list_keys(house.pool):
        if key.holder == "Left Us":
            access.revoke_key(house.pool, key.fingerprint, by="the tests")
    without = TestClient(house.app)
    for client in (without, house.client(""), house.client("ck_wrong"), house.client(revoked)):
        assert ask(client, route) == (401, "Not known")


def test_a_key_under_another_scheme_is_no_key(house: House) -> None:
    key = house.caller("agent").headers["authorization"].removeprefix("Bearer ")
    response = TestClient(house.app).get(
        f"/v1/complaints/{SOMETHING}", headers={"Authorization": f"Basic {key}"}
    )
    problem(response, 401, "not-known")
    assert response.headers["www-authenticate"] == "Bearer"


def test_who_has_no_key_does_not_learn_which_complaints_there_are(house: House) -> None:
    complaint = filed(house.caller("agent"))
    nobody = TestClient(house.app)
    answers = [nobody.get(f"/v1/complaints/{name}") for name in (complaint, SOMETHING, "C-7K3M-9QXD")]
    assert [answer.json() for answer in answers] == [answers[0].json()] * 3


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/v1/problems/not-known"])
def test_what_is_open_needs_no_key(house: House, path: str) -> None:
    assert TestClient(house.app).get(path).status_code == 200


def test_a_revoked_key_stops_working_at_once(house: House) -> None:
    client = house.caller("agent", name="Soon Gone")
    complaint = filed(client)
    (fingerprint,) = (it.fingerprint for it in access.list_keys(house.pool) if it.holder == "Soon Gone")
    access.revoke_key(house.pool, fingerprint, by="the tests")
    problem(client.get(f"/v1/complaints/{complaint}"), 401, "not-known")


def test_two_keys_of_one_person_are_one_actor(house: House) -> None:
    agent, supervisor = (
        house.caller("agent", name="Zoë Hart"),
        house.caller("supervisor", name=" Zoe\u0308  Hart "),
    )
    agent.headers["Idempotency-Key"] = supervisor.headers["Idempotency-Key"] = "two keys"
    complaint = filed(agent)
    assert filed(supervisor) == complaint
    del supervisor.headers["Idempotency-Key"]
    assert send(supervisor, complaint, "notes").status_code == 201
    facts = supervisor.get(f"/v1/complaints/{complaint}/events").json()
    assert {(fact["by"], fact["via"]) for fact in facts} == {("Zoë Hart", None)}
    assert (facts[0]["role"], facts[-1]["role"]) == ("agent", "supervisor")


def test_a_machine_that_acts_for_a_person_is_recorded_beside_that_person(house: House) -> None:
    machine = house.caller("agent", name="Web form", kind="machine")
    complaint = filed(machine)
    url = f"/v1/complaints/{complaint}"
    for_zoe = {b"On-Behalf-Of": " Zoe\u0308  Hart ".encode()}
    assert machine.post(f"{url}/notes", json=EXAMPLES["notes"], headers=for_zoe).status_code == 201
    facts = machine.get(f"{url}/events").json()
    assert (facts[0]["by"], facts[0]["kind"], facts[0]["via"]) == ("Web form", "machine", None)
    assert (facts[-1]["by"], facts[-1]["kind"], facts[-1]["via"]) == ("Zoë Hart", "person", "Web form")


def test_a_person_cannot_act_for_another(house: House) -> None:
    person = house.caller("supervisor")
    complaint = filed(person)
    person.headers["On-Behalf-Of"] = "Tom Ode"
    problem(send(person, complaint, "notes"), 403, "only-machines-act-for-others")


@pytest.mark.parametrize("name", ["", "  ", "Ann\u0085\u0007Lee", "Ann \u200bLee"])
def test_a_machine_must_name_a_person_readably(house: House, name: str) -> None:
    machine = house.caller("agent", name="Web form", kind="machine")
    response = machine.get(f"/v1/complaints/{SOMETHING}", headers={b"On-Behalf-Of": name.encode()})
    problem(response, 422, "not-a-name")
