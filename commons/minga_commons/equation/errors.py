"""How divisions refuse."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.money import Money


@dataclass
class NothingToDivide(Refusal):
    """Nothing is ready: `held` may still go back to buyers."""

    held: Money


@dataclass
class NobodyContributed(Refusal):
    """Nobody's contribution counts for this by the equation in force, so the money stays where it is."""


@dataclass
class NothingDue(Refusal):
    """There is nothing to pay out to a contributor."""


@dataclass
class OwnShare(Refusal):
    """Nobody pays a share out to herself."""
