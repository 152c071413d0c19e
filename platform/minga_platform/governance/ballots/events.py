"""What elections announce. Never who voted, and never when: a cast ballot is announced to nobody."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionAnnounced(Event):
    """Question, roll and dates are fixed."""

    election_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionCounted(Event):
    """The result stands and is published."""

    election_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionCancelled(Event):
    """It was cancelled before it closed; what was cast is never counted."""

    election_id: UUID
