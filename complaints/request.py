"""A request to the ledger: who asks, when, and how a repetition of it is recognised."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from complaints.actor import Actor

COMPLAINTS = UUID("0f3b6f0a-3f5c-5d0e-9c55-2d8f6a1c7b42")
"""The name space of ids made from names. Drawn once, never changed: stored ids follow from it."""

_HALF = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What comes with a command. `now`: the server's clock in UTC.

    `expected_version`: that of the stream as the client read it; None where it does not say.
    """

    by: Actor
    now: datetime
    command_id: UUID
    expected_version: int | None = None


def new_stream_id(by: Actor, key: str | None) -> UUID:
    """Return the id of what a request creates: the same for the same actor and key, else a fresh one."""
    return uuid7() if key is None else uuid5(COMPLAINTS, f"{by.by}\n{key}")


def command_id(by: Actor, key: str | None, body: bytes) -> UUID:
    """Return the id under which the facts of a request are recorded.

    With a key it is a UUID of version 8 (RFC 9562, 5.8): 60 bits that follow from actor and key, then 60 that
    follow from the body. So a repetition has the same id, and another body under the same key shows.
    """
    if key is None:
        return uuid7()
    high, low = _bits(f"{by.by}\n{key}".encode()), _bits(body)
    number = (high >> 12) << 80 | 0x8 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low
    return UUID(int=number)


def have_same_key(one: UUID, other: UUID) -> bool:
    """Say whether two command ids were made from the same actor and key."""
    return one.version == 8 and one.int >> 64 == other.int >> 64  # noqa: PLR2004 - the version of RFC 9562, 5.8


def _bits(text: bytes) -> int:
    return int.from_bytes(sha256(text).digest()[:8], "big") >> (64 - _HALF)
