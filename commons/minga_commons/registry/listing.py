"""The published read model: one `design_listing` row per work that can be seen, written in the unit that changes it.

With it move the counts of the facets and the words of the search, by the difference between the old row and the new.
Locks: work → listing → facet count → word, each in the order of its key, so that no two units can wait for each other.
A handful of statements serve any number of works.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_commons.registry import completeness
from minga_commons.registry.events import DesignListingsChanged
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.listing import sizes_of, summary_of
from minga_platform.market.catalog.words import fold, in_all_languages, vector

_AN_EVENT = 500

_LOCK = "SELECT id FROM asset WHERE cooperative_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE"

_OLD = """SELECT asset_id, kind, craft, materials, techniques, licence, readiness, languages, state,
    tsvector_to_array(words) AS words
    FROM design_listing WHERE cooperative_id = $1 AND asset_id = ANY($2) ORDER BY asset_id FOR UPDATE"""

# Its newest published release speaks for a work; one that was taken back, or is disputed, only where there is no other.
_PRESENT = """SELECT a.id AS asset_id, c.slug AS cooperative_slug, c.language AS home_language, a.slug, a.kind, a.title,
    a.summary, a.description, a.craft, a.materials, a.techniques, a.tags, a.held_by, r.id AS release_id, r.version,
    r.licence, r.state, r.languages, r.technology_level, r.document, r.published_at, counted.releases,
    counted.first_published_at, coalesce(p.alts, '[]'::jsonb) AS alts, p.file_id, p.renditions,
    (SELECT count(*) FROM making m WHERE m.cooperative_id = a.cooperative_id AND m.release_id IN (
        SELECT id FROM release o WHERE o.cooperative_id = a.cooperative_id AND o.asset_id = a.id)) AS made,
    (SELECT count(*) FROM release_file f WHERE f.cooperative_id = a.cooperative_id AND f.release_id = r.id
        AND (f.role IN ('source', 'export', 'document') OR f.file_id IS NULL)) AS sources,
    ARRAY(SELECT coalesce(g.name, h.name) FROM release_holder h
        LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
        WHERE h.cooperative_id = a.cooperative_id AND h.release_id = r.id ORDER BY h.position, h.id) AS holders,
    reviews.says_complete, reviews.says_missing
FROM asset a
JOIN cooperative c ON c.id = a.cooperative_id
JOIN LATERAL (SELECT * FROM release r WHERE r.cooperative_id = a.cooperative_id AND r.asset_id = a.id
    AND r.state <> 'draft' ORDER BY (r.state = 'published') DESC, r.born DESC LIMIT 1) r ON true
CROSS JOIN LATERAL (SELECT count(*) AS releases, min(o.published_at) AS first_published_at FROM release o
    WHERE o.cooperative_id = a.cooperative_id AND o.asset_id = a.id AND o.state <> 'draft') counted
LEFT JOIN LATERAL (SELECT jsonb_agg(t.alt ORDER BY t.position) AS alts,
        (array_agg(t.file_id ORDER BY t.position, t.id))[1] AS file_id,
        (jsonb_agg(f.renditions ORDER BY t.position, t.id) -> 0) AS renditions
    FROM release_picture t JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.file_id
    WHERE t.cooperative_id = a.cooperative_id AND t.release_id = r.id) p ON true
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE complete) AS says_complete,
        count(*) FILTER (WHERE NOT complete) AS says_missing
    FROM (SELECT DISTINCT ON (v.agent_id) v.complete FROM release_review v
        WHERE v.cooperative_id = a.cooperative_id AND v.release_id = r.id ORDER BY v.agent_id, v.at DESC, v.id DESC) n
    ) reviews
