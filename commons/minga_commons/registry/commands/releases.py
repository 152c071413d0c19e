"""Drafting, publishing, forking and withdrawing releases."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.registry import content, licensing, lineage, listing, rights, shapes
from minga_commons.registry.commands import contents
from minga_commons.registry.errors import AlreadyShared, CommunityNotAsked, ParentNotOpen, VersionTaken
from minga_commons.registry.events import ReleasePublished, ReleaseWithdrawn
from minga_commons.registry.states import Relation
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work

MOST_RELEASES = 2_000
"""Of one work."""


async def draft_release(
    work: Work,
    viewer: Viewer,
    *,
    asset_id: UUID,
    version: str,
    licence: str,
    parents: Sequence[UUID] = (),
    relation: str = Relation.BUILT_ON,
    parts: Sequence[Mapping[str, Any]] = (),
    tools: Sequence[Mapping[str, Any]] = (),
    steps: Sequence[Mapping[str, Any]] = (),
    hazards: Sequence[Mapping[str, Any]] = (),
    no_hazards: bool = False,
    files: Sequence[Mapping[str, Any]] = (),
    pictures: Sequence[Mapping[str, Any]] = (),
    notes: Mapping[str, str] | None = None,
    languages: Sequence[str] = (),
    technology_level: int | None = None,
    documentation_level: int | None = None,
    holders: Sequence[Mapping[str, Any]] | None = None,
    manifest: Mapping[str, Any] | None = None,
    repository: str | None = None,
    tag: str | None = None,
    commit_sha: str | None = None,
) -> UUID:
    """Begin a release that only the work's maintainers see. A draft may name any licence, also one that nobody can read.

    Parts, tools, steps and hazards as in `content.document`, files as in `content.files`, pictures as in `content.pictures`.
    `parents`: releases of any co-op that it derives from, all by `relation`. `holders`: `{agent_id?, name}`; the work's
    maintainers where it is None. `languages` are those that the texts are in where none are given.
    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, VersionTaken, NotFromLater.
    """
    right = await rights.for_asset(work, viewer, asset_id)
    said = content.line("version", version, 60, required=True)
    number = await work.value(
        "SELECT count(*) FROM release WHERE cooperative_id = $1 AND asset_id = $2", work.cooperative_id, asset_id
    )
    if number >= MOST_RELEASES:
        raise InvalidInput("asset_id", "number", maximum=str(MOST_RELEASES))
    told = content.document(parts=parts, tools=tools, steps=steps, hazards=hazards, no_hazards=no_hazards)
    release_id = ids.new()
    row = {
        "asset_id": asset_id,
        "version": said,
        "licence": content.line("licence", licence, 400, required=True),
        "notes": shapes.texts(10_000)("notes", notes),
        "languages": contents.languages_of(languages, right.row, told),
        "technology_level": contents.level("technology_level", technology_level, 9),
        "documentation_level": contents.level("documentation_level", documentation_level, 5),
        "document": told,
        "manifest": None if manifest is None else dict(manifest),
        "repository": shapes.repository("repository", repository),
        "tag": content.line("tag", tag, 200) or None,
        "commit_sha": content.line("commit_sha", commit_sha, 64) or None,
        "state": "draft",
        "drafted_by": right.agent_id,
        "drafted_at": work.now,
    }
    places = ", ".join(f"${place}" for place in range(3, len(row) + 3))
    try:
        born = await work.value(
            f"INSERT INTO release (cooperative_id, id, {', '.join(row)}) VALUES ($1, $2, {places}) RETURNING born",
            work.cooperative_id,
            release_id,
            *row.values(),
        )
    except asyncpg.UniqueViolationError:
        raise VersionTaken(said) from None
    await lineage.set_parents(work, release_id, born, parents, dict.fromkeys(parents, Relation(relation)))
    await contents.write_files(work, viewer, release_id, content.files(files))
    await contents.write_pictures(work, viewer, release_id, content.pictures(pictures, len(told["steps"])))
    await contents.write_holders(work, asset_id, release_id, holders)
    return release_id


async def edit_draft(
    work: Work, viewer: Viewer, *, release_id: UUID, expected_revision: int, changes: Mapping[str, Any]
) -> UUID:
    """Change a draft: any argument of `draft_release` but the work; a list that is given replaces the one before.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition (it is published), Conflict, InvalidInput, VersionTaken,
    NotFromLater.
    """
    right = await rights.for_release(work, viewer, release_id)
    if right.row["state"] != "draft":
        raise InvalidTransition(right.row["state"])
    if right.row["revision"] != expected_revision:
        raise Conflict(right.row["revision"])
    given = dict(changes)
    fields = await contents.changed(right.row, given)
    settings = "".join(f", {name} = ${place}" for place, name in enumerate(fields, start=3))
    try:
        await work.execute(
            f"UPDATE release SET revision = revision + 1{settings} WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            release_id,
            *fields.values(),
        )
    except asyncpg.UniqueViolationError:
        raise VersionTaken(fields["version"]) from None
    steps = len((fields.get("document") or right.row["document"])["steps"])
    if "parents" in given:
        relation = Relation(given.get("relation") or Relation.BUILT_ON)
        await _keep_relations(work, right.row, given["parents"], relation)
    if "files" in given:
        await contents.write_files(work, viewer, release_id, content.files(given["files"]))
    if "pictures" in given:
        await contents.write_pictures(work, viewer, release_id, content.pictures(given["pictures"], steps))
    elif "document" in fields:
        await work.execute(
            "UPDATE release_picture SET step = NULL WHERE cooperative_id = $1 AND release_id = $2 AND step >= $3",
            work.cooperative_id,
            release_id,
            steps,
        )
    if "holders" in given:
        await contents.write_holders(work, right.row["asset_id"], release_id, given["holders"])
    return release_id


async def _keep_relations(work: Work, row: asyncpg.Record, parents: Sequence[UUID], relation: Relation) -> None:
    """A parent that stays stays what it was: a fork is a fork, whatever else is built on."""
    before = await work.rows(
        "SELECT parent_release_id, relation FROM release_parent WHERE cooperative_id = $1 AND release_id = $2",
        work.cooperative_id,
        row["id"],
    )
    known = {one["parent_release_id"]: one["relation"] for one in before}
    relations = {one: known.get(one, relation) for one in parents}
    await lineage.set_parents(work, row["id"], row["born"], parents, relations)


async def drop_draft(work: Work, viewer: Viewer, *, release_id: UUID) -> None:
    """Throw a draft away. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition (published, or built on)."""
    right = await rights.for_release(work, viewer, release_id)
    if right.row["state"] != "draft":
        raise InvalidTransition(right.row["state"])
    for table in ("release_file", "release_picture", "release_parent", "release_holder"):
        await work.execute(
            f"DELETE FROM {table} WHERE cooperative_id = $1 AND release_id = $2", work.cooperative_id, release_id
        )
    try:
        await work.execute("DELETE FROM release WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, release_id)
    except asyncpg.ForeignKeyViolationError:
        raise InvalidTransition("used") from None


async def publish_release(work: Work, viewer: Viewer, *, release_id: UUID) -> UUID:
    """Give a draft to everybody. From here on it never changes. Publishing twice is publishing once.

    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, LicenceMalformed, CommunityNotAsked, ParentNotOpen,
    LicenceForbids, LicenceUndecided, AlreadyShared, in this order. Announces: ReleasePublished.
    """
    right = await rights.for_release(work, viewer, release_id)
    row = right.row
    if row["state"] == "published":
        return release_id
    if row["state"] != "draft":
        raise InvalidTransition(row["state"])
    licence = licensing.require_expression(row["licence"])
    if row["held_by"] and not row["consent"]:
        raise CommunityNotAsked(row["held_by"])
    await _parents_open(work, release_id, viewer.language)
    licensing.require_allowed(await licensing.verdicts(work, release_id, licence), licence, viewer.language)
    files, pictures = await contents.file_rows(work, release_id), await contents.picture_rows(work, release_id)
    await _not_anothers(work, row, files, viewer.language)
    digest = content.content_sha256(
        content.sealed(
            {**row, "licence": licence},
            title=row["title"],
            parents=await _parent_ids(work, release_id),
            holders=await contents.holder_keys(work, release_id),
            file_rows=files,
            picture_rows=pictures,
        )
    )
    try:
        await work.execute(
            """UPDATE release SET state = 'published', licence = $3, content_sha256 = $4, published_at = $5
            WHERE cooperative_id = $1 AND id = $2""",
            work.cooperative_id,
            release_id,
            licence,
            digest,
            work.now,
        )
    except asyncpg.CheckViolationError as error:
        if error.constraint_name != "release_parent_open":
            raise
        # Disputed in the very instant in which we looked: the database saw it, and so do we on the second look.
        raise InvalidTransition("frozen") from None
    await contents.show_files(work, release_id)
    await work.many(
        """INSERT INTO published_file (cooperative_id, sha256, asset_id, release_id, path) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING""",
        [
            (work.cooperative_id, one["sha256"], row["asset_id"], release_id, one["path"])
            for one in files
            if contents.tells_origin(one)
        ],
    )
    await listing.write_cards(work, [release_id])
    await listing.refresh(work, [row["asset_id"]])
    work.emit(ReleasePublished(release_id=str(release_id), asset_id=str(row["asset_id"])))
    return release_id


async def _parents_open(work: Work, release_id: UUID, language: str) -> None:
    closed = await work.row(
        """WITH RECURSIVE up AS (
            SELECT p.parent_release_id AS id, p.parent_born AS born FROM release_parent p
            WHERE p.cooperative_id = $1 AND p.release_id = $2
            UNION SELECT p.parent_release_id, p.parent_born FROM up JOIN release_parent p ON p.release_id = up.id)
        SELECT up.id, coalesce(c.title, a.title) AS title, coalesce(c.state, r.state, 'draft') AS state FROM up
        LEFT JOIN release_card c ON c.release_id = up.id
        LEFT JOIN release r ON r.cooperative_id = $1 AND r.id = up.id
        LEFT JOIN asset a ON a.cooperative_id = $1 AND a.id = r.asset_id
        WHERE coalesce(c.state, r.state, 'draft') IN ('draft', 'frozen') ORDER BY up.born LIMIT 1""",
        work.cooperative_id,
        release_id,
    )
    if closed is not None:
        raise ParentNotOpen(closed["id"], Text.stored(closed["title"] or {}).read(language), closed["state"])


async def _not_anothers(work: Work, row: asyncpg.Record, files: Sequence[asyncpg.Record], language: str) -> None:
    """The bytes of another work, under whatever name and licence, are that work's, unless it is named as an origin."""
    hashes = [one["sha256"] for one in files if contents.tells_origin(one)]
    if not hashes:
        return
    known = await lineage.ancestor_assets(work, row["id"])
    found = await work.row(
        """SELECT f.sha256, c.release_id, c.title, c.licence FROM published_file f
        JOIN release_card c ON c.cooperative_id = f.cooperative_id AND c.release_id = f.release_id
        WHERE f.sha256 = ANY($1) AND f.asset_id <> ALL($2) ORDER BY c.published_at, c.release_id LIMIT 1""",
        hashes,
        [row["asset_id"], *known],
    )
    if found is not None:
        path = next(one["path"] for one in files if one["sha256"] == found["sha256"])
        raise AlreadyShared(path, Text.stored(found["title"]).read(language), found["licence"], found["release_id"])


