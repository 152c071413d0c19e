"""Shares as the bank's statement tells of them: fill of `market.statements.ports.Shares`."""

from collections.abc import Sequence
from uuid import UUID

from minga_commons.equation.commands.dividing import payable
from minga_commons.equation.commands.paying import locked_share, settle
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.statements.ports import Sent

_SHARES = """SELECT p.id, p.state, p.amount_minor, p.currency, a.name FROM share_payout p
    JOIN agent a ON a.cooperative_id = p.cooperative_id AND a.id = p.agent_id
    WHERE p.cooperative_id = $1 AND p.channel = 'bank' AND """


class Shares:
    """What the bank says of shares is booked whoever confirms them otherwise: the money has moved."""

    async def named(self, work: Work, kind: str, subject_id: UUID, /) -> Sequence[Sent]:
        """Of a share, or of a SEPA order of them."""
        column = "id" if kind == "share" else "file_id"
        rows = await work.rows(
            f"{_SHARES} p.{column} = $2 ORDER BY p.id FOR UPDATE OF p", work.cooperative_id, subject_id
        )
        return [Sent(**dict(row)) for row in rows]

    async def set_aside(self, work: Work, amounts: Sequence[int], currency: str, /) -> Sequence[Sent]:
        """Those that nobody has confirmed, by the names of whom they are for."""
        rows = await work.rows(
            f"{_SHARES} p.state = 'prepared' AND p.amount_minor = ANY ($2) AND p.currency = $3 ORDER BY a.name, p.id",
            work.cooperative_id,
            list(amounts),
            currency,
        )
        return [Sent(**dict(row)) for row in rows]

    async def left(self, work: Work, payout_id: UUID, /) -> bool:
        """As if an officer had confirmed it."""
        row = await locked_share(work, payout_id)
        if row["state"] != "prepared":
            return False
        await settle(work, row, "paid")
        return True

    async def came_back(self, work: Work, payout_id: UUID, cash: AccountName, /) -> bool:
        """It counts as one that did not go: due to her again, to be set aside anew."""
        row = await locked_share(work, payout_id)
        if row["state"] != "paid" or row["channel"] != "bank":
            return False
        await post(
            work, kind="share_returned", subject_kind="share_payout", subject_id=payout_id, key=f"share-returned:{payout_id}",
            moves=[Move(cash, payable(row["agent_id"]), Money(row["amount_minor"], row["currency"]))],
        )  # fmt: skip
        await work.execute(
            "UPDATE share_payout SET state = 'cancelled', settled_at = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            payout_id,
            work.now,
        )
        return True
