"""What counts as a contact: the complainant gets in touch with us, by themselves."""

from complaints.facts import Fact
from complaints.facts.conversation import MessageReceived
from complaints.facts.decision import ResolutionDisputed
from complaints.facts.escalation import ComplaintEscalated, StageChanged
from complaints.facts.intake import ComplaintFiled
from complaints.facts.merging import MessageReachedDuplicate

CONTACTS = (ComplaintFiled, MessageReceived, MessageReachedDuplicate, ResolutionDisputed, StageChanged)

MAYBE_CONTACTS: frozenset[type[Fact]] = frozenset({*CONTACTS, ComplaintEscalated})


def is_contact(fact: Fact) -> bool:
    """Say whether a fact is a contact: a filing, a message, a dispute, or a complainant who asks for more.

    Information that arrives is none: it was asked for, and where it comes with words, these are a message. A
    reopening is none either: it may be our own doing, and what led to it is a contact of its own.
    """
    asked_for_more = isinstance(fact, ComplaintEscalated) and fact.reason == "customer"
    return asked_for_more or isinstance(fact, CONTACTS)
