"""What the registry asks of rooms above it: who bought something that was made from a release."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody to be written to: an agent here, or where she has none a mail address, or else a phone."""

    agent_id: UUID | None = None
    mail: str | None = None
    phone: str | None = None


@dataclass
class Joined:
    """Filled by the composition root; each is empty where nobody fills it."""

    buyers: list[Callable[[Work, UUID], Awaitable[Sequence[Reached]]]] = field(default_factory=list)
    """Of a release: everybody in this co-op who bought something made from it, or leave to make it."""
    products: list[Callable[[Work, UUID], Awaitable[Sequence[UUID]]]] = field(default_factory=list)
    """Of a work: products on offer that are made from it, the newest first."""


JOINED = Joined()
