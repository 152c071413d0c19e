"""Refusals: the expected ways in which a wish is not granted.

A refusal carries facts, never sentences; the door makes the sentence in the asker's language. Raising one rolls the
unit of work back, so a refusal leaves no trace. What must last (a declined card, a failed sign-in) is an outcome, not a refusal.
"""

import re
from dataclasses import dataclass
from datetime import datetime

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


class Refusal(Exception):
    """Base of all refusals. Subclasses are dataclasses (not frozen: Python writes their traceback)."""

    @classmethod
    def code(cls) -> str:
        """`OutOfStock` → `OUT_OF_STOCK`."""
        return _HUMP.sub("_", cls.__name__).upper()


@dataclass
class NotFound(Refusal):
    """There is nothing by that name for this asker. Unseen and absent are the same."""


@dataclass
class NotAllowed(Refusal):
    """The asker may see the thing, but not do this. `capability` is what would be needed."""

    capability: str = ""


@dataclass
class SignInNeeded(Refusal):
    """Only somebody signed in can do this."""


@dataclass
class StepUpNeeded(Refusal):
    """The asker must confirm who she is again: the last proof is older than `minutes`."""

    minutes: int = 5


@dataclass
class InvalidInput(Refusal):
    """One field cannot be taken as it is. `rule` names the rule that it breaks; bounds where they exist."""

    field: str
    rule: str
    minimum: str | None = None
    maximum: str | None = None
    step: str | None = None


@dataclass
class KeyReused(Refusal):
    """This key was used for another wish before."""


@dataclass
class Conflict(Refusal):
    """Somebody else changed the thing in between; `current_version` is what it is at now."""

    current_version: int


@dataclass
class InvalidTransition(Refusal):
    """The thing is in a state from which this move is not allowed."""

    current: str


@dataclass
class TooManyAttempts(Refusal):
    """Slow down: the next attempt is heard at `retry_at`."""

    retry_at: datetime


@dataclass
class NeedsCooperative(Refusal):
    """This wish is heard only within one co-op: ask at `/c/<slug>/graphql`."""
