"""Who is at the door: keys, the people and machines they belong to, and what each role may do."""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Annotated, Literal
from unicodedata import normalize

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from psycopg.rows import class_row

from complaints.actor import Actor, Role
from complaints.recorder import Pool

HANDLERS: frozenset[Role] = frozenset({"agent", "supervisor", "officer"})
"""Those who work on complaints."""
SUPERVISORS: frozenset[Role] = frozenset({"supervisor", "officer"})
"""Those who answer for the work of others."""
FILERS: frozenset[Role] = HANDLERS | {"intake"}
"""Those who may record a new complaint; `intake` may do nothing else."""
READERS: frozenset[Role] = HANDLERS | {"auditor"}
"""Those who may read a complaint with its personal values."""
ANALYSTS: frozenset[Role] = READERS | {"reporter"}
"""Those who may read views; `reporter` sees no personal values."""

PREFIX = "ck_"
LONGEST_NAME = 200

INSERT = """
insert into access.keys (hash, holder, kind, role, created_by)
values (%(hash)s, %(holder)s, %(kind)s, %(role)s, %(created_by)s)
"""
SELECT = "select holder, kind, role from access.keys where hash = %s and revoked_at is null"
LIST = """
select left(encode(hash, 'hex'), 12) as fingerprint, holder, kind, role, created_at::text, created_by,
       revoked_at::text
  from access.keys order by created_at
"""
REVOKE = """
update access.keys set revoked_at = now(), revoked_by = %(by)s
 where left(encode(hash, 'hex'), 12) = %(fingerprint)s and revoked_at is null
returning holder
"""

bearer = HTTPBearer(auto_error=False, description="A key made by `complaints key create`.")


class NotKnown(Exception):
    """Send a key that was made by `complaints key create` and not revoked, as Authorization: Bearer ck_..."""


class NotAllowed(Exception):
    """The role of the key does not allow this."""


class OnlyMachinesActForOthers(Exception):
    """Only the key of a machine may name another person in On-Behalf-Of; you already are the person."""


class NotAName(Exception):
    """A name must be 1 to 200 printable characters; in a header, in UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Whom a key belongs to. Two keys of one holder are one actor."""

    holder: str
    kind: Literal["person", "machine"]
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """A key as it may be shown: by the first 12 hexadecimal digits of its hash."""

    fingerprint: str
    holder: str
    kind: str
    role: str
    created_at: str
    created_by: str
    revoked_at: str | None


def as_name(said: str) -> str:
    """Return a name in the one form in which names are kept: Unicode NFKC, single blanks.

    Spellings that look the same are one person, who could otherwise approve what they offered themselves.
    Raises `NotAName`.
    """
    name = " ".join(normalize("NFKC", said).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NotAName
    return name


def create_key(pool: Pool, key: Key, *, created_by: str) -> str:
    """Return a new key of 256 random bits; it is shown this once and kept as a hash. Raises `NotAName`."""
    secret = PREFIX + token_urlsafe(32)
    with pool.connection() as connection:
        connection.execute(
            INSERT,
            {
                "hash": _hash(secret),
                "holder": as_name(key.holder),
                "kind": key.kind,
                "role": key.role,
                "created_by": created_by,
            },
        )
    return secret


def find_key(pool: Pool, secret: str) -> Key | None:
    """Return whose key this is, None if it was never made or is revoked.

    Random keys of 256 bits need no slow hash, and looking a hash up tells nothing about its neighbours.
    """
    with pool.connection() as connection, connection.cursor(row_factory=class_row(Key)) as cursor:
        return cursor.execute(SELECT, [_hash(secret)]).fetchone()


def list_keys(pool: Pool) -> list[ListedKey]:
    """Return every key ever made, oldest first."""
    with pool.connection() as connection, connection.cursor(row_factory=class_row(ListedKey)) as cursor:
        return cursor.execute(LIST).fetchall()


def revoke_key(pool: Pool, fingerprint: str, *, by: str) -> str | None:
    """Revoke a key at once and return its holder, None if there is no such key in use."""
    with pool.connection() as connection:
        row = connection.execute(REVOKE, {"fingerprint": fingerprint, "by": by}).fetchone()
    return row[0] if row else None


def refuse_role(role: Role | None, roles: frozenset[Role]) -> None:
    """Raise `NotAllowed` for a role that is none of `roles`."""
    if role not in roles:
        raise NotAllowed(
            f"A key with the role {role} does not allow this; one of these does: {', '.join(sorted(roles))}."
        )


class Allowed:
    """A dependency of a route: the caller, if the key's role is one of `roles`."""

    def __init__(self, roles: frozenset[Role]) -> None:
        """Let `roles` in and nobody else."""
        self.roles = roles

    def __call__(
        self,
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
        on_behalf_of: Annotated[
            str | None,
            Header(max_length=LONGEST_NAME, description="The person a machine acts for, in UTF-8."),
        ] = None,
    ) -> Actor:
        """Return who asks. Raises `NotKnown`, `NotAllowed`, `OnlyMachinesActForOthers` or `NotAName`."""
        key = find_key(request.app.state.pool, credentials.credentials) if credentials else None
        if key is None:
            raise NotKnown
        request.state.holder = key.holder  # for the log
        refuse_role(key.role, self.roles)
        if on_behalf_of is None:
            return Actor(by=key.holder, kind=key.kind, role=key.role)
        if key.kind != "machine":
            raise OnlyMachinesActForOthers
        return Actor(by=_named_in_header(on_behalf_of), kind="person", role=key.role, via=key.holder)


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _named_in_header(said: str) -> str:
    try:
        # The framework reads headers as Latin-1.
        return as_name(said.encode("latin-1").decode())
    except UnicodeDecodeError:
        raise NotAName from None
