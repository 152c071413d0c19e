"""Reviews as everybody sees them, as their authors do, and as moderators do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders.queries import visible_to
from minga_platform.market.reviews.rules import EDITING_DAYS
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_SHOWN = """r.id, r.product_id, r.stall_id, r.line_id, r.stars, r.words, r.language, r.shown_name, r.written_at, r.edited_at, r.hidden_at,
    p.title AS product_title, p.slug AS product_slug, y.words AS reply, y.at AS replied_at, a.name AS replied_by,
    r.picture_file_id AS file_id, f.renditions"""
_FROM = """review r JOIN product p ON p.cooperative_id = r.cooperative_id AND p.id = r.product_id
    LEFT JOIN review_reply y ON y.cooperative_id = r.cooperative_id AND y.review_id = r.id
    LEFT JOIN agent a ON a.cooperative_id = y.cooperative_id AND a.id = y.agent_id
    LEFT JOIN file f ON f.cooperative_id = r.cooperative_id AND f.id = r.picture_file_id"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reviews are shown, and their stars together."""

    reviews: int
    stars: int

    @property
    def average_tenths(self) -> int | None:
        """The average in tenths of a star, rounded half up: 4.25 → 43; None where nobody said anything."""
        return None if self.reviews == 0 else (self.stars * 20 + self.reviews) // (2 * self.reviews)


async def editable_until(work: Work, written_at: datetime) -> datetime:
    """Until when what was written then may be changed."""
    return written_at + timedelta(days=await rules.number_at(work, EDITING_DAYS))


async def tally(work: Work, *, product_id: UUID | None, stall_id: UUID | None) -> Tally:
    """Of a product, or of all goods of a stall together; read from what is kept."""
    row = await work.row(
        """SELECT coalesce(sum(reviews), 0)::int AS reviews, coalesce(sum(stars), 0)::bigint AS stars FROM review_tally
           WHERE cooperative_id = $1 AND ($2::uuid IS NULL OR product_id = $2) AND ($3::uuid IS NULL OR stall_id = $3)""",
        work.cooperative_id, product_id, stall_id,
    )  # fmt: skip
    assert row is not None
    return Tally(row["reviews"], row["stars"])


async def shown(
    work: Work, *, product_id: UUID | None, stall_id: UUID | None, before: UUID | None, limit: int
) -> Sequence[asyncpg.Record]:
    """The shown reviews of a product or a stall, newest first. Just one of the two is named."""
    return await work.rows(
        f"""SELECT {_SHOWN} FROM {_FROM} WHERE r.cooperative_id = $1 AND r.hidden_at IS NULL
            AND {"r.product_id = $2" if product_id else "r.stall_id = $2"} AND ($3::uuid IS NULL OR r.id < $3)
            ORDER BY r.id DESC LIMIT $4""",
        work.cooperative_id, product_id or stall_id, before, limit,
    )  # fmt: skip


async def of_order(work: Work, order_id: UUID) -> list[asyncpg.Record]:
    """What was said of each line that was handed over; for callers that have settled who may see the order."""
    return await work.rows(
        f"""SELECT l.id AS of_line, l.title, {_SHOWN}, h.reason AS hidden_because, h.appeal, h.appealed_at, h.is_upheld
            FROM seller_order s JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id
            LEFT JOIN ({_FROM}) ON r.cooperative_id = l.cooperative_id AND r.line_id = l.id
            LEFT JOIN review_hiding h ON h.cooperative_id = r.cooperative_id AND h.review_id = r.id
                AND h.agreed_at IS NOT NULL AND h.ended_at IS NULL
            WHERE s.cooperative_id = $1 AND s.order_id = $2 AND s.handed_over_at IS NOT NULL AND l.voucher_id IS NULL
            ORDER BY s.position, l.position""",
        work.cooperative_id,
        order_id,
    )


async def is_author(work: Work, viewer: Viewer, review_id: UUID) -> bool:
    """Whether the asker placed the order that it is about."""
    person_id, visitor_hash = visible_to(viewer)
    return bool(
        await work.value(
            """SELECT true FROM review r JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.line_id
               JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
               JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
               WHERE r.cooperative_id = $1 AND r.id = $2 AND (o.person_id = $3
                   OR (o.person_id IS NULL AND octet_length(o.visitor_hash) > 0 AND o.visitor_hash = $4))""",
            work.cooperative_id,
            review_id,
            person_id,
            visitor_hash,
        )
    )


async def order_of_line(work: Work, line_id: UUID) -> UUID | None:
    """Which order a line is of."""
    found: UUID | None = await work.value(
        """SELECT s.order_id FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
           WHERE l.cooperative_id = $1 AND l.id = $2""",
        work.cooperative_id,
        line_id,
    )
    return found


async def order_of_review(work: Work, review_id: UUID) -> UUID | None:
    """Which order a review is about."""
    line = await work.value(
        "SELECT line_id FROM review WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, review_id
    )
    return None if line is None else await order_of_line(work, line)


async def to_moderate(work: Work, viewer: Viewer) -> list[dict[str, Any]] | None:
    """What was reported and not looked at, what waits for a second one, and appeals; None without `reviews.moderate`.

    At most a hundred, the oldest first. Of reports only the reasons are told, never who reported.
    """
    if not await access.may(work, viewer, "reviews.moderate"):
        return None
    rows = await work.rows(
        f"""SELECT {_SHOWN}, h.id AS hiding_id, h.reason, h.asked_by, h.agreed_by, h.asked_at, h.agreed_at, h.appeal, h.appealed_at, h.is_upheld,
                ARRAY(SELECT t.reason FROM review_report t WHERE t.cooperative_id = r.cooperative_id AND t.review_id = r.id ORDER BY t.id LIMIT 20) AS reports
            FROM {_FROM} LEFT JOIN LATERAL (SELECT * FROM review_hiding h WHERE h.cooperative_id = r.cooperative_id AND h.review_id = r.id
                ORDER BY h.id DESC LIMIT 1) h ON true
            WHERE r.cooperative_id = $1 AND (
                (h.id IS NOT NULL AND h.ended_at IS NULL AND (h.agreed_at IS NULL OR (h.appealed_at IS NOT NULL AND h.is_upheld IS NULL)))
                OR (r.hidden_at IS NULL AND EXISTS (SELECT FROM review_report t WHERE t.cooperative_id = r.cooperative_id AND t.review_id = r.id
                    AND (h.id IS NULL OR t.at > h.asked_at)) AND (h.id IS NULL OR h.ended_at IS NOT NULL)))
            ORDER BY r.id LIMIT 100""",
        work.cooperative_id,
    )
    return [dict(row) for row in rows]
