"""Putting things right with money or its like: what can be asked for."""

from dataclasses import dataclass

from complaints.commands.command import Command, Label, Text
from complaints.facts.intake import Channel
from complaints.facts.redress import CompensationKind
from complaints.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCompensation(Command):
    """Offer compensation; somebody else has to approve it before it is paid.

    `money` is what it is worth to the complainant; goods and the like may be worth nothing in money.
    `matches_loss`: it makes up for the very loss. `replaces`: the number of the unanswered offer that this
    one takes the place of.
    """

    kind: CompensationKind
    money: Money
    matches_loss: bool | None = None
    replaces: int | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCompensation(Command):
    """Take an offer back that is not answered yet."""

    offer: int
    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveCompensation(Command):
    """Approve somebody else's offer, within the limits of your role.

    Above what you may approve alone it is your half of the approval, and a second person completes it.
    """

    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseCompensation(Command):
    """Refuse to approve an offer, which ends it."""

    offer: int
    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptCompensation(Command):
    """Record that the complainant takes the offer, whether or not it is approved yet."""

    offer: int
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineCompensation(Command):
    """Record that the complainant does not take the offer."""

    offer: int
    channel: Channel
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCompensationPaid(Command):
    """Record that an approved and accepted offer was made good. Allowed whatever the state of the complaint.

    `reference` is that of the payment, credit note or delivery.
    """

    offer: int
    reference: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPaymentFailed(Command):
    """Record that an attempt to pay did not succeed. Allowed whatever the state of the complaint."""

    offer: int
    reason: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class PostProvisionalCredit(Command):
    """Record that the complainant got the money for the time of the investigation."""

    money: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseProvisionalCredit(Command):
    """Record that a provisional credit was taken back. Allowed whatever the state of the complaint."""

    credit: int
    reason: Label


CommandOnOffer = (
    WithdrawCompensation
    | ApproveCompensation
    | RefuseCompensation
    | AcceptCompensation
    | DeclineCompensation
    | RecordCompensationPaid
    | RecordPaymentFailed
)
RedressCommand = OfferCompensation | CommandOnOffer | PostProvisionalCredit | ReverseProvisionalCredit
