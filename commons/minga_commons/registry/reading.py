"""Reading a work whole: one statement for the work with one of its releases, one for its lineage.

Everybody sees what was published; a draft is seen by the work's maintainers alone, and answers everybody else like nothing.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.registry import rights
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

MOST_LINEAGE = 500

_MINE = """EXISTS (SELECT FROM asset_maintainer m JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id
    WHERE m.cooperative_id = a.cooperative_id AND m.asset_id = a.id AND g.person_id = $2)"""

# Which release speaks: the one asked for; else the newest published one; else the newest that may be seen.
_DESIGN = f"""WITH a AS (SELECT a.*, {_MINE} AS is_mine FROM asset a WHERE a.cooperative_id = $1 AND {{which}}),
r AS (SELECT r.* FROM release r JOIN a ON r.asset_id = a.id WHERE r.cooperative_id = $1
    AND (r.state <> 'draft' OR a.is_mine) AND ($4::text IS NULL OR r.version = $4)
    ORDER BY (r.state = 'published') DESC, r.born DESC LIMIT 1)
SELECT a.id AS asset_id, c.slug AS cooperative_slug, a.kind, a.slug, a.title, a.summary, a.description, a.craft, a.materials,
    a.techniques, a.tags, a.origin_repo, a.watches_tags, a.held_by, a.consent, a.version AS asset_version, a.started_at,
    a.is_mine, r.id AS release_id, r.born, r.version, r.licence, r.notes, r.languages, r.technology_level,
    r.documentation_level, r.document, r.manifest IS NOT NULL AS has_manifest, r.repository, r.tag, r.commit_sha, r.state,
    encode(r.content_sha256, 'hex') AS content_sha256, r.revision, r.drafted_at, r.published_at, r.withdrawn_at,
    r.withdrawn_because,
    (SELECT jsonb_build_object('slug', v.slug, 'title', v.title) FROM asset v
        WHERE v.cooperative_id = $1 AND v.id = a.variant_of_id
        AND EXISTS (SELECT FROM release o WHERE o.cooperative_id = $1 AND o.asset_id = v.id AND o.state <> 'draft')) AS variant_of,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('agent_id', m.agent_id, 'name', g.name) ORDER BY m.since, m.id), '[]')
        FROM asset_maintainer m JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id
        WHERE m.cooperative_id = $1 AND m.asset_id = a.id) AS maintainers,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('label', l.label, 'community', l.community, 'note', l.note,
        'source', l.source) ORDER BY l.label), '[]') FROM asset_label l
        WHERE l.cooperative_id = $1 AND l.asset_id = a.id) AS labels,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'version', o.version, 'licence', o.licence, 'state', o.state,
        'notes', o.notes, 'published_at', o.published_at, 'revision', o.revision) ORDER BY o.born DESC), '[]')
        FROM release o WHERE o.cooperative_id = $1 AND o.asset_id = a.id AND (o.state <> 'draft' OR a.is_mine)) AS releases,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('agent_id', h.agent_id, 'name', coalesce(g.name, h.name))
        ORDER BY h.position, h.id), '[]') FROM release_holder h
        LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
        WHERE h.cooperative_id = $1 AND h.release_id = r.id) AS holders,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'path', f.path, 'role', f.role, 'file_id', f.file_id,
        'sha256', encode(f.sha256, 'hex'), 'media_type', f.media_type, 'bytes', f.bytes, 'url', f.url,
        'repository', f.repository, 'tag', f.tag) ORDER BY f.position, f.path), '[]') FROM release_file f
        WHERE f.cooperative_id = $1 AND f.release_id = r.id) AS files,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('file_id', t.file_id, 'alt', t.alt, 'step', t.step,
        'renditions', f.renditions) ORDER BY t.position, t.id), '[]') FROM release_picture t
        JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.file_id
        WHERE t.cooperative_id = $1 AND t.release_id = r.id) AS pictures,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'severity', n.severity, 'text', n.text, 'at', n.at,
        'version', o.version) ORDER BY n.at DESC, n.id), '[]') FROM safety_notice n
        JOIN release o ON o.cooperative_id = n.cooperative_id AND o.id = n.release_id
        WHERE n.cooperative_id = $1 AND o.asset_id = a.id) AS notices,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'name', v.name, 'complete', v.complete, 'built_it', v.built_it,
        'missing', v.missing, 'text', v.text, 'at', v.at) ORDER BY v.at DESC, v.id), '[]') FROM (
        SELECT DISTINCT ON (w.agent_id) w.*, g.name FROM release_review w
        JOIN agent g ON g.cooperative_id = w.cooperative_id AND g.id = w.agent_id
        WHERE w.cooperative_id = $1 AND w.release_id = r.id ORDER BY w.agent_id, w.at DESC, w.id DESC) v) AS reviews,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'maker', coalesce(g.name, m.maker), 'what', m.what,
        'place', m.place, 'url', m.url, 'file_id', m.picture_file_id, 'alt', m.alt, 'renditions', f.renditions, 'at', m.at,
        'version', o.version) ORDER BY m.at DESC, m.id), '[]') FROM making m
        JOIN release o ON o.cooperative_id = m.cooperative_id AND o.id = m.release_id
        LEFT JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id
        LEFT JOIN file f ON f.cooperative_id = m.cooperative_id AND f.id = m.picture_file_id
        WHERE m.cooperative_id = $1 AND o.asset_id = a.id) AS makings,
    (SELECT jsonb_build_object('id', d.id, 'claim', d.claim, 'evidence', d.evidence, 'opened_at', d.opened_at)
        FROM release_dispute d WHERE d.cooperative_id = $1 AND d.release_id = r.id AND d.settled_at IS NULL) AS dispute
