"""What assemblies refuse, with the facts a client needs."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class TooLittleNotice(Refusal):
    """Members are called so many days before; the earliest it can begin is `earliest`."""

    days: int
    earliest: datetime


@dataclass
class TooEarlyToOpen(Refusal):
    """An assembly is opened on its day, from `at` on."""

    at: datetime


@dataclass
class TooManyMandates(Refusal):
    """One member speaks for at most so many others."""

    most: int


@dataclass
class NoVoteHere(Refusal):
    """Only a member with a vote can be represented, and only by a member with a vote."""


@dataclass
class MoreHandsThanVoters(Refusal):
    """More hands were counted than there are voters in the room and represented."""

    hands: int
    voters: int


@dataclass
class NoQuorum(Refusal):
    """Too few are here to decide: `present` of the `needed`."""

    present: int
    needed: int


@dataclass
class MinutesAdopted(Refusal):
    """The minutes are adopted: what they say stays."""
