"""The hold passes: what a stall earned with a handed-over part becomes payable."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.orders.supply import SUPPLY_TAX
from minga_platform.rules import queries as rules

_BATCH = 100
MONEY_CAME = """NOT EXISTS (SELECT FROM portion p WHERE p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id
    AND p.captured_minor < p.authorised_minor) AND NOT EXISTS (SELECT FROM payment y WHERE y.cooperative_id = s.cooperative_id
    AND y.order_id = s.order_id AND (y.disputed_at IS NOT NULL OR (y.method = 'invoice' AND y.state = 'open')))
    AND NOT EXISTS (SELECT FROM spending w WHERE w.cooperative_id = s.cooperative_id AND w.seller_order_id = s.id AND w.state = 'set_aside')"""
"""SQL of a part `s`: its money is here, store credit's and vouchers' too, and nobody disputes it, so that only the hold stands between it
and its maker."""


async def become_payable(work: Work) -> int:
    """Every part whose hold has passed and whose money came in; how many there were, at most a hundred. Safe to repeat."""
    rows = await work.rows(
        f"SELECT s.id, s.stall_id, s.currency, s.earning_minor + {SUPPLY_TAX} AS due_minor FROM seller_order s "
        "WHERE s.cooperative_id = $1 AND s.payable_at IS NULL "
        f"AND s.hold_until <= $2 AND s.state = 'handed_over' AND {MONEY_CAME} "
        "ORDER BY s.id LIMIT $3 FOR UPDATE OF s SKIP LOCKED",
        work.cooperative_id, await work.fresh_now(), _BATCH,
    )  # fmt: skip
    if not rows:
        return 0
    back = await refunded_earnings(work, [row["id"] for row in rows])
    for row in rows:
        amount = row["due_minor"] - back.get(row["id"], 0)
        await post(
            work, kind="payable", subject_kind="seller_order", subject_id=row["id"], key=f"payable:{row['id']}",
            moves=[Move(AccountName(AccountKind.SELLER_HELD, row["stall_id"]), AccountName(AccountKind.SELLER_PAYABLE, row["stall_id"]),
                        Money(amount, row["currency"]), seller_order_id=row["id"])],
        )  # fmt: skip
    await work.execute(
        "UPDATE seller_order SET payable_at = $3 WHERE cooperative_id = $1 AND id = ANY($2)",
        work.cooperative_id, [row["id"] for row in rows], work.now,
    )  # fmt: skip
    return len(rows)


async def hold_longer(work: Work, seller_order_id: UUID, until: datetime) -> None:
    """Something of a part is on its way back, and its money may have to follow until then: its earning is held so long, where it is held
    still. What is payable by now stays so, and a refund becomes a debt."""
    await work.execute(
        "UPDATE seller_order SET hold_until = greatest(hold_until, $3) WHERE cooperative_id = $1 AND id = $2 "
        "AND state = 'handed_over' AND payable_at IS NULL",
        work.cooperative_id, seller_order_id, until,
    )  # fmt: skip


async def hold_as_usual(work: Work, seller_order_id: UUID) -> None:
    """What was on its way back is settled: the hold is what the rule says of a part handed over when this one was."""
    handed_over_at = await work.value(
        "SELECT handed_over_at FROM seller_order WHERE cooperative_id = $1 AND id = $2 AND state = 'handed_over' AND payable_at IS NULL",
        work.cooperative_id, seller_order_id,
    )  # fmt: skip
    if handed_over_at is None:
        return
    days = await rules.number_at(work, "market.hold_days", handed_over_at)
    await work.execute(
        "UPDATE seller_order SET hold_until = least(hold_until, $3) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, seller_order_id, handed_over_at + timedelta(days=days),
    )  # fmt: skip


async def refunded_earnings(work: Work, seller_order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Part → what refunds took out of its earning, and of the tax on its supply, while it was held or payable, minor units.

    Read from the ledger, not from the refunds: a refund that came while the part was in a payout became a debt, and stays one
    when that payout fails. Taking it off here as well would take it from the maker twice.
    """
    rows = await work.rows(
        "SELECT t.seller_order_id, sum(t.amount)::bigint AS back FROM transfer t "
        "JOIN journal j ON j.cooperative_id = t.cooperative_id AND j.id = t.journal_id AND j.kind = 'refund' "
        "JOIN account a ON a.cooperative_id = t.cooperative_id AND a.id = t.debit_id AND a.kind IN ('seller_held', 'seller_payable') "
        "WHERE t.cooperative_id = $1 AND t.seller_order_id = ANY($2) GROUP BY t.seller_order_id",
        work.cooperative_id,
        list(seller_order_ids),
    )
    return {row["seller_order_id"]: row["back"] for row in rows}
