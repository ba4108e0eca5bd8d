"""The connection on which a worker, a rebuild or a comparison writes views."""

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from complaints.pool import Session, limit, open_session

Writer = Session
"""In autocommit mode: each step says where its transaction begins."""

# What is written here follows from the log: after a crash of the server it is missing from some point on, the
# positions of views with it, and is written again. What it follows from was on disk before.
NO_WAITING_FOR_THE_DISK = """
select set_config(name, 'off', false) from pg_settings
 where name = 'synchronous_commit' and source = 'default'
"""

WAITING_FOR_THE_DISK = """
select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'
"""
"""For what nobody would write again. Within a transaction."""

NO_TIME_OUT = "select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)"
"""For a COPY or a comparison, which may take minutes, or wait for a batch. Within a transaction."""

NO_TIME_OUT_OF_STATEMENTS = "select set_config('statement_timeout', '0', true)"
"""For a batch: rows are made while a COPY takes them, so that it lasts as long. Within a transaction."""

# Who writes views waits for a day on one connection: it has to notice that the other end is gone.
ALIVE = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
    "application_name": "complaints worker",
}


def open_writer(conninfo: str) -> Writer:
    """Return a connection with time-outs, in UTC, whose commits do not wait for the disk.

    Only what follows from the log may be written on it. What `conninfo` says itself, or the settings of the
    server, database or role, holds.
    """
    connection = open_session(make_conninfo("", **(ALIVE | conninfo_to_dict(conninfo))), autocommit=True)
    limit(connection)
    connection.execute(NO_WAITING_FOR_THE_DISK)
    return connection


def conninfo_of(connection: Writer) -> str:
    """Return how to open another connection like this one, with the password."""
    return make_conninfo(connection.info.dsn, password=connection.info.password or None)
