"""The few shapes that our pictures are made of. They need no script and no network."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

GRID, INK = "#dde3e8", "#222"
LINE = 18
"""From one line of a head to the next."""


def picture(width: float, height: float, title: str) -> Element:
    """Return an empty picture; width and height are units of its own, for it has no fixed size."""
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}", role="img")
    _say(root, "title", {}, title)
    return root


def text(
    into: Element, at: tuple[float, float], words: str, colour: str = INK, anchor: str = "start"
) -> None:
    """Write words beside a point, as `text-anchor` says."""
    where = {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "fill": colour, "text-anchor": anchor}
    _say(into, "text", {**where, "font-family": "sans-serif", "font-size": "13"}, words)


def head(into: Element, at: tuple[float, float], lines: Sequence[str]) -> None:
    """Write lines below each other, the first at a point."""
    for place, words in enumerate(lines):
        text(into, (at[0], at[1] + LINE * place), words)


def scale(into: Element, across: tuple[float, float], up: tuple[float, float], most: float) -> None:
    """Draw lines from left to right at nothing, at half of the greatest value and at all of it.

    `across` are the left and the right end, `up` where nothing is and where the greatest value is.
    """
    (left, right), (bottom, top) = across, up
    for share in (0, 0.5, 1):
        y = bottom + share * (top - bottom)
        line(into, (left, y), (right, y))
        text(into, (8, y + 4), f"{share * most:g}")


def line(into: Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a line of the grid."""
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    SubElement(into, "line", {**_places(ends), "stroke": GRID})


def bar(into: Element, at: tuple[float, float], size: tuple[float, float], colour: str, title: str) -> None:
    """Draw a bar from its upper left corner; `title` is shown to whoever points at it."""
    places = {"x": at[0], "y": at[1], "width": size[0], "height": size[1]}
    _say(SubElement(into, "rect", {**_places(places), "fill": colour}), "title", {}, title)


def written(root: Element) -> str:
    """Return a picture as the text of a file."""
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _places(numbers: dict[str, float]) -> dict[str, str]:
    return {name: f"{number:.1f}" for name, number in numbers.items()}


def _say(into: Element, tag: str, attributes: dict[str, str], words: str) -> None:
    # A control character can stand in a label that was imported, and in no XML.
    shown = "".join(it if it.isprintable() else "\N{REPLACEMENT CHARACTER}" for it in words)
    SubElement(into, tag, attributes).text = shown
