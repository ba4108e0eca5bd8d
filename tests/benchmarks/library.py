"""The library's own way of making a view: an event, a transaction. It follows the same facts as our views."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from complaints.storage import Envelope, FactMapper, Recorded, decode
from tests.complaints.given import MARA

FACTS = 10_000
SECONDS = 600

LOG = """
create table library.history_events (
  originator_id uuid not null, originator_version bigint not null, topic text, state bytea,
  notification_id bigserial, primary key (originator_id, originator_version));
create unique index on library.history_events (notification_id);
create table library.touched (stream uuid primary key, facts bigint not null);
insert into library.history_events (originator_id, originator_version, topic, state)
select stream, version, topic, convert_to(state::text, 'utf8')
  from ledger.events order by position limit 10000;
"""

TOUCH = """
insert into library.touched as it (stream, facts) values (%s, 1)
    on conflict (stream) do update set facts = it.facts + 1
"""


class SameFacts(FactMapper):
    """Reads our facts from rows of the library's form."""

    def to_domain_event(self, stored_event: StoredEvent) -> Recorded:
        """Return the fact of a row; its envelope was not copied."""
        stream = stored_event.originator_id
        assert isinstance(stream, UUID)
        envelope = Envelope(by=MARA, cause="command:Test", command_id=stream, subject=stream)
        return Recorded(
            originator_id=stream,
            originator_version=stored_event.originator_version,
            fact=decode(stored_event.topic, stored_event.state, None),
            envelope=envelope,
        )


class History(Application[UUID]):
    """The log, as the library keeps one."""

    def construct_mapper(self) -> Mapper[UUID]:
        return SameFacts()


class Touched(PostgresTrackingRecorder):
    """A row for each stream, with the number of its facts."""

    def touch(self, stream: UUID, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(TOUCH, [stream])


class Touching(Projection[Touched]):
    """The trivial view."""

    def process_event(self, domain_event: DomainEventProtocol[UUID], tracking: Tracking) -> None:
        self.view.touch(domain_event.originator_id, tracking)


def facts_a_second(owner: str) -> float:
    """Return how many facts a second the library's runner takes from a log that holds `FACTS`, once."""
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("create schema library")
        connection.execute(LOG)
        with (
            _no_waiting_for_the_disk(connection),
            ProjectionRunner(
                application_class=History, projection_class=Touching, view_class=Touched, env=_env(owner)
            ) as runner,
        ):
            began = perf_counter()
            runner.wait(FACTS, timeout=SECONDS)
            return FACTS / (perf_counter() - began)


@contextmanager
def _no_waiting_for_the_disk(connection: psycopg.Connection) -> Iterator[None]:
    """Let connections that are opened in the block commit as our views do (decision 0020)."""
    database = Identifier(connection.info.dbname)
    connection.execute(SQL("alter database {} set synchronous_commit = off").format(database))
    try:
        yield
    finally:
        connection.execute(SQL("alter database {} reset synchronous_commit").format(database))


def _env(owner: str) -> dict[str, str]:
    said = conninfo_to_dict(owner)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(said["dbname"]),
        "POSTGRES_HOST": str(said["host"]),
        "POSTGRES_PORT": str(said.get("port", "5432")),
        "POSTGRES_USER": str(said["user"]),
        "POSTGRES_PASSWORD": str(said.get("password", "")),
        "POSTGRES_SCHEMA": "library",
    }
