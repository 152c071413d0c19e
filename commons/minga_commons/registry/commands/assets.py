"""Starting and changing a work, and who maintains it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.registry import rights, shapes, slugs
from minga_commons.registry.errors import LastMaintainer
from minga_commons.registry.listing import refresh
from minga_commons.registry.states import AssetKind
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

MOST_MAINTAINERS = 50


async def start_asset(
    work: Work,
    viewer: Viewer,
    *,
    kind: str,
    title: Mapping[str, str],
    summary: Mapping[str, str] | None = None,
    description: Mapping[str, str] | None = None,
    craft: str = "",
    materials: Sequence[str] = (),
    techniques: Sequence[str] = (),
    tags: Sequence[str] = (),
    origin_repo: str | None = None,
    watches_tags: bool = False,
    variant_of_id: UUID | None = None,
    held_by: str = "",
    consent: str = "",
) -> UUID:
    """Begin a work; whoever begins it maintains it. Nobody else sees it before its first release is published.

    `title`, `summary`, `description` (Markdown) are `{language: text}`; craft, materials and techniques are words to be found by.
    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, SlugTaken.
    """
    agent_id = await access.require(work, viewer, rights.WRITE)
    if kind not in tuple(AssetKind):
        raise InvalidInput("kind", "known")
    fields = shapes.checked(
        {
            "title": title,
            "summary": summary,
            "description": description,
            "craft": craft,
            "materials": materials,
            "techniques": techniques,
            "tags": tags,
            "origin_repo": origin_repo,
            "watches_tags": watches_tags,
            "held_by": held_by,
            "consent": consent,
        }
    )
    if variant_of_id is not None and not await work.value(
        "SELECT true FROM asset WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, variant_of_id
    ):
        raise NotFound
    asset_id = ids.new()
    home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    slug = await slugs.free(work, Text.stored(fields["title"]).read(home), asset_id)
    row = {
        "kind": kind,
        "slug": slug,
        **fields,
        "variant_of_id": variant_of_id,
        "started_by": agent_id,
        "started_at": work.now,
    }
    places = ", ".join(f"${place}" for place in range(3, len(row) + 3))
    try:
        await work.execute(
            f"INSERT INTO asset (cooperative_id, id, {', '.join(row)}) VALUES ($1, $2, {places})",
            work.cooperative_id,
            asset_id,
            *row.values(),
        )
    except asyncpg.UniqueViolationError as error:
        raise _taken(error, slug) from None
    await _maintain(work, asset_id, agent_id)
    return asset_id


def _taken(error: asyncpg.UniqueViolationError, slug: str) -> Exception:
    if error.constraint_name == "asset_origin_uq":
        return InvalidInput("origin_repo", "once")
    return slugs.as_refusal(error, slug)


async def edit_asset(
    work: Work, viewer: Viewer, *, asset_id: UUID, expected_version: int, changes: Mapping[str, Any]
) -> UUID:
    """Change what a work tells of itself (fields of `shapes.ASSET`); its releases stay as they are.

    Refuses: SignInNeeded, NotFound, NotAllowed, Conflict, InvalidInput.
    """
    right = await rights.for_asset(work, viewer, asset_id)
    if right.row["version"] != expected_version:
        raise Conflict(right.row["version"])
    fields = shapes.checked(changes)
    if not fields:
        return asset_id
    settings = ", ".join(f"{name} = ${place}" for place, name in enumerate(fields, start=3))
    try:
        await work.execute(
            f"UPDATE asset SET {settings}, version = version + 1 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            asset_id,
            *fields.values(),
        )
    except asyncpg.UniqueViolationError as error:
        raise _taken(error, right.row["slug"]) from None
    await refresh(work, [asset_id])
    return asset_id


async def add_maintainer(work: Work, viewer: Viewer, *, asset_id: UUID, agent_id: UUID) -> UUID:
    """Let another member maintain the work. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput (too many)."""
    await rights.for_asset(work, viewer, asset_id)
    known = await work.value(
        """SELECT count(*) FROM asset_maintainer WHERE cooperative_id = $1 AND asset_id = $2""",
        work.cooperative_id,
        asset_id,
    )
    if known >= MOST_MAINTAINERS:
        raise InvalidInput("agent_id", "number", maximum=str(MOST_MAINTAINERS))
    member = await work.value(
        """SELECT true FROM membership WHERE cooperative_id = $1 AND agent_id = $2 AND left_at IS NULL LIMIT 1""",
        work.cooperative_id,
        agent_id,
    )
    if not member:
        raise NotFound
    await _maintain(work, asset_id, agent_id)
    return asset_id


async def remove_maintainer(work: Work, viewer: Viewer, *, asset_id: UUID, agent_id: UUID) -> UUID:
    """End somebody's maintaining; the last one stays. Refuses: SignInNeeded, NotFound, NotAllowed, LastMaintainer."""
    await rights.for_asset(work, viewer, asset_id)
    rows = await work.rows(
        "SELECT agent_id FROM asset_maintainer WHERE cooperative_id = $1 AND asset_id = $2 FOR UPDATE",
        work.cooperative_id,
        asset_id,
    )
    present = {row["agent_id"] for row in rows}
    if agent_id not in present:
        raise NotFound
    if len(present) == 1:
        raise LastMaintainer
    await work.execute(
        "DELETE FROM asset_maintainer WHERE cooperative_id = $1 AND asset_id = $2 AND agent_id = $3",
        work.cooperative_id,
        asset_id,
        agent_id,
    )
    return asset_id


async def set_labels(work: Work, viewer: Viewer, *, asset_id: UUID, labels: Sequence[Mapping[str, Any]]) -> UUID:
    """The labels that a community put on the work: `{label, community, note: Text, source}`, in place of those before.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput.
    """
    await rights.for_asset(work, viewer, asset_id)
    told = []
    for place, one in enumerate(labels):
        field = f"labels.{place}"
        told.append(
            (
                work.cooperative_id,
                ids.new(),
                asset_id,
                shapes.line(40)(f"{field}.label", one.get("label")) or _required(f"{field}.label"),
                shapes.line(200)(f"{field}.community", one.get("community")) or _required(f"{field}.community"),
                shapes.texts(1_000)(f"{field}.note", one.get("note")),
                shapes.line(400)(f"{field}.source", one.get("source")),
                work.now,
            )
        )
    if len(told) > shapes.MOST_WORDS or len({one[3] for one in told}) != len(told):
        raise InvalidInput("labels", "once", maximum=str(shapes.MOST_WORDS))
    await work.execute(
        "DELETE FROM asset_label WHERE cooperative_id = $1 AND asset_id = $2", work.cooperative_id, asset_id
    )
    await work.many(
        """INSERT INTO asset_label (cooperative_id, id, asset_id, label, community, note, source, set_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        told,
    )
    return asset_id


def _required(field: str) -> str:
    raise InvalidInput(field, "required")


async def _maintain(work: Work, asset_id: UUID, agent_id: UUID) -> None:
    await work.execute(
        """INSERT INTO asset_maintainer (cooperative_id, id, asset_id, agent_id, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT ON CONSTRAINT asset_maintainer_once_uq DO NOTHING""",
        work.cooperative_id,
        ids.new(),
        asset_id,
        agent_id,
        work.now,
    )
