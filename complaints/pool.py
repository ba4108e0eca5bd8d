"""Connections to the ledger's database, as the service works on them."""

from typing import Any

from psycopg import Connection, OperationalError, connect
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.string import ByteaBinaryLoader
from psycopg_pool import ConnectionPool

# What a server says of itself, by the class of its SQLSTATE (appendix A of PostgreSQL's manual): connection,
# authorization, a transaction rolled back (a deadlock), resources, locks, an operator, its own files.
_ITS_OWN_TROUBLE = frozenset({"08", "28", "40", "53", "55", "57", "58", "F0"})

Session = Connection[tuple[Any, ...]]
Pool = ConnectionPool[Session]

# Times have to come in a form that can be read, whatever the database, the role or PGDATESTYLE prefer.
_LEGIBLE = """
select set_config(name, setting, false)
  from (values ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'),
               ('IntervalStyle', 'postgres')) as form (name, setting)
"""

_LIMITS = """
select set_config(name, setting, false)
  from (values ('lock_timeout', '5s'), ('statement_timeout', '30s'),
               ('idle_in_transaction_session_timeout', '60s')) as limits (name, setting)
 where current_setting(name) = '0'
"""


def open_pool(conninfo: str, *, size: int) -> Pool:
    """Return an open pool of at most `size` connections, each with time-outs for locks and statements.

    Every libpq parameter of `conninfo` is kept, and time-outs that its `options` or the role's settings
    set. A caller waits at most 10 seconds for a connection.
    """
    pool = Pool(
        _self_contained(conninfo),
        min_size=1,
        max_size=size,
        timeout=10,
        open=False,
        configure=_configure,
        kwargs={"autocommit": True},
    )
    pool.open(wait=True, timeout=10)
    return pool


def open_session(conninfo: str, *, autocommit: bool) -> Session:
    """Return a connection without time-outs, for what may take long; what `conninfo` says itself holds."""
    session = connect(_self_contained(conninfo), autocommit=True)
    session.execute(_LEGIBLE)
    session.autocommit = autocommit
    return session


def limit(session: Session) -> None:
    """Give a session time-outs for locks and statements, where it has none of its own."""
    session.execute(_LIMITS)


def is_of_the_database(error: Exception) -> bool:
    """Say whether an error is the database's own trouble, so that the same may succeed later.

    psycopg counts among those what can never succeed, such as a value too large for an index.
    """
    if not isinstance(error, OperationalError):
        return False
    state = error.diag.sqlstate
    return state is None or state[:2] in _ITS_OWN_TROUBLE


def _configure(connection: Session) -> None:
    connection.adapters.register_loader("json", ByteaBinaryLoader)  # decoded once, by the mapper
    connection.execute(_LEGIBLE)
    limit(connection)


def _self_contained(conninfo: str) -> str:
    """Say what would otherwise be taken from the process environment: PGOPTIONS, PGCLIENTENCODING."""
    options = conninfo_to_dict(conninfo).get("options", "")
    return make_conninfo(conninfo, options=options, client_encoding="utf8")
