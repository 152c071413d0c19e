"""What lots announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRecalled(Event):
    """A lot must come back. Whoever bought of it is told."""

    lot_id: UUID
