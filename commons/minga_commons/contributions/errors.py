"""What contributions and work days refuse, with the facts a client needs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minga_platform.kernel.errors import Refusal


@dataclass
class NotGivenYet(Refusal):
    """A contribution is written down when it was given: not for a day to come. `latest` is today, where the co-op is."""

    latest: date


@dataclass
class TooLongAgo(Refusal):
    """What was given before `earliest` is written down by a keeper of the commons, not by each member."""

    earliest: date


@dataclass
class AlreadyCorrected(Refusal):
    """Another event corrects this one already; correct that one."""

    contribution_id: UUID


@dataclass
class AlreadyPaid(Refusal):
    """A distribution has paid for this: it stays as it was counted."""


@dataclass
class TimeTwice(Refusal):
    """More hours than the day has: `minutes` are written down for that day already."""

    minutes: int


@dataclass
class AuthorTaken(Refusal):
    """Another member commits under this address."""


@dataclass
class AlreadySignedUp(Refusal):
    """She stands on the list of this day already."""


@dataclass
class NoSeatLeft(Refusal):
    """Every seat of this task is taken."""

    seats: int


@dataclass
class DayOver(Refusal):
    """The day is finished or called off."""

    state: str


@dataclass
class TooEarlyToCheckIn(Refusal):
    """People are checked in on the day, from `at` on."""

    at: datetime
