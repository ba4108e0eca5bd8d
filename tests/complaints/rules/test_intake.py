"""A complaint comes in: what follows from filing it, and from each command of intake."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from complaints.commands import AnyCommand
from complaints.commands.intake import (
    AcknowledgeComplaint,
    AssignComplaint,
    ClassifyComplaint,
    FileComplaint,
    HandOver,
    IdentifyCustomer,
)
from complaints.errors import (
    BrandUnknown,
    IssueWithoutProduct,
    JurisdictionUnknown,
    NoSuchRegion,
    TimeInFuture,
    TimeWithoutZone,
)
from complaints.facts.clocks import ClockStarted
from complaints.facts.intake import (
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClassified,
    ComplaintFiled,
    CustomerIdentified,
    HandedOver,
)
from complaints.policy_book import PolicyBook
from complaints.rules import file
from complaints.sla.calendar import end_of_day
from complaints.sla.packs import shipped_calendars, shipped_policies
from complaints.sla.policy import Selector
from tests.complaints.given import (
    COMPLAINT,
    CUSTOMER,
    NOW,
    RECEIVED,
    REFERENCE,
    Given,
    Then,
    acknowledged,
    assigned,
    classified,
    closed,
    context,
    decided,
    decided_at_filing,
    identified,
    withdrawn,
)

ANOTHER = UUID("0190a6e0-0000-7000-8000-000000000003")

(FINAL,) = (it for it in shipped_policies() if it.id == "uk.fca.final")
POLICIES = [
    replace(FINAL, id=f"policy {number}", selector=selector, starts_on=())
    for number, selector in enumerate(
        [
            Selector(jurisdiction="uk.fca"),
            Selector(jurisdiction="uk.energy"),
            Selector(brand="northern"),
            Selector(brand="example"),
        ]
    )
]
BOOK = PolicyBook(policies={it.id: (it,) for it in POLICIES})

CALL = FileComplaint(channel="phone", jurisdiction="none", summary="The rent was paid late.")
FILED = ComplaintFiled(at=NOW, reference=REFERENCE, channel="phone", summary="The rent was paid late.")
CLASSIFY = ClassifyComplaint(product="account", issue="late payment", severity="low")

FILINGS: dict[str, tuple[FileComplaint, Then]] = {
    "what is filed without a time was received now": (CALL, [FILED]),
    "what came earlier was received when it came": (
        replace(CALL, at=RECEIVED),
        [replace(FILED, at=RECEIVED)],
    ),
    "what will come cannot be filed": (replace(CALL, at=NOW + timedelta(seconds=1)), TimeInFuture),
    "a receipt without a zone is refused": (
        replace(CALL, at=RECEIVED.replace(tzinfo=None)),
        TimeWithoutZone,
    ),
    "everything that is said at once is recorded at once": (
        FileComplaint(
            at=RECEIVED,
            channel="letter",
            jurisdiction="none",
            summary="The rent was paid late.",
            remedy_sought="The fee back.",
            product="account",
            issue="late payment",
            customer=CUSTOMER,
        ),
        [
            ComplaintFiled(
                at=RECEIVED,
                reference=REFERENCE,
                channel="letter",
                summary="The rent was paid late.",
                remedy_sought="The fee back.",
            ),
            CustomerIdentified(at=RECEIVED, customer=CUSTOMER),
            ComplaintClassified(at=RECEIVED, product="account", issue="late payment"),
        ],
    ),
    "an issue without a product is refused, not lost": (
        replace(CALL, issue="late payment"),
        IssueWithoutProduct,
    ),
    "a product without an issue is what it is about": (
        replace(CALL, product="account"),
        [FILED, ComplaintClassified(at=NOW, product="account")],
    ),
    "a misspelt jurisdiction is refused": (replace(CALL, jurisdiction="uk.fac"), JurisdictionUnknown),
    "a misspelt brand is refused": (replace(CALL, brand="exmaple"), BrandUnknown),
}

ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "whose complaint it is becomes known": (
        [],
        IdentifyCustomer(customer=CUSTOMER),
        [CustomerIdentified(at=NOW, customer=CUSTOMER)],
    ),
    "the same customer is identified once": ([identified()], IdentifyCustomer(customer=CUSTOMER), []),
    "it turns out to be another customer's": (
        [identified()],
        IdentifyCustomer(customer=ANOTHER),
        [CustomerIdentified(at=NOW, customer=ANOTHER)],
    ),
    "it is the first customer's after all": (
        [identified(), identified(ANOTHER)],
        IdentifyCustomer(customer=CUSTOMER),
        [CustomerIdentified(at=NOW, customer=CUSTOMER)],
    ),
    "whose complaint it was is found out after it was closed": (
        [closed()],
        IdentifyCustomer(customer=CUSTOMER),
        [CustomerIdentified(at=NOW, customer=CUSTOMER)],
    ),
    "whose complaint it was is found out after it was withdrawn": (
        [withdrawn()],
        IdentifyCustomer(customer=CUSTOMER),
        [CustomerIdentified(at=NOW, customer=CUSTOMER)],
    ),
    "the complainant is told that it was received": (
        [],
        AcknowledgeComplaint(channel="email", automated=True, text="We have it."),
        [ComplaintAcknowledged(at=NOW, channel="email", automated=True, text="We have it.")],
    ),
    "a person acknowledges unless a machine is said to": (
        [],
        AcknowledgeComplaint(channel="letter"),
        [ComplaintAcknowledged(at=NOW, channel="letter", automated=False)],
    ),
    "it is acknowledged once": ([acknowledged()], AcknowledgeComplaint(channel="letter"), []),
    "it is said what it is about": (
        [],
        ClassifyComplaint(product="account", issue="late payment", severity="low", vulnerability="grief"),
        [
            ComplaintClassified(
                at=NOW, product="account", issue="late payment", severity="low", vulnerability="grief"
            )
        ],
    ),
    "the same classification is recorded once, whenever it is said": ([classified()], CLASSIFY, []),
    "it is about another product": (
        [classified()],
        replace(CLASSIFY, product="mortgage"),
        [ComplaintClassified(at=NOW, product="mortgage", issue="late payment", severity="low")],
    ),
    "it is about another issue": (
        [classified()],
        replace(CLASSIFY, issue=None),
        [ComplaintClassified(at=NOW, product="account", severity="low")],
    ),
    "it is graver than it seemed": (
        [classified()],
        replace(CLASSIFY, severity="critical"),
        [ComplaintClassified(at=NOW, product="account", issue="late payment", severity="critical")],
    ),
    "a vulnerability comes to light": (
        [classified()],
        replace(CLASSIFY, vulnerability="grief"),
        [
            ComplaintClassified(
                at=NOW, product="account", issue="late payment", severity="low", vulnerability="grief"
            )
        ],
    ),
    "a vulnerability that is not said again is taken back": (
        [classified("grief")],
        CLASSIFY,
        [ComplaintClassified(at=NOW, product="account", issue="late payment", severity="low")],
    ),
    "a person in a team becomes responsible": (
        [],
        AssignComplaint(team="retail", handler="mara"),
        [ComplaintAssigned(at=NOW, team="retail", handler="mara")],
    ),
    "a team becomes responsible": (
        [],
        AssignComplaint(team="retail"),
        [ComplaintAssigned(at=NOW, team="retail")],
    ),
    "the same hands are assigned once": ([assigned()], AssignComplaint(team="retail", handler="mara"), []),
    "a colleague in the team takes it": (
        [assigned()],
        AssignComplaint(team="retail", handler="tom"),
        [ComplaintAssigned(at=NOW, team="retail", handler="tom")],
    ),
    "it goes back to the team": (
        [assigned()],
        AssignComplaint(team="retail"),
        [ComplaintAssigned(at=NOW, team="retail")],
    ),
    "another team's person of the same name takes it": (
        [assigned()],
        AssignComplaint(team="lending", handler="mara"),
        [ComplaintAssigned(at=NOW, team="lending", handler="mara")],
    ),
    "a complaint in nobody's hands is handed over": (
        [],
        HandOver(to_team="lending", reason="a loan"),
        [HandedOver(at=NOW, to_team="lending", reason="a loan")],
    ),
    "a hand-over says from whom and to whom": (
        [assigned()],
        HandOver(to_team="lending", to_handler="tom", reason="a loan"),
        [
            HandedOver(
                at=NOW,
                from_team="retail",
                from_handler="mara",
                to_team="lending",
                to_handler="tom",
                reason="a loan",
            )
        ],
    ),
    "a hand-over to the same hands is none": (
        [assigned()],
        HandOver(to_team="retail", to_handler="mara", reason="a loan"),
        [],
    ),
    "a second hand-over begins where the first ended": (
        [
            assigned(),
            HandedOver(at=RECEIVED, from_team="retail", to_team="lending", to_handler="tom", reason="a loan"),
        ],
        HandOver(to_team="retail", reason="no loan"),
        [HandedOver(at=NOW, from_team="lending", from_handler="tom", to_team="retail", reason="no loan")],
    ),
}


@pytest.mark.parametrize(("when", "then"), FILINGS.values(), ids=FILINGS)
def test_what_follows_from_a_filing(when: FileComplaint, then: Then) -> None:
    assert decided_at_filing(when) == then


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_at_intake(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then


def test_a_known_jurisdiction_and_brand_are_recorded_as_said() -> None:
    decisions = file(COMPLAINT, replace(CALL, jurisdiction="uk.fca"), REFERENCE, context(book=BOOK))
    assert decisions[0].fact == replace(FILED, jurisdiction="uk.fca")


REGIONAL = replace(BOOK, calendars={it.id: (it,) for it in shipped_calendars()})


def test_the_holidays_of_a_region_count_for_a_complaint_from_there() -> None:
    (policy,) = (it for it in shipped_policies() if it.id == "uk.nhs.ack")
    within = replace(REGIONAL, policies={policy.id: (policy,)})
    filing = replace(CALL, jurisdiction="uk.nhs", at=datetime(2026, 4, 2, 9, tzinfo=UTC))
    for region, calendar, day in [
        (None, "uk.england-and-wales", 9),
        ("scotland", "uk.scotland", 8),
        ("northern-ireland", "uk.northern-ireland", 9),
        ("england-and-wales", "uk.england-and-wales", 9),
        ("wales", "uk.england-and-wales", 9),
    ]:
        when = replace(filing, region=region)
        facts = [it.fact for it in file(COMPLAINT, when, REFERENCE, context(book=within))]
        assert isinstance(facts[0], ComplaintFiled)
        assert facts[0].region == region
        (started,) = (it for it in facts if isinstance(it, ClockStarted))
        assert (started.calendar, started.due_at) == (
            calendar,
            end_of_day(date(2026, 4, day), "Europe/London"),
        )


EVERYTHING = PolicyBook(policies={it.id: (it,) for it in shipped_policies()}, calendars=REGIONAL.calendars)
BRITISH = "england, england-and-wales, northern-ireland, scotland, wales"


@pytest.mark.parametrize(
    ("jurisdiction", "brand", "known"),
    [
        ("uk.nhs", None, BRITISH),
        ("uk.fca", None, BRITISH),  # counts calendar days: the place is that of the jurisdiction
        ("none", "example care", BRITISH),
        ("ie.cpc", None, "ireland"),
        ("eu.psd2", None, "ireland"),
        ("us.rege", None, "none"),
        ("none", None, f"{BRITISH.replace('northern', 'ireland, northern')}"),
    ],
)
def test_a_region_of_another_place_is_refused(jurisdiction: str, brand: str | None, known: str) -> None:
    for region in ("office", "cornwall"):
        filing = replace(CALL, jurisdiction=jurisdiction, brand=brand, region=region)
        with pytest.raises(NoSuchRegion) as refusal:
            file(COMPLAINT, filing, REFERENCE, context(book=EVERYTHING))
        assert vars(refusal.value) == {"region": region, "known": known}


def test_a_complaint_can_be_from_any_region_of_its_place() -> None:
    for region in BRITISH.split(", "):
        filing = replace(CALL, jurisdiction="uk.fca", region=region)
        fact = file(COMPLAINT, filing, REFERENCE, context(book=EVERYTHING))[0].fact
        assert isinstance(fact, ComplaintFiled)
        assert fact.region == region


def test_a_refused_regime_is_told_the_known_ones() -> None:
    with pytest.raises(JurisdictionUnknown) as unknown:
        file(COMPLAINT, replace(CALL, jurisdiction="uk.fac"), REFERENCE, context(book=BOOK))
    assert vars(unknown.value) == {"jurisdiction": "uk.fac", "known": "uk.energy, uk.fca"}
    with pytest.raises(BrandUnknown) as brand:
        file(COMPLAINT, replace(CALL, brand="exmaple"), REFERENCE, context(book=BOOK))
    assert vars(brand.value) == {"brand": "exmaple", "known": "example, northern"}


def test_all_that_is_said_at_filing_was_caused_by_the_filing() -> None:
    filing = replace(CALL, product="account", customer=CUSTOMER)
    causes = [each.cause for each in file(COMPLAINT, filing, REFERENCE, context())]
    assert causes == ["command:FileComplaint"] * 3


def test_the_refused_time_is_told_what_now_is() -> None:
    with pytest.raises(TimeInFuture) as refused:
        file(COMPLAINT, replace(CALL, at=datetime(2027, 1, 1, tzinfo=UTC)), REFERENCE, context())
    assert refused.value.now == NOW
