"""Let an offer and a named cause say on which day, or a cause only by when, where that is all that is known.

Until the views are rebuilt, their rows say what they said: at an instant.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for view, columns in COLUMNS.items():
        for column, kind in columns.items():
            op.execute(f"alter table views.{view} add column {column} {kind}")
        _show(view, WORDS[view])


def downgrade() -> None:
    for view, columns in COLUMNS.items():
        op.execute(f"drop view reporting.{view}")
        _show(view, {column: words for column, words in WORDS[view].items() if column not in columns})
        for column in columns:
            op.execute(f"alter table views.{view} drop column {column}")


def _show(view: str, words: dict[str, str]) -> None:
    op.execute(f"create or replace view reporting.{view} as select {', '.join(words)} {SOURCES[view]}")
    for column, meaning in words.items():
        op.execute(f"comment on column reporting.{view}.{column} is '{meaning}'")
    op.execute(f"grant select on reporting.{view} to complaints_reader")


COLUMNS = {
    "redress": {"offered_day": "date"},
    "causes": {"happened_day": "date", "is_time_known": "boolean not null default true"},
}

SOURCES = {
    "redress": """
  from views.redress
 where slot = (select slot from views.positions where view = 'redress' and state = 'live')
""",
    "causes": """
  from views.causes
 where slot = (select slot from views.positions where view = 'causes' and state = 'live')
""",
}

OFFERS = {
    "complaint": "The complaint it was offered in.",
    "offer": "1, 2, ... in each complaint.",
    "reference": "The reference of the complaint.",
    "kind": "money, credit, goods, discount, fee waiver or other.",
    "amount": "What it is worth, in units of the currency.",
    "currency": "The ISO 4217 code.",
    "matches_loss": "Whether it makes up for the very loss; empty where nobody said.",
    "offered_at": "When it was offered.",
    "approved_at": "When the last approval that it needed was given; empty without.",
    "approved_after": "How long that took; empty where it is not known to the hour.",
    "accepted_at": "When the complainant took it.",
    "paid_at": "When it was made good.",
    "ended_at": "When it came to nothing.",
    "ended_by": "declined, withdrawn, refused or replaced.",
    "failed": "How many payments were tried in vain.",
    "channel": "How the complaint came in.",
    "cause": "The root cause of the complaint, as identified last.",
    "product": "The product the complaint was about when it was offered.",
    "team": "The team that held the complaint when it was offered.",
    "handler": "The person who held the complaint when it was offered.",
    "offered_day": "The calendar day of the offer, where that is all that is known.",
}

CAUSES = {
    "stream": "The complaint that names the cause; of a removal the id of the cause.",
    "cause": "The name of the root cause.",
    "kind": "complaint or fix.",
    "happened_at": "When the complaint was received, or the cause removed.",
    "reference": "The reference of the complaint; empty of a removal.",
    "product": "The product of the complaint, as classified last.",
    "is_merged": "Whether the complaint was merged into another, which is the same.",
    "happened_day": "The calendar day of that, where it is all that is known.",
    "is_time_known": "Whether more is known than that it was by happened_at.",
}

WORDS = {"redress": OFFERS, "causes": CAUSES}
