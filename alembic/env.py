"""How a revision reaches the database: as the owner, one process at a time, all or nothing."""

from sqlalchemy import NullPool, create_engine, text

from alembic import context
from api.migrations import LOCK, create_roles
from api.postgres import running_database
from api.settings import forget_other_variables, read_settings
from complaints.pool import open_session


def run(conninfo: str) -> None:
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: open_session(conninfo, autocommit=False), poolclass=NullPool
    )
    with engine.connect() as connection:
        # Held until the connection closes, so that a revision may commit in the middle.
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        # A schema that happens to bear the owner's name must not catch the tables.
        connection.execute(text("set search_path to public"))
        connection.commit()
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


def print_sql() -> None:
    """For `alembic upgrade head --sql`: the statements alone, without a database."""
    context.configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_from_settings() -> None:
    forget_other_variables()
    with running_database(read_settings()) as database:
        create_roles(database)
        run(database.owner)


if context.is_offline_mode():
    print_sql()
elif "conninfo" in context.config.attributes:
    run(context.config.attributes["conninfo"])
else:
    run_from_settings()
