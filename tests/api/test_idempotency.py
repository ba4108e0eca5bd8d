"""A request that is sent twice under one key is recorded once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.commands import FILING_EXAMPLE
from tests.api.house import EXAMPLES, Body, House, filed, problem

AT_ONCE = 6
KEY = {"Idempotency-Key": "5f1c"}


def at_once(client: TestClient, urls: list[str], body: Body) -> list[Response]:
    """Send the body to all addresses at the same moment, each from a thread of its own."""
    ready = Barrier(len(urls))

    def post(url: str) -> Response:
        ready.wait()
        return client.post(url, json=body)

    with ThreadPoolExecutor(len(urls)) as threads:
        return list(threads.map(post, urls))


def test_a_filing_that_is_repeated_is_one_complaint(house: House) -> None:
    client = house.caller("agent", name="Repeats")
    first, again = (client.post("/v1/complaints", json=FILING_EXAMPLE, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.headers["location"] == again.headers["location"]
    assert first.headers["etag"] == again.headers["etag"]


def test_a_filing_that_is_repeated_later_gets_the_first_answer(house: House) -> None:
    client = house.caller("agent", name="Repeats late")
    first = client.post("/v1/complaints", json=FILING_EXAMPLE, headers=KEY)
    client.post(f"{first.headers['location']}/notes", json=EXAMPLES["notes"])
    assert client.post("/v1/complaints", json=FILING_EXAMPLE, headers=KEY).json() == first.json()


def test_a_command_that_is_repeated_is_one_fact_even_where_its_version_is_stale_by_now(house: House) -> None:
    client = house.caller("agent")
    complaint = filed(client)
    url = f"/v1/complaints/{complaint}/notes"
    headers = KEY | {"If-Match": client.get(f"/v1/complaints/{complaint}").headers["etag"]}
    first, again = (client.post(url, json=EXAMPLES["notes"], headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


@pytest.mark.parametrize("path", ["", "/notes"])
def test_a_key_that_was_used_for_another_body_is_refused(house: House, path: str) -> None:
    client = house.caller("agent", name=f"Careless {path}")
    url = f"/v1/complaints/{filed(client)}/notes" if path else "/v1/complaints"
    body = EXAMPLES["notes"] if path else FILING_EXAMPLE
    client.post(url, json=body, headers=KEY)
    other = client.post(url, json=body | {"at": "2026-04-08T09:30:00Z"}, headers=KEY)
    problem(other, 422, "key-used-for-another-request")


def test_a_key_that_was_used_for_another_command_is_refused(house: House) -> None:
    client = house.caller("agent")
    url = f"/v1/complaints/{filed(client)}"
    assert client.post(f"{url}/investigations", json={}, headers=KEY).status_code == 201
    assert client.post(f"{url}/investigations", json={}, headers=KEY).status_code == 201
    problem(client.post(f"{url}/resolutions", json={}, headers=KEY), 422, "key-used-for-another-request")


def test_the_same_key_of_another_actor_is_another_request(house: House) -> None:
    ann, tom = house.caller("agent", name="Ann Key"), house.caller("agent", name="Tom Key")
    answers = [client.post("/v1/complaints", json=FILING_EXAMPLE, headers=KEY) for client in (ann, tom)]
    one, other = (answer.json()["id"] for answer in answers)
    assert one != other


def test_a_filing_without_a_key_is_a_new_complaint_each_time(house: House) -> None:
    client = house.caller("agent")
    assert filed(client) != filed(client)


def test_filings_sent_at_once_under_one_key_are_one_complaint(house: House) -> None:
    client = house.caller("agent", name="Impatient")
    client.headers |= KEY
    answers = at_once(client, ["/v1/complaints"] * AT_ONCE, FILING_EXAMPLE)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    facts = client.get(f"{answers[0].headers['location']}/events").json()
    assert [fact["fact"] for fact in facts].count("ComplaintFiled") == 1


def test_commands_sent_at_once_under_one_key_are_one_fact(house: House) -> None:
    client = house.caller("agent")
    url = f"/v1/complaints/{filed(client)}"
    client.headers |= KEY
    answers = at_once(client, [f"{url}/notes"] * AT_ONCE, EXAMPLES["notes"])
    assert len({answer.text for answer in answers}) == 1
    facts = client.get(f"{url}/events").json()
    assert [fact["fact"] for fact in facts].count("NoteAdded") == 1


def test_commands_sent_at_once_without_a_key_are_all_recorded(house: House) -> None:
    client = house.caller("agent")
    url = f"/v1/complaints/{filed(client)}"
    answers = at_once(client, [f"{url}/notes"] * AT_ONCE, EXAMPLES["notes"])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["version"] for answer in answers}) == AT_ONCE


def test_of_those_who_read_the_same_version_one_writes(house: House) -> None:
    client = house.caller("agent")
    url = f"/v1/complaints/{filed(client)}"
    client.headers["If-Match"] = client.get(url).headers["etag"]
    answers = at_once(client, [f"{url}/notes"] * AT_ONCE, EXAMPLES["notes"])
    assert sorted(answer.status_code for answer in answers) == [201, *[412] * (AT_ONCE - 1)]
