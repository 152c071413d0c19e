"""Why a vote is not lent, with the facts a member needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class AlwaysSecret(Refusal):
    """Votes on `topic` are always secret: nobody can vote for another."""

    topic: str


@dataclass
class DelegationCircle(Refusal):
    """Whoever would vote for the asker lends her own vote, in the end, to the asker."""


@dataclass
class DelegationTooLong(Refusal):
    """A vote passes through at most `most` hands."""

    most: int


@dataclass
class NoCommonClass(Refusal):
    """A vote counts in its own class: only somebody who votes in one of the asker's classes can cast it."""
