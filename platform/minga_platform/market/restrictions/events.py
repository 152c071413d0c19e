"""What restrictions announce. Ids only."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionPlaced(Event):
    """A stall was suspended, or its payouts are held back."""

    restriction_id: UUID
    stall_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionEnded(Event):
    """It is over, by its date or before."""

    restriction_id: UUID
    stall_id: UUID
