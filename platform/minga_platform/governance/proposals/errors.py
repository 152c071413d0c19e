"""How proposals refuse."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class NothingChanges(Refusal):
    """The proposal asks for what holds anyway. `key` names the rule, empty for the statutes."""

    key: str


@dataclass
class BaseChanged(Refusal):
    """What the proposal builds on was decided anew since it was written; its author must look at it and say it again.

    `key` names the rule, empty for the statutes.
    """

    key: str


@dataclass
class AmendmentsOpen(Refusal):
    """Amendments are decided first; `count` of them are not."""

    count: int


@dataclass
class TooEarly(Refusal):
    """Not before `at`."""

    at: datetime


@dataclass
class OwnProposal(Refusal):
    """Nobody sponsors what she wrote herself."""
