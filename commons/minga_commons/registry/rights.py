"""Who may change what in the registry. What she may not see answers like what is not there."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import NotAllowed, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

WRITE = "commons.write"
KEEP = "commons.keep"


@dataclass(frozen=True, slots=True)
class Right:
    """The row that may be changed, locked, and the agent who changes it."""

    row: asyncpg.Record
    agent_id: UUID


_ASSET = """SELECT a.*, EXISTS (SELECT FROM release r WHERE r.cooperative_id = a.cooperative_id AND r.asset_id = a.id
    AND r.state <> 'draft') AS is_seen, EXISTS (SELECT FROM asset_maintainer m WHERE m.cooperative_id = a.cooperative_id
    AND m.asset_id = a.id AND m.agent_id = $3) AS is_mine
FROM asset a WHERE a.cooperative_id = $1 AND a.id = $2 FOR NO KEY UPDATE OF a"""

_RELEASE = """SELECT r.*, a.slug, a.title, a.kind, a.held_by, a.consent, a.version AS asset_version, EXISTS (
        SELECT FROM asset_maintainer m WHERE m.cooperative_id = a.cooperative_id AND m.asset_id = a.id
        AND m.agent_id = $3) AS is_mine
FROM release r JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
WHERE r.cooperative_id = $1 AND r.id = $2 FOR NO KEY UPDATE OF a, r"""


async def for_asset(work: Work, viewer: Viewer, asset_id: UUID) -> Right:
    """A work that the asker maintains. Refuses: SignInNeeded, NotFound, NotAllowed (only of what is published)."""
    agent_id = await _writer(work, viewer)
    row = await work.row(_ASSET, work.cooperative_id, asset_id, agent_id)
    if row is None or not (row["is_mine"] or row["is_seen"]):
        raise NotFound
    if not row["is_mine"]:
        raise NotAllowed(WRITE)
    return Right(row, agent_id)


async def for_release(work: Work, viewer: Viewer, release_id: UUID, *, keeper: bool = False) -> Right:
    """A release of a work that the asker maintains, its work locked before it; with `keeper`, what is published also for
    `commons.keep`. Refuses: SignInNeeded, NotFound, NotAllowed (only of what is published).
    """
    keeps = keeper and viewer.person_id is not None and await access.may(work, viewer, KEEP)
    agent_id = await (access.agent_of(work, viewer) if keeps else _writer(work, viewer))
    row = await work.row(_RELEASE, work.cooperative_id, release_id, agent_id)
    if row is None or (row["state"] == "draft" and not row["is_mine"]):
        raise NotFound
    if not (row["is_mine"] or keeps):
        raise NotAllowed(KEEP if keeper else WRITE)
    return Right(row, agent_id)


async def seen_release(work: Work, viewer: Viewer, release_id: UUID) -> Right:
    """A published release of this co-op, for any member who may write here. Refuses: SignInNeeded, NotFound, NotAllowed."""
    agent_id = await _writer(work, viewer)
    row = await work.row(_RELEASE, work.cooperative_id, release_id, agent_id)
    if row is None or row["state"] == "draft":
        raise NotFound
    return Right(row, agent_id)


async def _writer(work: Work, viewer: Viewer) -> UUID:
    if viewer.person_id is None:
        raise SignInNeeded
    return await access.require(work, viewer, WRITE)
