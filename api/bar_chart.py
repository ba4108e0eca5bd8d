"""A chart of a report: a bar for each group, with its number, in SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element

from api import svg
from api.report import Answer, NotDrawn

WIDTH, LEFT, RIGHT, TOP, STEP = 960, 300, 120, 96, 26
"""In units of the picture: its width; the room for names, for numbers and for the head; from bar to bar."""
COLOUR = "#5b6b7b"
LONGEST_NAME = 40
DAY = timedelta(days=1)

Number = int | float | Decimal | timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A group, its number in words, and how long its bar is: 0 where the number is withheld."""

    name: str
    words: str
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A chart of a bar for each row, named by the fields `by` and as long as `number`, in their order.

    `unit` says what the number is. Rows that differ in the field `alike` cannot be drawn side by side: there
    is no axis for two currencies.
    """

    by: tuple[str, ...]
    number: str
    unit: str
    alike: str | None = None

    def __call__(self, head: Sequence[str], answer: Answer) -> str:
        """Return an SVG picture of the rows of an answer under a head. Raises `NotDrawn`."""
        drawn = [_bar(self, row) for row in answer.items]
        unit = _unit(self, answer)
        bottom = TOP + STEP * len(drawn)
        picture = svg.picture(WIDTH, bottom + 44, head[0])
        svg.head(picture, (12, 20), head)
        svg.text(picture, ((LEFT + WIDTH - RIGHT) / 2, bottom + 36), unit, anchor="middle")
        _draw(picture, drawn, bottom)
        return svg.written(picture)


def _unit(bars: Bars, answer: Answer) -> str:
    if bars.alike is None:
        return bars.unit
    found = sorted({str(getattr(row, bars.alike)) for row in answer.items})
    if len(found) > 1:
        raise NotDrawn(
            f"bars of {' and '.join(found)} cannot stand on one axis: choose one with --{bars.alike}"
        )
    return ", ".join((bars.unit, *found))


def _bar(bars: Bars, row: object) -> Bar:
    number: Number = getattr(row, bars.number)
    said = (getattr(row, field) for field in bars.by)
    return Bar(
        name=", ".join("(none)" if it is None else str(it) for it in said),
        words=_words(number),
        length=number / DAY if isinstance(number, timedelta) else float(number or 0),
    )


def _words(number: Number) -> str:
    match number:
        case None:
            return "not shown"
        case timedelta():
            return f"{number / DAY:,.1f}"
        case float():
            return f"{number:.0%}"
        case _:
            return f"{number:,}"


def _draw(picture: Element, bars: Sequence[Bar], bottom: float) -> None:
    longest = max(bars, key=lambda it: it.length, default=None)
    room = WIDTH - LEFT - RIGHT
    for share in (0, 0.5, 1):
        svg.line(picture, (LEFT + share * room, TOP - 6), (LEFT + share * room, bottom))
    svg.text(picture, (LEFT, bottom + 16), "0", anchor="middle")
    if longest is None or not longest.length:
        scale = 0.0
    else:
        scale = room / longest.length
        svg.text(picture, (LEFT + room, bottom + 16), longest.words, anchor="middle")
    for place, it in enumerate(bars):
        y, wide = TOP + place * STEP, it.length * scale
        name = it.name if len(it.name) <= LONGEST_NAME else f"{it.name[: LONGEST_NAME - 1]}…"
        svg.text(picture, (LEFT - 8, y + 14), name, anchor="end")
        svg.bar(picture, (LEFT, y), (wide, STEP - 8), COLOUR, f"{it.name}: {it.words}")
        svg.text(picture, (LEFT + wide + 6, y + 14), it.words)
