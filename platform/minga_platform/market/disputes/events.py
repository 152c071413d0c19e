"""What disputes announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Event):
    """A buyer's bank asks about a payment, or took it back: somebody must answer in time."""

    dispute_id: UUID
    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswered(Event):
    """An officer answered; the answer is to be sent."""

    dispute_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDecided(Event):
    """It was won or lost."""

    dispute_id: UUID
    order_id: UUID
    won: bool
