"""How a fact becomes a row of `ledger.events`, and a row a fact again.

A row holds the fact as JSON (`state`), its personal values in a part of their own (`personal`), and the
envelope: who, why, by which command, when recorded. The stored name of a fact is `STORED_NAMES`' key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, Notification, StoredEvent
from pydantic import TypeAdapter, ValidationError

from complaints.actor import Actor
from complaints.facts import STORED_NAMES, Fact
from complaints.facts.fact import PERSONAL

MAX_FACT_BYTES = 262_144
"""256 KiB for state and personal part together; the table checks it too."""


class FactTooLarge(ValueError):
    """A fact exceeds 256 KiB: attachments belong in a document store, their hash in the fact."""


class FactUnreadable(ValueError):
    """A stored fact cannot be read by this version of the code; the text names stream and version."""


class Envelope(NamedTuple):
    """What a fact is recorded with. `subject` is whose the personal values are.

    A named tuple, as `Recorded` is: there are as many as facts are read, and one takes half the time to make.
    """

    by: Actor
    cause: str
    command_id: UUID
    subject: UUID


class Recorded(NamedTuple):
    """A fact in its stream. `recorded_at` (UTC) and `position` are None until read back from the ledger."""

    originator_id: UUID
    originator_version: int
    fact: Fact
    envelope: Envelope
    recorded_at: datetime | None = None
    position: int | None = None

    def was_recorded_by(self, instant: datetime | None) -> bool:
        """Say whether the fact was in the ledger at an instant; at None, which is now, it was."""
        return instant is None or (self.recorded_at is not None and self.recorded_at <= instant)


@dataclass(frozen=True)
class StoredFact(StoredEvent):
    """A row as it is sent to the ledger: JSON parts as text, the envelope as columns."""

    personal: bytes | None
    envelope: Envelope


@dataclass(frozen=True)
class ReadFact(Notification):
    """A row as it comes from the ledger; `id` is its position. `personal` is None where not asked for."""

    originator_id: UUID
    personal: bytes | None
    envelope: Envelope
    recorded_at: datetime


class FactMapper(Mapper[UUID]):
    """Our facts for the library: stable names, one-step JSON, personal values apart.

    The library's own mapper stores Python paths and copies `vars()`, which a class with slots has not.
    """

    def __init__(self) -> None:
        """Take no transcoder: facts know their JSON."""

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredFact:
        """Return the row of a `Recorded`. Raises `FactTooLarge`."""
        if not isinstance(domain_event, Recorded):
            raise TypeError(f"only facts are recorded, not {type(domain_event).__name__}")
        state, personal = encode(domain_event.fact)
        if len(state) + len(personal or b"") > MAX_FACT_BYTES:
            raise FactTooLarge(FactTooLarge.__doc__)
        return StoredFact(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=type(domain_event.fact).__name__,
            state=state,
            personal=personal,
            envelope=domain_event.envelope,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        """Return the `Recorded` of a row. Raises `FactUnreadable`."""
        if not isinstance(stored_event, ReadFact):
            raise TypeError("only rows of the ledger are read")
        try:
            fact = decode(stored_event.topic, stored_event.state, stored_event.personal)
        except (ValidationError, KeyError) as error:
            raise FactUnreadable(
                f"version {stored_event.originator_version} of stream {stored_event.originator_id} "
                f"({stored_event.topic}, position {stored_event.id}) cannot be read: {_reason(error)}"
            ) from None  # the cause would show what was stored, which may be personal
        return Recorded(
            originator_id=stored_event.originator_id,
            originator_version=stored_event.originator_version,
            fact=fact,
            envelope=stored_event.envelope,
            recorded_at=stored_event.recorded_at,
            position=stored_event.id,
        )


def encode(fact: Fact) -> tuple[bytes, bytes | None]:
    """Return the JSON of a fact without its personal values, and the JSON of those, if it has any.

    Fields that are None are left out of both.
    """
    adapter, personal = _shape(type(fact).__name__)
    state = adapter.dump_json(fact, exclude=personal, exclude_none=True)
    if not personal:
        return state, None
    apart = adapter.dump_json(fact, include=personal, exclude_none=True)
    return state, None if apart == b"{}" else apart


def decode(name: str, state: bytes, personal: bytes | None) -> Fact:
    """Return a fact from its parts. Without the personal part, personal values are None.

    Raises KeyError for a name never stored, ValidationError for JSON of another shape: a field too many is
    none that may be passed over, for it was written by a newer version.
    """
    adapter, _ = _shape(name)
    # Two JSON objects made one: both are ours, not empty, and without blanks at their ends.
    whole = state if personal is None else b"%b,%b" % (state[:-1], personal[1:])
    return adapter.validate_json(whole, extra="forbid")


def _reason(error: ValidationError | KeyError) -> str:
    """Return what is wrong in names of fields and kinds of faults, without a value."""
    if isinstance(error, KeyError):
        return "this version of the code knows no such fact"
    faults = error.errors(include_input=False, include_context=False, include_url=False)
    return ", ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'all of it'}: {fault['type']}" for fault in faults
    )


@cache
def _shape(name: str) -> tuple[TypeAdapter[Fact], set[str]]:
    kind = STORED_NAMES[name]
    hints: Mapping[str, Any] = get_type_hints(kind, include_extras=True)
    personal = {field.name for field in fields(kind) if PERSONAL in get_args(hints[field.name])}
    return TypeAdapter(kind), personal
