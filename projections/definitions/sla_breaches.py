"""How promises stand, how they were kept, and which wait."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="sla-verdict",
        title="How a promise stands",
        unit="clocks",
        zone="UTC; due instants are computed in the zone of the policy",
        cohort="Every clock started by the instant asked about, open or not.",
        text="A clock is one promise to one complaint under one version of a policy. At the instant asked "
        "about it is: running, not stopped and not yet due; paused; met, stopped at the due instant or "
        "before; withdrawn, ended at the due instant or before because the complainant took the complaint "
        "back; breached while open, due before the instant and not stopped, or only by a withdrawal after "
        "it; breached and answered late, stopped by an answer after the due instant; time unknown, stopped "
        "within a span of time that begins before the due instant and ends after it.",
    ),
    Definition(
        id="sla-margin",
        title="Margin of a promise",
        unit="seconds",
        zone="none: a difference of instants",
        cohort="The clocks that run or have stopped; one that is paused is not due, and has no margin.",
        text="Due instant minus the end of the span in which the clock stopped; negative when late; it does "
        "not change after the stop. For a clock that runs: due instant minus the instant asked about.",
    ),
    Definition(
        id="sla-compliance",
        title="How many promises were kept",
        unit="clocks",
        zone="groups by month: the zone asked for; instants are UTC",
        cohort="The clocks that had started by the instant asked about and whose due instant, by what was "
        "known of it then, lies in the time asked about, whatever became of them.",
        text="A clock that is paused stays in the cohort of the instant at which it was due before. Each "
        "clock of a promise that is made again counts. How each stands is its sla-verdict, but a clock that "
        "stands still since its complaint was merged is counted apart: the complaint it was merged into "
        "answers for it. Open is not yet due. Met early is met while the due instant has still to come. "
        "Team, handler and product are those at the stop; of a clock that was not stopped, those that hold "
        "the complaint now.",
    ),
    Definition(
        id="sla-share-met",
        title="Share of promises kept",
        unit="share of clocks, 0 to 1",
        zone="none: a ratio of counts",
        cohort="The clocks of sla-compliance that were due before the instant asked about and met or "
        "breached, open or answered.",
        text="The share met. Left out are those withdrawn, at an unknown time, paused and merged, and all "
        "that are not yet due, those met early too: of those due later only the kept ones are known. Fewer "
        "than 5 have no share, only its interval, which is Wilson's, 95 %.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="sla-near-miss",
        title="Near misses",
        unit="clocks",
        zone="none: a difference of instants",
        cohort="The clocks of sla-compliance that were met.",
        text="Those with a sla-margin of less than a tenth of the elapsed time from their start to the "
        "instant at which they were due in the end.",
    ),
    Definition(
        id="sla-margin-percentile",
        title="Margins of a cohort",
        unit="seconds of elapsed time (not working time)",
        zone="none: a difference of instants",
        cohort="The clocks of sla-compliance that were met, early or not, or breached and answered late.",
        text="Percentiles (nearest rank, exact) of their sla-margin: 10 of 100 have a margin no greater than "
        "p10. Negative is late. Clocks at an unknown time have none.",
    ),
    Definition(
        id="sla-pause-share",
        title="How much promises stood still",
        unit="share of elapsed time, 0 to 1; seconds",
        zone="none: differences of instants",
        cohort="The clocks of sla-compliance.",
        text="Time for which they stood still for one reason (merged, or what was said when somebody paused "
        "them), by their elapsed time from start to stop, or to the instant asked about where they were not "
        "stopped. A regulator's clock never stands still but for a merge.",
    ),
    Definition(
        id="queue",
        title="What to do next",
        unit="seconds: of elapsed time, or of working time in the hours of the calendar named",
        zone="due instants are UTC; working hours are in the zone of the calendar",
        cohort="The clocks that run, as far as is known now, of complaints that are open or resolved.",
        text="The one that is due first comes first, so what is most overdue is at the top. Time left: due "
        "instant minus the instant of asking; negative is overdue. Working time left counts only the hours "
        "of a calendar: that of the policy, where it has hours; else the one asked for; else the one "
        "calendar with hours, where the policy book has no other. Warnings passed: the policy's marks that "
        "are no greater than the time used, in percent of the time from start to due; of working time, where "
        "the policy counts that.",
    ),
)
