"""A picture of how long questions take: a line for each, a dot for each size, on a logarithmic axis."""

from collections.abc import Sequence
from math import log10
from xml.etree.ElementTree import Element

from api import svg
from tests.benchmarks.figures import Figure

WIDTH, LEFT, RIGHT, TOP, STEP, DOT = 960, 380, 40, 60, 22, 10
"""In units of the picture."""
COLOURS = ("#9fb8cf", "#4f81b3", "#12365c")
FIRST, LAST = -1, 5
"""Powers of ten in milliseconds: from a tenth of one to a hundred seconds."""
PROMISED = 50.0


def chart(figures: Sequence[Figure]) -> str:
    """Return an SVG picture of figures in milliseconds, in the order of their subjects."""
    subjects = list(dict.fromkeys(it.subject for it in figures))
    sizes = sorted({it.complaints or 0 for it in figures})
    bottom = TOP + STEP * len(subjects)
    picture = svg.picture(WIDTH, bottom + 30, "99th percentile of each question")
    for place, size in enumerate(sizes):
        x = LEFT + 180 * place
        svg.bar(picture, (x, 12), (DOT, DOT), _colour(place), f"{size:,}")
        svg.text(picture, (x + 16, 22), f"{size:,} complaints")
    for power in range(FIRST, LAST + 1):
        _scale_line(picture, 10.0**power, f"{10.0**power:g} ms", bottom)
    _scale_line(picture, PROMISED, "50", bottom)
    for row, subject in enumerate(subjects):
        y = TOP + STEP * row
        svg.text(picture, (LEFT - 12, y + 11), subject, anchor="end")
        for it in figures:
            if it.subject == subject:
                colour = _colour(sizes.index(it.complaints or 0))
                words = f"{subject}, {it.complaints:,}: {it.value:,.1f} ms"
                svg.bar(picture, (_across(it.value) - DOT / 2, y), (DOT, DOT), colour, words)
    return svg.written(picture)


def _scale_line(picture: Element, milliseconds: float, words: str, bottom: float) -> None:
    x = _across(milliseconds)
    svg.line(picture, (x, TOP - 8), (x, bottom))
    svg.text(picture, (x, bottom + 20), words, anchor="middle")


def _across(milliseconds: float) -> float:
    share = (log10(max(milliseconds, 10.0**FIRST)) - FIRST) / (LAST - FIRST)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]
