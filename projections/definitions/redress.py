"""What was offered, approved and paid."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="redress",
        title="What was offered, approved and paid",
        unit="offers; amounts in units of the currency, exact; seconds of elapsed time",
        zone="groups by month: the zone asked for, but a day of the offer keeps its date; instants are UTC",
        cohort="The offers of compensation that were made in the time asked about, whatever became of them, "
        "by what had become of each by the instant asked about: paid, declined, withdrawn, refused an "
        "approval, replaced by another offer, or open.",
        text="Owed is open and accepted. Amounts are those of the offers, what goods are worth too; those of "
        "different currencies are never added. Approval: from the offer to the last approval that it needed, "
        "where both are known to the hour. The cause is the root cause identified last; team, handler and "
        "product are those when the offer was made. Matching: of the offers of which it was said, the share "
        "that makes up for the very loss; fewer than 5 have no share, only Wilson's interval, 95 %. "
        "Provisional credits are no offers. No share says what an offer caused: bigger failures get bigger "
        "offers.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
)