FROM a JOIN cooperative c ON c.id = $1 LEFT JOIN r ON true
WHERE a.is_mine OR r.id IS NOT NULL"""

_BY_SLUG = _DESIGN.format(which="a.slug = $3")
_BY_ID = _DESIGN.format(which="a.id = $3")


async def design(
    work: Work, viewer: Viewer, *, slug: str | None = None, asset_id: UUID | None = None, version: str | None = None
) -> asyncpg.Record | None:
    """A work with one of its releases, or None. Without `version` the newest published release speaks for it."""
    row = await work.row(
        _BY_SLUG if slug is not None else _BY_ID,
        work.cooperative_id,
        viewer.for_person_id or viewer.person_id,
        slug if slug is not None else asset_id,
        version,
    )
    return None if row is None or (version is not None and row["release_id"] is None) else row


_LINEAGE = f"""WITH RECURSIVE up AS (
    SELECT $1::uuid AS id UNION SELECT p.parent_release_id FROM up JOIN release_parent p ON p.release_id = up.id),
down AS (
    SELECT $1::uuid AS id UNION SELECT p.release_id FROM down JOIN release_parent p ON p.parent_release_id = down.id),
near AS (SELECT id FROM up UNION SELECT id FROM down)
SELECT c.release_id, c.asset_id, c.cooperative_slug, c.slug, c.title, c.version, c.licence, c.state, c.holders,
    c.published_at, c.warning,
    ARRAY(SELECT p.parent_release_id FROM release_parent p WHERE p.release_id = c.release_id) AS parents,
    (SELECT min(p.relation) FROM release_parent p WHERE p.release_id = c.release_id) AS relation,
    EXISTS (SELECT FROM up WHERE up.id = c.release_id) AS is_above
