"""Win-back over HTTP and on the command line: who is at risk, lost or back, and what can be concluded."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.house import House, filed, problem
from tests.api.lists import asked, bring_up, items

LIVES, OUTCOMES = "/v1/views/win-back", "/v1/views/win-back/outcomes"
NOW = datetime.now(UTC)
Step = tuple[int, str, dict[str, Any]]
"""How many days ago, what is recorded, and the body."""

LOST: Step = (150, "losses", {"reason": "service"})
OFFERED: Step = (140, "win-back-offers", {"kind": "upgrade"})
ACCEPTED: Step = (130, "win-back-acceptances", {"offer": 1})
SORRY: Step = (190, "apologies", {"form": "responsibility", "channel": "phone"})
RESOLVED: Step = (180, "resolutions", {})
SHOULD_ANSWER: Step = (185, "final-responses", {"channel": "email", "outcome": "upheld", "reasons": "Ours."})


def ago(days: int) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def told(caller: TestClient, address: str, steps: list[Step]) -> None:
    for days, what, body in steps:
        response = caller.post(f"{address}/{what}", json={"at": ago(days), **body})
        assert response.status_code == 201, response.text


def customer(caller: TestClient, name: str, *steps: Step) -> str:
    body = {"name": name, "at": ago(300)}
    id: str = caller.post("/v1/customers", json=body).json()["id"]
    told(caller, f"/v1/customers/{id}", list(steps))
    return id


def complaint(caller: TestClient, of: str, received: int, *steps: Step) -> str:
    body = {"at": ago(received), "channel": "phone"}
    id = filed(caller, **body)
    told(caller, f"/v1/complaints/{id}", [(received, "customer", {"customer": of}), *steps])
    return id


@pytest.fixture(scope="module")
def people(house: House) -> dict[str, str]:
    """Record four customers: each stands in another way."""
    officer = house.caller("officer", name="Olu")
    found = {
        "stays": customer(officer, "Stays", (195, "experiments", {"experiment": "letters", "arm": "first"})),
        "at risk": customer(officer, "At risk"),
        "returned": customer(officer, "Returned", LOST, OFFERED, ACCEPTED),
        "lost": customer(officer, "Lost", (30, "losses", {"reason": "price"})),
    }
    complaint(officer, found["stays"], 200, SORRY, SHOULD_ANSWER, RESOLVED)
    complaint(officer, found["at risk"], 10)
    complaint(officer, found["returned"], 200)
    bring_up(house)
    return found


@pytest.fixture
def reporter(house: House, people: dict[str, str]) -> TestClient:
    assert people
    return house.caller("reporter")


@pytest.mark.parametrize("state", ["stays", "at risk", "lost", "returned"])
def test_a_customer_stands_as_it_was_told(reporter: TestClient, people: dict[str, str], state: str) -> None:
    first, *_ = items(reporter, LIVES, customer=people[state])
    assert first["state"] == state
    assert people[state] in {it["customer"] for it in items(reporter, LIVES, state=state)}


def test_a_return_shows_the_second_life(reporter: TestClient, people: dict[str, str]) -> None:
    lives = items(reporter, LIVES, customer=people["returned"])
    assert [(it["life"], it["state"], it["offers"]) for it in lives] == [(1, "returned", 1), (2, "stays", 0)]
    assert lives[0]["reason"] == "service"


def test_a_life_says_when_something_was_done_and_within_which_days_nobody_came_back(
    reporter: TestClient, people: dict[str, str]
) -> None:
    for days, expected in ((30, "yes"), (181, "open")):
        answer = asked(reporter, LIVES, customer=people["stays"], first_contact_days=days)
        (life,) = answer["items"]
        assert (answer["first_contact_days"], life["first_contact"]) == (days, expected)
        assert (life["apologised_at"][:10], life["compensated_at"]) == (ago(190)[:10], None)


def test_pages_show_every_life_once(reporter: TestClient) -> None:
    every = items(reporter, LIVES)
    page = asked(reporter, LIVES, limit=2, total=True)
    assert page["total"] == len(every)
    found = page["items"]
    while page["next"]:
        page = asked(reporter, LIVES, limit=2, cursor=page["next"])
        found += page["items"]
    assert found == every


def groups(reporter: TestClient, **parameters: object) -> dict[str, tuple[int, int, int]]:
    answer = asked(reporter, OUTCOMES, **parameters)
    return {it["group"]: (it["lives"], it["happened"], it["immature"]) for it in answer["items"]}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"outcome": "left"}, {None: (2, 1, 1)}),
        ({"outcome": "left", "within_days": 50}, {None: (2, 0, 1)}),
        ({"outcome": "left", "within_days": 5}, {None: (3, 0, 0)}),
        ({"outcome": "left", "group_by": "done"}, {"apology": (1, 0, 0), "neither": (1, 1, 1)}),
        (
            {"outcome": "left", "group_by": "first contact"},
            {"no": (1, 1, 0), "open": (0, 0, 1), "yes": (1, 0, 0)},
        ),
        (
            {"outcome": "left", "group_by": "first contact", "first_contact_days": 181},
            {"no": (1, 1, 0), "open": (1, 0, 1)},
        ),
        ({"outcome": "left", "group_by": "done", "within_days": 10}, {"neither": (3, 0, 0)}),
        ({"outcome": "left", "group_by": "arm", "experiment": "letters"}, {"first": (1, 0, 0)}),
        ({"outcome": "left", "began_from": ago(50)}, {None: (0, 0, 1)}),
        ({"outcome": "left", "began_to": ago(50)}, {None: (2, 1, 0)}),
        ({"outcome": "returned"}, {None: (1, 1, 1)}),
        ({"outcome": "returned", "within_days": 20}, {None: (2, 0, 0)}),
        ({"outcome": "returned", "group_by": "reason"}, {"price": (0, 0, 1), "service": (1, 1, 0)}),
        ({"outcome": "returned", "group_by": "offer"}, {"none": (0, 0, 1), "upgrade": (1, 1, 0)}),
        ({"outcome": "returned", "group_by": "arm", "experiment": "letters"}, {}),
    ],
)
def test_outcomes(reporter: TestClient, parameters: dict[str, object], expected: dict[str, object]) -> None:
    assert groups(reporter, **parameters) == expected


def test_a_share_has_its_interval_and_says_what_it_does_not_prove(reporter: TestClient) -> None:
    answer = asked(reporter, OUTCOMES, outcome="left", group_by="done")
    neither = next(it for it in answer["items"] if it["group"] == "neither")
    assert (neither["lives"], neither["share"]) == (1, None)  # 100 % of one would say too much
    assert (round(neither["low"], 4), neither["high"]) == (0.2065, 1.0)
    assert answer["note"].startswith("not causal")
    randomised = asked(reporter, OUTCOMES, outcome="left", group_by="arm", experiment="letters")
    assert "not causal" not in randomised["note"]
    assert asked(reporter, f"/v1/definitions/{answer['definition']}")["unit"] == "share of lives, 0 to 1"


@pytest.mark.parametrize(
    "parameters",
    [
        {"outcome": "left", "group_by": "arm"},
        {"outcome": "left", "group_by": "done", "experiment": "letters"},
        {"outcome": "left", "group_by": "reason"},
        {"outcome": "left", "group_by": "offer"},
        {"outcome": "stayed"},
        {"outcome": "left", "within_days": "0"},
        {"outcome": "left", "first_contact_days": "0"},
        {},
    ],
)
def test_a_question_without_an_answer_is_refused(reporter: TestClient, parameters: dict[str, str]) -> None:
    problem(reporter.get(OUTCOMES, params=parameters), 422, "request-malformed")


def test_survival_says_who_is_still_here_and_who_is_not_followed(reporter: TestClient) -> None:
    answer = asked(reporter, f"{LIVES}/survival", group_by="all")
    (item,) = answer["items"]
    assert [item[name] for name in ("lives", "left", "censored")] == [3, 1, 2]
    assert [(it["day"], it["at_risk"], it["left"]) for it in item["points"]] == [
        (0, 3, 0),
        (50, 2, 1),
    ]
    done = asked(reporter, f"{LIVES}/survival", group_by="done")
    assert (done["landmark_days"], done["immature"], done["left_earlier"]) == (30, 1, 0)
    assert {it["group"]: it["left"] for it in done["items"]} == {"apology": 0, "neither": 1}
    assert done["note"].startswith("not causal")
    assert asked(reporter, f"/v1/definitions/{done['definition']}")["source"].startswith("E. L. Kaplan")
    first = asked(reporter, f"{LIVES}/survival", group_by="first contact", first_contact_days=7)
    assert (first["landmark_days"], first["first_contact_days"]) == (37, 7)
    arms = asked(reporter, f"{LIVES}/survival", group_by="arm", experiment="letters")
    assert [it["group"] for it in arms["items"]] == ["first"]
    assert "not causal" not in arms["note"]


def test_an_offer_that_was_taken_and_the_life_that_followed(reporter: TestClient) -> None:
    (rate,) = asked(reporter, f"{LIVES}/rates", group_by="reason")["items"]
    assert (rate["group"], rate["offers"], rate["accepted"], rate["share"]) == ("service", 1, 1, None)
    (length,) = asked(reporter, f"{LIVES}/second-lives")["items"]
    assert (length["group"], length["censored"], length["median"]) == ("upgrade", 1, None)
    values = asked(reporter, f"{LIVES}/second-lives/values", margin="0.40")
    assert (values["margin"], values["within_days"]) == ("0.40", 90)
    (value,) = values["items"]
    assert (value["offer"], value["lives"], value["cost_unknown"], value["net"]) == ("upgrade", 0, 1, "0")


def test_redress_for_each_who_stayed_says_how_many_did(reporter: TestClient) -> None:
    (found,) = asked(reporter, f"{LIVES}/redress")["items"]
    assert (found["lives"], found["retained"], found["left"], found["immature"]) == (2, 1, 1, 1)
    assert (found["kind"], found["payments"]) == (None, 0)


@pytest.mark.parametrize(
    ("path", "parameters", "at"),
    [
        ("survival", {"group_by": "arm"}, "query.group_by"),
        ("survival", {"group_by": "done", "days": "30"}, "query.group_by"),
        ("survival", {"landmark_days": "-1"}, "query.landmark_days"),
        ("survival", {"inactivity": "0.5"}, "query.inactivity"),
        ("survival", {"group_by": "reason"}, "query.group_by"),
        ("rates", {"within_days": "0"}, "query.within_days"),
        ("second-lives/values", {}, "query.margin"),
        ("second-lives/values", {"margin": "1.01"}, "query.margin"),
        ("second-lives/values", {"margin": "NaN"}, "query.margin"),
        ("redress", {"days": "30"}, "query.days"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(
    reporter: TestClient, path: str, parameters: dict[str, str], at: str
) -> None:
    refused = problem(reporter.get(f"{LIVES}/{path}", params=parameters), 422, "request-malformed")
    assert [it["at"] for it in refused["errors"]] == [at]
