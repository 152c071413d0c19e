"""Refusals of payments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class RefundExceedsPortion(Refusal):
    """More than is left of this line or of its stall's part; a sibling's money is never spent. `remaining` is what is left."""

    remaining: Money


@dataclass
class NothingToRefund(Refusal):
    """No money came in for this, or all of it went back already."""


@dataclass
class PaymentDisputed(Refusal):
    """The buyer's bank disputes this payment: until that is decided nothing of it can be sent back."""


@dataclass
class AmountDiffers(Refusal):
    """The amount is not the one that is expected."""

    expected: Money


@dataclass
class TillTooLow(Refusal):
    """The till does not hold so much cash. `present` of it can be given."""

    present: Money


@dataclass
class NothingPayable(Refusal):
    """No stall has earnings to pay out this way."""


@dataclass
class PayeeChanged(Refusal):
    """The payee was changed a short while ago; until `held_until` nothing is sent there."""

    stall_id: UUID
    held_until: datetime


@dataclass
class CardsNotOffered(Refusal):
    """The co-op has no account at the card provider yet."""


@dataclass
class NoPayee(Refusal):
    """The stall has told no bank account, so nothing can have been sent there by bank."""

    stall_id: UUID


@dataclass
class SecondOfficerNeeded(Refusal):
    """So large a payout needs two officers; another one must approve it first."""


@dataclass
class OwnPayout(Refusal):
    """Nobody approves a payout to herself."""
