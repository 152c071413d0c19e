"""What offices refuse, with the facts a client needs."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class OfficeTaken(Refusal):
    """An office of that key is there already."""

    key: str


@dataclass
class TermLimit(Refusal):
    """She has held it as often in a row as the office allows; somebody else's turn comes first."""

    most_terms: int


@dataclass
class Incompatible(Refusal):
    """She holds another office that must not be in the same hands."""

    other: str


@dataclass
class SeatsTaken(Refusal):
    """Every seat is taken; the first becomes free at `free_at`."""

    seats: int
    free_at: datetime | None


@dataclass
class NotEligible(Refusal):
    """Only a member whose class may stand for office can hold one."""


@dataclass
class NobodyWilling(Refusal):
    """Nobody who may take it has said that she would."""
