"""Large payouts need two officers: who prepared one has approved it, another must do so before the money leaves."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments.errors import OwnPayout, SecondOfficerNeeded
from minga_platform.market.payments.events import PayoutPrepared
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_log = structlog.get_logger("minga.payments")

APPROVED = (
    "(SELECT count(*) FROM payout_approval v WHERE v.cooperative_id = payout.cooperative_id AND v.payout_id = payout.id) "
    ">= payout.approvals_needed"
)
"""The condition, for statements that name the table `payout`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of payout that two officers agree to: the tables of such payouts (`id`, `approvals_needed`) and of their approvals
    (`payout_id`, `agent_id`, `at`). Both are names of ours, never what people typed."""

    payouts: str
    approvals: str

    @property
    def counted(self) -> str:
        """How many approved, for statements that call the payout `p`."""
        return f"(SELECT count(*) FROM {self.approvals} v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id)"


OF_STALLS: Final = Kind("payout", "payout_approval")


async def needed_for(work: Work, amount_minor: int) -> int:
    """How many officers must approve a payout of so much."""
    bound = await rules.number_at(work, "market.payout_two_officers_from")
    return 2 if bound and amount_minor >= bound else 0


async def approve(work: Work, payout_id: UUID, agent_id: UUID, kind: Kind = OF_STALLS) -> None:
    """Note that she approves. Safe to repeat: one person counts once."""
    await work.execute(
        f"INSERT INTO {kind.approvals} (cooperative_id, id, payout_id, agent_id, at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (cooperative_id, payout_id, agent_id) DO NOTHING",
        work.cooperative_id, ids.new(), payout_id, agent_id, work.now,
    )  # fmt: skip


async def is_approved(work: Work, payout_id: UUID, kind: Kind = OF_STALLS) -> bool:
    """Whether enough officers approved it."""
    return bool(
        await work.value(
            f"SELECT {kind.counted} >= p.approvals_needed FROM {kind.payouts} p WHERE p.cooperative_id = $1 AND p.id = $2",
            work.cooperative_id,
            payout_id,
        )
    )


async def refuse_own(work: Work, payout: asyncpg.Record, agent_id: UUID) -> None:
    """Nobody decides about money that comes to herself; that somebody tried is written down. Refuses: OwnPayout."""
    owner = await work.value(
        "SELECT agent_id FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payout["stall_id"]
    )
    if owner == agent_id:
        _log.warning("own payout refused", payout=str(payout["id"]), agent=str(agent_id), coop=str(work.cooperative_id))
        raise OwnPayout


async def approve_payout(work: Work, viewer: Viewer, *, payout_id: UUID) -> UUID:
    """A second officer approves a prepared payout. Needs `payouts.make`; a remittance then goes by itself.

    Refuses: NotFound, OwnPayout, InvalidTransition (it needs nobody, or is not prepared any more). Announces: PayoutPrepared.
    """
    agent_id = await access.require(work, viewer, "payouts.make")
    payout = await work.row(
        "SELECT * FROM payout WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, payout_id
    )
    if payout is None:
        raise NotFound
    await refuse_own(work, payout, agent_id)
    if payout["state"] != "prepared" or not payout["approvals_needed"]:
        raise InvalidTransition(payout["state"])
    await approve(work, payout_id, agent_id)
    if payout["channel"] == "remittance" and await is_approved(work, payout_id):
        work.emit(PayoutPrepared(payout_id=payout_id, channel="remittance"))
    return payout_id


async def confirm_by(work: Work, payout: asyncpg.Record, agent_id: UUID) -> None:
    """Who confirms that a payout was made has approved it; alone that is not enough for a large one. Refuses: OwnPayout,
    SecondOfficerNeeded."""
    await refuse_own(work, payout, agent_id)
    await agreed_by(work, payout, agent_id)


async def agreed_by(work: Work, payout: asyncpg.Record, agent_id: UUID, kind: Kind = OF_STALLS) -> None:
    """Who lets a payout leave agrees to it; alone that is not enough for a large one. Refuses: SecondOfficerNeeded."""
    if payout["approvals_needed"]:
        await approve(work, payout["id"], agent_id, kind)
        if not await is_approved(work, payout["id"], kind):
            raise SecondOfficerNeeded
