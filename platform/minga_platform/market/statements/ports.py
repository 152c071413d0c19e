"""What statements ask of rooms above the market: whose money, beside the makers', leaves the co-op's account under a name of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountName


@dataclass(frozen=True, slots=True)
class Sent:
    """Shares of somebody's that go by bank. `state`: `prepared` while they are set aside, `paid` once they left; `name`: whose."""

    id: UUID
    state: str
    amount_minor: int
    currency: str
    name: str


class Shares(Protocol):
    """Shares of royalties and funds, which are paid out to contributors."""

    async def named(self, work: Work, kind: str, subject_id: UUID, /) -> Sequence[Sent]:
        """Those that a reference names, in the order of their ids, locked. `kind`: `share`, or `share_file` for an order of several."""
        ...

    async def set_aside(self, work: Work, amounts: Sequence[int], currency: str, /) -> Sequence[Sent]:
        """Those that wait to leave and come to one of these amounts."""
        ...

    async def left(self, work: Work, payout_id: UUID, /) -> bool:
        """They are with her. Safe to repeat; False where they were before, or were cancelled."""
        ...

    async def came_back(self, work: Work, payout_id: UUID, cash: AccountName, /) -> bool:
        """They are on our account again, and due to her again. Safe to repeat; False where they had not left."""
        ...


@dataclass
class Joined:
    """What was joined to the statements. Without commons nobody has shares."""

    shares: Shares | None = None


JOINED = Joined()
