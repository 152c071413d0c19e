"""Restrictions: to the stall's keepers and offices with all that was said; to everybody how many there were."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_ROW = """r.id, r.stall_id, s.name AS stall_name, s.slug AS stall_slug, r.kind, r.reason, r.evidence, r.placed_by, a.name AS placed_by_name,
    r.placed_at, r.ends_at, r.ended_at, e.name AS ended_by_name, r.ended_because"""
_FROM = """restriction r JOIN stall s ON s.cooperative_id = r.cooperative_id AND s.id = r.stall_id
    JOIN agent a ON a.cooperative_id = r.cooperative_id AND a.id = r.placed_by
    LEFT JOIN agent e ON e.cooperative_id = r.cooperative_id AND e.id = r.ended_by"""


@dataclass(frozen=True, slots=True)
class Year:
    """How many restrictions of a kind were laid upon stalls in a year, how many of them stand, and how many ended before their date."""

    year: int
    kind: str
    placed: int
    open: int
    ended_early: int


async def register(work: Work) -> list[Year]:
    """For everybody, the latest year first: numbers, no names and no reasons."""
    rows = await work.rows(
        """SELECT extract(year FROM r.placed_at AT TIME ZONE c.zone)::int AS year, r.kind, count(*)::int AS placed,
               count(*) FILTER (WHERE r.ended_at IS NULL)::int AS open, count(*) FILTER (WHERE r.ended_at < r.ends_at)::int AS ended_early
           FROM restriction r JOIN cooperative c ON c.id = r.cooperative_id WHERE r.cooperative_id = $1
           GROUP BY 1, 2 ORDER BY 1 DESC, 2 DESC LIMIT 40""",
        work.cooperative_id,
    )
    return [Year(**dict(row)) for row in rows]


async def suspended_since(work: Work, stall_id: UUID) -> datetime | None:
    """Since when a stall may not sell; None while nothing says so."""
    found: datetime | None = await work.value(
        "SELECT placed_at FROM restriction WHERE cooperative_id = $1 AND stall_id = $2 AND kind = 'selling' AND ended_at IS NULL",
        work.cooperative_id,
        stall_id,
    )
    return found


async def of_stall(work: Work, viewer: Viewer, stall_id: UUID) -> list[asyncpg.Record] | None:
    """Everything laid upon a stall, the latest first; None for whoever sees not its inside (`stall.see`)."""
    if not await access.may(work, viewer, "stall.see", stall_id=stall_id):
        return None
    return await work.rows(
        f"SELECT {_ROW} FROM {_FROM} WHERE r.cooperative_id = $1 AND r.stall_id = $2 ORDER BY r.id DESC LIMIT 50",
        work.cooperative_id,
        stall_id,
    )


async def all_of_them(work: Work, viewer: Viewer) -> list[asyncpg.Record] | None:
    """Those of all stalls, what stands first; None without `stall.see`."""
    if not await access.may(work, viewer, "stall.see"):
        return None
    return await work.rows(
        f"SELECT {_ROW} FROM {_FROM} WHERE r.cooperative_id = $1 ORDER BY r.ended_at IS NULL DESC, r.id DESC LIMIT 100",
        work.cooperative_id,
    )
