"""Putting the record right. The fact that was wrong stays as it was recorded; this one says what is true."""

from dataclasses import dataclass

from complaints.facts.fact import Fact, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCorrected(Fact):
    """The fact at version `corrects` was not as recorded; `at` is when it was put right.

    `said` and `personal` are the two parts of the fact as it should have been, in its stored form; without
    `said`, it never happened.
    """

    corrects: int
    said: dict[str, object] | None = None
    personal: Personal[dict[str, object]] = None
    reason: str


UpkeepFact = FactCorrected
