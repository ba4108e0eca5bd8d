"""The short reference of a complaint, made to be read out on the telephone: `C-7K3M-9QXR`.

Seven characters and a check character (ISO 7064 MOD 37,36), from an alphabet without 0, O, 1, I, L and U. The
check catches every single wrong character and all but about one in 775 swaps of neighbours (of
400,000 random references).
"""

from hashlib import sha256
from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 7


def reference_of(complaint: UUID, attempt: int) -> str:
    """Return the `attempt`-th (0, 1, ...) reference that a complaint may take.

    It follows from the id alone, so that filing twice asks for the same one; two complaints may ask for
    the same (30**7 exist), in which case the ledger refuses and the next attempt is taken. Candidates
    whose check character is not in the alphabet are passed over.
    """
    candidates = (_candidate(complaint, n) for n in range(1_000))
    usable = (text for text in candidates if check_character(text) in ALPHABET)
    for _ in range(attempt):
        next(usable)
    text = next(usable)
    text += check_character(text)
    return f"C-{text[:4]}-{text[4:]}"


def parse_reference(spoken: str) -> str | None:
    """Return a reference as it is written, or None if it is none or its check character is wrong.

    Case, blanks and hyphens do not matter.

    >>> parse_reference("c 7k3m 9qx2") is None
    True
    """
    text = spoken.upper().replace(" ", "").replace("-", "")
    if len(text) != _LENGTH + 2 or text[0] != "C" or not set(text[1:]) <= set(ALPHABET):
        return None
    body, check = text[1:-1], text[-1]
    return f"C-{body[:4]}-{body[4:]}{check}" if check_character(body) == check else None


def check_character(text: str) -> str:
    """Return the ISO 7064 MOD 37,36 check character of digits and capital letters."""
    p = 36
    for character in text:
        p = ((p + _CHECKED.index(character)) % 36 or 36) * 2 % 37
    return _CHECKED[(1 - p) % 36]


def _candidate(complaint: UUID, n: int) -> str:
    number = int.from_bytes(sha256(complaint.bytes + n.to_bytes(2, "big")).digest()[:8], "big")
    text = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        text += ALPHABET[digit]
    return text
