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
        text="The rows that the fold of today makes of what was recorded by known_at, which is the ledger "
        "up to one position, and had happened by as_of; corrections known by then are applied. Cohort: the "
        "complaints chosen by what never changes, which are ids, when the filing was recorded (from is "
        "inclusive, to exclusive) and the source that it named; or those of a customer, as was known at "
        "known_at, whatever as_of. Rows of win_back are those of every customer that is concerned. Rows of "
        "contacts and recovery are those of the complaints chosen, made of all that concerns the same "
        "customer; what is merged into another complaint is no case of recovery of its own. Conditions are "
        "met by the rows as of then. A verdict is that of the period of the clock that holds as_of, or "
        "known_at where that is not given. Asked again, the same is answered, unless a release has changed "
        "the fold.",
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
        id="ombudsman",
        title="What was referred to an ombudsman, and overturned",
        unit="final responses; shares of them, 0 to 1; seconds of elapsed time, exact to the day",
        zone="groups by month: the zone asked for, but a day keeps its date; instants are UTC; windows close "
        "at the end of a day in the zone of their policy, else in Europe/London",
        text="Cohort: the final responses issued in the time asked about whose window to turn to an "
        "ombudsman was over by the instant asked about; every final response of a complaint counts, with a "
        "window of its own. It closes when a clock is due that the response started under a policy whose id "
        "begins with uk.fos., else six calendar months after the day of the response under uk.fca and "
        "uk.fca.payments; elsewhere it is unknown, and counted apart. Of those still open nothing is said. "
        "A referral, to whatever body, belongs to the last final response before it, and the first counts. "
        "Share referred: of the cohort without the referrals of which it is not certain whether they were "
        "in time, those referred in time; late ones are beside it. Decisions are the last of each, on any "
        "referral of the cohort, in time or not. Overturned: the ombudsman upheld the complaint in whole or "
        "part, whatever the response had said, since one that finds enough was offered rejects it; of those "
        "decided on the merits, so without those settled. Times run from the referral to the decision or "
        "settlement. Unanswered: referred before any final response; overdue, if a running promise of a "
        "final response was certainly due before. Complaints that are merged into another are counted "
        "apart, and a referral of the other one is the other's. Fewer than 5 have no share, only Wilson's "
        "interval, 95 %. Team, handler and product are those at the response, else the referral; the cause "
        "is the one identified last. A difference between groups is not causal.",
        source="FCA Handbook DISP 2.8.2R(1), view of 2024-04-02, read 2026-11-29; E. B. Wilson, Journal of "
        "the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="recovery",
        title="In how many cases somebody apologised, and how soon",
        unit="cases; apologies, by form; seconds of elapsed time (not working time)",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; durations have none",
        text="Cohort: the cases received in the time asked about and by the instant asked about, whatever "
        "became of them. A case is a complaint with those that are merged into it, by what is known now: "
        "its receipt is the earliest of theirs, what was said or done about any of them counts (unless a "
        "merged one names no customer), and filings says how many they are. An apology is one that a person "
        "made; automatic ones are counted apart. Apologised: at least once; open: not yet, and the "
        "complaint is open; ended without: not, and it is not, as known now. Repeated: more than once in "
        "the case. The time from receipt to the first apology is computed where both are known within an "
        "hour together, else the case counts as time unknown; percentiles by nearest rank, exact, of the "
        "others that were apologised to. Channel, product and team are those of the complaint now.",
    ),
    Definition(
        id="recovery-outcome",
        title="What came of what was said and done",
        unit="share of cases, of ratings for withdrawn, 0 to 1",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; instants are UTC",
        text="Of the cases of recovery received in the time asked about, as of the instant asked about. "
        "Apologised: an apology within the days from receipt. Without remedy: none within the days from the "
        "first apology, nor before; a remedy is an offer made good or a proposal accepted. Accepted: the "
        "complainant agreed to a proposal or the final response within the days from receipt; taking an "
        "offer of money is not asked, since only who was made one could. Complained again (double "
        "deviation): the customer's next case came in after the first final response and within the days "
        "from it; same cause, if the two name a root cause in common, unknown, if one names none. Reopened: "
        "within the days from the first final response. Withdrawn: each public rating about the case, "
        "withdrawn within the days from posting; a changed one is still the one first posted. Days are 24 "
        "hours, from the first instant at which something can have happened; the last of them counts. A "
        "case counts once its days are over, and is immature till then; where a time on which it rests is "
        "only known to be no later than an instant, it is time unknown; where the customer is not known, "
        "nobody knows of another complaint; open and ended without: the days have not begun. Groups: what "
        "was done, money being an offer made good; form, that of the last apology; repetition, which "
        "apology to this customer within 365 days before the case's first it was, those of the case "
        "included; only what came before the outcome and within the days counts. By arm, everybody counts "
        "in the arm assigned by chance, whatever was done (intention to treat); the days run from the "
        "assignment where that is later, and what had happened before it is left out. Intervals are "
        "Wilson's, 95 %; fewer than five have no share, only its interval. Only arms are assigned by "
        "chance; a difference between any other groups is not causal.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="contacts",
        title="Contacts to resolution",
        unit="contacts; complaints",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; instants are UTC",
        text="Cohort: complaints received in the time asked about, by the instant asked about, and by how "
        "they stood then, as far as is known now: open, resolved (or closed), or withdrawn. A complaint that "
        "is merged now is part of another and no case of its own: it is counted as merged, and its contacts "
        "are the other's. A contact is the filing, a message, a dispute of the outcome, or the complainant "
        "asking for a superior or the next stage; not information that was asked for, nor a reopening. "
        "Contacts to resolution are those until the resolution that holds (a reopening undoes it): all that "
        "did not certainly come after it. Mean and percentiles (nearest rank) "
        "are of the resolved. Of imported complaints nothing is known but what was recorded here. Team, "
        "handler and product are those when it ended for the first time, else now. A difference between "
        "groups is not causal: harder complaints take more contacts.",
    ),
    Definition(
        id="first-contact",
        title="Resolved at the first contact",
        unit="share of complaints, 0 to 1",
        zone="none: windows are multiples of 24 hours",
        text="Of the cohort of contacts, complaints that had ended at least the window (7, 14 or 30 days) "
        "before the instant asked about. Yes: resolved or closed for the first time after one contact, and "
        "until the end of the window there was no other contact, no reopening and no complaint of the same "
        "customer about the same: one that names a root cause that this one names too, or is about the same "
        "product and issue. No: any of these, or withdrawn. Time unknown: what came may have come within the "
        "window or after it. Immature: ended later than that, withheld also where somebody has come back "
        "already, since of such complaints only those would be known. Open: not ended yet. Fewer than 5 have "
        "no share, only Wilson's interval, 95 %. A difference between groups is not causal.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="channel-switch",
        title="Changes of channel",
        unit="complaints; share of complaints, 0 to 1",
        zone="none: a difference of instants",
        text="Complaints of the cohort of contacts with contacts by two or more channels before the end, or "
        "so far. Channels that do not say how the complainant got in touch (referral, staff, system, "
        "unknown) are none. Involuntary: when the channel changed, an earlier contact had gone without a "
        "substantive answer for longer than the hours asked about, 48 if not said. What can have been "
        "answered by then, by what is known of the times, counts as answered; involuntary unknown are those "
        "where how long it had waited is not known to the hour. Share: of all complaints, open ones too; "
        "fewer than 5 have none, only Wilson's interval, 95 %.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="hand-off",
        title="Hand-offs",
        unit="hand-offs for each complaint",
        zone="none: instants are UTC",
        text="How often a complaint of the cohort of contacts had passed, by the instant asked about, to "
        "another team, or from a person to another or to nobody. Whoever holds it first takes it from "
        "nobody, and a person who takes up what waits in the same team takes it from nobody either. From a "
        "machine: a machine recorded, in its own name, that it handed over what no team held; this is no "
        "hand-off. Hand-offs of merged complaints are not counted. Percentiles by nearest rank.",
    ),
    Definition(
        id="repeated-information",
        title="Asked for the same again",
        unit="complaints; share of complaints, 0 to 1",
        zone="none: instants are UTC",
        text="Complaints of the cohort of contacts in which some item of information had been asked for "
        "twice or more by the instant asked about, whether it had arrived or not. Share: of all complaints, "
        "those too in which nothing was asked for; fewer than 5 have none, only Wilson's interval, 95 %.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
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
        "are of the cases reached; percentiles of more than 100,000 are computed from counts in logarithmic "
        "bins, to 1 %, as percentile_error says (not by handler, nor where there is a target). Open cases, "
        "those that ended without it, and those that were merged into another before it, are counted beside "
        "them. All together are what was filed; all but the merged are cases. A step that a merged complaint "
        "lacked is the survivor's to take: there it runs from the "
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
    Definition(
        id="win-back-survival",
        title="How long customers stay after a complaint",
        unit="days between calendar days; share of lives, 0 to 1",
        zone="UTC; a day that was said keeps its date",
        text="Cohort: the lives in which a complaint came before any leaving, from the day of the first one "
        "(the earliest receipt of what is merged into it) to the day of leaving, as far as is known now. Who "
        "has not left by now, or by the last day asked about, is censored there. Kaplan and Meier's estimate "
        "is the share still here after each day on which somebody left, with its log-log interval, 95 %, by "
        "Greenwood's variance; no share where fewer than five were at risk. Median: the first day after "
        "which no more than half are here. Groups by what was done, or first contact of the first complaint, "
        "are as they stood when the landmark began (day 30 for what was done; 30 days after the first "
        "contact's, if nothing else is asked), of those still here then: by what was done in the end, who "
        "stayed longer would seem to have stayed for it. Left earlier and immature, whose landmark is to "
        "come, are in no curve; nor is a life whose complaint or leaving is not known to the day: time "
        "unknown. Prior complaints (0, 1, 2 and more, of earlier lives too) run from the first, the second "
        "and the third complaint. An arm assigned after the complaint runs from its assignment. If "
        "inactivity is asked about, see there for who else has left. Only arms are assigned by chance; a "
        "difference between any other groups is not causal.",
        source="E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958), pages "
        "457-481; J. R. Anderson, K. C. Cain and R. D. Gelber, Journal of Clinical Oncology 1 (1983), pages "
        "710-719",
    ),
    Definition(
        id="inactivity",
        title="Who has left without a word",
        unit="the customer's own usual gaps, each a number of days",
        zone="UTC; days of spending are those of UTC",
        text="Usual gap: the median of the days between the last days of what a customer spent in this life "
        "by the day of the complaint, on three different ones or more; who spent less has none, counts as "
        "gap unknown, and can only leave. Inactive: from the first day on which, since the complaint or the "
        "last day of what was spent, nothing was spent for more than so many usual gaps as asked. What was "
        "spent lately and is not recorded yet makes customers look inactive.",
    ),
    Definition(
        id="win-back-rate",
        title="How many offers to come back are taken",
        unit="share of offers, 0 to 1",
        zone="UTC; a day that was said keeps its date",
        text="Cohort: the offers to customers who had left, whose days since the day of the offer are over; "
        "the others are immature. Accepted or declined within these days, else open, also if answered later. "
        "Taking an offer is a fact of its own: who came back without it did not take it. An offer or answer "
        "that is not known to the day is time unknown. Several offers to one customer count as several. "
        "Intervals are Wilson's, 95 %; fewer than five have no share. A difference is not causal: who was "
        "offered more may have been harder to win.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="second-life",
        title="How long those stay who came back",
        unit="days between calendar days",
        zone="UTC; a day that was said keeps its date",
        text="Cohort: the lives that a return began, the third and later ones too, by the offer that was "
        "taken before it, or none. From the day of the return to the day of the next leaving; who has not "
        "left is censored now. Estimate, interval and median are those of win-back-survival. A return or "
        "leaving that is not known to the day is time unknown. A difference is not causal.",
        source="E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958), pages "
        "457-481",
    ),
    Definition(
        id="second-life-value",
        title="What those are worth who came back",
        unit="money in the currency given, exact, never added across currencies",
        zone="UTC; days of spending are those of UTC",
        text="Cohort: the lives of second-life whose days after the day of the return are over; the others "
        "are immature. Spent: in these days and in this life altogether; spending that reaches beyond is "
        "left out. Net: spent times the margin asked for, less the cost of the offers taken before the "
        "return, less what was made good in these days of complaints of this life. Cost unknown, in no sum: "
        "lives of whose offer nobody said what it costs, unless it was a contact, which costs nothing. Time "
        "unknown: a return, or what was made good, that is not known to the day. Nothing observed is no "
        "proof that nothing was spent. A difference is not causal: cheap offers bring back who was easy to "
        "win.",
    ),
    Definition(
        id="redress-per-retained",
        title="What redress costs for each customer who stayed",
        unit="money in the currency given for each life, never added across currencies",
        zone="UTC; a day that was said keeps its date",
        text="Cohort: the lives of win-back-survival whose days since the first complaint are over; the "
        "others are immature. Made good within these days, to who stayed and who left, by kind of "
        "compensation; divided by those who had not left within them, and rounded to the decimals of the "
        "amounts; not where fewer than five stayed. A complaint, leaving or payment that is not known to the "
        "day is time unknown. It is a cost, and no proof that anybody stayed for it.",
    ),
)

DEFINITIONS: dict[str, Definition] = {definition.id: definition for definition in _ALL}
"""Every definition, by id."""
