"""Two stages over HTTP: the second answer comes from another person, whatever key or machine is used."""

from tests.api.house import House, filed, problem, send


def at_stage_2(house: House) -> str:
    """Return a complaint that Ann Lee, an agent, answered at stage 1."""
    client = house.caller("agent", name="Ann Lee")
    complaint = filed(client)
    for path in ("final-responses", "resolutions", "stages"):
        assert send(client, complaint, path).status_code == 201
    return complaint


def test_who_asks_for_the_next_stage_has_an_open_complaint_again(house: House) -> None:
    client = house.caller("agent")
    complaint = client.get(f"/v1/complaints/{at_stage_2(house)}").json()["complaint"]
    assert (complaint["stage"], complaint["status"], complaint["is_answered"]) == (2, "open", False)


def test_the_same_person_does_not_answer_twice(house: House) -> None:
    complaint = at_stage_2(house)
    own, other = house.caller("agent", name="Ann Lee"), house.caller("supervisor", name=" Ann  Lee ")
    machine = house.caller("supervisor", name="desk", kind="machine")
    machine.headers["On-Behalf-Of"] = "Ann Lee"
    for client in (own, other, machine):
        refused = problem(send(client, complaint, "final-responses"), 409, "answered-earlier-stage")
        assert (refused["person"], refused["stage"]) == ("Ann Lee", 2)


def test_another_person_answers_also_with_the_same_machine(house: House) -> None:
    complaint = at_stage_2(house)
    machine = house.caller("supervisor", name="desk", kind="machine")
    machine.headers["On-Behalf-Of"] = "Tom Oak"
    assert send(machine, complaint, "final-responses").status_code == 201


def test_a_machine_by_itself_does_not_answer_at_stage_2(house: House) -> None:
    complaint = at_stage_2(house)
    machine = house.caller("supervisor", name="nightly", kind="machine")
    problem(send(machine, complaint, "final-responses"), 409, "answerer-not-a-person")
