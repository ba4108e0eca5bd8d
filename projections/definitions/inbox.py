"""What came in and waits for an answer."""

from projections.definitions.definition import Definition

DEFINITIONS = (
    Definition(
        id="inbox",
        title="What waits for an answer",
        unit="things that came in: complaints, messages, information, disputes, requests for the next stage",
        zone="none: instants are UTC",
        cohort="What came in by the instant asked about, and nobody had answered by then.",
        text="Everything that a complainant has sent or asked for, until somebody answers it: by a message "
        "that is substantive and not automatic, a proposal, a final response or a promised call; resolving, "
        "closing or withdrawing a complaint deals with what came before, and a merge leaves it to the other "
        "complaint, which has the duplicate to answer from then on. Whose turn it is: theirs from when "
        "information was asked for until something comes in, else ours. The promise is the clock of the "
        "complaint that runs and is due first. As of an earlier instant: what had come in and was not "
        "answered by then.",
    ),
)
