"""What paying an order asks of rooms above: what a maker has earned and could be paid out now."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work

Earnings = Callable[[Work, UUID, str, bool], Awaitable[int]]
"""(work, stall, currency, locked) → minor units that its next payout would pay; `locked`: its parts and balances, until the unit ends."""


async def _nothing(_work: Work, _stall_id: UUID, _currency: str, _locked: bool) -> int:
    return 0


@dataclass
class Joined:
    """Who knows of earnings; without payments nobody has any."""

    earnings: Earnings = _nothing


JOINED = Joined()
