"""What was taken to an ombudsman."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="ombudsman",
        title="What was referred to an ombudsman, and overturned",
        unit="final responses; shares of them, 0 to 1; seconds of elapsed time, exact to the day",
        zone="groups by month: the zone asked for, but a day keeps its date; instants are UTC; windows close "
        "at the end of a day in the zone of their policy, else in Europe/London",
        cohort="The final responses issued in the time asked about whose window to turn to an ombudsman was "
        "over by the instant asked about; every final response of a complaint counts, with a window of its "
        "own.",
        text="A window closes when a clock is due that the response started under a policy whose id begins "
        "with uk.fos., else six calendar months after the day of the response under uk.fca and "
        "uk.fca.payments; elsewhere it is unknown, and counted apart. Of those still open nothing is said. A "
        "referral, to whatever body, belongs to the last final response before it, and the first counts. "
        "Share referred: of the cohort without the referrals of which it is not certain whether they were in "
        "time, those referred in time; late ones are beside it. Decisions are the last of each, on any "
        "referral of the cohort, in time or not. Overturned: the ombudsman upheld the complaint in whole or "
        "part, whatever the response had said, since one that finds enough was offered rejects it; of those "
        "decided on the merits, so without those settled. Times run from the referral to the decision or "
        "settlement. Unanswered: referred before any final response; overdue, if a running promise of a "
        "final response was certainly due before. Complaints that are merged into another are counted apart, "
        "and a referral of the other one is the other's. Fewer than 5 have no share, only Wilson's interval, "
        "95 %. Team, handler and product are those at the response, else the referral; the cause is the one "
        "identified last. A difference between groups is not causal.",
        source="FCA Handbook DISP 2.8.2R(1), view of 2024-04-02, read 2026-11-29; E. B. Wilson, Journal of "
        "the American Statistical Association 22 (1927), pages 209-212",
    ),
)
