"""What the wants list announces."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WantMet(Event):
    """Something that somebody looked for is there now, and she asked to be told."""

    want_id: UUID
