"""The question how often complainants have to get in touch."""

from dataclasses import fields

from projections.contact_questions import ContactsOfGroup
from projections.definitions import DEFINITIONS
from tests.api.house import EXAMPLES, House, filed, problem, send
from tests.api.lists import bring_up

PATH = "/v1/views/contacts"


def test_contacts_are_counted_until_the_resolution(own_house: House) -> None:
    officer = own_house.caller("officer")
    for channels in ((), ("email", "chat"), ("email",)):
        complaint = filed(officer, at="2026-01-05T09:00:00Z", channel="phone")
        for hour, channel in enumerate(channels, 10):
            said = {"at": f"2026-01-06T{hour}:00:00Z", "channel": channel, "text": "Well?"}
            assert send(officer, complaint, "messages-received", said).status_code == 201
        at = {"at": "2026-01-07T09:00:00Z"}
        for step, body in (("final-responses", EXAMPLES["final-responses"] | at), ("resolutions", at)):
            assert send(officer, complaint, step, body).status_code == 201
    bring_up(own_house)
    answer = officer.get(PATH, params={"unanswered_hours": 24}).json()
    (found,) = answer["items"]
    counted = [found[name] for name in ("complaints", "resolved", "one", "two", "three", "four")]
    assert counted == [3, 3, 1, 1, 1, 0]
    assert (found["switched"], found["involuntary"], found["share_switched"]) == (2, 2, None)
    weeks = [(it["within"], it["yes"], it["no"]) for it in found["first_contact"]]
    assert weeks == [(days * 86400.0, 1, 2) for days in (7, 14, 30)]
    assert answer["note"].startswith("not causal")
    earlier = officer.get(PATH, params={"as_of": "2026-01-10T00:00:00Z", "group_by": "month"}).json()
    (then,) = earlier["items"]
    assert (then["group"], then["first_contact"][0]["immature"]) == ("2026-01", 3)


def test_every_number_names_its_definition_and_what_cannot_be_asked_is_refused(own_house: House) -> None:
    officer = own_house.caller("officer")
    answer = officer.get(PATH).json()
    assert {answer["definition"], *answer["definitions"].values()} <= set(DEFINITIONS)
    assert set(answer["definitions"]) == {it.name for it in fields(ContactsOfGroup)} - {"group"}
    for name, wrong in (
        ("zone", "London"),
        ("group_by", "customer"),
        ("unanswered_hours", "-1"),
        ("received_from", "2026-01-05"),
        ("brand", "ours"),
    ):
        errors = problem(officer.get(PATH, params={name: wrong}), 422, "request-malformed")["errors"]
        assert [each["at"] for each in errors] == [f"query.{name}"]