async def _parent_ids(work: Work, release_id: UUID) -> list[str]:
    rows = await work.rows(
        "SELECT parent_release_id FROM release_parent WHERE cooperative_id = $1 AND release_id = $2",
        work.cooperative_id,
        release_id,
    )
    return [str(row["parent_release_id"]) for row in rows]


async def withdraw(work: Work, viewer: Viewer, *, release_id: UUID, because: str) -> UUID:
    """Take a published release back: for its maintainers and `commons.keep`. It stays listed and readable, with the reason.

    What derives from it stays: a licence that was given is given. Refuses: SignInNeeded, NotFound, NotAllowed,
    InvalidTransition (not published, or disputed: that is settled, not withdrawn), InvalidInput. Announces: ReleaseWithdrawn.
    """
    right = await rights.for_release(work, viewer, release_id, keeper=True)
    said = content.line("because", because, 1_000, required=True)
    if right.row["state"] == "withdrawn":
        return release_id
    if right.row["state"] != "published":
        raise InvalidTransition(right.row["state"])
    await take_back(work, right.row, said)
    return release_id


async def take_back(work: Work, row: asyncpg.Record, because: str) -> None:
    """The deed itself, of a locked row."""
    await work.execute(
        """UPDATE release SET state = 'withdrawn', withdrawn_at = $3, withdrawn_because = $4
        WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id,
        row["id"],
        work.now,
        because,
    )
    await listing.write_cards(work, [row["id"]])
    await listing.refresh(work, [row["asset_id"]])
    work.emit(ReleaseWithdrawn(release_id=str(row["id"]), asset_id=str(row["asset_id"])))
