"""The statements of an import: each writes any number of rows at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minga_commons.registry.states import Relation
from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.words import slug_of

_ASSETS = """INSERT INTO asset (cooperative_id, id, kind, slug, title, summary, description, craft, materials, techniques, tags,
    origin_repo, watches_tags, held_by, consent, started_by, started_at)
SELECT $1, id, 'design', slug, title, summary, description, craft, materials, techniques, tags, origin_repo, watches_tags,
    held_by, consent, $3, $4
FROM jsonb_to_recordset($2) AS r (id uuid, slug text, title jsonb, summary jsonb, description jsonb, craft text,
    materials text[], techniques text[], tags text[], origin_repo text, watches_tags boolean, held_by text, consent text)"""

_MAINTAINERS = """INSERT INTO asset_maintainer (cooperative_id, id, asset_id, agent_id, since)
SELECT $1, id, asset_id, $4, $5 FROM unnest($2::uuid[], $3::uuid[]) AS r (id, asset_id)"""

# The database gives out `born` in the order of the rows: a fork must come after its origin.
_DRAFTS = """INSERT INTO release (cooperative_id, id, asset_id, version, licence, notes, languages, technology_level,
    documentation_level, document, manifest, repository, state, drafted_by, drafted_at)
SELECT $1, id, asset_id, version, licence, notes, languages, technology_level, documentation_level, document, manifest,
    repository, 'draft', $3, $4
FROM ROWS FROM (jsonb_to_recordset($2) AS (id uuid, asset_id uuid, version text, licence text, notes jsonb, languages text[],
    technology_level smallint, documentation_level smallint, document jsonb, manifest jsonb, repository text))
    WITH ORDINALITY AS r (id, asset_id, version, licence, notes, languages, technology_level, documentation_level, document,
    manifest, repository, place) ORDER BY place
RETURNING id, born"""

_HOLDERS = """INSERT INTO release_holder (cooperative_id, id, release_id, name, position)
SELECT $1, id, release_id, name, position
FROM jsonb_to_recordset($2) AS r (id uuid, release_id uuid, name text, position integer)"""

_FILES = """INSERT INTO release_file (cooperative_id, id, release_id, path, role, media_type, url, repository, position)
SELECT $1, id, release_id, path, role, media_type, url, repository, position
FROM jsonb_to_recordset($2) AS r (id uuid, release_id uuid, path text, role text, media_type text, url text,
    repository text, position integer)"""

_PUBLISH = """UPDATE release r SET state = 'published', content_sha256 = n.sha256, published_at = $4
FROM unnest($2::uuid[], $3::bytea[]) AS n (id, sha256) WHERE r.cooperative_id = $1 AND r.id = n.id"""

_HOMES = """INSERT INTO manifest_home AS h (cooperative_id, id, identity, asset_id, release_id, digest, found_at, path, taken_at)
SELECT $1, id, identity, asset_id, release_id, digest, found_at, path, $3
FROM jsonb_to_recordset($2) AS r (id uuid, identity text, asset_id uuid, release_id uuid, digest text, found_at text, path text)
ON CONFLICT (cooperative_id, identity) DO UPDATE SET release_id = excluded.release_id, digest = excluded.digest,
    found_at = excluded.found_at, path = excluded.path, taken_at = excluded.taken_at"""


async def free_slugs(work: Work, titles: Sequence[tuple[UUID, Mapping[str, str]]]) -> dict[UUID, str]:
    """An address for each work, made of its title, with a number behind it where others have it."""
    if not titles:
        return {}
    home = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    bases = {asset_id: slug_of(Text.stored(title).read(home), otherwise="design") for asset_id, title in titles}
    rows = await work.rows(
        r"""SELECT slug FROM asset WHERE cooperative_id = $1
        AND (slug = ANY($2) OR regexp_replace(slug, '-\d+$', '') = ANY($2))""",
        work.cooperative_id,
        list(set(bases.values())),
    )
    taken = {row["slug"] for row in rows}
    found: dict[UUID, str] = {}
    for asset_id, base in bases.items():
        slug, number = base, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        found[asset_id] = slug
    return found


async def free_versions(work: Work, wanted: Mapping[UUID, str]) -> dict[UUID, str]:
    """The version of each work's new release; where the work has one of that name, with a number behind it."""
    rows = await work.rows(
        "SELECT asset_id, version FROM release WHERE cooperative_id = $1 AND asset_id = ANY($2)",
        work.cooperative_id,
        list(wanted),
    )
    taken = {(row["asset_id"], row["version"]) for row in rows}
    found = {}
    for asset_id, version in wanted.items():
        told, number = version, 2
        while (asset_id, told) in taken:
            told, number = f"{version[:52]} ({number})", number + 1
        found[asset_id] = told
    return found


async def assets(work: Work, agent_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    """New works, looked after by the agent."""
    if not rows:
        return
    await work.execute(_ASSETS, work.cooperative_id, _told(rows), agent_id, work.now)
    asset_ids = [row["id"] for row in rows]
    await work.execute(_MAINTAINERS, work.cooperative_id, [ids.new() for _ in rows], asset_ids, agent_id, work.now)


async def drafts(work: Work, agent_id: UUID, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, int]:
    """New releases, in this order; the number that each was born with."""
    found = await work.rows(_DRAFTS, work.cooperative_id, _told(rows), agent_id, work.now)
    return {row["id"]: row["born"] for row in found}


async def holders(work: Work, names: Mapping[UUID, Sequence[str]]) -> None:
    """Who is named with each release."""
    rows = [
        {"id": str(ids.new()), "release_id": str(release_id), "name": name, "position": place}
        for release_id, told in names.items()
        for place, name in enumerate(told)
    ]
    await work.execute(_HOLDERS, work.cooperative_id, rows)


async def files(work: Work, named: Mapping[UUID, Sequence[Mapping[str, Any]]]) -> None:
    """The files of each release, by reference."""
    rows = [
        {
            "id": str(ids.new()),
            "release_id": str(release_id),
            "position": place,
            **{name: one[name] for name in ("path", "role", "media_type", "url", "repository")},
        }
        for release_id, told in named.items()
        for place, one in enumerate(told)
    ]
    if rows:
        await work.execute(_FILES, work.cooperative_id, rows)


async def parents(work: Work, edges: Sequence[tuple[UUID, int, Mapping[str, Any]]]) -> None:
    """Each release derives from the other as its fork."""
    if edges:
        await work.many(
            """INSERT INTO release_parent (cooperative_id, release_id, born, parent_cooperative_id, parent_release_id,
            parent_born, relation) VALUES ($1, $2, $3, $1, $4, $5, $6)""",
            [
                (work.cooperative_id, release_id, born, parent["id"], parent["born"], Relation.FORK)
                for release_id, born, parent in edges
            ],
        )


async def publish(work: Work, hashes: Sequence[tuple[UUID, bytes]]) -> None:
    """Give these drafts to everybody."""
    if hashes:
        await work.execute(
            _PUBLISH, work.cooperative_id, [one for one, _ in hashes], [sha256 for _, sha256 in hashes], work.now
        )


async def homes(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Which work stands for which repository from now on."""
    await work.execute(_HOMES, work.cooperative_id, _told(rows), work.now)


def _told(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: str(value) if isinstance(value, UUID) else value for name, value in row.items()} for row in rows]
