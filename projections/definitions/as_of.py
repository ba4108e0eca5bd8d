"""Any view as it was."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="as-of",
        title="Any view as it was",
        unit="rows of the view",
        zone="none: instants are UTC",
        cohort="The complaints chosen by what never changes, which are ids, when the filing was recorded "
        "(from is inclusive, to exclusive) and the source that it named; or those of a customer, as was "
        "known at known_at, whatever as_of.",
        text="The rows that the fold of today makes of what was recorded by known_at, which is the ledger up "
        "to one position, and had happened by as_of; corrections known by then are applied. Rows of win_back "
        "are those of every customer that is concerned. Rows of contacts and recovery are those of the "
        "complaints chosen, made of all that concerns the same customer; what is merged into another "
        "complaint is no case of recovery of its own. Conditions are met by the rows as of then. A verdict "
        "is that of the period of the clock that holds as_of, or known_at where that is not given. Asked "
        "again, the same is answered, unless a release has changed the fold.",
    ),
)
