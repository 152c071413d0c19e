"""Who keeps a stall, who could, and who is told of its orders."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_SHORTEST_NAME = 2
_MOST = 10


@dataclass(frozen=True, slots=True)
class KeeperRow:
    """A keeper as the stall's other keepers see her."""

    agent_id: UUID
    name: str
    since: datetime
    order_letters: bool
    is_asker: bool


async def keepers(work: Work, viewer: Viewer, stall_id: UUID) -> list[KeeperRow] | None:
    """The keepers, the longest first; None for whoever may not change the stall (`stall.edit`)."""
    if not await access.may(work, viewer, "stall.edit", stall_id=stall_id):
        return None
    rows = await work.rows(
        """SELECT k.agent_id, a.name, k.since, k.order_letters, coalesce(a.person_id = $3, false) AS is_asker
        FROM stall_keeper k JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
        WHERE k.cooperative_id = $1 AND k.stall_id = $2 ORDER BY k.since, k.id LIMIT 100""",
        work.cooperative_id,
        stall_id,
        viewer.for_person_id or viewer.person_id,
    )
    return [KeeperRow(**dict(row)) for row in rows]


async def could_keep(work: Work, viewer: Viewer, stall_id: UUID, name: str) -> list[tuple[UUID, str]] | None:
    """Members who could keep the stall too, by a part of their name (at least two characters), at most ten: agent and name.

    None for whoever may not change the stall. Members know each other by name; nothing else about them is told here.
    """
    if not await access.may(work, viewer, "stall.edit", stall_id=stall_id):
        return None
    wanted = " ".join(name.split())[:80]
    if len(wanted) < _SHORTEST_NAME:
        return []
    rows = await work.rows(
        """SELECT a.id, a.name FROM agent a
        WHERE a.cooperative_id = $1 AND a.kind = 'person' AND strpos(lower(a.name), lower($3)) > 0
          AND EXISTS (SELECT 1 FROM membership m WHERE m.cooperative_id = a.cooperative_id AND m.agent_id = a.id AND m.left_at IS NULL)
          AND NOT EXISTS (SELECT 1 FROM stall_keeper k
              WHERE k.cooperative_id = a.cooperative_id AND k.stall_id = $2 AND k.agent_id = a.id)
        ORDER BY a.name, a.id LIMIT $4""",
        work.cooperative_id,
        stall_id,
        wanted,
        _MOST,
    )
    return [(row["id"], row["name"]) for row in rows]


@dataclass(frozen=True, slots=True)
class ToldKeeper:
    """A keeper who wants to be told of orders, and where a message reaches her."""

    person_id: UUID
    stall_slug: str
    language: str
    channel: str
    address: str


async def told_of_orders(work: Work, stall_id: UUID) -> list[ToldKeeper]:
    """Those keepers who want letters and have a proven mail address or phone; mail before phone. For the worker's own use."""
    rows = await work.rows(
        """SELECT p.id AS person_id, s.slug AS stall_slug, p.language, i.kind AS channel, i.value AS address
        FROM stall_keeper k
        JOIN stall s ON s.cooperative_id = k.cooperative_id AND s.id = k.stall_id
        JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
        JOIN person p ON p.id = a.person_id
        JOIN LATERAL (SELECT o.kind, o.value FROM identifier o
            WHERE o.person_id = p.id AND o.kind IN ('mail', 'phone') AND o.proven_at IS NOT NULL
            ORDER BY o.kind, o.proven_at LIMIT 1) i ON true
        WHERE k.cooperative_id = $1 AND k.stall_id = $2 AND k.order_letters ORDER BY k.since, k.id""",
        work.cooperative_id,
        stall_id,
    )
    return [ToldKeeper(**dict(row)) for row in rows]
