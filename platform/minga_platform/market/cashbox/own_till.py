"""A maker who takes cash in a till of her own has her earnings in her hand already: what she owes is the co-op's fee and the tax.

When the hold on such a part has passed, her earning leaves the till as a payout by hand, made at once; what is left of the
part's money is what she keeps for the co-op, and it becomes her debt: her next payout takes it off, or she pays it. While
she has a shift running nothing is touched, since the money that two people are about to count must lie still.
"""

from uuid import UUID

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.orders.supply import SUPPLY_TAX
from minga_platform.market.payments.commands import payout_endings, payouts

_AT_ONCE = 50


async def settle_own_tills(work: Work) -> int:
    """Every payable part that was paid into its maker's own till and is in no payout; how many parts. Safe to repeat."""
    found = """FROM seller_order s
        JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id AND p.till_id = s.stall_id
        WHERE s.cooperative_id = $1 AND s.payable_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM payout_item i WHERE i.cooperative_id = s.cooperative_id AND i.seller_order_id = s.id AND i.live)
        AND NOT EXISTS (SELECT FROM cash_box b JOIN cash_shift h ON h.cooperative_id = b.cooperative_id AND h.box_id = b.id
            AND h.state <> 'closed' WHERE b.cooperative_id = s.cooperative_id AND b.till_id = s.stall_id)"""
    # Locked first, read after: whoever waited here for another round would else still believe what it saw before it.
    locked = await work.rows(
        f"SELECT s.id {found} ORDER BY s.id LIMIT $2 FOR UPDATE OF s", work.cooperative_id, _AT_ONCE
    )
    rows = await work.rows(
        f"SELECT s.id, s.stall_id, s.currency, s.earning_minor + {SUPPLY_TAX} AS due_minor, p.captured_minor - p.refunded_minor AS taken_minor {found} "
        "AND s.id = ANY($2) ORDER BY s.id",
        work.cooperative_id,
        [row["id"] for row in locked],
    )
    groups: dict[tuple[UUID, str], list[object]] = {}
    for row in rows:
        groups.setdefault((row["stall_id"], row["currency"]), []).append(row)
    for (stall_id, unit), parts in groups.items():
        await _settle(work, stall_id, unit, parts)
    return len(rows)


async def _settle(work: Work, stall_id: UUID, unit: str, parts) -> None:  # type: ignore[no-untyped-def] # rows
    payout_id = await payouts.prepare_parts(work, stall_id, unit, parts, "hand", till_id=stall_id)
    await payout_endings.make(work, payout_id)
    paid: int = await work.value(
        "SELECT amount_minor FROM payout WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payout_id
    )
    rest = sum(part["taken_minor"] for part in parts) - paid
    await post(
        work, kind="own_till_settled", subject_kind="payout", subject_id=payout_id, key=f"own-till:{payout_id}",
        moves=[Move(AccountName(AccountKind.SELLER_NEGATIVE, stall_id), AccountName(AccountKind.CASH_TILL, stall_id), Money(max(rest, 0), unit))],
    )  # fmt: skip
