"""One complaint over HTTP, from its filing to its reopening, and then its facts one by one."""

from collections.abc import Iterator

import pytest

from api.postgres import Database
from tests.api.house import Body, House, house_over

FORM = ("Web form", "machine", "intake")
ANN = ("Ann Lee", "person", "agent")
TOM = ("Tom Ode", "person", "supervisor")

FILING = {
    "at": {"day": "2026-04-07", "zone": "Europe/London"},
    "channel": "web",
    "jurisdiction": "uk.fca",
    "brand": "example",
    "product": "current account",
    "issue": "payment not made",
    "summary": "My rent was paid a week late.",
}
REASONS = "We paid late because a batch was held back. That was our mistake."

COMMANDS: list[tuple[tuple[str, str, str], str, str, Body]] = [
    # who, path, when, what
    (ANN, "acknowledgements", "2026-04-08T09:00:00Z", {"channel": "email", "text": "We have it."}),
    (ANN, "investigations", "2026-04-08T10:00:00Z", {}),
    (ANN, "findings", "2026-04-09T10:00:00Z", {"text": "The batch of 3 April was held back."}),
    (ANN, "apologies", "2026-04-09T11:00:00Z", {"form": "responsibility", "channel": "phone"}),
    (
        ANN,
        "final-responses",
        "2026-04-10T09:00:00Z",
        {"channel": "letter", "outcome": "upheld", "reasons": REASONS},
    ),
    (ANN, "disputes", "2026-04-15T09:00:00Z", {"channel": "email", "reason": "And the late fee?"}),
    (
        TOM,
        "final-responses",
        "2026-04-20T09:00:00Z",
        {"channel": "letter", "outcome": "upheld", "reasons": "We repay the late fee too."},
    ),
    (ANN, "acceptances", "2026-04-22T09:00:00Z", {"channel": "email"}),
    (ANN, "closures", "2026-04-23T09:00:00Z", {"reason": "answered and accepted"}),
    (ANN, "reopenings", "2026-05-04T09:00:00Z", {"reason": "the late fee did not arrive"}),
]

FILED, FINAL, ACKNOWLEDGED = "command:FileComplaint", "policy:uk.fca.final@1", "policy:example.ack@1"
RECEIVED = {"day": "2026-04-07", "zone": "Europe/London"}
WHEN_RECORDED = "when it was recorded"

# All of it is typed in long afterwards. So at its filing both promises are already broken for all that is
# known, and that is corrected as soon as what kept them is known too.
FACTS = [
    ("ComplaintFiled", RECEIVED, FORM, FILED),
    ("ComplaintClassified", RECEIVED, FORM, FILED),
    ("ClockStarted", RECEIVED, FORM, ACKNOWLEDGED),
    ("ClockBreached", "2026-04-14T22:59:59.999999Z", FORM, ACKNOWLEDGED),
    ("ClockStarted", RECEIVED, FORM, FINAL),
    ("ClockBreached", "2026-06-02T22:59:59.999999Z", FORM, FINAL),
    ("ComplaintAcknowledged", "2026-04-08T09:00:00Z", ANN, "command:AcknowledgeComplaint"),
    ("ClockStopped", "2026-04-08T09:00:00Z", ANN, ACKNOWLEDGED),
    ("FactCorrected", WHEN_RECORDED, ANN, ACKNOWLEDGED),
    ("InvestigationStarted", "2026-04-08T10:00:00Z", ANN, "command:StartInvestigation"),
    ("FindingRecorded", "2026-04-09T10:00:00Z", ANN, "command:RecordFinding"),
    ("ApologyMade", "2026-04-09T11:00:00Z", ANN, "command:Apologise"),
    ("FinalResponseIssued", "2026-04-10T09:00:00Z", ANN, "command:IssueFinalResponse"),
    ("ClockStopped", "2026-04-10T09:00:00Z", ANN, FINAL),
    ("FactCorrected", WHEN_RECORDED, ANN, FINAL),
    ("ResolutionDisputed", "2026-04-15T09:00:00Z", ANN, "command:DisputeResolution"),
    ("FinalResponseIssued", "2026-04-20T09:00:00Z", TOM, "command:IssueFinalResponse"),
    ("ResolutionAccepted", "2026-04-22T09:00:00Z", ANN, "command:AcceptResolution"),
    ("ComplaintResolved", "2026-04-22T09:00:00Z", ANN, "rule:settling@1"),
    ("ComplaintClosed", "2026-04-23T09:00:00Z", ANN, "command:CloseComplaint"),
    ("ComplaintReopened", "2026-05-04T09:00:00Z", ANN, "command:ReopenComplaint"),
]
STATUSES = ["open"] * 18 + ["resolved", "closed", "open"]

SAID: dict[int, Body] = {
    # What facts of the rules say, by their version.
    3: {
        "clock": "example.ack",
        "policy_version": 1,
        "calendar": "uk.england-and-wales",
        "calendar_version": 1,
        "due_at": "2026-04-14T22:59:59.999999Z",
    },
    4: {"clock": "example.ack", "due_at": "2026-04-14T22:59:59.999999Z"},
    5: {"clock": "uk.fca.final", "policy_version": 1, "due_at": "2026-06-02T22:59:59.999999Z"},
    6: {"clock": "uk.fca.final", "due_at": "2026-06-02T22:59:59.999999Z"},
    8: {"clock": "example.ack", "stopped_by": "ComplaintAcknowledged"},
    9: {"corrects": 4, "reason": "follows from a late discovery"},
    14: {"clock": "uk.fca.final", "stopped_by": "FinalResponseIssued"},
    15: {"corrects": 6, "reason": "follows from a late discovery"},
    19: {"basis": "accepted by complainant"},
}


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with house_over(database.app) as built:
        yield built


def test_a_complaint_runs_its_course_and_its_facts_tell_it(house: House) -> None:
    form = house.caller("intake", name="Web form", kind="machine")
    staff = {ANN: house.caller("agent", name="Ann Lee"), TOM: house.caller("supervisor", name="Tom Ode")}
    filed = form.post("/v1/complaints", json=FILING)
    assert filed.status_code == 201, filed.text
    url, version = filed.headers["location"], filed.headers["etag"]
    for who, path, at, said in COMMANDS:
        answer = staff[who].post(f"{url}/{path}", json=said | {"at": at}, headers={"If-Match": version})
        assert answer.status_code == 201, answer.text
        version = answer.headers["etag"]
    auditor = house.caller("auditor", name="Eve Moor")
    facts = auditor.get(f"{url}/events").json()
    assert [told(fact) for fact in facts] == FACTS
    assert {version: fact["data"] for version, fact in enumerate(facts, start=1) if version in SAID} == {
        version: {"at": facts[version - 1]["data"]["at"]} | said for version, said in SAID.items()
    }
    assert [fact["version"] for fact in facts] == list(range(1, len(FACTS) + 1))
    assert [fact["position"] for fact in facts] == sorted({fact["position"] for fact in facts})
    assert [fact["recorded_at"] for fact in facts] == sorted(fact["recorded_at"] for fact in facts)
    assert len({fact["command_id"] for fact in facts}) == 1 + len(COMMANDS)
    read = [auditor.get(url, params={"version": fact["version"]}).json() for fact in facts]
    assert [document["complaint"]["status"] for document in read] == STATUSES


def told(fact: Body) -> tuple[str, object, tuple[str, str, str], str]:
    at = WHEN_RECORDED if fact["fact"] == "FactCorrected" else fact["data"]["at"]
    return fact["fact"], at, (fact["by"], fact["kind"], fact["role"]), fact["cause"]
