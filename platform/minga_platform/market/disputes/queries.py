"""What people see of disputes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.orders.supply import SUPPLY_TAX


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """One dispute with its order's number. Minor units; `taken_minor` is what the bank took, `returned_minor` what came back."""

    id: UUID
    order_id: UUID
    order_number: int
    buyer: str
    state: str
    reason: str
    currency: str
    amount_minor: int
    taken_minor: int
    returned_minor: int
    fee_minor: int
    fee_party: str
    due_at: datetime | None
    evidence: str
    answer_state: str
    opened_at: datetime
    decided_at: datetime | None
    attachments: list[dict[str, str]]


_DISPUTES = """SELECT d.id, d.order_id, o.number AS order_number, coalesce(o.contact->>'name', '') AS buyer, d.state, d.reason, d.currency,
    d.amount_minor, d.taken_minor, d.returned_minor, d.fee_minor, d.fee_party, d.due_at, d.evidence, d.answer_state, d.opened_at, d.decided_at,
    ARRAY(SELECT jsonb_build_object('kind', t.kind, 'name', f.name) FROM dispute_attachment t JOIN file f ON f.cooperative_id = t.cooperative_id
        AND f.id = t.file_id WHERE t.cooperative_id = d.cooperative_id AND t.dispute_id = d.id ORDER BY t.id) AS attachments
    FROM dispute d JOIN sale_order o ON o.cooperative_id = d.cooperative_id AND o.id = d.order_id"""


async def disputes(work: Work, *, before: UUID | None, first: int) -> list[DisputeRow]:
    """Newest first, one more than `first` where there are more."""
    rows = await work.rows(
        f"{_DISPUTES} WHERE d.cooperative_id = $1 AND ($2::uuid IS NULL OR d.id < $2) ORDER BY d.id DESC LIMIT $3",
        work.cooperative_id, before, first + 1,
    )  # fmt: skip
    return [DisputeRow(**dict(row)) for row in rows]


async def dispute(work: Work, dispute_id: UUID) -> DisputeRow | None:
    """One of them; None for one that is not there."""
    row = await work.row(f"{_DISPUTES} WHERE d.cooperative_id = $1 AND d.id = $2", work.cooperative_id, dispute_id)
    return None if row is None else DisputeRow(**dict(row))


async def disputed_earnings(work: Work, stall_ids: Sequence[UUID]) -> dict[tuple[UUID, str], int]:
    """(stall, currency) → what it earned with orders that are disputed now and was not paid out: held until that is decided."""
    rows = await work.rows(
        f"""SELECT s.stall_id, s.currency, sum(s.earning_minor + {SUPPLY_TAX}
               - coalesce(b.back, 0))::bigint AS held FROM payment p
           JOIN seller_order s ON s.cooperative_id = p.cooperative_id AND s.order_id = p.order_id
           LEFT JOIN LATERAL (SELECT sum(r.earning_minor + r.supply_tax_minor) AS back FROM refund_line r
               JOIN order_line l ON l.cooperative_id = r.cooperative_id
               AND l.id = r.order_line_id WHERE l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id) b ON true
           WHERE p.cooperative_id = $1 AND p.disputed_at IS NOT NULL AND s.stall_id = ANY ($2) AND NOT EXISTS (SELECT FROM payout_item i
               WHERE i.cooperative_id = s.cooperative_id AND i.seller_order_id = s.id AND i.live) GROUP BY 1, 2""",
        work.cooperative_id,
        list(stall_ids),
    )
    return {(row["stall_id"], row["currency"]): row["held"] for row in rows}
