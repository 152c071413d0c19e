"""Forks and variants: a work of one's own that begins with another's newest words and says so."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minga_commons.registry import rights
from minga_commons.registry.commands.assets import start_asset
from minga_commons.registry.commands.releases import draft_release
from minga_commons.registry.states import Relation
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

_HERE = """SELECT r.*, a.kind, a.title, a.summary, a.description, a.craft, a.materials, a.techniques, a.tags, a.held_by
FROM release r JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
WHERE r.cooperative_id = $1 AND r.id = $2 AND r.state <> 'draft'"""


async def fork(
    work: Work,
    viewer: Viewer,
    *,
    release_id: UUID,
    title: Mapping[str, str],
    relation: str = Relation.FORK,
    licence: str | None = None,
) -> UUID:
    """Begin a work from a published release of any co-op; its first draft holds what that one says, and names it as origin.

    Files and pictures come along within the co-op; of another co-op's work its words do, and its files stay there.
    `relation`: `fork` or `variant` (within the co-op a variant's work names the one it varies). The licence is the parent's
    unless another is wished for. Returns the new work. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, SlugTaken.
    """
    if relation not in (Relation.FORK, Relation.VARIANT):
        raise InvalidInput("relation", "known")
    await access.require(work, viewer, rights.WRITE)
    source = await _source(work, release_id)
    asset_id = await start_asset(
        work,
        viewer,
        kind=source["kind"],
        title=title,
        summary=source.get("summary"),
        description=source.get("description"),
        craft=source.get("craft", ""),
        materials=source.get("materials", ()),
        techniques=source.get("techniques", ()),
        tags=source.get("tags", ()),
        variant_of_id=source.get("asset_id") if relation == Relation.VARIANT else None,
        held_by=source.get("held_by", ""),
    )
    await draft_release(
        work,
        viewer,
        asset_id=asset_id,
        version="1.0",
        licence=licence or source["licence"],
        parents=[release_id],
        relation=relation,
        files=source.get("files", ()),
        pictures=source.get("pictures", ()),
        technology_level=source.get("technology_level"),
        documentation_level=source.get("documentation_level"),
        **source["document"],
    )
    return asset_id


async def _source(work: Work, release_id: UUID) -> dict[str, Any]:
    row = await work.row(_HERE, work.cooperative_id, release_id)
    if row is not None:
        files = await work.rows(
            """SELECT path, role, file_id, encode(sha256, 'hex') AS sha256, media_type, bytes, url, repository, tag
            FROM release_file WHERE cooperative_id = $1 AND release_id = $2 ORDER BY position, path""",
            work.cooperative_id,
            release_id,
        )
        pictures = await work.rows(
            "SELECT file_id, alt, step FROM release_picture WHERE cooperative_id = $1 AND release_id = $2 ORDER BY position, id",
            work.cooperative_id,
            release_id,
        )
        return {**row, "files": [dict(one) for one in files], "pictures": [dict(one) for one in pictures]}
    card = await work.row(
        "SELECT kind, licence, document FROM release_card WHERE release_id = $1 AND cooperative_id <> $2",
        release_id,
        work.cooperative_id,
    )
    if card is None:
        raise NotFound
    return dict(card)
