"""What each number in the views means."""

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


_ALL = (
    Definition(
        id="case-list",
        title="Case list",
        unit="complaints",
        zone="UTC",
        text="One row per complaint filed, whatever became of it. received_at is the first instant at which "
        "it can have been received; next_due_at the earliest due instant of the clocks that run; overdue "
        "means that this instant has passed at the time of asking. updated_at is when the latest fact was "
        "recorded that is not about a clock.",
    ),
    Definition(
        id="as-of",
        title="Any view as it was",
        unit="rows of the view",
        zone="none: instants are UTC",
        text="The rows that the fold of today makes of what was recorded by known_at, which is the ledger up "
        "to one position, and had happened by as_of; corrections known by then are applied. Cohort: the "
        "complaints chosen by what never changes, which are ids, when the filing was recorded (from is "
        "inclusive, to exclusive) and the source that it named; or those of a customer, as was known at "
        "known_at, whatever as_of. A view of customers takes all streams of every customer that is "
        "concerned. Conditions are met by the rows as of then. A verdict is that of the period of the clock "
        "that holds as_of, or known_at where that is not given. Asked again, the same is answered, unless a "
        "release has changed the fold.",
    ),
    Definition(
        id="sla-verdict",
        title="How a promise stands",
        unit="clocks",
        zone="UTC; due instants are computed in the zone of the policy",
        text="A clock is one promise to one complaint under one version of a policy. At the instant asked "
        "about it is: running, not stopped and not yet due; paused; met, stopped at the due instant or "
        "before; withdrawn, ended at the due instant or before because the complainant took the complaint "
        "back; breached while open, due before the instant and not stopped, or only by a withdrawal after "
        "it; breached and answered late, stopped by an answer after the due instant; time unknown, stopped "
        "within a span of time that begins before the due instant and ends after it. Every clock started by "
        "then is counted, open or not.",
    ),
    Definition(
        id="sla-margin",
        title="Margin of a promise",
        unit="seconds",
        zone="none: a difference of instants",
        text="Due instant minus the end of the span in which the clock stopped; negative when late; it does "
        "not change after the stop. For a clock that runs: due instant minus the instant asked about.",
    ),
    Definition(
        id="sla-compliance",
        title="How many promises were kept",
        unit="clocks",
        zone="groups by month: the zone asked for; instants are UTC",
        text="Cohort: the clocks that had started by the instant asked about and whose due instant, by "
        "what was known of it then, lies in the time asked about, whatever became of them. A clock that is "
        "paused stays in the cohort of the instant at which it was due before. Each clock of a promise "
        "that is made again counts. How each stands is its sla-verdict, but a clock that stands still "
        "since its complaint was merged is counted apart: the complaint it was merged into answers for it. "
        "Open is not yet due. Met early is met while the due instant has still to come. Team, handler and "
        "product are those at the stop; of a clock that was not stopped, those that hold the complaint "
        "now.",
    ),
    Definition(
        id="sla-share-met",
        title="Share of promises kept",
        unit="share of clocks, 0 to 1",
        zone="none: a ratio of counts",
        text="Of the cohort's clocks that were due before the instant asked about and met or breached, "
        "open or answered: the share met. Left out are those withdrawn, at an unknown time, paused and "
        "merged, and "
        "all that are not yet due, those met early too: of those due later only the kept ones are known. "
        "Fewer than 5 have no share, only its interval, which is Wilson's, 95 %.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="sla-near-miss",
        title="Near misses",
        unit="clocks",
        zone="none: a difference of instants",
        text="Clocks of the cohort that were met with a sla-margin of less than a tenth of the elapsed "
        "time from their start to the instant at which they were due in the end.",
    ),
    Definition(
        id="sla-margin-percentile",
        title="Margins of a cohort",
        unit="seconds of elapsed time (not working time)",
        zone="none: a difference of instants",
        text="Percentiles (nearest rank, exact) of the sla-margin of the cohort's clocks that were met, "
        "early or not, or breached and answered late: 10 of 100 have a margin no greater than p10. "
        "Negative is late. Clocks at an unknown time have none.",
    ),
    Definition(
        id="sla-pause-share",
        title="How much promises stood still",
        unit="share of elapsed time, 0 to 1; seconds",
        zone="none: differences of instants",
        text="Time for which the cohort's clocks stood still for one reason (merged, or what was said when "
        "somebody paused them), by their elapsed time from start to stop, or to the instant asked about "
        "where they were not stopped. A regulator's clock never stands still but for a merge.",
    ),
    Definition(
        id="inbox",
        title="What waits for an answer",
        unit="things that came in: complaints, messages, information, disputes, requests for the next stage",
        zone="none: instants are UTC",
        text="Everything that a complainant has sent or asked for, until somebody answers it: by a message "
        "that is substantive and not automatic, a proposal, a final response or a promised call; resolving, "
        "closing or withdrawing a complaint deals with what came before, and a merge leaves it to the other "
        "complaint, which has the duplicate to answer from then on. Whose turn it is: theirs from when "
        "information was asked for until something comes in, else ours. The promise is the clock of the "
        "complaint that runs and is due first. As of an earlier instant: what had come in and was not "
        "answered by then.",
    ),
    Definition(
        id="workload",
        title="Who has how much to do",
        unit="complaints; seconds of elapsed time (not working time)",
        zone="none: instants are UTC, ages differences of instants",
        text="The complaints that are open (neither resolved nor closed, withdrawn or merged), as far as is "
        "known now, by who holds them now; the group without a name is of those that nobody holds. Overdue: "
        "a clock that runs was due before the instant of asking; due soon: one is due within 7 days from "
        "then. Ages run from the receipt to the instant of asking, over weekends and pauses; percentiles by "
        "nearest rank, exact. Of now only: who held what on an earlier day is in the facts.",
    ),
    Definition(
        id="redress",
        title="What was offered, approved and paid",
        unit="offers; amounts in units of the currency, exact; seconds of elapsed time",
        zone="groups by month: the zone asked for; instants are UTC",
        text="Cohort: the offers of compensation that were made in the time asked about, whatever became of "
        "them, by what had become of each by the instant asked about: paid, declined, withdrawn, refused an "
        "approval, replaced by another offer, or open. Owed is open and accepted. Amounts are those of the "
        "offers, what goods are worth too; those of different currencies are never added. Approval: from the "
        "offer to the last approval that it needed, where both are known to the hour. The cause is the root "
        "cause identified last; team, handler and product are those when the offer was made. Matching: of "
        "the offers of which it was said, the share that makes up for the very loss; fewer than 5 have no "
        "share, only Wilson's interval, 95 %. Provisional credits are no offers. No share says what an offer "
        "caused: bigger failures get bigger offers.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="causes",
        title="What complaints are caused by",
        unit="complaints",
        zone="months: the zone asked for; instants are UTC",
        text="The complaints that name a root cause, by what is known of them now, each for every cause that "
        "it names, by receipt; those merged into another are the other's. Before and after: received within "
        "the window before the cause was removed, and in the window that begins a lag after it, since what "
        "happened before is complained of later too; the count after is withheld until its window is over. "
        "A drop is no proof that the removal caused it.",
    ),
    Definition(
        id="queue",
        title="What to do next",
        unit="seconds: of elapsed time, or of working time in the hours of the calendar named",
        zone="due instants are UTC; working hours are in the zone of the calendar",
        text="The clocks that run, as far as is known now, of complaints that are open or resolved; the "
        "one that is due first comes first, so what is most overdue is at the top. Time left: due instant "
        "minus the instant of asking; negative is overdue. Working time left counts only the hours of a "
        "calendar: that of the policy, where it has hours; else the one asked for; else the one calendar "
        "with hours, where the policy book has no other. Warnings passed: the policy's marks that are no "
        "greater than the time used, in percent of the time from start to due; of working time, where the "
        "policy counts that.",
    ),
    Definition(
        id="response-time",
        title="Response time",
        unit="seconds of elapsed time (not working time)",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; durations have none",
        text="From receipt to the first acknowledgement, first substantive reply (no automatic message; a "
        "final response counts), first apology, first final response, or the resolution or closing that "
        "holds (a reopening undoes it). Longest silence: the longest time without a word to the complainant "
        "while the complaint was open: from receipt, a reopening or a word to the next word, the end, or a "
        "merge; what is still silent counts up to now. A duration is computed where its two ends are known "
        "within an hour together, else the case counts as time unknown. Mean and percentiles (nearest rank) "
        "are of the cases reached; open cases, those that ended without it, and those that were merged into "
        "another before it, are counted beside them. All together are what was filed; all but the merged are "
        "cases. A step that a merged complaint lacked is the survivor's to take: there it runs from the "
        "earlier receipt, whether it was taken before the merge or after, until the merge is undone. Share "
        "within a target: reached within it, of all that were reached, have ended without it, or are open "
        "and certainly past the target. Where the time of some is unknown there is no such share, but two "
        "that it lies between: had all of these been late, and had all been in time.",
    ),
    Definition(
        id="win-back",
        title="Who is at risk, lost or back",
        unit="lives of customers; money in the currency given",
        zone="UTC; days of spending are those of UTC",
        text="A life of a customer lasts until it leaves; a return begins the next one. A loss recorded "
        "after the one that follows it counts once a return between the two is known. In a life a customer "
        "is: returned, it left and came back; offered, it left and was offered something to come back; lost, "
        "it left and was not; at risk, it is here and a complaint of this life is open or ended no more than "
        "90 days ago; stays, otherwise. Complaints are those received in this life; merged ones are left out "
        "of their number, and are contacts all the same. Apologised and compensated (an offer was made "
        "good): for the first time about any of them. First contact: yes, if every complaint was resolved or "
        "closed for the first time before the customer left, and nobody came back (a message, a dispute, an "
        "escalation, a reopening, another complaint) before that or within the days asked about, 30 if not "
        "said; open, while that can still be; no, also if one was withdrawn. Spend before: in the 90 days "
        "before the first complaint of the life, or before leaving if none came first; after: in the 90 days "
        "after the return, or for who stayed after that complaint, withheld until they are over. Spending "
        "that reaches beyond the days is left out, and so is all of it where there is more than one "
        "currency.",
    ),
    Definition(
        id="win-back-outcome",
        title="How many leave, or return",
        unit="share of lives, 0 to 1",
        zone="UTC",
        text="Left: of the lives in which a complaint came before any leaving, those that ended by leaving "
        "within the days given from the first complaint. Returned: of those that ended by leaving, those "
        "followed by a return within the days given from leaving. A life counts once these days are over; "
        "the others are shown as immature. Groups: what was done (apology, money, both, neither), reason of "
        "leaving, first contact, latest offer, or the arm of an experiment, assigned before leaving (for "
        "left) or after (for returned). What was done, or offered, counts if it came before the leaving (for "
        "left) or the return (for returned, whether before leaving or after), and within the days given: "
        "later it cannot have led to it. Intervals are Wilson's, 95 %; of fewer than five lives there is no "
        "share, only its interval. Only arms are assigned by chance; a difference between any other groups "
        "is not causal.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
)

DEFINITIONS: dict[str, Definition] = {definition.id: definition for definition in _ALL}
"""Every definition, by id."""
