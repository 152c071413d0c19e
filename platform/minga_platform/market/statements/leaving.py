"""What leaves our account by bank under a name of ours, and may come back: a maker's payout, or a contributor's shares."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountName
from minga_platform.market.payments.commands import payout_endings
from minga_platform.market.statements import returned
from minga_platform.market.statements.ports import JOINED, Sent


async def named(work: Work, kind: str, subject_id: UUID) -> Sequence[Sent]:
    """Those that a reference names (`naming.named`), in the order of their ids, locked."""
    if kind.startswith("share"):
        return await JOINED.shares.named(work, kind, subject_id) if JOINED.shares is not None else []
    rows = await work.rows(
        f"SELECT id, state, amount_minor, currency, '' AS name FROM payout WHERE cooperative_id = $1 AND {'id' if kind == 'payout' else 'batch_id'} = $2 "
        "AND channel = 'bank' ORDER BY id FOR UPDATE",
        work.cooperative_id,
        subject_id,
    )
    return [Sent(**dict(row)) for row in rows]


async def left(work: Work, kind: str, payout_id: UUID) -> bool:
    """The money of a `payout` or a `share` is with whom it was for. Safe to repeat; False when it was before, or had ended."""
    if kind == "share":
        return JOINED.shares is not None and await JOINED.shares.left(work, payout_id)
    return await payout_endings.make(work, payout_id)


async def came_back(work: Work, kind: str, payout_id: UUID, cash: AccountName) -> bool:
    """The money of a `payout_return`, a `refund_return` or a `share_return` is on our account again. False when it had not left."""
    if kind == "refund_return":
        return await returned.reopen_refund(work, payout_id, cash)
    if kind == "share_return":
        return JOINED.shares is not None and await JOINED.shares.came_back(work, payout_id, cash)
    return await returned.reopen(work, payout_id, cash)
