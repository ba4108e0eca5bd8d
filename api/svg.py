"""Pictures in SVG that need no script, no font and no network."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

WIDTH, HEIGHT, MARGIN = 960, 320, 48
"""In units of the picture, which has no fixed size."""
BOTTOM, TALLEST = HEIGHT - MARGIN, HEIGHT - 2 * MARGIN


def picture_of(title: str) -> Element:
    """Return a picture that holds its title."""
    picture = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")
    SubElement(picture, "title").text = title
    write(picture, (MARGIN, 20), title)
    return picture


def scale(picture: Element, most: float) -> None:
    """Draw lines across at nothing, at half of the greatest value and at all of it."""
    for share in (0, 0.5, 1):
        y = f"{BOTTOM - share * TALLEST:.1f}"
        SubElement(picture, "line", x1=f"{MARGIN}", x2=f"{WIDTH - MARGIN}", y1=y, y2=y, stroke="#dde3e8")
        write(picture, (8, BOTTOM - share * TALLEST + 4), f"{share * most:g}")


def write(picture: Element, at: tuple[float, float], words: str, colour: str = "#222") -> None:
    """Write words that begin at a place."""
    where = {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "fill": colour}
    SubElement(picture, "text", {**where, "font-family": "sans-serif", "font-size": "13"}).text = words


def text_of(picture: Element) -> str:
    """Return the picture as the text of a file."""
    indent(picture)
    return tostring(picture, encoding="unicode") + "\n"
