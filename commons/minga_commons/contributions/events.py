"""What contributions announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionGiven(Event):
    """Somebody gave something, and it waits for members who stand by it."""

    contribution_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionCorrected(Event):
    """Another event stands in the place of this one."""

    contribution_id: UUID
    corrects_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDayCalled(Event):
    """Members are called to a work day."""

    work_day_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDayCancelled(Event):
    """It does not take place."""

    work_day_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGiven(Event):
    """A seat became free, and the first in line has it now."""

    seat_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOffered(Event):
    """A member asks another to take her seat."""

    seat_id: UUID
    agent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTomorrow(Event):
    """The day is near, and who has a seat is reminded; once a seat."""

    seat_id: UUID
    agent_id: UUID