WHERE a.cooperative_id = $1 AND a.id = ANY($2)"""

_COLUMNS = (
    ("asset_id", "uuid"), ("release_id", "uuid"), ("cooperative_slug", "text"), ("slug", "text"), ("kind", "text"),
    ("title", "jsonb"), ("summary", "jsonb"), ("craft", "text"), ("materials", "text[]"), ("techniques", "text[]"),
    ("tags", "text[]"), ("languages", "text[]"), ("licence", "text"), ("readiness", "text"), ("version", "text"),
    ("state", "text"), ("holders", "text[]"), ("is_complete", "boolean"), ("releases", "integer"), ("made", "integer"),
    ("picture", "jsonb"), ("sort_title", "text"), ("first_published_at", "timestamptz"),
    ("published_at", "timestamptz"), ("words", "text"),
)  # fmt: skip
_NAMES = ", ".join(name for name, _ in _COLUMNS)
_WRITE = f"""INSERT INTO design_listing (cooperative_id, {_NAMES})
SELECT $1, {", ".join("words::tsvector" if name == "words" else name for name, _ in _COLUMNS)}
FROM jsonb_to_recordset($2) AS r ({", ".join(f"{name} {kind}" for name, kind in _COLUMNS)})
ON CONFLICT (cooperative_id, asset_id) DO UPDATE SET {
    ", ".join(f"{name} = excluded.{name}" for name, _ in _COLUMNS if name != "asset_id")
}"""

_FACETS = """INSERT INTO design_facet_count AS f (cooperative_id, facet, value, listings)
SELECT $1, facet, value, greatest(moved, 0)
FROM unnest($2::text[], $3::text[], $4::bigint[]) AS r (facet, value, moved) ORDER BY facet, value
ON CONFLICT (cooperative_id, facet, value) DO UPDATE SET listings = f.listings + (
    SELECT moved FROM unnest($2::text[], $3::text[], $4::bigint[]) AS r (facet, value, moved)
    WHERE r.facet = excluded.facet AND r.value = excluded.value)"""

# A sum with the row that was to be inserted: looking each word up in the list anew cost an import a minute.
_WORDS = """INSERT INTO design_word AS w (cooperative_id, word, listings)
SELECT $1, word, moved FROM unnest($2::text[], $3::bigint[]) AS r (word, moved) ORDER BY word
ON CONFLICT (cooperative_id, word) DO UPDATE SET listings = w.listings + excluded.listings"""

_CARDS = """INSERT INTO release_card (cooperative_id, release_id, asset_id, born, cooperative_slug, slug, kind, title, version,
    licence, state, holders, holder_ids, document, published_at)
SELECT r.cooperative_id, r.id, r.asset_id, r.born, c.slug, a.slug, a.kind, a.title, r.version, r.licence, r.state,
    ARRAY(SELECT coalesce(g.name, h.name) FROM release_holder h
        LEFT JOIN agent g ON g.cooperative_id = h.cooperative_id AND g.id = h.agent_id
        WHERE h.cooperative_id = r.cooperative_id AND h.release_id = r.id ORDER BY h.position, h.id),
    ARRAY(SELECT h.agent_id FROM release_holder h WHERE h.cooperative_id = r.cooperative_id AND h.release_id = r.id
        AND h.agent_id IS NOT NULL ORDER BY h.position, h.id), r.document, r.published_at
