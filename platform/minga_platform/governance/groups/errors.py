"""What working groups refuse, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class PurseTooSmall(Refusal):
    """The group has `available` left that is not set aside."""

    available: Money


@dataclass
class GrantTooLarge(Refusal):
    """Without a decision, officers grant a group so much a quarter; `left` of it is left."""

    left: Money


@dataclass
class NotInGroup(Refusal):
    """Only a member of the group does this."""


@dataclass
class NoVoteForGroup(Refusal):
    """A group consists of members with a vote, who can consent."""