FROM near JOIN release_card c ON c.release_id = near.id ORDER BY c.born LIMIT {MOST_LINEAGE}"""


async def lineage(work: Work, release_id: UUID) -> list[asyncpg.Record]:
    """Published releases that it derives from, itself, and what derives from it, in the order of their birth; at most 500."""
    return await work.rows(_LINEAGE, release_id)


async def parents_of(work: Work, release_id: UUID) -> list[asyncpg.Record]:
    """The parents of a draft, drafts of this co-op too: {release_id, title, version, licence, state, relation}."""
    return await work.rows(
        """SELECT p.parent_release_id AS release_id, p.relation, coalesce(c.title, a.title) AS title,
            coalesce(c.version, r.version) AS version, coalesce(c.licence, r.licence) AS licence,
            coalesce(c.state, r.state) AS state, coalesce(c.slug, a.slug) AS slug, c.cooperative_slug
        FROM release_parent p
        LEFT JOIN release_card c ON c.release_id = p.parent_release_id
        LEFT JOIN release r ON r.cooperative_id = $1 AND r.id = p.parent_release_id
        LEFT JOIN asset a ON a.cooperative_id = $1 AND a.id = r.asset_id
        WHERE p.cooperative_id = $1 AND p.release_id = $2 ORDER BY p.parent_born""",
        work.cooperative_id,
        release_id,
    )


async def my_designs(
    work: Work, viewer: Viewer, *, after: tuple[datetime, UUID] | None = None, limit: int = 25
) -> list[asyncpg.Record]:
    """Works that the asker maintains, the newest first, drafts among them. Nobody in particular has none."""
    return await work.rows(
        """SELECT a.id AS asset_id, a.slug, a.title, a.kind, a.started_at, c.slug AS cooperative_slug,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'version', r.version, 'licence', r.licence,
                'state', r.state, 'notes', r.notes, 'published_at', r.published_at, 'revision', r.revision)
                ORDER BY r.born DESC), '[]')
                FROM release r WHERE r.cooperative_id = a.cooperative_id AND r.asset_id = a.id) AS releases
        FROM agent g JOIN asset_maintainer m ON m.cooperative_id = g.cooperative_id AND m.agent_id = g.id
        JOIN asset a ON a.cooperative_id = m.cooperative_id AND a.id = m.asset_id
        JOIN cooperative c ON c.id = a.cooperative_id
        WHERE g.cooperative_id = $1 AND g.person_id = $2
            AND ($3::timestamptz IS NULL OR (a.started_at, a.id) < ($3, $4))
        ORDER BY a.started_at DESC, a.id DESC LIMIT $5""",
        work.cooperative_id,
        viewer.for_person_id or viewer.person_id,
        *(after or (None, None)),
        limit,
    )


async def open_disputes(work: Work, viewer: Viewer) -> list[asyncpg.Record] | None:
    """Disputes to be settled, the oldest first, for who settles them; None for others."""
    if viewer.person_id is None or not await access.may(work, viewer, rights.KEEP):
        return None
    return await work.rows(
        """SELECT d.id, d.claim, d.evidence, d.opened_at, g.name, r.version, a.slug, a.title FROM release_dispute d
        JOIN release r ON r.cooperative_id = d.cooperative_id AND r.id = d.release_id
        JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
        JOIN agent g ON g.cooperative_id = d.cooperative_id AND g.id = d.by_agent_id
        WHERE d.cooperative_id = $1 AND d.settled_at IS NULL ORDER BY d.opened_at, d.id LIMIT 200""",
        work.cooperative_id,
    )


async def told_makers(work: Work, viewer: Viewer, notice_id: UUID) -> Any:
    """How many were written to about a notice, for the work's maintainers: {holder: 1, maker: 3 …}; None for others."""
    return await work.value(
        """SELECT coalesce((SELECT jsonb_object_agg(because, n) FROM (SELECT because, count(*) AS n FROM safety_delivery
            WHERE cooperative_id = $1 AND notice_id = $3 GROUP BY 1) t), '{}')
        FROM safety_notice s JOIN release r ON r.cooperative_id = s.cooperative_id AND r.id = s.release_id
        JOIN asset_maintainer m ON m.cooperative_id = r.cooperative_id AND m.asset_id = r.asset_id
        JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id
        WHERE s.cooperative_id = $1 AND s.id = $3 AND g.person_id = $2 LIMIT 1""",
        work.cooperative_id,
        viewer.for_person_id or viewer.person_id,
        notice_id,
    )
