"""What cannot be corrected, said in a sentence that repeats nothing of what was asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from complaints.commands.conversation import AddNote, PromiseCallback
from complaints.commands.intake import AcknowledgeComplaint, ClassifyComplaint, HandOver
from complaints.commands.investigation import AttachEvidence
from complaints.commands.redress import ApproveCompensation, OfferCompensation
from complaints.commands.upkeep import CorrectFact, StrikeFact
from complaints.errors import (
    ComplaintError,
    CorrectionMalformed,
    FactNotCorrectable,
    FactUnknown,
    FieldNotCorrectable,
    FilingNotStruck,
    ReceiptAfterFact,
    TimeBeforeReceipt,
    TimeInFuture,
    TimeWithoutZone,
)
from complaints.facts.imported import SourceReported
from complaints.facts.intake import ComplaintClassified
from complaints.facts.merging import DuplicateMerged
from complaints.rules import Decided
from complaints.upkeep import FIXED_FIELDS
from tests.complaints.given import COMPLAINT, EARLIER, NOW, RECEIVED, SHA256, TOM
from tests.complaints.given_clocks import BOOK, filing
from tests.complaints.given_redress import LIMITS, pounds
from tests.complaints.lives import (
    Said,
    Stream,
    appended,
    corrected,
    decided_on,
    lived,
    struck,
)

WEEK_BEFORE = RECEIVED - timedelta(weeks=1)

FILED = filing("uk.fca", "example")
ACKNOWLEDGED = AcknowledgeComplaint(at=EARLIER, channel="email")

CLASSIFIED = ClassifyComplaint(at=EARLIER, product="current account", issue="late payment")
NOTED = AddNote(at=EARLIER, text="Miller called.")
ATTACHED = AttachEvidence(at=EARLIER, sha256=SHA256, size=1, media_type="text/plain", name="letter.txt")
HANDED = HandOver(at=EARLIER, to_team="legal", reason="court papers")

REFUSALS: Mapping[str, tuple[CorrectFact | StrikeFact, type[ComplaintError], str]] = {
    "a fact that is none": (struck(99), FactUnknown, "version 99"),
    "a version before the first": (corrected(0, at="2026-04-09"), FactUnknown, "version 0"),
    "a fact that was struck out": (struck(8), FactUnknown, "version 8"),
    "a clock": (corrected(2, due_at="2030-01-01T00:00:00Z"), FactNotCorrectable, "ClockStarted"),
    "a stop": (struck(5), FactNotCorrectable, "ClockStopped"),
    "a correction": (struck(9), FactNotCorrectable, "FactCorrected"),
    "a merge": (struck(10), FactNotCorrectable, "undo the merge"),
    "the filing, to be struck": (struck(1), FilingNotStruck, "withdraw the complaint"),
    "a field that others refer to": (corrected(1, reference="C-1"), FieldNotCorrectable, "reference"),
    "a time to come": (corrected(4, at="2026-04-21T00:00:00Z"), TimeInFuture, "2026-04-20"),
    "a time before the receipt": (corrected(4, at="2026-04-06T00:00:00Z"), TimeBeforeReceipt, "2026-04-07"),
    "a receipt to come": (corrected(1, at="2027-01-01T00:00:00Z"), TimeInFuture, "2026-04-20"),
    "a receipt after what followed": (corrected(1, at="2026-04-12T00:00:00Z"), ReceiptAfterFact, "version 4"),
    "a time without a zone": (corrected(4, at="2026-04-09T10:00:00"), TimeWithoutZone, "offset"),
    "a zone that is none": (corrected(4, at={"day": "2026-04-09", "zone": "Mars"}), TimeWithoutZone, "zone"),
    "another time without a zone": (
        corrected(7, promised_for="2026-05-01T10:00:00"),
        TimeWithoutZone,
        "offset",
    ),
    "a correction made before there was a complaint": (
        replace(corrected(4, channel="phone"), at=WEEK_BEFORE),
        TimeBeforeReceipt,
        "2026-04-07",
    ),
    "a word that is none of the list": (corrected(4, channel="pigeon"), CorrectionMalformed, "channel: "),
    "a value of another kind": (corrected(6, text=["Miller"]), CorrectionMalformed, "text: "),
    "a value that is needed": (corrected(4, channel=None), CorrectionMalformed, "channel: "),
    "no time at all": (corrected(4, at=None), CorrectionMalformed, "at: "),
    "a time that is none": (corrected(4, at="Miller"), CorrectionMalformed, "at: "),
    "a field that is none": (
        corrected(4, Miller="1"),
        CorrectionMalformed,
        "its fields are at, channel, automated, text",
    ),
    "a text without a word": (corrected(6, text=" \n"), CorrectionMalformed, "text is empty"),
}

LONG = "x" * 201
BOUNDS: Mapping[str, tuple[Said, dict[str, object], str | None]] = {
    "a label of 200 letters": (CLASSIFIED, {"product": "x" * 200}, None),
    "a longer one": (CLASSIFIED, {"product": LONG}, "product: string should have at most 200 characters"),
    "a label that is not printable": (CLASSIFIED, {"product": "rent\n"}, "product: it has a character"),
    "a label that may be missing": (CLASSIFIED, {"issue": None}, None),
    "a longer one of those": (CLASSIFIED, {"issue": LONG}, "issue: "),
    "a text of 20,000 letters": (NOTED, {"text": "x" * 20_000}, None),
    "a longer text": (NOTED, {"text": "x" * 20_001}, "text: string should have at most 20000 characters"),
    "a text with a character that cannot be stored": (NOTED, {"text": "a\0"}, "text: it has a character"),
    "a text that the command must have": (NOTED, {"text": None}, "text: "),
    "a name as long as that of a file": (ATTACHED, {"name": "x" * 255}, None),
    "a longer name of a file": (ATTACHED, {"name": "x" * 256}, "name: "),
    "a size below nothing": (ATTACHED, {"size": -1}, "size: input should be greater than"),
    "a sum that is none": (ATTACHED, {"sha256": "abc"}, "sha256: it has a character or a form"),
    "a name that the command does not have": (HANDED, {"from_handler": LONG}, "from_handler: "),
    "one within the bounds of a label": (HANDED, {"from_handler": "x" * 200}, None),
}


@pytest.mark.parametrize(("given", "changes", "problem"), BOUNDS.values(), ids=BOUNDS)
def test_a_correction_is_held_to_the_bounds_of_the_command(
    given: Said, changes: dict[str, object], problem: str | None
) -> None:
    stream = lived(filing(), given, book=BOOK)
    if problem is None:
        assert len(decided_on(stream, corrected(2, **changes), BOOK)) == 1
    else:
        with pytest.raises(CorrectionMalformed) as refusal:
            decided_on(stream, corrected(2, **changes), BOOK)
        assert str(refusal.value).startswith(f"The corrected fact would not be one: {problem}")


OF_A_SOURCE: Mapping[str, tuple[dict[str, object], bool]] = {
    "a word of its own": ({"status": "x" * 200}, True),
    "a longer one": ({"status": LONG}, False),
    "no word": ({"status": None}, True),
    "a mark": ({"tags": ["x" * 200]}, True),
    "a longer mark": ({"tags": ["short", LONG]}, False),
    "personal words": ({"closure_reason": "x" * 20_000}, True),
    "longer ones": ({"closure_reason": "x" * 20_001}, False),
    "no personal words": ({"closure_reason": None}, True),
}


@pytest.mark.parametrize(("changes", "is_good"), OF_A_SOURCE.values(), ids=OF_A_SOURCE)
def test_what_no_command_recorded_has_bounds_too(changes: dict[str, object], is_good: bool) -> None:  # noqa: FBT001
    reported = SourceReported(at=EARLIER, status="Closed", closure_reason="Case resolved.")
    stream = appended(lived(filing(), book=BOOK), [Decided(fact=reported, cause="import:boston311@1")])
    if is_good:
        assert len(decided_on(stream, corrected(2, **changes), BOOK)) == 1
    else:
        with pytest.raises(CorrectionMalformed, match=next(iter(changes))):
            decided_on(stream, corrected(2, **changes), BOOK)


def stream_of_all() -> Stream:
    stream = lived(
        FILED,
        ACKNOWLEDGED,
        AddNote(at=EARLIER, text="Miller called."),
        PromiseCallback(at=EARLIER, promised_for=NOW),
        AddNote(at=EARLIER, text="Smith called."),
        struck(8),
        book=BOOK,
    )
    merged = DuplicateMerged(at=NOW, duplicate=COMPLAINT, received=RECEIVED)
    classified = ComplaintClassified(at=NOW, product="loan")
    return appended(stream, [Decided(fact=fact, cause="command:Test") for fact in (merged, classified)])


@pytest.mark.parametrize(("when", "error", "words"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_corrected(
    when: CorrectFact | StrikeFact, error: type[ComplaintError], words: str
) -> None:
    with pytest.raises(error) as refusal:
        decided_on(stream_of_all(), when, BOOK)
    assert words in str(refusal.value)
    assert "Miller" not in str(refusal.value)


@pytest.mark.parametrize("field", sorted(FIXED_FIELDS))
def test_what_others_refer_to_is_fixed_even_to_null(field: str) -> None:
    with pytest.raises(FieldNotCorrectable, match=field):
        decided_on(stream_of_all(), corrected(1, **{field: None}), BOOK)


def test_what_was_approved_is_the_money_that_was_offered() -> None:
    book = replace(LIMITS, policies=BOOK.policies, calendars=BOOK.calendars)
    offer = OfferCompensation(kind="money", money=pounds("50.00"))
    stream = lived(filing(), offer, book=book)
    stream = appended(stream, decided_on(stream, ApproveCompensation(offer=1), book, by=TOM))
    for change in ({"money": {"amount": "5000.00", "currency": "GBP"}}, {"is_complete": True}):
        with pytest.raises(FieldNotCorrectable):
            decided_on(stream, corrected(2 if "money" in change else 3, **change), book)
