"""Which texts can be taken: as the name of something, and as free text, wherever they come from."""

LONGEST_LABEL = 200
"""Characters. Views are sought by such names, and a row of an index of PostgreSQL holds 2,704 bytes."""
LONGEST_TEXT = 20_000
"""Characters of free text, which no index holds."""


def is_storable(text: str) -> bool:
    """Say whether PostgreSQL can hold this as text: everything but the character NUL."""
    return "\0" not in text
