"""What contributions ask of rooms above them; `infra/minga_infra/main.py` fills these in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from minga_platform.kernel.work import Work


class Paid(Protocol):
    """Distributions know for which events somebody was paid."""

    async def __call__(self, work: Work, contribution_ids: Sequence[UUID], /) -> bool:
        """Whether any of these has been paid for."""
        ...


@dataclass
class Joined:
    """What was joined to contributions. Without distributions nothing was paid."""

    paid: list[Paid] = field(default_factory=list)


JOINED = Joined()
