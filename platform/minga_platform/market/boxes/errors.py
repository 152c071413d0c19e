"""Why a box or a subscription stays as it is."""

from dataclasses import dataclass
from datetime import date, datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class TooLateForThisBox(Refusal):
    """That date's cut-off is over. The next one that can be changed, and until when."""

    next_on: date
    change_until: datetime


@dataclass
class NotOpenThatDay(Refusal):
    """The pickup point is not open on the weekday on which the box comes (Monday is 0)."""

    weekday: int


@dataclass
class BoxClosed(Refusal):
    """Nobody can begin to take this box any more."""


@dataclass
class TakesBoxAlready(Refusal):
    """She takes this box already: what she has can be changed."""
