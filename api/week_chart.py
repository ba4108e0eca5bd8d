"""A chart of how many clocks are due week by week, as it was and as it would be, in SVG."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from api.svg import BOTTOM, HEIGHT, MARGIN, TALLEST, WIDTH, picture_of, scale, text_of, write
from projections.simulation import Simulation, Week

WAS, WOULD_BE = "#5b6b7b", "#d9822b"
MOST_LABELS = 8


def chart(found: Simulation) -> str:
    """Return an SVG picture: two bars a week, a scale, and a legend."""
    title = f"{found.policy}: clocks due a week, received {found.received_from} to {found.received_to}"
    picture = picture_of(title)
    write(picture, (WIDTH - 260, 20), "as it was", WAS)
    write(picture, (WIDTH - 160, 20), "under the draft", WOULD_BE)
    most = max((max(week.due, week.draft_due) for week in found.weeks), default=0)
    if most:
        scale(picture, most)
        _bars(picture, found.weeks, most)
    return text_of(picture)


def _bars(picture: Element, weeks: Sequence[Week], most: int) -> None:
    step = (WIDTH - 2 * MARGIN) / len(weeks)
    every = -(-len(weeks) // MOST_LABELS)
    for place, week in enumerate(weeks):
        left = MARGIN + place * step
        for number, colour, shift in ((week.due, WAS, 0.1), (week.draft_due, WOULD_BE, 0.5)):
            tall = number / most * TALLEST
            bar = SubElement(
                picture,
                "rect",
                x=f"{left + shift * step:.1f}",
                y=f"{BOTTOM - tall:.1f}",
                width=f"{0.4 * step:.1f}",
                height=f"{tall:.1f}",
                fill=colour,
            )
            SubElement(bar, "title").text = f"{week.monday}: {number}"
        if place % every == 0:
            write(picture, (left, HEIGHT - 20), f"{week.monday}")
