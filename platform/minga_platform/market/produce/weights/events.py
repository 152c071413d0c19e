"""What weighing announces."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightAsked(Event):
    """More was weighed than the buyer accepted; she is asked."""

    order_id: UUID
    question_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightAnswered(Event):
    """She answered; the stall goes on packing."""

    order_id: UUID
    question_id: UUID
