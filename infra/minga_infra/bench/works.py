"""W8 and W9: a search among works of the commons, and a work with its lineage, by us and by hand.

Works go in by the hundred; their listings, facet counts and words are made by the registry itself (`listing.refresh`), so
what is measured reads the very rows that a commons of that size would have.
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from minga_commons.registry import listing, names
from minga_infra.bench.client import Broken, Visit, Wire, post
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work

_BATCH = 250
_RELEASES = 200
_CRAFTS = (
    "weaving",
    "dyeing",
    "basketry",
    "pottery",
    "carpentry",
    "food",
    "growing",
    "beekeeping",
    "sewing",
    "metalwork",
)
_MATERIALS = ("wood", "wool", "willow", "clay", "steel", "linen", "cotton", "plants", "milk", "apples")
_TECHNIQUES = ("joinery", "laser cutting", "3d printing", "welding", "simmering", "coiling", "drying", "pressing")
_LICENCES = ("CC-BY-SA-4.0", "CERN-OHL-S-2.0", "CC-BY-4.0", "CERN-OHL-P-2.0", "CC0-1.0", "LicenseRef-PPL")
_LANGUAGES = (["en"], ["en", "es"], ["fr"], ["de"])
_CARD = """id slug kind title summary licence readiness version state holders isComplete releases made
picture { alt sizes { width height address } }"""
_SEARCH = f"""query Works($text: String!) {{ designs(search: $text, sort: RELEVANCE, first: 24) {{ mended
facets {{ total more kinds {{ value designs }} crafts {{ value designs }} materials {{ value designs }}
techniques {{ value designs }} licences {{ value designs }} readiness {{ value designs }} languages {{ value designs }} }}
nodes {{ {_CARD} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
_PAGE = """query Work($slug: String!) { design(slug: $slug) { id slug kind title summary description craft materials techniques
maintainers { agentId name } notices { id severity text at } makings { id maker what at }
releases { id version licence state notes publishedAt }
lineage { id cooperativeSlug slug title version licence state holders parents isAncestor publishedAt }
release { id version licence state contentSha256 publishedAt holders { name } parts { name quantity unit material }
tools { name } steps { title text minutes } hazards { severity text } files { path role size sha256 url }
reviews { id name complete text at } criteria { key met } isComplete } } }"""


@dataclass(frozen=True, slots=True)
class Works:
    """Words to search by, and the work that has the long lineage."""

    words: tuple[str, ...]
    slug: str


async def fill_works(database: Database, cooperative_id: UUID, count: int, word: Callable[[int], str]) -> Works:
    """Publish `count` works, and one of two hundred releases. `word`: the number as a word that is rare."""
    scope, actor = Scope(cooperative_id), Actor(system="bench")
    chance = random.Random(count)  # noqa: S311 - the same works in every run, nothing secret

    async def holder(work: Work) -> UUID:
        agent_id: UUID = await work.value(
            "SELECT id FROM agent WHERE cooperative_id = $1 ORDER BY id LIMIT 1", cooperative_id
        )
        return agent_id

    agent_id = await database.run(scope, actor, holder)
    for start in range(0, count, _BATCH):
        batch = [_work(number, chance, word) for number in range(start, min(start + _BATCH, count))]

        async def write(work: Work, batch: list[dict[str, Any]] = batch) -> None:
            await _write(work, batch, agent_id)

        await database.run(scope, actor, write)
    slug = "the-long-line"

    async def line(work: Work) -> None:
        await _line(work, slug, agent_id, chance, word)

    await database.run(scope, actor, line)
    return Works(
        tuple(f"{word(number // 10)} {'frame' if number % 8 else ''}".strip() for number in range(0, count, 7)), slug
    )


def _work(number: int, chance: random.Random, word: Callable[[int], str]) -> dict[str, Any]:
    rare = word(number // 10)
    return {
        "id": ids.new(),
        "release": ids.new(),
        "slug": f"work-{number}",
        "kind": ("design", "know_how", "code", "material")[number % 4],
        "title": {"en": f"{rare.title()} frame {number}"},
        "summary": {"en": f"A {rare} for the workshop, told step by step."},
        "craft": chance.choice(_CRAFTS),
        "materials": chance.sample(_MATERIALS, 2),
        "techniques": chance.sample(_TECHNIQUES, 2),
        "licence": chance.choice(_LICENCES),
        "languages": chance.choice(_LANGUAGES),
        "level": chance.randint(1, 6),
    }


def _document(rare: str) -> dict[str, Any]:
    return {
        "parts": [
            {"name": {"en": f"Part {n} of {rare}"}, "quantity": "2.5", "unit": "m", "material": "ash"} for n in range(8)
        ],
        "tools": [{"name": {"en": name}} for name in ("Saw", "Chisel", "Mallet")],
        "steps": [
            {"title": {"en": f"Step {n}"}, "text": {"en": "Saw it, try it, sand it. " * 8}, "minutes": 30}
            for n in range(6)
        ],
        "hazards": [{"severity": "caution", "text": {"en": "It is sharp."}}],
        "no_hazards": False,
    }


async def _write(work: Work, batch: list[dict[str, Any]], agent_id: UUID) -> None:
    here = work.cooperative_id
    await work.many(
        """INSERT INTO asset (cooperative_id, id, kind, slug, title, summary, description, craft, materials, techniques, started_by,
        started_at) VALUES ($1, $2, $3, $4, $5, $6, '{}', $7, $8, $9, $10, $11)""",
        [
            (here, one["id"], one["kind"], one["slug"], one["title"], one["summary"], one["craft"], one["materials"],
             one["techniques"], agent_id, work.now)
            for one in batch
        ],
    )  # fmt: skip
    await work.many(
        """INSERT INTO release (cooperative_id, id, asset_id, version, licence, notes, languages, technology_level, document,
        state, drafted_by, drafted_at) VALUES ($1, $2, $3, '1.0', $4, '{}', $5, $6, $7, 'draft', $8, $9)""",
        [
            (here, one["release"], one["id"], one["licence"], one["languages"], one["level"],
             _document(one["slug"]), agent_id, work.now)
            for one in batch
        ],
    )  # fmt: skip
    await _publish(work, [one["release"] for one in batch], agent_id)
    await listing.refresh(work, [one["id"] for one in batch])


async def _publish(work: Work, releases: list[UUID], agent_id: UUID) -> None:
    here = work.cooperative_id
    await work.many(
        "INSERT INTO release_holder (cooperative_id, id, release_id, agent_id, name) VALUES ($1, $2, $3, $4, 'Carmen')",
        [(here, ids.new(), release, agent_id) for release in releases],
    )
    await work.many(
        """INSERT INTO release_file (cooperative_id, id, release_id, path, role, media_type, url, sha256, bytes)
        VALUES ($1, $2, $3, 'frame.step', 'source', 'model/step', 'https://git.example/frame.step', $4, 40000)""",
        [(here, ids.new(), release, hashlib.sha256(release.bytes).digest()) for release in releases],
    )
    await work.many(
        """UPDATE release SET state = 'published', published_at = $3, content_sha256 = $4
        WHERE cooperative_id = $1 AND id = $2""",
        [
            (here, release, work.now - timedelta(minutes=place), hashlib.sha256(release.bytes).digest())
            for place, release in enumerate(releases)
        ],
    )
    await listing.write_cards(work, releases)


async def _line(work: Work, slug: str, agent_id: UUID, chance: random.Random, word: Callable[[int], str]) -> None:
    """One work of a hundred releases, each from the one before, and a hundred works that go their own ways from it."""
    here = work.cooperative_id
    main = {**_work(0, chance, word), "slug": slug, "title": {"en": "The long line"}, "licence": _LICENCES[0]}
    forks = [{**_work(n, chance, word), "slug": f"fork-{n}", "licence": _LICENCES[0]} for n in range(_RELEASES // 2)]
    await work.many(
        """INSERT INTO asset (cooperative_id, id, kind, slug, title, summary, description, craft, started_by, started_at)
        VALUES ($1, $2, 'design', $3, $4, $5, '{}', 'weaving', $6, $7)""",
        [(here, one["id"], one["slug"], one["title"], one["summary"], agent_id, work.now) for one in (main, *forks)],
    )
    releases = [ids.new() for _ in range(_RELEASES)]
    half = _RELEASES // 2
    await work.many(
        """INSERT INTO release (cooperative_id, id, asset_id, version, licence, notes, languages, document, state, drafted_by,
        drafted_at) VALUES ($1, $2, $3, $4, $5, '{}', '{en}', $6, 'draft', $7, $8)""",
        [
            (here, release, main["id"] if place < half else forks[place - half]["id"], f"1.{place}", _LICENCES[0],
             _document(slug), agent_id, work.now)
            for place, release in enumerate(releases)
        ],
    )  # fmt: skip
    await work.execute(
        """INSERT INTO release_parent (cooperative_id, release_id, born, parent_cooperative_id, parent_release_id, parent_born,
            relation)
        SELECT $1, c.id, c.born, $1, p.id, p.born, 'built_on' FROM unnest($2::uuid[], $3::uuid[]) AS w (child, parent)
        JOIN release c ON c.cooperative_id = $1 AND c.id = w.child JOIN release p ON p.cooperative_id = $1 AND p.id = w.parent""",
        here,
        releases[1:],
        [releases[place - 1] if place < half else releases[place - half] for place in range(1, _RELEASES)],
    )
    for release in releases:  # Each after its parents: nothing is published upon a draft.
        await _publish(work, [release], agent_id)
    await listing.refresh(work, [main["id"], *(one["id"] for one in forks)])


def visits(works: Works, our_port: int, limit_port: int, slug: str) -> dict[str, tuple[Visit, Visit]]:
    """W8 and W9: a visit to us, and the same to the limit."""
    chance = random.Random(8)  # noqa: S311 - which works are asked for, nothing secret
    door = f"/c/{slug}/graphql"

    def reading(request: Callable[[], bytes], told: bytes) -> Visit:
        async def visit(wire: Wire) -> None:
            body = await wire.ask(request())
            if told not in body or b'"errors"' in body:
                raise Broken(body[:300].decode(errors="replace"))

        return visit

    def ours(document: str, variables: Callable[[], dict[str, Any]]) -> Callable[[], bytes]:
        return lambda: post(our_port, door, orjson.dumps({"query": document, "variables": variables()}))

    def theirs(path: str, wish: Callable[[], dict[str, Any]]) -> Callable[[], bytes]:
        return lambda: post(limit_port, path, orjson.dumps(wish()))

    def text() -> dict[str, Any]:
        return {"text": chance.choice(works.words)}

    def line() -> dict[str, Any]:
        return {"slug": works.slug}

    return {
        "W8": (reading(ours(_SEARCH, text), b'"facets"'), reading(theirs("/w8", text), b'"facets"')),
        "W9": (reading(ours(_PAGE, line), b'"lineage"'), reading(theirs("/w9", line), b'"lineage"')),
    }


# The limit ------------------------------------------------------------------------------------------------------------

_FOUND = """SELECT l.* FROM (SELECT l.asset_id, l.slug, l.kind, l.title, l.summary, l.licence, l.readiness, l.version,
    l.state, l.holders, l.is_complete, l.releases, l.made, l.picture,
    (ts_rank('{0.05,0.15,0.4,1}', l.words, $2::text::tsquery) * 1000000)::bigint AS rank
    FROM design_listing l WHERE l.cooperative_id = $1 AND l.state <> 'withdrawn' AND l.words @@ $2::text::tsquery LIMIT 1000) l
ORDER BY l.rank DESC, l.asset_id DESC LIMIT 25"""
_FACETS = """WITH base AS MATERIALIZED (SELECT l.kind, l.craft, l.materials, l.techniques, l.licence, l.readiness, l.languages
    FROM design_listing l WHERE l.cooperative_id = $1 AND l.state <> 'withdrawn' AND l.words @@ $2::text::tsquery LIMIT 1001)
(SELECT 'kinds' AS facet, kind AS value, count(*) AS designs FROM base GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 30)
UNION ALL (SELECT 'crafts', craft, count(*) FROM base GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 30)
UNION ALL (SELECT 'materials', t.one, count(*) FROM base b CROSS JOIN LATERAL unnest(b.materials) t (one) GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 30)
UNION ALL (SELECT 'techniques', t.one, count(*) FROM base b CROSS JOIN LATERAL unnest(b.techniques) t (one) GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 30)
UNION ALL (SELECT 'licences', licence, count(*) FROM base GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 30)
UNION ALL (SELECT 'readiness', readiness, count(*) FROM base GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 30)
UNION ALL (SELECT 'languages', t.one, count(*) FROM base b CROSS JOIN LATERAL unnest(b.languages) t (one) GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 30)
UNION ALL SELECT 'all', '', count(*) FROM base"""
_DESIGN = """SELECT a.id, a.slug, a.kind, a.title, a.summary, a.description, a.craft, a.materials, a.techniques, r.id AS release_id,
    r.version, r.licence, r.state, r.document, r.published_at, encode(r.content_sha256, 'hex') AS sha256,
    (SELECT jsonb_agg(jsonb_build_array(o.id, o.version, o.licence, o.state, o.notes, o.published_at) ORDER BY o.born DESC) FROM release o
        WHERE o.cooperative_id = $1 AND o.asset_id = a.id AND o.state <> 'draft') AS releases,
    ARRAY(SELECT h.name FROM release_holder h WHERE h.cooperative_id = $1 AND h.release_id = r.id) AS holders,
    (SELECT jsonb_agg(jsonb_build_array(f.path, f.role, f.bytes, encode(f.sha256, 'hex'), f.url)) FROM release_file f
        WHERE f.cooperative_id = $1 AND f.release_id = r.id) AS files
FROM asset a JOIN LATERAL (SELECT * FROM release r WHERE r.cooperative_id = $1 AND r.asset_id = a.id AND r.state = 'published'
    ORDER BY r.born DESC LIMIT 1) r ON true
WHERE a.cooperative_id = $1 AND a.slug = $2"""
_LINEAGE = """WITH RECURSIVE up AS (
    SELECT $1::uuid AS id UNION SELECT p.parent_release_id FROM up JOIN release_parent p ON p.release_id = up.id),
down AS (
    SELECT $1::uuid AS id UNION SELECT p.release_id FROM down JOIN release_parent p ON p.parent_release_id = down.id)
SELECT c.release_id, c.cooperative_slug, c.slug, c.title, c.version, c.licence, c.state, c.holders, c.published_at,
    ARRAY(SELECT p.parent_release_id FROM release_parent p WHERE p.release_id = c.release_id) AS parents,
    EXISTS (SELECT FROM up WHERE up.id = c.release_id) AS is_above
FROM (SELECT id FROM up UNION SELECT id FROM down) near JOIN release_card c ON c.release_id = near.id ORDER BY c.born LIMIT 500"""


def _said(text: dict[str, str] | None) -> str:
    return (text.get("en") or next(iter(text.values()), "")) if text else ""


async def search_by_hand(conn: asyncpg.Connection, here: UUID, wish: dict[str, Any]) -> dict[str, Any]:
    """W8."""
    words = " & ".join(f"'{word}':*" for word in wish["text"].lower().split())
    rows = await conn.fetch(_FOUND, here, words)
    facets: dict[str, Any] = {}
    for row in await conn.fetch(_FACETS, here, words):
        facets.setdefault(row["facet"], []).append({"value": row["value"], "designs": row["designs"]})
    total = facets.pop("all")[0]["designs"]
    nodes = [
        {
            "id": ids.encode(names.ASSET, row["asset_id"]), "slug": row["slug"], "kind": row["kind"], "title": _said(row["title"]),
            "summary": _said(row["summary"]), "licence": row["licence"], "readiness": row["readiness"], "version": row["version"],
            "state": row["state"], "holders": row["holders"], "isComplete": row["is_complete"], "releases": row["releases"],
            "made": row["made"], "picture": row["picture"],
        }
        for row in rows[:24]
    ]  # fmt: skip
    last = rows[min(len(rows), 24) - 1] if rows else None
    return {
        "facets": {"total": min(total, 1000), "more": total > 1000, **facets},
        "nodes": nodes,
        "pageInfo": {"hasNextPage": len(rows) > 24, "endCursor": last and str(last["asset_id"])},
    }


async def page_by_hand(conn: asyncpg.Connection, here: UUID, wish: dict[str, Any]) -> dict[str, Any]:
    """W9."""
    row = await conn.fetchrow(_DESIGN, here, wish["slug"])
    assert row is not None
    lineage = await conn.fetch(_LINEAGE, row["release_id"])
    document = row["document"]
    return {
        "id": ids.encode(names.ASSET, row["id"]), "slug": row["slug"], "kind": row["kind"], "title": _said(row["title"]),
        "summary": _said(row["summary"]), "description": _said(row["description"]), "craft": row["craft"],
        "materials": row["materials"], "techniques": row["techniques"],
        "releases": [
            {"id": ids.encode(names.RELEASE, UUID(one[0])), "version": one[1], "licence": one[2], "state": one[3],
             "notes": _said(one[4]), "publishedAt": one[5]}
            for one in row["releases"]
        ],
        "lineage": [
            {"id": ids.encode(names.RELEASE, one["release_id"]), "cooperativeSlug": one["cooperative_slug"], "slug": one["slug"],
             "title": _said(one["title"]), "version": one["version"], "licence": one["licence"], "state": one["state"],
             "holders": one["holders"], "parents": [ids.encode(names.RELEASE, p) for p in one["parents"]],
             "isAncestor": one["is_above"], "publishedAt": one["published_at"]}
            for one in lineage
        ],
        "release": {
            "id": ids.encode(names.RELEASE, row["release_id"]), "version": row["version"], "licence": row["licence"],
            "state": row["state"], "contentSha256": row["sha256"], "publishedAt": row["published_at"], "holders": row["holders"],
            "parts": [{"name": _said(p["name"]), "quantity": p["quantity"], "unit": p["unit"], "material": p["material"]} for p in document["parts"]],
            "tools": [_said(p["name"]) for p in document["tools"]],
            "steps": [{"title": _said(s["title"]), "text": _said(s["text"]), "minutes": s["minutes"]} for s in document["steps"]],
            "hazards": [{"severity": h["severity"], "text": _said(h["text"])} for h in document["hazards"]],
            "files": [{"path": f[0], "role": f[1], "size": f[2], "sha256": f[3], "url": f[4]} for f in row["files"] or ()],
        },
    }  # fmt: skip
