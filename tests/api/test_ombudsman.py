"""The ombudsman over HTTP: what was answered and referred is counted, and what is no question refused."""

import pytest

from projections.definitions import DEFINITIONS
from tests.api.house import House, filed, problem, send
from tests.api.lists import asked, bring_up

OMBUDSMAN = "/v1/views/ombudsman"
REFERRAL = {"body": "Financial Ombudsman Service"}


def test_what_was_referred_and_overturned_is_counted(own_house: House) -> None:
    officer = own_house.caller("officer")
    answered, unanswered = (filed(officer, at="2026-01-12T09:00:00Z", jurisdiction="uk.fca") for _ in "12")
    for complaint, path, body in (
        (answered, "final-responses", {"at": "2026-01-22T09:00:00Z", "outcome": "rejected"}),
        (answered, "ombudsman-referrals", {"at": "2026-02-21T09:00:00Z"} | REFERRAL),
        (answered, "ombudsman-decisions", {"at": "2026-04-22T09:00:00Z", "outcome": "partly upheld"}),
        (unanswered, "ombudsman-referrals", {"at": "2026-06-01T09:00:00Z"} | REFERRAL),
    ):
        reasons = {"channel": "letter", "reasons": "In time."} if path == "final-responses" else {}
        assert send(officer, complaint, path, body | reasons).status_code == 201
    bring_up(own_house)
    answer = asked(officer, OMBUDSMAN, as_of="2026-07-23T00:00:00+01:00")
    (found,) = answer["items"]
    assert (answer["definition"] in DEFINITIONS, answer["zone"]) == (True, "UTC")
    assert (found["final_responses"], found["window_closed"], found["referred"]) == (1, 1, 1)
    assert (found["decided"], found["overturned"], found["decision_p50"]) == (1, 1, 60 * 86400)
    assert (found["share_overturned"], found["unanswered"], found["unanswered_overdue"]) == (None, 1, 1)
    (early,) = asked(officer, OMBUDSMAN, as_of="2026-07-22T00:00:00+01:00", group_by="outcome")["items"][:1]
    assert (early["group"], early["window_open"], early["referred"]) == ("rejected", 1, 0)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("group_by", "channel"),
        ("zone", "London"),
        ("final_from", "2026-10-01"),
        ("as_of", "now"),
        ("team", ""),
        ("body", "Financial Ombudsman Service"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_named(house: House, parameter: str, value: str) -> None:
    response = house.caller("reporter").get(OMBUDSMAN, params={parameter: value})
    document = problem(response, 422, "request-malformed")
    assert document["errors"][0]["at"] == f"query.{parameter}"
