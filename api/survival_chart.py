"""A chart of how many customers stay for how many days, in SVG."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from api import svg
from api.figures import counted
from projections.survival import Curve, Point

WIDTH, HEIGHT, MARGIN = 960, 320, 48
"""In units of the picture, which has no fixed size. Each further line of the head adds to the height."""
COLOURS = ("#5b6b7b", "#d9822b", "#2b83ba", "#7b3294", "#1a9641", "#a6611a")
"""Groups beyond the last colour begin again with the first."""
STEP = 150
"""How wide a name in the legend may be."""
LABELS = 6


def chart(head: Sequence[str], days: int, curves: Sequence[Curve]) -> str:
    """Return an SVG picture: a line that falls in steps for each group, with its interval, from day 0."""
    lower = svg.LINE * (len(head) - 1)
    picture = svg.picture(WIDTH, HEIGHT + lower, head[0])
    svg.head(picture, (MARGIN, 20), head)
    plot = SubElement(picture, "g", transform=f"translate(0 {lower})")
    svg.scale(plot, (MARGIN, WIDTH - MARGIN), (HEIGHT - MARGIN, MARGIN), 1)
    for label in range(LABELS + 1):
        day = label * days // LABELS
        svg.text(plot, (_x(day, days), HEIGHT - 28), f"{day}")
    svg.text(plot, (WIDTH - 2 * MARGIN, HEIGHT - 8), "days")
    for place, each in enumerate(curves):
        colour = COLOURS[place % len(COLOURS)]
        svg.text(plot, (MARGIN + place * STEP, 40), f"{each.group or 'all'} ({counted(each.lives)})", colour)
        _draw(plot, each, days, colour)
    return svg.written(picture)


def _draw(plot: Element, curve: Curve, days: int, colour: str) -> None:
    low = _steps([(it, it.low) for it in curve.points], days)
    high = _steps([(it, it.high) for it in curve.points], days)
    if low:
        around = " ".join([*high, *reversed(low)])
        SubElement(plot, "polygon", points=around, fill=colour, opacity="0.12")
    line = " ".join(_steps([(it, it.survival) for it in curve.points], days))
    SubElement(plot, "polyline", {"stroke-width": "2"}, points=line, fill="none", stroke=colour)


def _steps(values: Sequence[tuple[Point, float | None]], days: int) -> list[str]:
    """Return the corners of steps: each value holds until the day of the next point, the last to the end."""
    until = [*(point.day for point, _ in values[1:]), days]
    return [
        f"{_x(day, days):.1f},{_y(value):.1f}"
        for (point, value), end in zip(values, until, strict=False)  # of no value there is no step
        if value is not None
        for day in (point.day, end)
    ]


def _x(day: int, days: int) -> float:
    return MARGIN + day / days * (WIDTH - 2 * MARGIN)


def _y(share: float) -> float:
    return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)
