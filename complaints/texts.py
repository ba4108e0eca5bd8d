"""Which texts can be taken: as the name of something, and as free text, wherever they come from."""

LONGEST_LABEL = 200
"""Characters. Views are sought by such names, and a row of an index of PostgreSQL holds 2,704 bytes."""
LONGEST_TEXT = 20_000
"""Characters of free text, which no index holds."""


def is_storable(text: str) -> bool:
    """Say whether PostgreSQL can hold this as text: everything but the character NUL."""
    return "\0" not in text


def fault_of_label(text: str) -> str | None:
    """Say why a text that is not empty cannot name something, in words that follow its own name, or None."""
    printable = None if text.isprintable() else "holds a character that cannot be printed"
    return too_long_for_a_label(text) or printable


def too_long_for_a_label(text: str) -> str | None:
    """Say so, in words that follow its own name, or return None.

    >>> too_long_for_a_label("a" * 201)
    'is longer than 200 characters'
    """
    return _too_long(text, LONGEST_LABEL)


def fault_of_text(text: str) -> str | None:
    """Say why a text that is not empty cannot be taken as free text, in the same words, or return None."""
    return _too_long(text, LONGEST_TEXT) or (None if is_storable(text) else "holds the character NUL")


def _too_long(text: str, longest: int) -> str | None:
    return f"is longer than {longest:,} characters" if len(text) > longest else None
