"""Small counts are withheld from every answer by group that is asked for without them, and it says so."""

import pytest
from starlette.testclient import TestClient

from api.small_cells import published_curves
from projections.survival import Stay, curve_of
from projections.win_back_survival import Survival
from tests.api.house import House, filed, problem, send
from tests.api.lists import asked, bring_up
from tests.api.test_openapi import DOCUMENT
from tests.api.test_win_back import ACCEPTED, LOST, OFFERED, customer
from tests.api.test_win_back import complaint as complaint_of

GROUPED: dict[str, dict[str, str]] = {
    "/v1/views/response-times": {"measure": "acknowledgement"},
    "/v1/views/sla-compliance": {},
    "/v1/views/redress": {},
    "/v1/views/causes": {},
    "/v1/views/causes/months": {},
    "/v1/views/win-back/outcomes": {"outcome": "left"},
    "/v1/views/win-back/rates": {},
    "/v1/views/win-back/survival": {},
    "/v1/views/win-back/second-lives": {},
    "/v1/views/win-back/second-lives/values": {"margin": "0.35"},
    "/v1/views/win-back/redress": {},
    "/v1/views/ombudsman": {},
    "/v1/views/contacts": {},
    "/v1/views/recovery": {},
    "/v1/views/recovery/outcomes": {"outcome": "apologised"},
}


@pytest.fixture(scope="module")
def officer(house: House) -> TestClient:
    """Return an officer of a house in which everything has happened once."""
    officer = house.caller("officer")
    complaint = filed(officer)
    send(officer, complaint, "customer", {"customer": customer(officer, "Uma Ode")})
    for path in ("causes", "offers", "final-responses"):
        assert send(officer, complaint, path).status_code == 201
    left = customer(officer, "Lee", LOST, OFFERED, ACCEPTED)
    complaint_of(officer, left, 200)
    bring_up(house)
    return officer


def small(item: object) -> list[int]:
    """Return the whole numbers from 1 to 4 in what was answered."""
    if isinstance(item, dict | list):
        return [
            found for each in (item.values() if isinstance(item, dict) else item) for found in small(each)
        ]
    return [item] if type(item) is int and 0 < item < 5 else []


@pytest.mark.parametrize("path", GROUPED)
def test_a_small_count_is_withheld_where_that_is_asked_for(officer: TestClient, path: str) -> None:
    as_it_is = asked(officer, path, **GROUPED[path])
    assert (as_it_is["suppressed"], bool(small(as_it_is["items"]))) == (None, True)
    without = asked(officer, path, **GROUPED[path], suppress_small=True)
    assert (without["suppressed"] > 0, small(without["items"])) == (True, [])
    assert len(without["items"]) == len(as_it_is["items"])


def test_points_do_not_tell_how_many_lives_are_withheld() -> None:
    # Three with a usual gap and two without: with the five that they are, each would follow from the other.
    stays = [
        Stay(days=9, has_left=False, lives=3, has_gap=True),
        Stay(days=9, has_left=False, lives=2, has_gap=False),
    ]
    whole = Survival(left_earlier=0, immature=0, time_unknown=0, curves=[curve_of(stays)])
    found, withheld = published_curves(whole, suppress_small=True)
    (curve,) = found.curves
    assert (curve.lives, curve.gap_known, curve.gap_unknown, curve.points) == (None, None, None, [])
    assert withheld is not None
    assert withheld > 0


def test_every_answer_that_can_withhold_is_tried() -> None:
    can = {
        path
        for path, item in DOCUMENT["paths"].items()
        if any(it["name"] == "suppress_small" for it in item.get("get", {}).get("parameters", ()))
    }
    assert can == set(GROUPED)


def test_whether_to_withhold_is_yes_or_no(officer: TestClient) -> None:
    response = officer.get("/v1/views/redress", params={"suppress_small": "perhaps"})
    assert problem(response, 422, "request-malformed")["errors"][0]["at"] == "query.suppress_small"
