"""The policies and calendars that are shipped, and what is said about a file that cannot be understood."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from complaints.publishing import problems_of_facts
from complaints.sla.calendar import calendar_problems
from complaints.sla.pack_problems import problems_in
from complaints.sla.packs import (
    UnreadablePack,
    read_calendar,
    read_policies,
    shipped_calendars,
    shipped_policies,
)
from complaints.sla.policy import Selector, Stop
from complaints.sla.policy_problems import problems

POLICY = """\
[[policies]]
id = "my.ack"
version = 1
kind = "contract"
title = "Acknowledgement within two days"
clock = "acknowledgement"
legal_from = 2026-01-01
legal_to = 2026-12-31
source = "Terms of service, section 4"
draft = true
selector = { brand = "mine", source = "post" }
starts_on = ["ComplaintFiled"]
day0 = "include"
amount = 2
unit = "calendar day"
zone = "Europe/Dublin"
stops_on = [{ fact = "ComplaintAcknowledged", must_have = ["channel"] }]
"""

CALENDAR = """\
{"id": "my", "version": 1, "zone": "Europe/Dublin", "weekend": [6, 7], "valid_from": "2026-01-01",
 "valid_to": "2026-12-31", "source": "me", "holidays": [{"day": "2026-12-25", "name": "Christmas"}]}
