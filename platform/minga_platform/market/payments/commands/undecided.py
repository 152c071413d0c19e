"""Debts of makers for which the provider was not asked yet whether the money can be had back out of their accounts."""

from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work


async def undecided(
    work: Work, *, refund_id: UUID | None = None, payout_id: UUID | None = None, stall_id: UUID | None = None
) -> list[Any]:
    """Each refund that came after its part was set aside in a remittance, with what it made the maker owe (`owed_minor`).

    Of a refund, a payout, a stall, or all. `reversal_id` is there once the amount was fixed and while the provider has not answered.
    """
    return await work.rows(
        """SELECT o.*, y.stall_id, y.currency, y.provider_account, y.provider_transfer, y.amount_minor - y.reversed_minor AS left_minor,
               v.id AS reversal_id, coalesce(v.amount_minor, 0) AS reversal_minor, v.created_at < $5::timestamptz - interval '12 hours' AS is_old
           FROM (SELECT j.subject_id AS refund_id, i.payout_id, sum(t.amount)::bigint AS owed_minor, min(j.at) AS at
                 FROM transfer t
                 JOIN journal j ON j.cooperative_id = t.cooperative_id AND j.id = t.journal_id AND j.kind = 'refund'
                 JOIN account a ON a.cooperative_id = t.cooperative_id AND a.id = t.debit_id AND a.kind = 'seller_negative'
                 JOIN payout_item i ON i.cooperative_id = t.cooperative_id AND i.seller_order_id = t.seller_order_id AND i.live
                 WHERE t.cooperative_id = $1 AND ($2::uuid IS NULL OR j.subject_id = $2) AND ($3::uuid IS NULL OR i.payout_id = $3)
                     AND ($4::uuid IS NULL OR a.holder_id = $4)
                 GROUP BY j.subject_id, i.payout_id) o
           JOIN payout y ON y.cooperative_id = $1 AND y.id = o.payout_id AND y.channel = 'remittance' AND y.amount_minor > 0
               AND y.state IN ('prepared', 'paid') AND y.created_at <= o.at
           LEFT JOIN reversal v ON v.cooperative_id = $1 AND v.refund_id = o.refund_id AND v.payout_id = o.payout_id
           WHERE v.id IS NULL OR v.state = 'requested' ORDER BY o.refund_id, o.payout_id""",
        work.cooperative_id, refund_id, payout_id, stall_id, work.now,
    )  # fmt: skip
