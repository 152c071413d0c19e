"""What payments announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    """The money of an order (or of one stall's part, at pickup) came in."""

    order_id: UUID
    payment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldOnInvoice(Event):
    """Goods of an order on terms are with their buyer: from now on she owes what they cost."""

    order_id: UUID
    payment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWishMade(Event):
    """The provider is to take the money that a buyer's bank keeps for us, or to let it go."""

    payment_id: UUID
    wish_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationLapses(Event):
    """Soon the buyer's bank keeps the money of an order no longer, and parts of it were not handed over."""

    order_id: UUID
    payment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Event):
    """The attempt ended without money; the order ended with it."""

    order_id: UUID
    payment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked(Event):
    """Money is to go back to a buyer."""

    order_id: UUID
    refund_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSettled(Event):
    """Money went back to a buyer."""

    order_id: UUID
    refund_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(Event):
    """A refund did not reach the buyer: it is owed to her still."""

    order_id: UUID
    refund_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeHeard(Event):
    """The provider says something about a dispute, by its own name for it: to be looked up."""

    dispute_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutPrepared(Event):
    """Earnings are on their way to a maker."""

    payout_id: UUID
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutMade(Event):
    """Earnings reached a maker, or were set off against what she owed."""

    payout_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeTold(Event):
    """Somebody said where a stall's money goes by bank: its keeper is told, so that no stranger does it unseen."""

    stall_id: UUID