"""


def test_what_is_shipped_makes_sense() -> None:
    assert [problem for policy in shipped_policies() for problem in problems(policy)] == []
    assert [calendar_problems(calendar) for calendar in shipped_calendars()] == [[]] * 7


def test_every_version_is_shipped_once() -> None:
    policies = [(it.id, it.version) for it in shipped_policies()]
    calendars = [(it.id, it.version) for it in shipped_calendars()]
    assert policies == [
        ("au.rg271.ack", 1),
        ("au.rg271.idr", 1),
        ("au.rg271.super.ack", 1),
        ("au.rg271.super.idr", 1),
        ("eu.psd2", 1),
        ("example.ack", 1),
        ("care.social", 1),
        ("care.email", 1),
        ("care.callback", 1),
        ("care.news", 1),
        ("ie.cpc.ack", 1),
        ("ie.cpc.update", 1),
        ("ie.cpc.final", 1),
        ("boston311.due", 1),
        ("nyc311.due", 1),
        ("uk.dp.ack", 1),
        ("uk.energy.next", 1),
        ("uk.energy.8w", 1),
        ("uk.fca.final", 1),
        ("uk.fca.summary", 1),
        ("uk.fca.psd", 1),
        ("uk.fca.motor", 1),
        ("uk.housing.s1ack", 1),
        ("uk.housing.s1", 1),
        ("uk.housing.s2ack", 1),
        ("uk.housing.s2", 1),
        ("uk.nhs.ack", 1),
        ("uk.telecom.adr", 1),
        ("uk.telecom.adr", 2),
        ("us.dot.ack", 1),
        ("us.dot.final", 1),
        ("us.dot.disability", 1),
        ("us.cfpb.15", 1),
        ("us.rege", 1),
        ("us.rege.new", 1),
        ("us.rege.pos", 1),
    ]
    assert calendars == [
        ("au", 1),
        ("eu.ireland", 1),
        ("example.office", 1),
        ("uk.england-and-wales", 1),
        ("uk.northern-ireland", 1),
        ("uk.scotland", 1),
        ("us", 1),
    ]
    assert problems_in(shipped_policies()) == []


def test_every_calendar_that_a_policy_names_is_shipped() -> None:
    named = {it.calendar for it in shipped_policies() if it.calendar is not None}
    assert named <= {it.id for it in shipped_calendars()}


def test_every_fact_and_field_that_a_policy_names_exists() -> None:
    assert [it for policy in shipped_policies() for it in problems_of_facts(policy)] == []


def test_every_shipped_value_says_where_and_when_it_was_read() -> None:
    prices = [it.price.source for it in shipped_policies() if it.price]
    sources = [*prices, *(it.source for it in shipped_policies()), *(it.source for it in shipped_calendars())]
    assert [text for text in sources if not re.search(r"read 2026-11-2\d", text)] == []


def test_the_bank_holidays_carry_their_licence() -> None:
    (calendar,) = (it for it in shipped_calendars() if it.id == "uk.england-and-wales")
    assert (
        "Contains public sector information licensed under the Open Government Licence v3.0"
        in calendar.source
    )
    assert (calendar.valid_from, calendar.valid_to) == (date(2012, 1, 1), date(2028, 12, 31))
    assert len(calendar.holidays) == 140


def test_final_response_in_eight_weeks_stops_only_with_its_content() -> None:
    (policy,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
    assert (policy.amount, policy.unit, policy.kind, policy.draft) == (8, "week", "regulatory", False)
    assert policy.selector == Selector(jurisdiction="uk.fca")
    assert policy.stops_on == (
        Stop(fact="FinalResponseIssued", must_have=("outcome", "reasons")),
        Stop(fact="ResolutionAccepted", must_have=("in_writing",)),
        Stop(fact="ComplaintForwarded", must_have=("to", "customer_told")),
    )


def test_a_pack_is_read_from_toml_and_from_json_alike(tmp_path: Path) -> None:
    in_toml, in_json = tmp_path / "my.toml", tmp_path / "my.json"
    in_toml.write_text(POLICY, encoding="utf-8")
    (policy,) = read_policies(in_toml)
    in_json.write_text(json.dumps(tomllib.loads(POLICY), default=str), encoding="utf-8")
    assert read_policies(in_json) == (policy,)
    assert policy.selector == Selector(brand="mine", source="post")
    assert policy.legal_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ("amount = 2", "amount = 2\nammount = 3", "`policies` no. 1 `ammount` is no field known here."),
        ("amount = 2\n", "", "`policies` no. 1 `amount` is missing."),
        ("day0 = ", "day_0 = ", "`policies` no. 1 `day0` is missing."),
        (
            "amount = 2",
            'amount = "2"',
            "`policies` no. 1 `amount` cannot be used: input should be a valid integer.",
        ),
        (
            'day0 = "include"',
            'day0 = "perhaps"',
            "`policies` no. 1 `day0` cannot be used: input should be 'exclude' or 'include'.",
        ),
        (
            "draft = true",
            'draft = "no"',
            "`policies` no. 1 `draft` cannot be used: input should be a valid boolean.",
        ),
        (
            'brand = "mine"',
            'product = "loan"',
            "`policies` no. 1 `selector` `product` is no field known here.",
        ),
        (
            "must_have =",
            "has =",
            "`policies` no. 1 `stops_on` no. 1 `must_have` is missing.",
        ),
        ("[[policies]]", "[[policy]]", "`policies` is missing."),
    ],
)
def test_a_field_that_cannot_be_understood_is_named(
    tmp_path: Path, was: str, becomes: str, reason: str
) -> None:
    path = tmp_path / "my.toml"
    path.write_text(POLICY.replace(was, becomes), encoding="utf-8")
    with pytest.raises(UnreadablePack) as refused:
        read_policies(path)
    assert str(refused.value).splitlines()[0] == f"my.toml: {reason}"


def test_every_field_that_cannot_be_understood_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(POLICY.replace("amount = 2", 'ammount = "2"'), encoding="utf-8")
    with pytest.raises(UnreadablePack) as refused:
        read_policies(path)
    assert str(refused.value).splitlines() == [
        "my.toml: `policies` no. 1 `amount` is missing.",
        "my.toml: `policies` no. 1 `ammount` is no field known here.",
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ('"name"', '"title"', "`holidays` no. 1 `name` is missing."),
        ("2026-12-25", "2026-02-30", "`holidays` no. 1 `day` cannot be used: "),
        ('"weekend": [6, 7]', '"weekend": ["Sat"]', "`weekend` no. 1 cannot be used: "),
        ('{"id"', '["id"', "the file is not written correctly: "),
    ],
)
def test_a_calendar_that_cannot_be_understood_is_refused(
    tmp_path: Path, was: str, becomes: str, reason: str
) -> None:
    path = tmp_path / "my.json"
    path.write_text(CALENDAR.replace(was, becomes), encoding="utf-8")
    with pytest.raises(UnreadablePack) as refused:
        read_calendar(path)
    assert str(refused.value).startswith(f"my.json: {reason}")


def test_a_calendar_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "my.json"
    path.write_text(CALENDAR, encoding="utf-8")
    calendar = read_calendar(path)
    assert calendar_problems(calendar) == []
    assert [holiday.name for holiday in calendar.holidays] == ["Christmas"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"policies = ", "my.toml: the file is not written correctly: "),
        (b"title = '\xff'", "my.toml: the file is not written correctly: "),
        (None, "my.toml: the file cannot be opened: No such file or directory."),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_named(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "my.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadablePack) as refused:
        read_policies(path)
    assert str(refused.value).startswith(reason)
