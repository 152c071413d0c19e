"""What order cycles announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleOpened(Event):
    """Orders are taken."""

    cycle_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEnded(Event):
    """The window is over, grace included: from now on the lists are final but for payments that still come."""

    cycle_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCancelled(Event):
    """It does not take place; its orders end and their money goes back."""

    cycle_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerTold(Event):
    """A producer is to have a letter about a cycle; `told_id` names the row of proof."""

    told_id: UUID
