"""A chart of how many clocks are due week by week, as it was and as it would be, in SVG."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from projections.simulation import Simulation, Week

WIDTH, HEIGHT, MARGIN = 960, 320, 48
"""In units of the picture, which has no fixed size."""
WAS, WOULD_BE = "#5b6b7b", "#d9822b"
MOST_LABELS = 8


def chart(found: Simulation) -> str:
    """Return an SVG picture: two bars a week, a scale, and a legend. It needs no script and no network."""
    picture = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")
    title = f"{found.policy}: clocks due a week, received {found.received_from} to {found.received_to}"
    SubElement(picture, "title").text = title
    _text(picture, (MARGIN, 20), title)
    _text(picture, (WIDTH - 260, 20), "as it was", WAS)
    _text(picture, (WIDTH - 160, 20), "under the draft", WOULD_BE)
    most = max((max(week.due, week.draft_due) for week in found.weeks), default=0)
    if most:
        _bars(picture, found.weeks, most)
    indent(picture)
    return tostring(picture, encoding="unicode") + "\n"


def _bars(picture: Element, weeks: Sequence[Week], most: int) -> None:
    bottom, step = HEIGHT - MARGIN, (WIDTH - 2 * MARGIN) / len(weeks)
    tallest = bottom - MARGIN
    for share in (0, 0.5, 1):
        y = bottom - share * tallest
        SubElement(
            picture,
            "line",
            x1=f"{MARGIN}",
            x2=f"{WIDTH - MARGIN}",
            y1=f"{y:.1f}",
            y2=f"{y:.1f}",
            stroke="#dde3e8",
        )
        _text(picture, (8, y + 4), f"{share * most:g}")
    every = -(-len(weeks) // MOST_LABELS)
    for place, week in enumerate(weeks):
        left = MARGIN + place * step
        for number, colour, shift in ((week.due, WAS, 0.1), (week.draft_due, WOULD_BE, 0.5)):
            tall = number / most * tallest
            bar = SubElement(
                picture,
                "rect",
                x=f"{left + shift * step:.1f}",
                y=f"{bottom - tall:.1f}",
                width=f"{0.4 * step:.1f}",
                height=f"{tall:.1f}",
                fill=colour,
            )
            SubElement(bar, "title").text = f"{week.monday}: {number}"
        if place % every == 0:
            _text(picture, (left, HEIGHT - 20), f"{week.monday}")


def _text(picture: Element, at: tuple[float, float], words: str, colour: str = "#222") -> None:
    where = {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "fill": colour}
    SubElement(picture, "text", {**where, "font-family": "sans-serif", "font-size": "13"}).text = words
