"""Everything that waits for a maker, in one statement over what other features keep, and her money from the ledger in another."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.amounts import FEW_PORTIONS
from minga_platform.market.payments.commands.earnings import MONEY_CAME
from minga_platform.market.payments.queries import StallMoney, stall_money
from minga_platform.membership import access

_MOST: Final = 20

_WAITING = f"""SELECT
    (SELECT coalesce(jsonb_agg(d ORDER BY d.opens_at NULLS LAST), '[]') FROM (
        SELECT o.place->'name' AS place, w.opens_at, count(*) FILTER (WHERE p.state = 'to_prepare')::int AS to_prepare,
            count(*) FILTER (WHERE p.state = 'ready')::int AS ready
        FROM seller_order p JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id
        LEFT JOIN slot l ON l.cooperative_id = o.cooperative_id AND l.id = o.slot_id
        CROSS JOIN LATERAL (SELECT coalesce(l.opens_at, (SELECT min((c->>'opens')::timestamptz)
            FROM jsonb_array_elements(o.place->'cycle'->'windows') c)) AS opens_at) w
        WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.state IN ('to_prepare', 'ready')
        GROUP BY 1, 2 ORDER BY w.opens_at NULLS LAST LIMIT {_MOST}) d) AS days,
    (SELECT coalesce(jsonb_agg(m ORDER BY m.promised_for), '[]') FROM (
        SELECT n.title, o.number, w.promised_for FROM seller_order p
        JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id
        JOIN order_line n ON n.cooperative_id = p.cooperative_id AND n.seller_order_id = p.id
        JOIN LATERAL (SELECT r.promised_for FROM promise r WHERE r.cooperative_id = n.cooperative_id AND r.order_line_id = n.id
            ORDER BY r.id DESC LIMIT 1) w ON true
        WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.state = 'to_prepare'
        ORDER BY w.promised_for LIMIT {_MOST}) m) AS made_to_order,
    (SELECT count(*)::int FROM seller_order p JOIN order_line n ON n.cooperative_id = p.cooperative_id AND n.seller_order_id = p.id
        WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.state IN ('to_prepare', 'ready') AND n.wished IS NOT NULL AND n.packed IS NULL) AS to_weigh,
    (SELECT count(*)::int FROM conversation c WHERE c.cooperative_id = $1 AND c.stall_id = $2 AND c.last_side = 'buyer'
        AND c.blocked_by IS NULL) AS unanswered,
    (SELECT count(*)::int FROM review r WHERE r.cooperative_id = $1 AND r.stall_id = $2 AND r.hidden_at IS NULL
        AND r.written_at > $3::timestamptz - interval '30 days' AND NOT EXISTS (SELECT FROM review_reply y WHERE y.cooperative_id = r.cooperative_id
        AND y.review_id = r.id)) AS reviews_to_answer,
    (SELECT coalesce(jsonb_agg(k ORDER BY k.left_base), '[]') FROM (
        SELECT p.title, p.id AS product_id, min(s.on_hand - s.held) AS left_base, s.unit FROM product p
        JOIN variant v ON v.cooperative_id = p.cooperative_id AND v.product_id = p.id
        JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id
        WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.state = 'published' AND s.counted
            AND s.on_hand - s.held < {FEW_PORTIONS} * v.least * v.draws
        GROUP BY p.id, p.cooperative_id, s.unit ORDER BY 3 LIMIT {_MOST}) k) AS low_stock,
    (SELECT count(*)::int FROM product p WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.state = 'draft') AS drafts,
    (SELECT coalesce(s.contact->>'name', '') = '' OR coalesce(s.contact->>'address', '') = '' OR coalesce(s.contact->>'mail', '') = ''
        FROM stall s WHERE s.cooperative_id = $1 AND s.id = $2) AS contact_lacks,
    (SELECT count(*)::int FROM goods_return g WHERE g.cooperative_id = $1 AND g.stall_id = $2
        AND g.state NOT IN ('settled', 'declined')) AS returns,
    (SELECT count(DISTINCT d.id)::int FROM dispute d JOIN seller_order p ON p.cooperative_id = d.cooperative_id AND p.order_id = d.order_id
        WHERE d.cooperative_id = $1 AND p.stall_id = $2 AND d.state IN ('inquiry', 'needs_response', 'under_review')) AS disputes,
    (SELECT min(s.hold_until) FROM seller_order s WHERE s.cooperative_id = $1 AND s.stall_id = $2
        AND s.payable_at IS NULL AND s.state = 'handed_over' AND {MONEY_CAME}) AS next_payable_at,
    (SELECT coalesce(jsonb_agg(r), '[]') FROM (SELECT kind, ends_at FROM restriction r WHERE r.cooperative_id = $1
        AND r.stall_id = $2 AND r.ended_at IS NULL ORDER BY kind) r) AS restrictions"""


class Today(NamedTuple):
    """What waits for a maker. `days`, `made_to_order`, `low_stock`, `restrictions` as the statement gives them, at most twenty each."""

    days: Sequence[dict[str, Any]]
    made_to_order: Sequence[dict[str, Any]]
    to_weigh: int
    unanswered: int
    reviews_to_answer: int
    low_stock: Sequence[dict[str, Any]]
    drafts: int
    contact_lacks: bool
    returns: int
    disputes: int
    next_payable_at: datetime | None
    restrictions: Sequence[dict[str, Any]]
    money: Sequence[StallMoney]


async def today(work: Work, viewer: Viewer, stall_id: UUID) -> Today | None:
    """What needs a maker today; None for whoever may not see the stall's orders and earnings. Two statements beside the rights."""
    for capability in ("orders.see", "earnings.see", "stall.see"):
        if not await access.may(work, viewer, capability, stall_id=stall_id):
            return None
    row = await work.row(_WAITING, work.cooperative_id, stall_id, work.now)
    if row is None or row["contact_lacks"] is None:
        return None
    return Today(**row, money=await stall_money(work, stall_id))


def day_of(value: str | date) -> date:
    """A day as JSON gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def instant_of(value: str | None) -> datetime | None:
    """An instant as JSON gives it."""
    return None if value is None else datetime.fromisoformat(value)
