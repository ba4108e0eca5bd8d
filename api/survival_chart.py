"""A chart of how many customers stay for how many days after a complaint, in SVG."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from api import svg
from projections.survival import Curve, Point
from projections.win_back_survival import CurveOfGroup

WIDTH, HEIGHT, MARGIN = 960, 320, 48
"""In units of the picture, which has no fixed size."""
BOTTOM = HEIGHT - MARGIN
COLOURS = ("#5b6b7b", "#d9822b", "#2b83ba", "#7b3294", "#1a9641", "#a6611a")
"""Groups beyond the last colour begin again with the first."""
STEP = 150
"""How wide a name in the legend may be."""
LABELS = 6


def chart(title: str, days: int, groups: Sequence[CurveOfGroup]) -> str:
    """Return an SVG picture: a line that falls in steps for each group, with its interval, from day 0."""
    picture = svg.picture(WIDTH, HEIGHT, title)
    svg.text(picture, (MARGIN, 20), title)
    svg.scale(picture, (MARGIN, WIDTH - MARGIN), (BOTTOM, MARGIN), 1)
    for label in range(LABELS + 1):
        day = label * days // LABELS
        svg.text(picture, (_x(day, days), HEIGHT - 28), f"{day}")
    svg.text(picture, (WIDTH - 2 * MARGIN, HEIGHT - 8), "days")
    for place, each in enumerate(groups):
        colour = COLOURS[place % len(COLOURS)]
        svg.text(picture, (MARGIN + place * STEP, 40), f"{each.group or 'all'} ({each.curve.lives})", colour)
        _draw(picture, each.curve, days, colour)
    return svg.written(picture)


def _draw(picture: Element, curve: Curve, days: int, colour: str) -> None:
    low = _steps([(it, it.low) for it in curve.points], days)
    high = _steps([(it, it.high) for it in curve.points], days)
    if low:
        around = " ".join([*high, *reversed(low)])
        SubElement(picture, "polygon", points=around, fill=colour, opacity="0.12")
    line = " ".join(_steps([(it, it.survival) for it in curve.points], days))
    SubElement(picture, "polyline", {"stroke-width": "2"}, points=line, fill="none", stroke=colour)


def _steps(values: Sequence[tuple[Point, float | None]], days: int) -> list[str]:
    """Return the corners of steps: each value holds until the day of the next point, the last to the end."""
    until = [*(point.day for point, _ in values[1:]), days]
    return [
        f"{_x(day, days):.1f},{BOTTOM - value * (BOTTOM - MARGIN):.1f}"
        for (point, value), end in zip(values, until, strict=True)
        if value is not None
        for day in (point.day, end)
    ]


def _x(day: int, days: int) -> float:
    return MARGIN + day / days * (WIDTH - 2 * MARGIN)
