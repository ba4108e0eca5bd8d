"""Let the rows of win-back say on which days, what was answered to offers, and what was spent and paid.

The rows that are there cannot say it. They are dropped, and the view follows the log from its beginning.
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _begin_anew()
    op.execute(VALUES)
    for view, (statement, words) in REPORTING.items():
        op.execute(statement)
        for column, meaning in words.items():
            op.execute(f"comment on column reporting.{view}.{column} is '{meaning}'")
        op.execute(f"grant select on reporting.{view} to complaints_reader")


def downgrade() -> None:
    for view in REPORTING:
        op.execute(f"drop view reporting.{view}")
    _begin_anew()
    op.execute(WITHOUT)


def _begin_anew() -> None:
    op.execute("delete from views.positions where view = 'win_back'")
    op.execute("truncate views.win_back, views.win_back_parts")


VALUES = """
alter table views.win_back
  add column began_on date,
  add column complaints_before integer not null check (complaints_before >= 0),
  add column complained_on date[] not null,
  add column lost_on date,
  add column assigned_at timestamptz[] not null,
  add column first_resolved_at timestamptz,
  add column first_came_back_at timestamptz,
  add column offered_on date[] not null,
  add column offered_amounts numeric[] not null,
  add column offered_currencies text[] not null,
  add column answers text[] not null,
  add column answered_on date[] not null,
  add column spent_from date[] not null,
  add column spent_until date[] not null,
  add column spent_amounts numeric[] not null,
  add column spent_currencies text[] not null,
  add column paid_on date[] not null,
  add column paid_kinds text[] not null,
  add column paid_amounts numeric[] not null,
  add column paid_currencies text[] not null,
  add constraint win_back_offers_go_together check (
    array[cardinality(offered_on), cardinality(offered_amounts), cardinality(offered_currencies),
          cardinality(answers), cardinality(answered_on)] = array_fill(cardinality(offered), array[5])),
  add constraint win_back_spendings_go_together check (
    array[cardinality(spent_until), cardinality(spent_amounts), cardinality(spent_currencies)]
      = array_fill(cardinality(spent_from), array[3])),
  add constraint win_back_payments_go_together check (
    array[cardinality(paid_kinds), cardinality(paid_amounts), cardinality(paid_currencies)]
      = array_fill(cardinality(paid_on), array[3])),
  add constraint win_back_arms_go_together check (
    array[cardinality(arms), cardinality(assigned_at)] = array_fill(cardinality(experiments), array[2])),
  add constraint win_back_days_have_instants check (
    (lost_on is null or lost_at is not null) and (began_on is null or began_at is not null))
"""

WITHOUT = """
alter table views.win_back
  drop constraint win_back_offers_go_together,
  drop constraint win_back_spendings_go_together,
  drop constraint win_back_payments_go_together,
  drop constraint win_back_arms_go_together,
  drop constraint win_back_days_have_instants,
  drop column began_on,
  drop column complaints_before,
  drop column complained_on,
  drop column lost_on,
  drop column assigned_at,
  drop column first_resolved_at,
  drop column first_came_back_at,
  drop column offered_on,
  drop column offered_amounts,
  drop column offered_currencies,
  drop column answers,
  drop column answered_on,
  drop column spent_from,
  drop column spent_until,
  drop column spent_amounts,
  drop column spent_currencies,
  drop column paid_on,
  drop column paid_kinds,
  drop column paid_amounts,
  drop column paid_currencies
"""

OFFERS = """
create view reporting.win_back_offers as
  select customer, life, place::integer as offer, reason, offer.kind, offer.offered_on,
         offer.amount, offer.currency, offer.answer, offer.answered_on
    from views.win_back,
         unnest(offered, offered_on, offered_amounts, offered_currencies, answers, answered_on)
           with ordinality as offer (kind, offered_on, amount, currency, answer, answered_on, place)
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
"""

DAYS = """
create view reporting.win_back_days as
  select customer, life, began_on, complaints_before, complained_on, lost_on
    from views.win_back
   where slot = (select slot from views.positions where view = 'win_back' and state = 'live')
"""

REPORTING = {
    "win_back_offers": (
        OFFERS,
        {
            "customer": "The id of the customer.",
            "life": "The life that had ended: 1, 2, ... for each customer.",
            "offer": "1, 2, ... in each life.",
            "reason": "Why the customer had left: service, price or other.",
            "kind": "contact, discount, upgrade or gift.",
            "offered_on": "The day of the offer; empty where it is not known to the day.",
            "amount": "What it costs, in units of the currency; empty where nobody said.",
            "currency": "The ISO 4217 code.",
            "answer": "accepted or declined; empty so far.",
            "answered_on": "The day of the answer; empty without, or where it is not known to the day.",
        },
    ),
    "win_back_days": (
        DAYS,
        {
            "customer": "The id of the customer.",
            "life": "1, 2, ... for each customer.",
            "began_on": "The day of the return that began the life; empty in life 1, or where it is not"
            " known to the day.",
            "complaints_before": "How many complaints were received in earlier lives, merged ones left out.",
            "complained_on": "The days of the complaints before leaving, merged ones left out; each the day"
            " of the earliest receipt of what is merged into it. An empty one is not known to the day.",
            "lost_on": "The day of leaving; empty where the customer did not leave, or where it is not known"
            " to the day.",
        },
    ),
}
