"""Create the ledger: one table of facts that can only grow, and the one function that grows it.

Order: the append function takes one exclusive lock, held to the end of the transaction, before it draws a
position. So positions become visible in the order they are drawn, and a reader that follows them never passes
one that can still be filled. A refused append burns positions: they are not dense. The lock is on a table
of its own, `ledger.turn`, that only the owner can lock: an advisory lock could be taken, and every append
stopped, by anybody who can log in.

Time: `recorded_at` is stamped under the same lock and never falls while the position rises, so that every
instant before now stands for exactly one position (`ledger.position_as_of`), for good, unless the server's
clock is set back to before an instant that somebody has asked about and nothing was recorded since.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema ledger")
    op.execute("grant usage on schema ledger to complaints_app")
    op.execute(EVENTS)
    op.execute("create table ledger.turn ()")
    op.execute("create unique index events_position on ledger.events (position) include (recorded_at)")
    op.execute(REFERENCE)
    op.execute(REFUSE)
    op.execute(
        "create trigger events_only_grow before update or delete or truncate on ledger.events"
        " for each statement execute function ledger.refuse_change()"
    )
    # Also where a session says it is a replica, as tools for loading dumps do.
    op.execute("alter table ledger.events enable always trigger events_only_grow")
    op.execute(REFUSE_OLD_SNAPSHOT)
    op.execute(APPEND)
    op.execute(SETTLED)
    op.execute(AS_OF)
    op.execute("revoke all on all functions in schema ledger from public")
    op.execute("grant execute on all functions in schema ledger to complaints_app")
    op.execute("grant select on ledger.events to complaints_app")
    # What every role could do up to PostgreSQL 14, a database that was upgraded from it still allows.
    op.execute("revoke create on schema public from public")


def downgrade() -> None:
    op.execute("drop schema ledger cascade")


EVENTS = """
create table ledger.events (
  position     bigint generated always as identity (cache 1),
  stream       uuid not null,
  version      integer not null check (version > 0),
  topic        text not null,
  state        json not null,
  personal     json,
  subject      uuid,
  by           text not null check (by <> ''),
  kind         text not null,
  role         text,
  via          text,
  cause        text not null check (cause <> ''),
  command_id   uuid not null,
  recorded_at  timestamptz not null,
  primary key (stream, version),
  check ((personal is null) = (subject is null)),
  check (octet_length(state::text) + coalesce(octet_length(personal::text), 0) <= 262144)
)
"""

REFERENCE = """
create unique index events_reference on ledger.events ((state ->> 'reference'))
  where topic = 'ComplaintFiled'
"""

REFUSE = """
create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'facts are never changed: % of ledger.events is refused', tg_op
    using errcode = 'insufficient_privilege';
end $$
"""

# Taken before the lock, a snapshot does not show what was recorded while one waited for it.
REFUSE_OLD_SNAPSHOT = """
create function ledger.refuse_old_snapshot() returns void language plpgsql as $$
begin
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    raise exception 'the ledger takes appends and tells positions in READ COMMITTED only'
      using errcode = 'active_sql_transaction';
  end if;
end $$
"""

APPEND = """
create function ledger.append_facts(facts json)
  returns table (at_position bigint, at_instant timestamptz)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  stamp timestamptz;
begin
  perform ledger.refuse_old_snapshot();
  lock table ledger.turn in exclusive mode;
  select greatest(clock_timestamp(), e.recorded_at) into stamp
    from ledger.events e order by e.position desc limit 1;
  stamp := coalesce(stamp, clock_timestamp());
  perform pg_notify('ledger', '');
  return query
    insert into ledger.events (stream, version, topic, state, personal, subject,
                               by, kind, role, via, cause, command_id, recorded_at)
    select f.stream, f.version, f.topic, f.state::json, f.personal::json, f.subject,
           f.by, f.kind, f.role, f.via, f.cause, f.command_id, stamp
      from rows from (json_to_recordset(facts) as
             (stream uuid, version integer, topic text, state text, personal text, subject uuid,
              by text, kind text, role text, via text, cause text, command_id uuid)
           ) with ordinality as f
             (stream, version, topic, state, personal, subject,
              by, kind, role, via, cause, command_id, number)
     order by f.number
    returning position, recorded_at;
end $$
"""

# Waits until every append that is under way has ended: what is then not in the ledger never will be,
# unless somebody sends it again.
SETTLED = """
create function ledger.settle() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  lock table ledger.turn in share mode;
  raise sqlstate 'CMTRN';
exception when sqlstate 'CMTRN' then
  null;  -- undoing the block lets the lock go now, not at the end of the caller's transaction
end $$
"""

# A binary search over positions, because recorded_at rises with them: no index of its own to keep.
AS_OF = """
create function ledger.position_as_of(known_at timestamptz) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  head record;
  found_at bigint := 0;
  low bigint := 1;
  high bigint;
  middle record;
begin
  perform ledger.refuse_old_snapshot();
  if known_at >= clock_timestamp() then
    raise exception 'what will be known at % is not known yet', known_at
      using errcode = 'datetime_field_overflow';
  end if;
  select e.position, e.recorded_at into head from ledger.events e order by e.position desc limit 1;
  if not found or known_at >= head.recorded_at then
    perform ledger.settle();  -- an append under way may already carry its stamp
  end if;
  select max(e.position) into high from ledger.events e;
  while low <= high loop
    select e.position, e.recorded_at into middle from ledger.events e
     where e.position <= (low + high) / 2 and e.position >= low order by e.position desc limit 1;
    if not found then
      low := (low + high) / 2 + 1;  -- a gap
    elsif middle.recorded_at <= known_at then
      found_at := middle.position;
      low := (low + high) / 2 + 1;
    else
      high := middle.position - 1;
    end if;
  end loop;
  return found_at;
end $$
"""
