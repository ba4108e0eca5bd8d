"""What an outside system says about a complaint that was taken over from it."""

from dataclasses import dataclass

from complaints.facts.fact import Fact, Personal
from complaints.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReported(Fact):
    """What the source said of the complaint when it was taken over, in the source's own words.

    `at` is a `NotAfter`: it was so by then, since when is not said. `timeliness` is the source's verdict on
    its own deadline, with no time of its own. `forwarded`: when the source sent the complaint to `company`.
    """

    status: str | None = None
    outcome: str | None = None
    timeliness: str | None = None
    disputed: str | None = None
    company: str | None = None
    forwarded: When | None = None
    department: str | None = None
    tags: tuple[str, ...] = ()
    closure_reason: Personal[str] = None


ImportedFact = SourceReported
