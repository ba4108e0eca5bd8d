"""What cannot be understood is refused: where and why is said, what was sent is not repeated."""

import json

import pytest

from api.commands import FILING_EXAMPLE
from api.incoming import MAX_BODY_BYTES
from tests.api.house import EXAMPLES, House, filed, problem, send

PERSONAL = "Kowalczyk"
"""Stands for what is personal: no answer may hold it."""

OVERLONG = "é" * 20_001
DEEP = b'{"summary":' + b'{"a":' * 20_000
WITHOUT_END = b'{"summary":"' + PERSONAL.encode()

WRONG_FILINGS = [
    ({"summary": 5}, "summary"),
    ({"summary": None}, "summary"),
    ({"summary": ""}, "summary"),
    ({"summary": OVERLONG}, "summary"),
    ({"summary": [PERSONAL]}, "summary"),
    ({"channel": PERSONAL}, "channel"),
    ({"channel": "Phone"}, "channel"),
    ({"jurisdiction": f"{PERSONAL}\n"}, "jurisdiction"),
    ({"jurisdiction": "x" * 201}, "jurisdiction"),
    ({"customer": PERSONAL}, "customer"),
    ({"customer": 5}, "customer"),
    ({"at": 5}, "at.datetime"),
    ({"at": False}, "at.datetime"),
    ({"at": PERSONAL}, "at.datetime"),
    ({"at": "2026-02-30T09:30:00Z"}, "at.datetime"),
    ({"at": {"day": "2026-04-07"}}, "at.Day.zone"),
    ({"at": {"minute": "2026-04-07"}}, "at.Minute.minute"),
    ({"sumary": PERSONAL}, "sumary"),
    ({f"{PERSONAL} lives at 5 High Street": 1}, "?"),
    ({"x" * 41: 1}, "?"),
]

WRONG_COMMANDS = [
    ("messages-sent", {"substantive": 1}, "substantive"),
    ("messages-sent", {"automated": "true"}, "automated"),
    ("callbacks-made", {"callback": True}, "callback"),
    ("callbacks-made", {"callback": "1"}, "callback"),
    ("callbacks-made", {"callback": 1.5}, "callback"),
    ("callbacks", {"promised_for": 5}, "promised_for"),
    ("evidence", {"size": False}, "size"),
    ("evidence", {"size": -1}, "size"),
    ("evidence", {"sha256": "E3" * 32}, "sha256"),
    ("holding-letters", {"expected_on": "2026-02-30"}, "expected_on"),
    ("final-responses", {"outcome": PERSONAL}, "outcome"),
    ("investigations", {"force": True}, "force"),
]

NOT_JSON = [b"", b"{", b"[]", b"null", b'"x"', b"5", b"\xff\xfe{", WITHOUT_END, DEEP, b"{}{}", b"{'a': 1}"]

NUL = json.dumps(FILING_EXAMPLE | {"summary": f"{PERSONAL}\0"}).encode()
HALF_A_CHARACTER = json.dumps(FILING_EXAMPLE | {"summary": f"{PERSONAL}\ud800"}).encode()
NOT_UTF8 = json.dumps(FILING_EXAMPLE).encode().replace(b"week late", b"week \xe9")


@pytest.mark.parametrize(("wrong", "at"), WRONG_FILINGS)
def test_a_filing_that_is_wrong_is_told_where(house: House, wrong: dict[str, object], at: str) -> None:
    response = house.caller("agent").post("/v1/complaints", json=FILING_EXAMPLE | wrong)
    assert at in [each["at"] for each in problem(response, 422, "request-malformed")["errors"]]
    assert PERSONAL not in response.text


@pytest.mark.parametrize(("path", "wrong", "at"), WRONG_COMMANDS)
def test_a_command_that_is_wrong_is_told_where(
    house: House, path: str, wrong: dict[str, object], at: str
) -> None:
    client = house.caller("agent")
    response = send(client, filed(client), path, EXAMPLES[path] | wrong)
    assert [each["at"] for each in problem(response, 422, "request-malformed")["errors"]] == [at]
    assert PERSONAL not in response.text


