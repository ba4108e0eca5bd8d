"""Customers that leave and return."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="win-back",
        title="Who is at risk, lost or back",
        unit="lives of customers; money in the currency given",
        zone="UTC; days of spending are those of UTC",
        cohort="Every life of every customer, as far as is known now.",
        text="A life of a customer lasts until it leaves; a return begins the next one. A loss recorded "
        "after the one that follows it counts once a return between the two is known. In a life a customer "
        "is: returned, it left and came back; offered, it left and was offered something to come back; lost, "
        "it left and was not; at risk, it is here and a complaint of this life is open or ended no more than "
        "90 days ago; stays, otherwise. Complaints are those received in this life, and what did not "
        "certainly come after a leaving came in the life that ended by it; merged ones are left out of their "
        "number, and are contacts all the same. Apologised (an automatic apology is none) and compensated "
        "(an offer was made good): for the first time about any of them. First contact: yes, if every "
        "complaint was resolved or closed for the first time before the customer left, and nobody came back "
        "(a message, a dispute, an escalation, a reopening, another complaint) before that or within the "
        "days asked about, 30 if not said; open, while that can still be; no, also if one was withdrawn. "
        "Spend before: in the 90 days before the first complaint of the life, or before leaving if none came "
        "first; after: in the 90 days after the return, or for who stayed after that complaint, withheld "
        "until they are over. Spending that reaches beyond the days is left out, and so is all of it where "
        "there is more than one currency.",
    ),
    Definition(
        id="win-back-outcome",
        title="How many leave, or return",
        unit="share of lives, 0 to 1",
        zone="UTC",
        cohort="For left, the lives of win-back-survival; for returned, all lives that ended by leaving.",
        text="Left: those that ended by leaving within the days given from the first complaint. Returned: "
        "those followed by a return within the days given from leaving. A life counts once these days are "
        "over; the others are shown as immature. Time unknown, in none of these: a life of whose first "
        "complaint or leaving (for left), leaving or return (for returned), it is only known by when it had "
        "happened. Groups: what was done (apology, money, both, neither), reason of leaving, first contact, "
        "latest offer, or the arm of an experiment, assigned before leaving (for left) or after (for "
        "returned). What was done, or offered, counts if it came before the leaving (for left) or the return "
        "(for returned, whether before leaving or after), and within the days given: later it cannot have "
        "led to it. What was done on the day of a leaving, or return, of which only the day is known, may "
        "have come later and does not count. Intervals are Wilson's, 95 %; of fewer than five lives there is "
        "no share, only its interval. Only arms are assigned by chance; a difference between any other "
        "groups is not causal.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="win-back-survival",
        title="How long customers stay after a complaint",
        unit="days between calendar days; share of lives, 0 to 1",
        zone="UTC; a day that was said keeps its date",
        cohort="The lives in which a complaint came before any leaving, or may have: of one that came on the "
        "day of a leaving, where no hour is known, the customer left on day 0.",
        text="From the day of the first complaint (the earliest receipt of what is merged into it) to the "
        "day of leaving, as far as is known now. Who has not left by now, or by the last day asked about, is "
        "censored there. Kaplan and Meier's estimate is the share still here after each day on which "
        "somebody left, with its log-log interval, 95 %, by Greenwood's variance; no share where fewer than "
        "five were at risk. Median: the first day after which no more than half are here. Groups by what was "
        "done, and of the first complaint by the outcome of its last final response, first contact, or "
        "whether it had been resolved or closed (reopened or not; withdrawing is neither), are as they stood "
        "when the landmark began (day 30; 30 days after the first contact's, if nothing else is asked), of "
        "those still here then: by what was done in the end, who stayed longer would seem to have stayed for "
        "it. Left earlier and immature, whose landmark is to come, are in no curve; nor is a life whose "
        "complaint or leaving is not known to the day: time unknown. Prior complaints (0, 1, 2 and more, of "
        "earlier lives too) run from the first, the second and the third complaint. An arm assigned after "
        "the complaint runs from its assignment. If inactivity is asked about, see there for who else has "
        "left. Only arms are assigned by chance; a difference between any other groups is not causal.",
        source="E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958), pages "
        "457-481; J. R. Anderson, K. C. Cain and R. D. Gelber, Journal of Clinical Oncology 1 (1983), pages "
        "710-719",
    ),
    Definition(
        id="inactivity",
        title="Who has left without a word",
        unit="the customer's own usual gaps, each a number of days",
        zone="UTC; days of spending are those of UTC",
        cohort="The lives of win-back-survival, where inactivity is asked about.",
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
        cohort="The offers to customers who had left, whose days since the day of the offer are over; the "
        "others are immature.",
        text="Accepted or declined within these days, else open, also if answered later. Taking an offer is "
        "a fact of its own: who came back without it did not take it. An offer or answer that is not known "
        "to the day is time unknown. Several offers to one customer count as several. Intervals are "
        "Wilson's, 95 %; fewer than five have no share. A difference is not causal: who was offered more may "
        "have been harder to win.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="second-life",
        title="How long those stay who came back",
        unit="days between calendar days",
        zone="UTC; a day that was said keeps its date",
        cohort="The lives that a return began, the third and later ones too, by the offer that was taken "
        "before it, or none.",
        text="From the day of the return to the day of the next leaving; who has not left is censored now. "
        "Estimate, interval and median are those of win-back-survival. A return or leaving that is not known "
        "to the day is time unknown. A difference is not causal.",
        source="E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958), pages "
        "457-481",
    ),
    Definition(
        id="second-life-value",
        title="What those are worth who came back",
        unit="money in the currency given, exact, never added across currencies",
        zone="UTC; days of spending are those of UTC",
        cohort="The lives of second-life whose days after the day of the return are over; the others are "
        "immature.",
        text="Spent: in these days and in this life altogether; spending that reaches beyond is left out. "
        "Net: spent times the margin asked for, less the cost of the offers taken before the return, less "
        "what was made good in these days of complaints of this life. Cost unknown, in no sum: lives of "
        "whose offer nobody said what it costs, unless it was a contact, which costs nothing. Time unknown: "
        "a return, or what was made good, that is not known to the day. Nothing observed is no proof that "
        "nothing was spent. A difference is not causal: cheap offers bring back who was easy to win.",
    ),
    Definition(
        id="redress-per-retained",
        title="What redress costs for each customer who stayed",
        unit="money in the currency given for each life, never added across currencies",
        zone="UTC; a day that was said keeps its date",
        cohort="The lives of win-back-survival whose days since the first complaint are over; the others are "
        "immature.",
        text="Made good within these days, to who stayed and who left, by kind of compensation; divided by "
        "those who had not left within them, and rounded to the decimals of the amounts; not where fewer "
        "than five stayed. A complaint, leaving or payment that is not known to the day is time unknown. It "
        "is a cost, and no proof that anybody stayed for it.",
    ),
)