FROM release r JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
JOIN cooperative c ON c.id = r.cooperative_id
WHERE r.cooperative_id = $1 AND r.id = ANY($2) AND r.state <> 'draft' ORDER BY r.id
ON CONFLICT (cooperative_id, release_id) DO UPDATE SET state = excluded.state, holders = excluded.holders,
    holder_ids = excluded.holder_ids"""


async def write_cards(work: Work, release_ids: Sequence[UUID]) -> None:
    """What is told of these releases wherever they are ancestors. The title stays that of the day of publication."""
    await work.execute(_CARDS, work.cooperative_id, list(release_ids))


async def refresh(work: Work, asset_ids: Sequence[UUID]) -> None:
    """Write, rewrite or remove the listings of these works, and move the counts by the difference."""
    if not asset_ids:
        return
    scope = (work.cooperative_id, list(asset_ids))
    await work.execute(_LOCK, *scope)
    old = {row["asset_id"]: row for row in await work.rows(_OLD, *scope)}
    new = [_row_of(row) for row in await work.rows(_PRESENT, *scope)]
    if not old and not new:
        return
    if new:
        await work.execute(_WRITE, work.cooperative_id, new)
    gone = list(old.keys() - {row["asset_id"] for row in new})
    if gone:
        await work.execute(
            "DELETE FROM design_listing WHERE cooperative_id = $1 AND asset_id = ANY($2)", work.cooperative_id, gone
        )
    await _move_facets(work, old.values(), new)
    await _move_words(work, old.values(), new)
    changed = [str(asset_id) for asset_id in (*(row["asset_id"] for row in new), *gone)]
    for start in range(0, len(changed), _AN_EVENT):
        work.emit(DesignListingsChanged(asset_ids=tuple(changed[start : start + _AN_EVENT])))


def _row_of(row: asyncpg.Record) -> dict[str, Any]:
    judged = completeness.judge(
        row["kind"],
        row["document"],
        alts=row["alts"],
        sources=row["sources"],
        says_complete=row["says_complete"],
        says_missing=row["says_missing"],
    )
    document = row["document"]
    named = [one["name"] for one in (*document.get("parts", ()), *document.get("tools", ()))]
    summary = row["summary"] or {language: summary_of(text) for language, text in row["description"].items()}
    return {
        **{name: row[name] for name, _ in _COLUMNS if name in row},
        "summary": summary,
        "readiness": readiness_of(row["technology_level"]),
        "is_complete": completeness.is_complete(judged),
        "picture": _picture_of(row),
        "sort_title": " ".join(fold(Text.stored(row["title"]).read(row["home_language"])).split())[:200],
        "words": vector(
            (
                ("A", in_all_languages(row["title"])),
                ("B", [row["craft"], *row["materials"], *row["techniques"], *row["tags"]]),
                ("C", [*in_all_languages(row["summary"]), *row["holders"], row["held_by"], row["licence"]]),
                ("D", in_all_languages(row["description"], *named)),
            )
        ),
    }


def readiness_of(technology_level: int | None) -> str:
    """The facet's value: `otrl-1` … or nothing where nobody said."""
    return "" if technology_level is None else f"otrl-{technology_level}"


def _picture_of(row: asyncpg.Record) -> dict[str, Any] | None:
    if row["file_id"] is None or not row["renditions"]:
        return None
    sizes = sizes_of(row["cooperative_slug"], row["file_id"], row["renditions"])
    return {"alt": row["alts"][0], "sizes": sizes}


def facets_of(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a listing counts under. What was taken back is found, but counts nowhere: counts are of what one can use."""
    if row["state"] == "withdrawn":
        return []
    single = [(facet, row[facet]) for facet in ("kind", "craft", "licence", "readiness") if row[facet]]
    many = [
        (facet, value)
        for facet, column in (("material", "materials"), ("technique", "techniques"), ("language", "languages"))
        for value in row[column]
    ]
    return [("all", ""), *single, *many]


async def _move_facets(work: Work, old: Iterable[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> None:
    moved: Counter[tuple[str, str]] = Counter()
    for row in old:
        moved.subtract(facets_of(row))
    for row in new:
        moved.update(facets_of(row))
    changed = sorted((facet, value, by) for (facet, value), by in moved.items() if by)
    if changed:
        await work.execute(_FACETS, work.cooperative_id, *(list(column) for column in zip(*changed, strict=True)))


_LEXEME = re.compile(r"'([^']+)':")


async def _move_words(work: Work, old: Iterable[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> None:
    moved: Counter[str] = Counter()
    for row in old:
        moved.subtract(row["words"])
    for row in new:
        moved.update(_LEXEME.findall(row["words"]))
    changed = sorted((word, by) for word, by in moved.items() if by)
    if not changed:
        return
    await work.execute(_WORDS, work.cooperative_id, [word for word, _ in changed], [by for _, by in changed])
    fewer = [word for word, by in changed if by < 0]
    if fewer:
        await work.execute(
            "DELETE FROM design_word WHERE cooperative_id = $1 AND word = ANY($2) AND listings <= 0",
            work.cooperative_id,
            fewer,
        )
