"""A chart of how many clocks are due week by week, as it was and as it would be, in SVG."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from api import svg
from projections.simulation import Simulation, Week

WIDTH, HEIGHT, MARGIN = 960, 320, 48
"""In units of the picture, which has no fixed size."""
WAS, WOULD_BE = "#5b6b7b", "#d9822b"
MOST_LABELS = 8


def chart(found: Simulation) -> str:
    """Return an SVG picture: two bars a week, a scale, and a legend."""
    title = f"{found.policy}: clocks due a week, received {found.received_from} to {found.received_to}"
    picture = svg.picture(WIDTH, HEIGHT, title)
    svg.text(picture, (MARGIN, 20), title)
    svg.text(picture, (WIDTH - 260, 20), "as it was", WAS)
    svg.text(picture, (WIDTH - 160, 20), "under the draft", WOULD_BE)
    most = max((max(week.due, week.draft_due) for week in found.weeks), default=0)
    if most:
        _bars(picture, found.weeks, most)
    return svg.written(picture)


def _bars(picture: Element, weeks: Sequence[Week], most: int) -> None:
    bottom, step = HEIGHT - MARGIN, (WIDTH - 2 * MARGIN) / len(weeks)
    tallest = bottom - MARGIN
    svg.scale(picture, (MARGIN, WIDTH - MARGIN), (bottom, MARGIN), most)
    every = -(-len(weeks) // MOST_LABELS)
    for place, week in enumerate(weeks):
        left = MARGIN + place * step
        for number, colour, shift in ((week.due, WAS, 0.1), (week.draft_due, WOULD_BE, 0.5)):
            tall = number / most * tallest
            corner, size = (left + shift * step, bottom - tall), (0.4 * step, tall)
            svg.bar(picture, corner, size, colour, f"{week.monday}: {number}")
        if place % every == 0:
            svg.text(picture, (left, HEIGHT - 20), f"{week.monday}")
