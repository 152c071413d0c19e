"""Conversations as their two sides see them; nobody else sees that there are any."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.conversations.commands import side_of
from minga_platform.membership import access

_ROW = """c.id, c.stall_id, c.person_id, c.buyer_name, c.order_id, c.product_id, c.begun_at, c.last_at, c.last_side, c.blocked_by,
    c.read_by_buyer_at, c.read_by_stall_at, s.name AS stall_name, s.slug AS stall_slug, p.title AS product_title, p.slug AS product_slug,
    o.number AS order_number, (SELECT m.words FROM conversation_message m WHERE m.cooperative_id = c.cooperative_id
        AND m.conversation_id = c.id ORDER BY m.id DESC LIMIT 1) AS last_words,
    coalesce(c.blocked_by, (SELECT b.blocked_by FROM conversation b WHERE b.cooperative_id = c.cooperative_id AND b.stall_id = c.stall_id
        AND b.person_id = c.person_id AND b.blocked_by IS NOT NULL LIMIT 1)) AS is_blocked_by"""
_FROM = """conversation c JOIN stall s ON s.cooperative_id = c.cooperative_id AND s.id = c.stall_id
    LEFT JOIN product p ON p.cooperative_id = c.cooperative_id AND p.id = c.product_id
    LEFT JOIN sale_order o ON o.cooperative_id = c.cooperative_id AND o.id = c.order_id"""


def is_unread(row: asyncpg.Record, side: str) -> bool:
    """Whether the other side wrote since this one looked."""
    seen = row[f"read_by_{side}_at"]
    return row["last_side"] != side and (seen is None or seen < row["last_at"])


async def mine(
    work: Work, viewer: Viewer, *, before: tuple[object, UUID] | None, limit: int
) -> Sequence[asyncpg.Record]:
    """The asker's own as a buyer, the latest first; none for a helper."""
    if viewer.person_id is None or viewer.for_person_id is not None:
        return []
    return await work.rows(
        f"""SELECT {_ROW} FROM {_FROM} WHERE c.cooperative_id = $1 AND c.person_id = $2
            AND ($3::timestamptz IS NULL OR (c.last_at, c.id) < ($3, $4)) ORDER BY c.last_at DESC, c.id DESC LIMIT $5""",
        work.cooperative_id, viewer.person_id, before and before[0], before and before[1], limit,
    )  # fmt: skip


async def of_stall(
    work: Work, viewer: Viewer, stall_id: UUID, *, before: tuple[object, UUID] | None, limit: int
) -> Sequence[asyncpg.Record] | None:
    """A stall's, the latest first; None for whoever does not keep it herself."""
    if viewer.person_id is None or await side_of(work, viewer, stall_id, UUID(int=0)) != "stall":
        return None
    return await work.rows(
        f"""SELECT {_ROW} FROM {_FROM} WHERE c.cooperative_id = $1 AND c.stall_id = $2
            AND ($3::timestamptz IS NULL OR (c.last_at, c.id) < ($3, $4)) ORDER BY c.last_at DESC, c.id DESC LIMIT $5""",
        work.cooperative_id, stall_id, before and before[0], before and before[1], limit,
    )  # fmt: skip


async def one(work: Work, viewer: Viewer, conversation_id: UUID) -> tuple[asyncpg.Record, str] | None:
    """A conversation and the asker's side of it; None for everybody else."""
    row = await work.row(
        f"SELECT {_ROW} FROM {_FROM} WHERE c.cooperative_id = $1 AND c.id = $2", work.cooperative_id, conversation_id
    )
    if row is None:
        return None
    side = await side_of(work, viewer, row["stall_id"], row["person_id"])
    return None if side is None else (row, side)


async def messages(work: Work, conversation_id: UUID, *, limit: int = 200) -> list[asyncpg.Record]:
    """The last messages, the oldest of them first; for callers that have settled who may read them."""
    rows = await work.rows(
        """SELECT id, side, by_name, words, at FROM conversation_message WHERE cooperative_id = $1 AND conversation_id = $2
           ORDER BY id DESC LIMIT $3""",
        work.cooperative_id, conversation_id, limit,
    )  # fmt: skip
    return rows[::-1]


async def reported(work: Work, viewer: Viewer) -> list[asyncpg.Record] | None:
    """Messages that somebody showed to the moderators and nobody settled; None without `reviews.moderate`.

    The one message and the two names, nothing else of the conversation. Not what she herself is a side of.
    """
    if not await access.may(work, viewer, "reviews.moderate"):
        return None
    return await work.rows(
        """SELECT t.id, t.reason, t.at AS reported_at, m.words, m.by_name, m.side, m.at, c.buyer_name, s.name AS stall_name
           FROM conversation_report t JOIN conversation_message m ON m.cooperative_id = t.cooperative_id AND m.id = t.message_id
           JOIN conversation c ON c.cooperative_id = m.cooperative_id AND c.id = m.conversation_id
           JOIN stall s ON s.cooperative_id = c.cooperative_id AND s.id = c.stall_id
           WHERE t.cooperative_id = $1 AND t.settled_at IS NULL AND c.person_id <> $2 AND NOT EXISTS (SELECT FROM stall_keeper k
               JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
               WHERE k.cooperative_id = c.cooperative_id AND k.stall_id = c.stall_id AND a.person_id = $2)
           ORDER BY t.id LIMIT 100""",
        work.cooperative_id,
        viewer.person_id,
    )
