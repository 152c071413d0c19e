"""What order cycles ask of what stands above them; `produce/joining.py` fills it in."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Together:
    """What members buy together in a cycle, as far as its plan must keep to it."""

    points: frozenset[UUID]
    """Where what did not come yet is fetched."""
    is_ordered: bool
    """Whether one has closed with the cycle already: its supplier has the order."""


class BoughtTogether(Protocol):
    """Group purchases know which of them belong to a cycle."""

    async def __call__(self, work: Work, cycle_id: UUID, /) -> Together:
        """Of a cycle whose row is locked: none joins or closes meanwhile."""
        ...


@dataclass
class Joined:
    """Without group purchases nothing is bought together in a cycle."""

    together: BoughtTogether | None = None


JOINED = Joined()
