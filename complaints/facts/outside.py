"""What others have to do with it: the firm that is responsible, the ombudsman."""

from dataclasses import dataclass
from typing import Literal

from complaints.facts.fact import Fact, Personal

OmbudsmanOutcome = Literal["upheld", "partly upheld", "rejected", "settled"]
"""What the ombudsman says of the complaint; `settled`: the two sides agreed before a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintForwarded(Fact):
    """The complaint was passed on in writing to the organisation that is responsible, named by `to`.

    `customer_told`: the complainant has been told so.
    """

    to: str
    customer_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OmbudsmanReferred(Fact):
    """The complainant took the complaint to an ombudsman, or to another body outside, named by `body`."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OmbudsmanDecided(Fact):
    """The body decided to which the complaint was referred last; `redress` is what it ordered."""

    body: str
    outcome: OmbudsmanOutcome
    redress: Personal[str] = None


OutsideFact = ComplaintForwarded | OmbudsmanReferred | OmbudsmanDecided
