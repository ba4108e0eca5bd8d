"""Apologies and recovery."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="recovery",
        title="In how many cases somebody apologised, and how soon",
        unit="cases; apologies, by form; seconds of elapsed time (not working time)",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; durations have none",
        cohort="The cases received in the time asked about and by the instant asked about, whatever became "
        "of them.",
        text="A case is a complaint with those that are merged into it, by what is known now: its receipt is "
        "the earliest of theirs, what was said or done about any of them counts (unless a merged one names "
        "no customer), and filings says how many they are. An apology is one that a person made; automatic "
        "ones are counted apart. Apologised: at least once; open: not yet, and the complaint is open; ended "
        "without: not, and it is not, as known now. Repeated: more than once in the case. The time from "
        "receipt to the first apology is computed where both are known within an hour together, else the "
        "case counts as time unknown; percentiles by nearest rank, exact, of the others that were apologised "
        "to. Channel, product and team are those of the complaint now.",
    ),
    Definition(
        id="recovery-outcome",
        title="What came of what was said and done",
        unit="share of cases, of ratings for withdrawn, 0 to 1",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; instants are UTC",
        cohort="The cases of recovery received in the time asked about, as of the instant asked about, whose "
        "days are over; of withdrawn, the ratings about them.",
        text="Apologised: an apology within the days from receipt. Without remedy: none within the days from "
        "the first apology, nor before; a remedy is an offer made good or a proposal accepted. Accepted: the "
        "complainant agreed to a proposal or the final response within the days from receipt; taking an "
        "offer of money is not asked, since only who was made one could. Complained again (double "
        "deviation): the customer's next case came in after the first final response and within the days "
        "from it; same cause, if the two name a root cause in common, unknown, if one names none. Reopened: "
        "within the days from the first final response. Withdrawn: each public rating about the case, "
        "withdrawn within the days from posting; a changed one is still the one first posted. Days are 24 "
        "hours, from the first instant at which something can have happened; the last of them counts. A case "
        "counts once its days are over, and is immature till then; where a time on which it rests is only "
        "known to be no later than an instant, it is time unknown; where the customer is not known, nobody "
        "knows of another complaint; open and ended without: the days have not begun. Groups: what was done, "
        "money being an offer made good; form, that of the last apology; repetition, which apology to this "
        "customer within 365 days before the case's first it was, those of the case included; only what came "
        "before the outcome and within the days counts. By arm, everybody counts in the arm assigned by "
        "chance, whatever was done (intention to treat); the days run from the assignment where that is "
        "later, and what had happened before it is left out. Intervals are Wilson's, 95 %; fewer than five "
        "have no share, only its interval. Only arms are assigned by chance; a difference between any other "
        "groups is not causal.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
)
