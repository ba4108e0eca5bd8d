"""How long complainants wait for each step."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="response-time",
        title="Response time",
        unit="seconds of elapsed time (not working time)",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; durations have none",
        cohort="The complaints received in the time asked about, whatever became of them; those merged into "
        "another are no case of their own.",
        text="From receipt to the first acknowledgement, first substantive reply (no automatic message; a "
        "final response counts), first apology that a person made, first final response, or the resolution "
        "or closing that holds (a reopening undoes it). Longest silence: the longest time without a word to "
        "the complainant while the complaint was open: from receipt, a reopening or a word to the next word, "
        "the end, or a merge; what is still silent counts up to now. A duration is computed where its two "
        "ends are known within an hour together, else the case counts as time unknown. Mean (to the "
        "microsecond, rounded half up) and percentiles (nearest rank) are of the cases reached; percentiles "
        "of more than 100,000 are computed from counts in logarithmic bins, to 1 %, as percentile_error says "
        "(not by handler, nor where there is a target). Open cases, those that ended without it, and those "
        "that were merged into another before it, are counted beside them. All together are what was filed; "
        "all but the merged are cases. A step that a merged complaint lacked is the survivor's to take: "
        "there it runs from the earlier receipt, whether it was taken before the merge or after, until the "
        "merge is undone. Share within a target: reached within it, of all that were reached, have ended "
        "without it, or are open and certainly past the target. Where the time of some is unknown there is "
        "no such share, but two that it lies between: had all of these been late, and had all been in time. "
        "Judged: in time, late for certain, and time unknown; overdue: open, and late already.",
    ),
)
