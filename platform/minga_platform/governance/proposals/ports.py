"""What proposals ask of other features: effects by kind, and a place for letters. The composition root fills these in.

Changing rules and statutes is the proposals' own; lower features (the register) are called from `effects.py`; higher
ones (offices) put theirs into `EFFECTS` from outside.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Carried:
    """A passed decision as an effect sees it. `winners`: keys of the options that won, where voters chose among any;
    `options` has each with its `label`."""

    decision_id: UUID
    proposal_id: UUID
    election_id: UUID
    changes: Mapping[str, Any]
    winners: tuple[str, ...]
    options: tuple[Mapping[str, Any], ...]


class NotYet(Exception):
    """Raised by an effect whose time has not come though the decision's date has: nothing is changed, the proposal stays
    deferred, and the worker asks again with its next round."""


class Effect(Protocol):
    """What follows from a kind of decision."""

    async def checked(self, work: Work, given: Mapping[str, Any], /) -> dict[str, Any]:
        """What a proposal of this kind asks for, in the form in which it is kept. Refuses: InvalidInput, NotFound."""
        ...

    async def carry_out(self, work: Work, decision: Carried, /) -> dict[str, Any]:
        """Do it, once its date has come, in the worker's unit; what is kept of it. A Refusal means it became
        impossible; then nothing is changed and that is what is kept. NotYet means that it waits."""
        ...

    async def turn_down(self, work: Work, decision: Carried, /) -> None:
        """The members said no, or it came to nothing. A Refusal here is passed over: there is nothing to undo."""
        ...


EFFECTS: dict[str, Effect] = {}
"""By kind of proposal. Kinds without one are a recorded decision only."""

EARLIEST: dict[str, Callable[[Work], Awaitable[datetime]]] = {}
"""By kind of proposal: before which instant a decision certified now may not take effect, whatever its deferral."""


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    """What a letter about a vote is written from, in the reader's language. `token` opens the ballot once."""

    purpose: str
    slug: str
    cooperative: str
    zone: str
    language: str
    name: str
    number: int
    proposal_id: UUID
    title: str
    opens_at: datetime
    closes_at: datetime
    election_id: UUID
    token: str
    by_phone: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A letter written out."""

    subject: str
    text: str


class LetterWriter(Protocol):
    """Whoever writes letters about votes (the pages' room knows how)."""

    def __call__(self, letter: NoticeLetter, /) -> Written:
        """The letter in its reader's language."""
        ...
