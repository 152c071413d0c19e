"""What a stall owes, entry by entry: why, when, and what is left. Read from the ledger, which alone knows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Debt:
    """One entry: `amount_minor` above 0 is owed more, below is paid off; `left_minor` is what was owed after it. `reason` is the
    journal's kind: `refund`, `netting`, `remittance_reversed`, `dispute_fee` …"""

    at: datetime
    reason: str
    order_number: int | None
    currency: str
    amount_minor: int
    left_minor: int


async def debts(work: Work, stall_id: UUID) -> list[Debt]:
    """The newest hundred entries, newest first."""
    rows = await work.rows(
        """SELECT e.at, e.reason, o.number AS order_number, e.currency, e.amount_minor, e.left_minor FROM (
             SELECT j.at, j.id, j.kind AS reason, min(t.seller_order_id::text)::uuid AS part_id, a.unit AS currency,
                 sum(CASE WHEN t.debit_id = a.id THEN t.amount ELSE -t.amount END)::bigint AS amount_minor,
                 (sum(sum(CASE WHEN t.debit_id = a.id THEN t.amount ELSE -t.amount END)) OVER (PARTITION BY a.unit ORDER BY j.at, j.id))::bigint
                     AS left_minor
             FROM account a JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
                 AND t.state IN ('posted', 'post')
             JOIN journal j ON j.cooperative_id = t.cooperative_id AND j.id = t.journal_id
             WHERE a.cooperative_id = $1 AND a.holder_id = $2 AND a.kind = 'seller_negative' GROUP BY j.at, j.id, j.kind, a.unit
           ) e
           LEFT JOIN seller_order s ON s.cooperative_id = $1 AND s.id = e.part_id
           LEFT JOIN sale_order o ON o.cooperative_id = $1 AND o.id = s.order_id
           ORDER BY e.at DESC, e.id DESC LIMIT 100""",
        work.cooperative_id,
        stall_id,
    )
    return [Debt(**dict(row)) for row in rows]
