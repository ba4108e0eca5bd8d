"""The case list, and the work that is open."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="case-list",
        title="Case list",
        unit="complaints",
        zone="UTC",
        cohort="Every complaint filed, whatever became of it.",
        text="One row per complaint. received_at is the first instant at which it can have been received; "
        "next_due_at the earliest due instant of the clocks that run; overdue means that this instant has "
        "passed at the time of asking. updated_at is when the latest fact was recorded that is not about a "
        "clock.",
    ),
    Definition(
        id="workload",
        title="Who has how much to do",
        unit="complaints; seconds of elapsed time (not working time)",
        zone="none: instants are UTC, ages differences of instants",
        cohort="The complaints that are open (neither resolved nor closed, withdrawn or merged), as far as "
        "is known now.",
        text="By who holds them now; the group without a name is of those that nobody holds. Overdue: a "
        "clock that runs was due before the instant of asking; due soon: one is due within 7 days from then. "
        "Ages run from the receipt to the instant of asking, over weekends and pauses; percentiles by "
        "nearest rank, exact. Of now only: who held what on an earlier day is in the facts.",
    ),
)
