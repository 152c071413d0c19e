"""What the cash box announces."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CashShiftClosed(Event):
    """A box was counted by two and its shift ended."""

    shift_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNotFetched(Event):
    """Nobody came for a part that was to be paid at pickup."""

    order_id: UUID
    seller_order_id: UUID
