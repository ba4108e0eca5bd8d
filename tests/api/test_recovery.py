"""Recovery over HTTP: whether somebody apologised, and what came of it."""

import pytest
from starlette.testclient import TestClient

from projections.definitions import DEFINITIONS
from tests.api.house import House, problem
from tests.api.lists import asked, bring_up
from tests.api.test_win_back import Step, ago, complaint, customer, told

RECOVERY, OUTCOMES = "/v1/views/recovery", "/v1/views/recovery/outcomes"
SORRY: Step = (190, "apologies", {"form": "responsibility", "channel": "phone"})
ANSWER: Step = (185, "final-responses", {"channel": "email", "outcome": "upheld", "reasons": "Ours."})
AGREED: Step = (180, "acceptances", {"channel": "email"})
BATCH: Step = (140, "causes", {"cause": "batch held back"})
ASSIGNED: Step = (250, "experiments", {"experiment": "letters", "arm": "first"})
TAKEN_BACK: Step = (170, "evaluation-withdrawals", {"place": "a shop"})


@pytest.fixture(scope="module")
def reporter(house: House) -> TestClient:
    """Return a reporter, when two customers have complained: one accepted the answer, and came back."""
    officer = house.caller("officer", name="Olu")
    one, other = (customer(officer, name, ASSIGNED) for name in ("One", "Other"))
    rated = complaint(officer, one, 200, SORRY, ANSWER, AGREED, BATCH)
    complaint(officer, one, 150, BATCH)
    complaint(officer, other, 200)
    posted = {"place": "a shop", "rating": 1, "complaint": rated}
    told(officer, f"/v1/customers/{one}", [(188, "evaluations", posted), TAKEN_BACK])
    bring_up(house)
    return house.caller("reporter")


def test_apologies_are_counted(reporter: TestClient) -> None:
    answer = asked(reporter, RECOVERY, group_by="channel")
    (found,) = answer["items"]
    assert (found["group"], found["cases"], found["filings"]) == ("phone", 3, 3)
    assert (found["apologised"], found["open"], found["responsibility"]) == (1, 2, 1)
    assert (found["after_p50"], found["time_unknown"]) == (10 * 24 * 3600, 0)
    assert answer["definition"] in DEFINITIONS
    (early,) = asked(reporter, RECOVERY, as_of=ago(195))["items"]
    assert (early["cases"], early["apologised"]) == (2, 0)
    assert asked(reporter, RECOVERY, received_from=ago(100))["items"] == []


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"outcome": "apologised"}, {None: (3, 1)}),
        ({"outcome": "without remedy"}, {None: (1, 1)}),
        ({"outcome": "accepted", "group_by": "done"}, {"apology": (1, 1), "neither": (2, 0)}),
        ({"outcome": "accepted", "group_by": "form"}, {"none": (2, 0), "responsibility": (1, 1)}),
        ({"outcome": "accepted", "group_by": "repetition", "within_days": 5}, {"none": (3, 0)}),
        ({"outcome": "accepted", "group_by": "arm", "experiment": "letters"}, {"first": (3, 1)}),
        ({"outcome": "complained again"}, {None: (1, 1)}),
        ({"outcome": "complained again", "within_days": 30}, {None: (1, 0)}),
        ({"outcome": "reopened"}, {None: (1, 0)}),
        ({"outcome": "withdrawn"}, {None: (1, 1)}),
        ({"outcome": "withdrawn", "as_of": ago(160)}, {None: (0, 0)}),
    ],
)
def test_outcomes(
    reporter: TestClient, parameters: dict[str, object], expected: dict[str | None, object]
) -> None:
    answer = asked(reporter, OUTCOMES, **parameters)
    assert {it["group"]: (it["mature"], it["happened"]) for it in answer["items"]} == expected
    assert answer["definition"] in DEFINITIONS
    assert answer["note"].startswith("not causal") is (parameters.get("group_by") != "arm")


def test_a_second_complaint_names_its_cause_and_a_share_of_one_is_withheld(reporter: TestClient) -> None:
    answer = asked(reporter, OUTCOMES, outcome="complained again")
    (found,) = answer["items"]
    assert (answer["within_days"], found["same_cause"], found["open"]) == (90, 1, 2)
    assert (found["share"], round(found["low"], 4), found["high"]) == (None, 0.2065, 1.0)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"outcome": "accepted", "group_by": "arm"}, "group_by"),
        ({"outcome": "accepted", "experiment": "letters"}, "group_by"),
        ({"outcome": "apologised", "group_by": "done"}, "group_by"),
        ({"outcome": "accepted", "zone": "London"}, "zone"),
        ({"outcome": "accepted", "within_days": "0"}, "within_days"),
        ({"outcome": "forgiven"}, "outcome"),
        ({}, "outcome"),
    ],
)
def test_a_question_without_an_answer_is_refused(
    reporter: TestClient, parameters: dict[str, str], field: str
) -> None:
    (error,) = problem(reporter.get(OUTCOMES, params=parameters), 422, "request-malformed")["errors"]
    assert error["at"] == f"query.{field}"
