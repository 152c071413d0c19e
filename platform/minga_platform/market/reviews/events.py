"""What reviews announce. Ids only."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWritten(Event):
    """A buyer said something for the first time."""

    review_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswered(Event):
    """The maker answered."""

    review_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHidden(Event):
    """Two moderators hid it."""

    review_id: UUID
    hiding_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HidingDecided(Event):
    """An appeal was decided."""

    review_id: UUID
    hiding_id: UUID
