"""How often complainants have to get in touch."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="contacts",
        title="Contacts to resolution",
        unit="contacts; complaints",
        zone="groups by month: the zone asked for, but a day of receipt keeps its date; instants are UTC",
        cohort="Complaints received in the time asked about, by the instant asked about, and by how they "
        "stood then, as far as is known now: open, resolved (or closed), or withdrawn.",
        text="A complaint that is merged now is part of another and no case of its own: it is counted as "
        "merged, and its contacts are the other's (of one that names no customer only the filing, and what "
        "was written to it once it was merged). A contact is the filing, a message, a dispute of the "
        "outcome, or the complainant asking for a superior or the next stage; not information that was asked "
        "for, nor a reopening. Contacts to resolution are those until the resolution that holds (a reopening "
        "undoes it): all that did not certainly come after it. Mean and percentiles (nearest rank) are of "
        "the resolved. Of imported complaints nothing is known but what was recorded here. Team, handler and "
        "product are those when it ended for the first time, else now. A difference between groups is not "
        "causal: harder complaints take more contacts.",
    ),
    Definition(
        id="first-contact",
        title="Resolved at the first contact",
        unit="share of complaints, 0 to 1",
        zone="none: windows are multiples of 24 hours",
        cohort="The complaints of contacts that had ended at least the window (7, 14 or 30 days) before the "
        "instant asked about.",
        text="Yes: resolved or closed for the first time after one contact, and until the end of the window "
        "there was no other contact, no reopening and no complaint of the same customer about the same: one "
        "that names a root cause that this one names too, or is about the same product and issue. No: any of "
        "these, or withdrawn. Time unknown: what came may have come within the window or after it. Immature: "
        "ended later than that, withheld also where somebody has come back already, since of such complaints "
        "only those would be known. Open: not ended yet. Fewer than 5 have no share, only Wilson's interval, "
        "95 %. A difference between groups is not causal.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="channel-switch",
        title="Changes of channel",
        unit="complaints; share of complaints, 0 to 1",
        zone="none: a difference of instants",
        cohort="The complaints of contacts.",
        text="Those with contacts by two or more channels before the end, or so far. Channels that do not "
        "say how the complainant got in touch (referral, staff, system, unknown) are none. Involuntary: when "
        "the channel changed, an earlier contact had gone without a substantive answer for longer than the "
        "hours asked about, 48 if not said. What can have been answered by then, by what is known of the "
        "times, counts as answered; involuntary unknown are those where how long it had waited is not known "
        "to the hour. Share: of all complaints, open ones too; fewer than 5 have none, only Wilson's "
        "interval, 95 %.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
    Definition(
        id="hand-off",
        title="Hand-offs",
        unit="hand-offs for each complaint",
        zone="none: instants are UTC",
        cohort="The complaints of contacts.",
        text="How often a complaint had passed, by the instant asked about, to another team, or from a "
        "person to another or to nobody. Whoever holds it first takes it from nobody, and a person who takes "
        "up what waits in the same team takes it from nobody either. From a machine: a machine recorded, in "
        "its own name, that it handed over what no team held; this is no hand-off. Handed over: with one "
        "hand-off or more. Of merged complaints none are counted. Percentiles by nearest rank.",
    ),
    Definition(
        id="repeated-information",
        title="Asked for the same again",
        unit="complaints; share of complaints, 0 to 1",
        zone="none: instants are UTC",
        cohort="The complaints of contacts.",
        text="Those in which some item of information had been asked for twice or more by the instant asked "
        "about, whether it had arrived or not. Share: of all complaints, those too in which nothing was "
        "asked for; fewer than 5 have none, only Wilson's interval, 95 %.",
        source="E. B. Wilson, Journal of the American Statistical Association 22 (1927), pages 209-212",
    ),
)