@pytest.mark.parametrize("body", [*NOT_JSON, NUL, HALF_A_CHARACTER, NOT_UTF8])
def test_a_body_that_is_not_a_json_object_in_utf8_is_refused(house: House, body: bytes) -> None:
    client = house.caller("agent")
    client.headers["Content-Type"] = "application/json"
    complaint = filed(client)
    for url in ("/v1/complaints", f"/v1/complaints/{complaint}/notes"):
        response = client.post(url, content=body)
        problem(response, 422, "request-malformed")
        assert PERSONAL not in response.text


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/jsonp", "x", ""])
def test_a_body_that_is_not_called_json_is_refused(house: House, media_type: str) -> None:
    body = json.dumps(FILING_EXAMPLE).encode()
    response = house.caller("agent").post(
        "/v1/complaints", content=body, headers={"Content-Type": media_type}
    )
    problem(response, 415, "body-not-json")


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON; charset=utf-8"])
def test_a_body_that_is_called_json_is_read(house: House, media_type: str) -> None:
    body = json.dumps(FILING_EXAMPLE).encode()
    response = house.caller("agent").post(
        "/v1/complaints", content=body, headers={"Content-Type": media_type}
    )
    assert response.status_code == 201


def test_a_body_may_have_256_kib_and_no_byte_more(house: House) -> None:
    client = house.caller("agent")
    client.headers["Content-Type"] = "application/json"
    body = json.dumps(FILING_EXAMPLE).encode()
    full = body + b" " * (MAX_BODY_BYTES - len(body))
    assert client.post("/v1/complaints", content=full).status_code == 201
    problem(client.post("/v1/complaints", content=full + b" "), 413, "body-too-large")
    problem(client.post("/v1/complaints", content=iter([full, b" "])), 413, "body-too-large")


def test_the_longest_text_of_a_message_can_be_recorded_and_read(house: House) -> None:
    client = house.caller("agent")
    longest = "😀" * 20_000
    complaint = filed(client, summary=longest, remedy_sought=longest)
    assert client.get(f"/v1/complaints/{complaint}").json()["filed"]["summary"] == longest


def test_of_very_many_mistakes_the_first_are_named(house: House) -> None:
    wrong = {f"field{number}": number for number in range(10_000)}
    response = house.caller("agent").post("/v1/complaints", json=FILING_EXAMPLE | wrong)
    assert len(problem(response, 422, "request-malformed")["errors"]) == 20


@pytest.mark.parametrize("query", ["version=0", "version=x", "version=-1", "version=2147483648", "version="])
def test_a_version_that_cannot_be_is_refused(house: House, query: str) -> None:
    client = house.caller("agent")
    response = client.get(f"/v1/complaints/{filed(client)}?{query}")
    assert problem(response, 422, "request-malformed")["errors"][0]["at"] == "query.version"


@pytest.mark.parametrize("path", ["", "/events", "/timeline"])
def test_a_misspelt_parameter_is_not_passed_over(house: House, path: str) -> None:
    client = house.caller("agent")
    response = client.get(f"/v1/complaints/{filed(client)}{path}?verion=1")
    assert problem(response, 422, "request-malformed")["errors"][0]["at"] == "query.verion"


@pytest.mark.parametrize(
    "at",
    [
        "0001-01-01T00:00:00+12:00",
        "9999-12-31T23:59:59-12:00",
        {"minute": "9999-12-31T23:59:59Z"},
        {"day": "0001-01-01", "zone": "Asia/Tokyo"},
        {"day": "9999-12-31", "zone": "America/New_York"},
        {"not_after": "0001-01-01T00:00:00+12:00"},
    ],
)
def test_times_at_the_ends_of_the_calendar_are_refused(house: House, at: object) -> None:
    client = house.caller("agent")
    response = client.post("/v1/complaints", json=FILING_EXAMPLE | {"at": at})
    assert (response.status_code, response.headers["content-type"]) == (409, "application/problem+json")
    assert send(client, filed(client), "notes", {"text": "x", "at": at}).status_code == 409
    promised = send(client, filed(client), "callbacks", {"promised_for": "9999-12-31T23:59:59-12:00"})
    assert promised.status_code == 409


def test_an_address_that_is_not_there_is_a_problem_too(house: House) -> None:
    client = house.caller("agent")
    for path in ("/", "/v1", "/v1/complaint", "/v1/complaints/", "/v1/complaints/x/y", "/docs/assets/none"):
        problem(client.get(path), 404, "address-unknown")


def test_a_method_that_is_not_taken_is_a_problem_too(house: House) -> None:
    client = house.caller("agent")
    for method, path in (("DELETE", "/v1/complaints/x"), ("PUT", "/v1/complaints"), ("PATCH", "/docs")):
        response = client.request(method, path)
        problem(response, 405, "method-not-allowed")
        assert response.headers["allow"]
