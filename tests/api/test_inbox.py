"""The inbox over HTTP: what comes in is there until it is answered, by whomever and however late."""

import pytest
from starlette.testclient import TestClient

from complaints.application import Ledger
from projections.definitions import DEFINITIONS
from tests.api.house import House, filed, problem, send
from tests.api.lists import Item, asked, bring_up, items
from tests.api.test_paging import pages

INBOX = "/v1/views/inbox"
COUNTS = "/v1/views/inbox/counts"
RECEIVED = "2026-04-07T09:30:00+01:00"


@pytest.fixture
def agent(own_house: House) -> TestClient:
    return own_house.caller("agent")


def waiting(house: House, caller: TestClient, **wanted: object) -> list[Item]:
    bring_up(house)
    return items(caller, INBOX, **wanted)


def reply(at: str, *, substantive: bool = True, automated: bool = False) -> dict[str, object]:
    return {
        "at": at,
        "channel": "email",
        "substantive": substantive,
        "automated": automated,
        "text": "We look.",
    }


def test_what_comes_in_waits_until_somebody_answers_substantively(
    own_house: House, agent: TestClient
) -> None:
    complaint = filed(agent, at=RECEIVED, jurisdiction="uk.fca", brand="example")
    (found,) = waiting(own_house, agent)
    assert (found["complaint"], found["kind"], found["turn"]) == (complaint, "complaint", "ours")
    assert (found["since"], found["clock"]) == ("2026-04-07T08:30:00Z", "example.ack")
    send(agent, complaint, "acknowledgements", {"at": "2026-04-07T12:00:00Z", "channel": "email"})
    (found,) = waiting(own_house, agent)
    assert found["clock"] == "uk.fca.final"
    send(agent, complaint, "messages-sent", reply("2026-04-07T13:00:00Z", automated=True))
    assert len(waiting(own_house, agent)) == 1
    message = {"at": "2026-04-08T09:00:00Z", "channel": "chat", "text": "Any news?"}
    send(agent, complaint, "messages-received", message)
    assert [it["kind"] for it in waiting(own_house, agent)] == ["complaint", "message"]
    send(agent, complaint, "messages-sent", reply("2026-04-09T13:00:00Z"))
    assert waiting(own_house, agent) == []
    then = items(agent, INBOX, as_of="2026-04-08T12:00:00Z")
    assert [(it["message"], it["channel"]) for it in then] == [
        (1, found["channel"]),
        (then[1]["message"], "chat"),
    ]


def test_a_message_to_a_closed_complaint_waits_too(own_house: House, agent: TestClient) -> None:
    complaint = filed(agent)
    send(agent, complaint, "withdrawals")
    assert waiting(own_house, agent) == []
    send(agent, complaint, "messages-received")
    (found,) = waiting(own_house, agent, turn="ours")
    assert (found["complaint"], found["kind"]) == (complaint, "message")
    assert waiting(own_house, agent, turn="theirs") == []


def test_what_waits_is_counted_and_listed_in_pages(own_house: House, agent: TestClient) -> None:
    for number in range(5):
        complaint = filed(agent, channel=("phone", "email")[number % 2])
        if number == 4:
            send(agent, complaint, "information-requests")
    bring_up(own_house)
    counts = asked(agent, COUNTS)["items"]
    assert [(it["channel"], it["turn"], it["waiting"], it["complaints"]) for it in counts] == [
        ("email", "ours", 2, 2),
        ("phone", "ours", 2, 2),
        ("phone", "theirs", 1, 1),
    ]
    whole = asked(agent, INBOX, total=True)
    assert (whole["total"], len(whole["items"]), whole["definition"] in DEFINITIONS) == (5, 5, True)
    assert whole["position"] == Ledger(own_house.pool).head()
    found = [it["complaint"] for page in pages(agent, INBOX, limit=2) for it in page]
    assert found == [it["complaint"] for it in whole["items"]]
    first = asked(agent, INBOX, limit=2)
    response = agent.get(INBOX, params={"cursor": first["next"], "as_of": "2026-04-08T12:00:00Z"})
    problem(response, 422, "request-malformed")
