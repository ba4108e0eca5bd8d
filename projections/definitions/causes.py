"""Root causes."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="causes",
        title="What complaints are caused by",
        unit="complaints",
        zone="months: the zone asked for, but a day of receipt keeps its date; instants are UTC",
        cohort="The complaints that name a root cause, of those received in the time asked about and by the "
        "instant asked about; those merged into another are the other's.",
        text="By what is known of them now, each complaint for every cause that it names, by receipt, and if "
        "asked by product, as classified now. Before and after: received within the window before the cause "
        "was removed, and in the window that begins a lag after it, since what happened before is complained "
        "of later too; the count after is withheld until its window is over. A complaint only known to have "
        "been received no later than an instant is time unknown: in no month, and neither before nor after; "
        "a cause so removed has no before and after. A drop is no proof that the removal caused it.",
    ),
)
