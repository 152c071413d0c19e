"""What the library announces."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolBooked(Event):
    """Somebody has a unit for a time to come."""

    booking_id: UUID
    tool_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingEnded(Event):
    """Cancelled, missed, or brought back."""

    booking_id: UUID
    tool_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyTransferred(Event):
    """Both sides signed: ValueFlows `transferCustody`."""

    booking_id: UUID
    unit_id: UUID
    provider_id: UUID
    receiver_id: UUID
    direction: str
