"""The index by which customers are found: keyed hashes of their contact details, and who looked for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import Any
from uuid import UUID

from psycopg import Connection

from complaints.actor import Actor
from complaints.customer import Contact, Customer, normal_form
from complaints.facts.customers import ContactKind

ADD = """
insert into ledger.contacts (kind, digest, customer)
select kind, digest, %(customer)s from unnest(%(kinds)s::text[], %(digests)s::bytea[]) as added (kind, digest)
on conflict do nothing
"""
REMOVE = """
delete from ledger.contacts c
 using unnest(%(kinds)s::text[], %(digests)s::bytea[]) as gone (kind, digest)
 where c.customer = %(customer)s and c.kind = gone.kind and c.digest = gone.digest
"""
FIND = "select customer from ledger.contacts where kind = %s and digest = %s order by customer"
RECORD = """
insert into access.lookups (by, role, via, kind, found)
values (%(by)s, %(role)s, %(via)s, %(kind)s, %(found)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanges:
    """What a customer's new facts change in the index."""

    customer: UUID
    added: tuple[tuple[ContactKind, bytes], ...]
    removed: tuple[tuple[ContactKind, bytes], ...]


def changes(before: Customer, after: Customer, key: bytes) -> ContactChanges:
    """Return how the index changes when a customer does."""
    return ContactChanges(
        customer=after.id,
        added=_hashed(after.contacts - before.contacts, key),
        removed=_hashed(before.contacts - after.contacts, key),
    )


def apply_changes(connection: Connection[tuple[Any, ...]], changed: ContactChanges) -> None:
    """Change the index; for the transaction that appends the facts."""
    for statement, contacts in ((ADD, changed.added), (REMOVE, changed.removed)):
        if contacts:
            bounds = {
                "customer": changed.customer,
                "kinds": [kind for kind, _ in contacts],
                "digests": [digested for _, digested in contacts],
            }
            connection.execute(statement, bounds)


def look_up(
    connection: Connection[tuple[Any, ...]], kind: ContactKind, value: str, key: bytes, by: Actor
) -> list[UUID]:
    """Return the customers with exactly this contact, and record who looked and what was found."""
    with connection.transaction():
        rows = connection.execute(FIND, [kind, _digest((kind, normal_form(kind, value)), key)]).fetchall()
        found = [customer for (customer,) in rows]
        bounds = {"by": by.by, "role": by.role, "via": by.via, "kind": kind, "found": found}
        connection.execute(RECORD, bounds)
        return found


def _hashed(contacts: Iterable[Contact], key: bytes) -> tuple[tuple[ContactKind, bytes], ...]:
    return tuple((contact[0], _digest(contact, key)) for contact in contacts)


def _digest(contact: Contact, key: bytes) -> bytes:
    kind, value = contact
    return digest(key, f"{kind}\n{value}".encode(), sha256)
