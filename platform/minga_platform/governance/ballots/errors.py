"""Why a ballot is not taken, with the facts a voter needs. None of them says what anybody voted."""

from dataclasses import dataclass
from datetime import datetime

from minga_platform.kernel.errors import Refusal


@dataclass
class NotOpenYet(Refusal):
    """Voting begins at `opens_at`."""

    opens_at: datetime


@dataclass
class VotingClosed(Refusal):
    """Voting ended at `closed_at`, by the database's clock."""

    closed_at: datetime


@dataclass
class ElectionOff(Refusal):
    """This vote was cancelled."""


@dataclass
class NotOnRoll(Refusal):
    """The roll was frozen at `record_at`; the asker was not a voter then, or not in this class."""

    record_at: datetime


@dataclass
class VotesOnPaper(Refusal):
    """The voter was given a paper ballot: it is her channel for this vote."""


@dataclass
class HasVoted(Refusal):
    """There is a ballot of this voter already, and it can be changed only with the private code that came with it."""


@dataclass
class RevisionTaken(Refusal):
    """Under this number another choice was sent before. `highest` is the number of the newest one."""

    highest: int


@dataclass
class CodeInUse(Refusal):
    """This private code cannot be taken. Please make a fresh one."""


@dataclass
class TooManyRevisions(Refusal):
    """A ballot can be changed at most `most` times."""

    most: int


@dataclass
class WhichClass(Refusal):
    """The asker votes in several classes here and must say in which: `classes`."""

    classes: list[str]


@dataclass
class NobodyVotes(Refusal):
    """On the record date nobody had a vote in these classes."""


@dataclass
class OnlyInTheRoom(Refusal):
    """This vote is held at an assembly, among those who are there; who is away can give a mandate."""


@dataclass
class StillOpen(Refusal):
    """Paper is counted after the close, so that nobody knows earlier how it stands."""

    closes_at: datetime


@dataclass
class AlreadyCounted(Refusal):
    """The vote is counted; nothing is added to it."""


@dataclass
class OwnBatch(Refusal):
    """Whoever typed a batch does not confirm it: another teller types the same papers."""


@dataclass
class CountsDiffer(Refusal):
    """The two tellers typed different counts: `ballots` and `first_ballots` papers, `kinds` kinds of which do not agree."""

    ballots: int
    first_ballots: int
    kinds: int


@dataclass
class MorePaperThanVoters(Refusal):
    """More papers of this class than voters who were given one."""

    ballots: int
    given: int
