"""What boxes announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxChanged(Event):
    """A delivery is not as usual, or does not come though she wanted it: she is told."""

    delivery_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxEnded(Event):
    """A box comes no more: whoever takes it is told."""

    box_id: UUID
