"""What the definition of a number says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A number and how it comes about. `source`: the rule or paper it is taken from, else it is ours."""

    id: str
    title: str
    unit: str
    zone: str
    text: str
    source: str | None = None
