"""What membership asks of rooms above it; `infra/minga_infra/main.py` fills these in."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from minga_platform.kernel.work import Work


class StallKeepers(Protocol):
    """The catalogue knows who keeps a stall."""

    async def __call__(self, work: Work, stall_id: UUID, agent_id: UUID, /) -> bool:
        """Whether the agent keeps this stall of the unit's co-op."""
        ...


class AfterSignIn(Protocol):
    """Something to be done in the very unit in which somebody signs in (the cart merges, once)."""

    async def __call__(self, work: Work, person_id: UUID, visitor_hash: bytes | None, /) -> None:
        """The unit's scope holds the person and the visitor already; `visitor_hash` is the cart's."""
        ...


@dataclass
class Joined:
    """What was joined to membership. Without keepers nobody keeps a stall: denied is what is not said."""

    stall_keepers: StallKeepers | None = None
    after_sign_in: list[AfterSignIn] = field(default_factory=list)


JOINED = Joined()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one person about her account. `token` goes into a link, `code` is copied by hand; both live once."""

    proof_id: UUID
    purpose: str
    channel: str
    address: str
    name: str
    language: str
    token: str
    code: str


class Letters(Protocol):
    """Whoever carries letters: mail, SMS, a folder on a laptop."""

    async def send(self, letter: Letter) -> None:
        """Deliver it or raise; the worker tries again later with fresh secrets."""
        ...
