"""What the library refuses, with the facts a client needs."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class ToolSlugTaken(Refusal):
    """Another tool bears this address."""

    slug: str


@dataclass
class UnitLabelTaken(Refusal):
    """Another unit of this tool is called so."""

    label: str


@dataclass
class SlotTaken(Refusal):
    """Somebody else has it in that time. `free_at`: when it could be had for as long, where that is known."""

    free_at: datetime | None = None


@dataclass
class OutsideHours(Refusal):
    """It cannot be fetched, brought back or entered then."""

    at: datetime


@dataclass
class BookedTooLong(Refusal):
    """One booking may be `longest_minutes` long."""

    longest_minutes: int


@dataclass
class BookedTooFarAhead(Refusal):
    """Bookings end `days` from today at the latest."""

    days: int


@dataclass
class TooManyBookings(Refusal):
    """She has `most` that are still to come."""

    most: int


@dataclass
class SkillNeeded(Refusal):
    """A keeper has to see first that she knows how: `skill`."""

    skill: str


@dataclass
class ServiceDue(Refusal):
    """It has to be looked after before that time. `unit` is its label."""

    unit: str


@dataclass
class DepositDue(Refusal):
    """The deposit comes first."""

    deposit: Money


@dataclass
class DepositSettled(Refusal):
    """It went back already; it does so once."""


@dataclass
class BookingNotYet(Refusal):
    """It is handed out from `from_at` on."""

    from_at: datetime


@dataclass
class StillOut(Refusal):
    """The unit is in somebody's hands."""


@dataclass
class OtherHands(Refusal):
    """A hand-over has two sides, and two people sign."""
