"""What grievances ask of the outside: letters to those who are in a case, written by the pages' room; and, of the market, what
was laid upon a stall. The composition root joins it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from minga_platform.governance.proposals.ports import Written
from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class CaseLetter:
    """What a letter is written from, in its reader's language: that a case moved, never what it is about.

    `purpose`: see `states.PURPOSES`. `ended`: how the step before ended, or empty. `due_at`: until when the new one runs. `election_id`: the
    vote of an appeal, for whom the letter asks to vote.
    """

    purpose: str
    ended: str
    due_at: datetime | None
    slug: str
    cooperative: str
    zone: str
    language: str
    name: str
    grievance_id: UUID
    election_id: UUID | None
    by_phone: bool


class CaseLetterWriter(Protocol):
    """Whoever writes letters about grievances."""

    def __call__(self, letter: CaseLetter, /) -> Written:
        """The letter in its reader's language."""
        ...


class Contested(Protocol):
    """Whoever knows what is laid upon stalls."""

    async def __call__(self, work: Work, restriction_id: UUID, agents: Sequence[UUID], /) -> UUID | None:
        """Who decided what stands against a stall that one of these keeps; None where there is no such thing."""
        ...


class Lift(Protocol):
    """Whoever takes it off the stall."""

    async def __call__(self, work: Work, restriction_id: UUID, /) -> None:
        """End it, because the grievance about it was upheld. Safe to repeat."""
        ...


@dataclass
class Joined:
    """What was joined. Without a market nothing is laid upon stalls."""

    contested: Contested | None = None
    lift: Lift | None = None


JOINED = Joined()
