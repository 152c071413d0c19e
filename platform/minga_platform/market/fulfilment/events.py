"""What pickup and delivery announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotClosed(Event):
    """A time that orders were placed for does not take place; their buyers choose another."""

    slot_id: UUID
