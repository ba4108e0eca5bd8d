"""The shipped policies and calendars: in the book after the migration, once, and no officer overruled."""

import pytest
from uuid_utils.compat import uuid7

from api.packs import publish_shipped
from api.postgres import Database
from complaints.application import Ledger
from complaints.commands.policy_book import WithdrawPolicy
from complaints.ledger import Complaints
from complaints.policy_book import POLICY_BOOK
from complaints.recorder import Pool, open_pool
from complaints.request import Request
from complaints.sla.packs import shipped_calendars, shipped_policies
from tests.complaints.given import NOW
from tests.complaints.given_redress import OLGA


@pytest.fixture
def pool(database: Database) -> Pool:
    return open_pool(database.app, size=2)


def test_the_migration_publishes_what_is_shipped_each_with_its_origin(pool: Pool) -> None:
    with pool:
        book, facts = Complaints(pool).policy_book(), Ledger(pool).facts(POLICY_BOOK)
    assert {it.id for versions in book.policies.values() for it in versions} == {
        it.id for it in shipped_policies()
    }
    assert [versions[-1] for versions in book.calendars.values()] == list(shipped_calendars())
    assert {(it.envelope.by.by, it.envelope.by.kind) for it in facts} == {("shipped packs", "import")}


def test_publishing_again_adds_nothing_and_brings_nothing_back(database: Database, pool: Pool) -> None:
    with pool:
        complaints, ledger = Complaints(pool), Ledger(pool)
        withdraw = WithdrawPolicy(policy="example.ack", reason="we promise nothing")
        complaints.publish(withdraw, Request(by=OLGA, now=NOW, command_id=uuid7()))
        known = ledger.facts(POLICY_BOOK)
        publish_shipped(database.app)
        assert ledger.facts(POLICY_BOOK) == known
        assert complaints.policy_book().withdrawn == {"example.ack"}
