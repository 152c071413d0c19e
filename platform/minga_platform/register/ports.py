"""What the register asks of rooms above it; `infra/minga_infra/main.py` fills these in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.register.errors import Obstacle


class StallsOf(Protocol):
    """The catalogue knows whose earnings a stall's are."""

    async def __call__(self, work: Work, agent_id: UUID, /) -> Sequence[UUID]:
        """The stalls whose earnings are this agent's."""
        ...


class IsTill(Protocol):
    """Orders know where cash is taken."""

    async def __call__(self, work: Work, till_id: UUID, /) -> bool:
        """Whether this is one of the co-op's tills, whatever was in it so far."""
        ...


class Law(Protocol):
    """The market knows on what legal basis the co-op uses a feature that touches money (docs/law.md)."""

    async def switched_on(self, work: Work, feature: str, /) -> bool:
        """Whether one is recorded that holds now."""
        ...

    async def require(self, work: Work, feature: str, /) -> None:
        """Refuses: NoLegalBasis."""
        ...


class HasVoted(Protocol):
    """Governance knows whether the members have voted on anything yet."""

    async def __call__(self, work: Work, /) -> bool:
        """Whether an election was ever announced in the unit's co-op."""
        ...


class Hindrance(Protocol):
    """A room that may stand in the way of erasure: orders, earnings, running votes."""

    async def __call__(
        self, work: Work, person_id: UUID, agent_ids: Sequence[UUID], cooperative: str, /
    ) -> Sequence[Obstacle]:
        """What of this person's is not settled yet in the unit's co-op, whose slug is `cooperative`.

        `agent_ids`: who she is here; empty for one who only bought something.
        """
        ...


@dataclass(frozen=True, slots=True)
class Hold:
    """Rows whose personal columns the law wants kept: of `table`, where `where` holds, counted from the instant `since`."""

    table: str
    where: str
    since: str


@dataclass
class Joined:
    """What was joined to the register. Without governance nobody has voted; without a market nobody sells and no till stands."""

    stalls_of: StallsOf | None = None
    is_till: IsTill | None = None
    law: Law | None = None
    has_voted: list[HasVoted] = field(default_factory=list)
    hindrances: list[Hindrance] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)


JOINED = Joined()
