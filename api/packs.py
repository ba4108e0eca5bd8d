"""Publishing the policies and calendars that are shipped, where the policy book does not have them yet."""

from datetime import UTC, datetime

from complaints.actor import Actor
from complaints.commands.policy_book import PolicyBookCommand, PublishCalendar, PublishPolicy
from complaints.ledger import Complaints
from complaints.policy_book import PolicyBook
from complaints.recorder import open_pool
from complaints.request import Request, command_id
from complaints.sla.packs import shipped_calendars, shipped_policies

SHIPPED = Actor(by="shipped packs", kind="import")


def publish_shipped(app_conninfo: str) -> None:
    """Publish each shipped version of a calendar or policy that is newer than what the book holds."""
    pool = open_pool(app_conninfo, size=1)
    try:
        complaints = Complaints(pool)
        for command in _missing(complaints.policy_book()):
            now, id = datetime.now(UTC), command_id(SHIPPED, None, b"")
            complaints.publish(command, Request(by=SHIPPED, now=now, command_id=id))
    finally:
        pool.close()


def _missing(book: PolicyBook) -> list[PolicyBookCommand]:
    calendars = (it for it in shipped_calendars() if it.version > len(book.calendars.get(it.id, ())))
    policies = (it for it in shipped_policies() if it.version > len(book.policies.get(it.id, ())))
    return [
        *(PublishCalendar(calendar=calendar) for calendar in calendars),
        *(PublishPolicy(policy=policy) for policy in policies),
    ]
