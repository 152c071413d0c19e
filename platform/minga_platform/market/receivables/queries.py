"""Who owes what since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.payments.invoiced import OWED_OF_PORTION


@dataclass(frozen=True, slots=True)
class OpenInvoiceRow:
    """An order on an invoice whose money has not come; `owed_minor` without what was cancelled or went back,
    and without what came of it; `due_minor` of what went. Until something `has_gone` nothing is due: `due_at` is so many days after the
    placing as the terms have, and moves with the first goods."""

    payment_id: UUID
    order_id: UUID
    order_number: int
    buyer_name: str
    purchase_order: str
    reference: str
    currency: str
    owed_minor: int
    due_minor: int
    has_gone: bool
    placed_at: datetime
    due_at: datetime
    days_over: int
    reminders: int


@dataclass(frozen=True, slots=True)
class AgingRow:
    """What is owed in a currency, by how many days it is over."""

    currency: str
    not_due_minor: int
    to_30_minor: int
    to_60_minor: int
    to_90_minor: int
    older_minor: int
    total_minor: int


_OPEN = f"""SELECT p.id AS payment_id, p.order_id, o.number AS order_number, o.contact ->> 'name' AS buyer_name, p.purchase_order, p.reference,
        p.currency, w.owed_minor, w.due_minor, w.has_gone, o.placed_at, p.due_at,
        CASE WHEN w.due_minor > 0 THEN greatest(floor(extract(epoch FROM $2::timestamptz - p.due_at) / 86400), 0) ELSE 0 END::int AS days_over,
        p.reminders
    FROM payment p JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id
    CROSS JOIN LATERAL (SELECT (coalesce(sum({OWED_OF_PORTION}), 0) - p.came_minor)::bigint AS owed_minor,
            greatest(coalesce(sum({OWED_OF_PORTION}) FILTER (WHERE o.captured_minor > 0), 0) - p.came_minor, 0)::bigint AS due_minor,
            coalesce(bool_or(o.captured_minor > 0), false) AS has_gone FROM portion o
        LEFT JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.id = o.seller_order_id
        WHERE o.cooperative_id = p.cooperative_id AND o.payment_id = p.id AND coalesce(s.state, '') <> 'cancelled') w
    WHERE p.cooperative_id = $1 AND p.method = 'invoice' AND p.state = 'open' AND w.owed_minor > 0"""


async def open_invoices(
    work: Work, *, person_id: UUID | None, overdue: bool = False, after: Sequence[Any] | None = None, first: int
) -> list[OpenInvoiceRow]:
    """Unpaid invoices of somebody or of all, the one due first at the top; one more than `first` where there are more."""
    rows = await work.rows(
        f"{_OPEN} AND ($3::uuid IS NULL OR o.person_id = $3) AND (NOT $4 OR (p.due_at < $2 AND w.due_minor > 0)) "
        "AND ($5::timestamptz IS NULL OR (p.due_at, p.id) > ($5, $6::uuid)) ORDER BY p.due_at, p.id LIMIT $7",
        work.cooperative_id, work.now, person_id, overdue, *(after or (None, None)), first + 1,
    )  # fmt: skip
    return [OpenInvoiceRow(**dict(row)) for row in rows]


async def aging(work: Work) -> list[AgingRow]:
    """Everything that is owed on invoices, currency by currency; what has not gone yet is not due."""
    rows = await work.rows(
        f"""SELECT currency, coalesce(sum(owed_minor - CASE WHEN due_at < $2 THEN due_minor ELSE 0 END), 0)::bigint AS not_due_minor,
            coalesce(sum(due_minor) FILTER (WHERE due_at < $2 AND days_over <= 30), 0)::bigint AS to_30_minor,
            coalesce(sum(due_minor) FILTER (WHERE days_over BETWEEN 31 AND 60), 0)::bigint AS to_60_minor,
            coalesce(sum(due_minor) FILTER (WHERE days_over BETWEEN 61 AND 90), 0)::bigint AS to_90_minor,
            coalesce(sum(due_minor) FILTER (WHERE days_over > 90), 0)::bigint AS older_minor,
            sum(owed_minor)::bigint AS total_minor
        FROM ({_OPEN}) w GROUP BY currency ORDER BY currency""",
        work.cooperative_id, work.now,
    )  # fmt: skip
    return [AgingRow(**dict(row)) for row in rows]
