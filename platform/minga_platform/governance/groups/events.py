"""What working groups announce. Never what money is for: readers look that up under their own rights."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAsked(Event):
    """A group is asked to consent to a spending out of its purse."""

    spending_id: UUID
