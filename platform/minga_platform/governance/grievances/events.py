"""What grievances announce: that a case moved, never what it is about."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GrievanceMoved(Event):
    """A case was opened, went to its next step, or was closed."""

    grievance_id: UUID
