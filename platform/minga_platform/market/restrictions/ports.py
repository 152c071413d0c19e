"""What restrictions ask of governance: whether a grievance about one was upheld. The composition root joins it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from minga_platform.kernel.work import Work


class Upheld(Protocol):
    """Whoever hears grievances."""

    async def __call__(self, work: Work, restriction_ids: Sequence[UUID], /) -> bool:
        """Whether the last word on one about any of these was that it is right."""
        ...


@dataclass
class Joined:
    """What was joined. Without governance nobody objects."""

    upheld: Upheld | None = None


JOINED = Joined()
