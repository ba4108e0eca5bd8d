"""Why a merge, or its undoing, is refused. Written like `complaints.errors`."""

from dataclasses import dataclass

from complaints.errors import ComplaintError


class MergedIntoItself(ComplaintError):
    """A complaint cannot be merged into itself: name the other one."""


@dataclass(eq=False)
class SurvivorWasMerged(ComplaintError):
    """The other complaint was itself merged, into {survivor}: merge into that one."""

    survivor: str


@dataclass(eq=False)
class SurvivorHasEnded(ComplaintError):
    """The other complaint is {status}, and nobody would work on this one there: it must be open."""

    status: str


class CustomersDiffer(ComplaintError):
    """The complaints are of different customers, and one would see what the other wrote: keep them apart."""


@dataclass(eq=False)
class PromiseWouldBeLost(ComplaintError):
    """The other complaint had done with {clock} before this one was received: keep the promise here first."""

    clock: str


@dataclass(eq=False)
class MergeBeforeFact(ComplaintError):
    """The merge, or its undoing, cannot have happened before {latest}, known already: leave the time out."""

    latest: str


class ComplaintNotMerged(ComplaintError):
    """The complaint is not merged into another one: there is nothing to undo."""


@dataclass(eq=False)
class SurvivorMergedSince(ComplaintError):
    """The other complaint was itself merged since, into {survivor}: undo that merge first."""

    survivor: str


class CorrectionConcernsBoth(ComplaintError):
    """The correction also concerns the complaint that this one is merged with: undo the merge first."""


@dataclass(eq=False)
class PausedClockMerged(ComplaintError):
    """The clock {clock} is paused: let it run on first, so that the promise is not lost in the merge."""

    clock: str
