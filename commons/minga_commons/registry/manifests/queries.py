"""Reading imports: how far one is, what it came to, and file by file."""

from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.registry import rights
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_OWN = """SELECT i.* FROM manifest_import i WHERE i.cooperative_id = $1 AND ($3 OR i.by_agent_id = $2)"""


async def _mine(work: Work, viewer: Viewer) -> tuple[UUID, bool]:
    agent_id = await access.require(work, viewer, rights.WRITE)
    return agent_id, await access.may(work, viewer, rights.KEEP)


async def latest(work: Work, viewer: Viewer, most: int) -> list[asyncpg.Record]:
    """The newest imports: one's own; all of the co-op's for `commons.keep`. Refuses: SignInNeeded, NotAllowed."""
    agent_id, keeps = await _mine(work, viewer)
    return await work.rows(
        f"{_OWN} ORDER BY i.asked_at DESC, i.id DESC LIMIT $4", work.cooperative_id, agent_id, keeps, most
    )


async def one(work: Work, viewer: Viewer, import_id: UUID) -> asyncpg.Record:
    """One import. Refuses: SignInNeeded, NotAllowed, NotFound (also for another's)."""
    agent_id, keeps = await _mine(work, viewer)
    row = await work.row(f"{_OWN} AND i.id = $4", work.cooperative_id, agent_id, keeps, import_id)
    if row is None:
        raise NotFound
    return row


async def items(work: Work, import_id: UUID, *, outcome: str = "", kind: str = "", after: int, most: int) -> list[Any]:
    """Files of an import in their order, from behind position `after`; only those of an outcome, or with a kind of repair."""
    return await work.rows(
        """SELECT t.position, t.path, t.outcome, t.title, t.repairs, t.reasons, a.slug FROM manifest_import_item t
        LEFT JOIN asset a ON a.cooperative_id = t.cooperative_id AND a.id = t.asset_id
        WHERE t.cooperative_id = $1 AND t.import_id = $2 AND t.position > $3 AND $4 IN ('', t.outcome)
        AND ($5 = '' OR t.repairs @> jsonb_build_array(jsonb_build_object('kind', $5::text)))
        ORDER BY t.position LIMIT $6""",
        work.cooperative_id,
        import_id,
        after,
        outcome,
        kind,
        most,
    )


async def as_json(work: Work, import_id: UUID) -> dict[str, Any]:
    """What an import came to, for programs: the counts of its row, and every file that was refused or left as it was."""
    row = await work.row(
        "SELECT * FROM manifest_import WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, import_id
    )
    assert row is not None, "it was begun"
    rows = await work.rows(
        """SELECT path, outcome, reasons FROM manifest_import_item WHERE cooperative_id = $1 AND import_id = $2
        AND reasons <> '[]' ORDER BY path, position""",
        work.cooperative_id,
        import_id,
    )
    notes = [{"file": one["path"], "outcome": one["outcome"], **reason} for one in rows for reason in one["reasons"]]
    return {
        "files": row["files"],
        "accepted": row["accepted"],
        "repaired": row["repaired"],
        "refused": row["refused"],
        "outcomes": row["outcomes"],
        "dry_run": row["dry_run"],
        "each_refusal": [_told(one) for one in notes if one["outcome"] == "refused"],
        "each_note": [_told(one) for one in notes if one["outcome"] != "refused"],
    }


def _told(note: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in note.items() if name != "outcome" and (name != "line" or value)}
