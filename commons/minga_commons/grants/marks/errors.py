"""What marks refuse, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class NotVoted(Refusal):
    """The members have not decided this standard: the decision did not pass, is not in force, or was about another text."""


@dataclass
class MarkOpen(Refusal):
    """This mark is asked for, or held, already."""


@dataclass
class VisitedBefore(Refusal):
    """She has visited for this mark already; somebody else is asked."""
