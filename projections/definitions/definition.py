"""What the definition of a number says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A number and how it comes about.

    `cohort` says of which cases it is, whatever became of them. `source`: the rule or paper it is taken from,
    else it is ours.
    """

    id: str
    title: str
    unit: str
    zone: str
    cohort: str
    text: str
    source: str | None = None
