"""Create the keys by which people and machines are known. A key is kept as its SHA-256 only."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema access")
    op.execute("grant usage on schema access to complaints_app")
    op.execute(
        """
        create table access.keys (
          hash        bytea primary key check (octet_length(hash) = 32),
          holder      text not null check (holder <> ''),
          kind        text not null check (kind in ('person', 'machine')),
          role        text not null check (role in
                      ('agent', 'supervisor', 'officer', 'auditor', 'reporter', 'intake', 'admin')),
          created_at  timestamptz not null default now(),
          created_by  text not null check (created_by <> ''),
          revoked_at  timestamptz,
          revoked_by  text,
          check ((revoked_at is null) = (revoked_by is null))
        )
        """
    )
    # A key's holder and role never change, and no key is forgotten: it is revoked, and a new one made.
    op.execute("grant select, update (revoked_at, revoked_by) on access.keys to complaints_app")
    op.execute("grant insert (hash, holder, kind, role, created_by) on access.keys to complaints_app")
    op.execute(
        """
        create function access.refuse_return() returns trigger language plpgsql as $$
        begin
          raise exception 'a key that was revoked stays revoked' using errcode = 'insufficient_privilege';
        end $$
        """
    )
    op.execute(
        "create trigger keys_stay_revoked before update on access.keys"
        " for each row when (old.revoked_at is not null) execute function access.refuse_return()"
    )


def downgrade() -> None:
    op.execute("drop schema access cascade")
