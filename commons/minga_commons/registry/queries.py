"""What other features ask of the registry. Published works are readable by everybody, in any co-op."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Label:
    """A label that a community put on a work (localcontexts.org)."""

    label: str
    community: str
    source: str


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What decides about a release. `rights_holders` are agents of `cooperative_id`, which may be another co-op than the
    asker's; `holder_names` names all, those without an agent too. `labels` are known within the work's own co-op."""

    release_id: UUID
    cooperative_id: UUID
    asset_id: UUID
    licence: str
    state: str
    published_at: datetime | None
    rights_holders: tuple[UUID, ...]
    holder_names: tuple[str, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A release that another derives from; `depth` 1 is a parent, the shortest way counts."""

    release_id: UUID
    asset_id: UUID
    cooperative_id: UUID
    depth: int


async def release_facts(work: Work, release_id: UUID) -> ReleaseFacts:
    """A release of this co-op in any state, or a published one of another. Refuses: NotFound.

    The caller knows whether its asker may hear of a draft.
    """
    found = (await releases_facts(work, [release_id])).get(release_id)
    if found is None:
        raise NotFound
    return found


async def releases_facts(work: Work, release_ids: Sequence[UUID]) -> dict[UUID, ReleaseFacts]:
    """The same for many, in one statement; what there is not is left out."""
    rows = await work.rows(
        """SELECT r.id, r.cooperative_id, r.asset_id, r.licence, r.state, r.published_at,
            ARRAY(SELECT h.agent_id FROM release_holder h WHERE h.cooperative_id = r.cooperative_id AND h.release_id = r.id
                AND h.agent_id IS NOT NULL ORDER BY h.position, h.id) AS agents,
            ARRAY(SELECT coalesce(g.name, h.name) FROM release_holder h
                LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
                WHERE h.cooperative_id = r.cooperative_id AND h.release_id = r.id ORDER BY h.position, h.id) AS names,
            (SELECT coalesce(jsonb_agg(jsonb_build_array(l.label, l.community, l.source) ORDER BY l.label), '[]')
                FROM asset_label l WHERE l.cooperative_id = r.cooperative_id AND l.asset_id = r.asset_id) AS labels
        FROM release r WHERE r.cooperative_id = $1 AND r.id = ANY($2)
        UNION ALL
        SELECT c.release_id, c.cooperative_id, c.asset_id, c.licence, c.state, c.published_at, c.holder_ids, c.holders, '[]'
        FROM release_card c WHERE c.release_id = ANY($2) AND c.cooperative_id IS DISTINCT FROM $1""",
        work.scope.cooperative_id,
        list(release_ids),
    )
    return {
        row["id"]: ReleaseFacts(
            row["id"],
            row["cooperative_id"],
            row["asset_id"],
            row["licence"],
            row["state"],
            row["published_at"],
            tuple(row["agents"]),
            tuple(row["names"]),
            tuple(Label(*one) for one in row["labels"]),
        )
        for row in rows
    }


async def ancestors(work: Work, release_id: UUID) -> list[Ancestor]:
    """Everything a release derives from, in any co-op, the nearest first; one recursive statement.

    A draft's parents are told as well. Ancestors that are drafts themselves are left out: they are nobody's to see yet.
    """
    return (await ancestors_of(work, [release_id])).get(release_id, [])


async def ancestors_of(work: Work, release_ids: Collection[UUID]) -> dict[UUID, list[Ancestor]]:
    """The same for many, in one statement too; what derives from nothing is left out."""
    rows = await work.rows(
        """WITH RECURSIVE up AS (
            SELECT p.release_id AS of, p.parent_release_id AS id, 1 AS depth FROM release_parent p WHERE p.release_id = ANY($1)
            UNION
            SELECT up.of, p.parent_release_id, up.depth + 1 FROM up JOIN release_parent p ON p.release_id = up.id
            WHERE up.depth < 1000
        )
        SELECT up.of, c.release_id, c.asset_id, c.cooperative_id, min(up.depth) AS depth
        FROM up JOIN release_card c ON c.release_id = up.id GROUP BY 1, 2, 3, 4 ORDER BY 5, 2""",
        list(release_ids),
    )
    found: dict[UUID, list[Ancestor]] = {}
    for row in rows:
        one = Ancestor(row["release_id"], row["asset_id"], row["cooperative_id"], row["depth"])
        found.setdefault(row["of"], []).append(one)
    return found


async def published_slugs(work: Work, most: int) -> list[tuple[str, datetime]]:
    """The addresses of the co-op's published works, with the day of the newest release; for maps of the whole."""
    rows = await work.rows(
        "SELECT slug, published_at FROM design_listing WHERE cooperative_id = $1 ORDER BY asset_id LIMIT $2",
        work.cooperative_id, most,
    )  # fmt: skip
    return [(row["slug"], row["published_at"]) for row in rows]
