"""Who waits for the disk: whoever appends to the ledger, and nobody who writes views."""

from psycopg.conninfo import make_conninfo

from api.postgres import Database
from complaints.pool import open_pool, open_session
from projections.writer import conninfo_of, open_writer

WAITS = "show synchronous_commit"


def test_views_do_not_wait_for_the_disk_and_the_ledger_does(database: Database) -> None:
    with (
        open_pool(database.app, size=1) as pool,
        pool.connection() as appending,
        open_session(database.app, autocommit=True) as session,
        open_writer(database.app) as writer,
        open_writer(conninfo_of(writer)) as another,
    ):
        waits = [each.execute(WAITS).fetchone() for each in (appending, session, writer, another)]
    assert waits == [("on",), ("on",), ("off",), ("off",)]


def test_who_says_how_to_commit_is_heard(database: Database) -> None:
    with open_writer(make_conninfo(database.app, options="-c synchronous_commit=local")) as writer:
        assert writer.execute(WAITS).fetchone() == ("local",)
