"""What was looked into, and the apology: what follows from each command of the investigation."""

import pytest

from complaints.commands import AnyCommand
from complaints.commands.investigation import Apologise, AttachEvidence, RecordFinding, StartInvestigation
from complaints.facts.investigation import (
    ApologyMade,
    EvidenceAttached,
    FindingRecorded,
    InvestigationStarted,
)
from tests.complaints.given import (
    NOW,
    SHA256,
    Given,
    Then,
    apologised,
    attached,
    decided,
    investigated,
)

FOUND = FindingRecorded(at=NOW, text="The order was set up twice.")
SCAN = AttachEvidence(sha256=SHA256, size=2048, media_type="application/pdf", name="statement.pdf")

ROWS: dict[str, tuple[list[Given], AnyCommand, Then]] = {
    "somebody begins to look into it": ([], StartInvestigation(), [InvestigationStarted(at=NOW)]),
    "an investigation begins once": ([investigated()], StartInvestigation(), []),
    "something is established": ([], RecordFinding(text="The order was set up twice."), [FOUND]),
    "the same may be found twice": ([FOUND], RecordFinding(text="The order was set up twice."), [FOUND]),
    "a document is added": (
        [],
        SCAN,
        [
            EvidenceAttached(
                at=NOW, sha256=SHA256, size=2048, media_type="application/pdf", name="statement.pdf"
            )
        ],
    ),
    "the same document is added once, whatever it is called": ([attached()], SCAN, []),
    "another document is added": (
        [attached("00" * 32)],
        SCAN,
        [
            EvidenceAttached(
                at=NOW, sha256=SHA256, size=2048, media_type="application/pdf", name="statement.pdf"
            )
        ],
    ),
    "the first of two documents is still on file": ([attached(), attached("00" * 32)], SCAN, []),
    "the first apology has number 1": (
        [],
        Apologise(form="responsibility", channel="letter", automated=True, text="It was our fault."),
        [
            ApologyMade(
                at=NOW,
                form="responsibility",
                sequence=1,
                channel="letter",
                automated=True,
                text="It was our fault.",
            )
        ],
    ),
    "who apologises again has apologised twice": (
        [apologised()],
        Apologise(form="acknowledge", channel="phone"),
        [ApologyMade(at=NOW, form="acknowledge", sequence=2, channel="phone", automated=False)],
    ),
    "the third apology has number 3": (
        [apologised(), apologised(2)],
        Apologise(form="promise", channel="in person"),
        [ApologyMade(at=NOW, form="promise", sequence=3, channel="in person", automated=False)],
    ),
}


@pytest.mark.parametrize(("given", "when", "then"), ROWS.values(), ids=ROWS)
def test_what_follows_in_the_investigation(given: list[Given], when: AnyCommand, then: Then) -> None:
    assert decided(given, when) == then
