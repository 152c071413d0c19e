"""The published read model: one `listing` row per product that can be seen, written in the unit that changes the product.

With it move the counts of the facets and the words of the search, by the difference between the old row and the new.
Locks: product → stock item → listing → facet count → search word, each in the order of its key, so no two units can
wait for each other. A handful of statements serve any number of products.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names
from minga_platform.market.catalog.bands import BAND_NAMES, VARIANT_BAND
from minga_platform.market.catalog.events import ListingsChanged
from minga_platform.market.catalog.ports import JOINED, Held
from minga_platform.market.catalog.words import fold, in_all_languages, vector

SUMMARY_LENGTH = 160
_AN_EVENT = 500

_LOCK_PRODUCTS = """SELECT id FROM product WHERE cooperative_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE"""

_LOCK_STOCK = """SELECT s.id FROM stock_item s WHERE s.cooperative_id = $1 AND s.id IN (
    SELECT v.stock_item_id FROM variant v WHERE v.cooperative_id = $1 AND v.product_id = ANY($2))
    ORDER BY s.id FOR NO KEY UPDATE"""

_OLD = """SELECT product_id, category_slug, stall_slug, tags, season_months, tsvector_to_array(words) AS words
    FROM listing WHERE cooperative_id = $1 AND product_id = ANY($2) ORDER BY product_id FOR UPDATE"""

# A product is seen when it is published, its stall is open and something of it is offered.
_PRESENT = f"""SELECT p.id AS product_id, c.slug AS cooperative_slug, c.language AS home_language, p.slug, p.title,
    p.description, p.materials, p.provenance, p.tags, p.published_at, p.stall_id, s.slug AS stall_slug,
    p.season_months, p.only_in_cycles, p.asks_commons OR o.grants_licence AS asks_commons,
    s.name AS stall_name, s.place, coalesce(k.slug, '') AS category_slug, coalesce(k.name, '{{}}'::jsonb) AS category_name,
    o.*, picture.file_id, picture.alt, picture.renditions, picture.focus_x, picture.focus_y
FROM product p
JOIN cooperative c ON c.id = p.cooperative_id
JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id AND s.state = 'open'
LEFT JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id
JOIN LATERAL (
    SELECT (array_agg(v.price_minor ORDER BY v.price_minor, v.position, v.id))[1] AS price_minor,
        (array_agg(v.currency ORDER BY v.price_minor, v.position, v.id))[1] AS currency,
        (array_agg(v.price_per ORDER BY v.price_minor, v.position, v.id))[1] AS price_per,
        (array_agg(v.unit ORDER BY v.price_minor, v.position, v.id))[1] AS unit,
        count(DISTINCT (v.price_minor, v.price_per, v.unit)) > 1 AS price_varies,
        {BAND_NAMES}[1 + max({VARIANT_BAND.replace("s.", "i.")})] AS stock_band,
        bool_or(v.grants_licence) AS grants_licence,
        array_agg(v.id ORDER BY v.position, v.id) AS variant_ids,
        array_agg(v.title ORDER BY v.position, v.id) AS variant_titles
    FROM variant v JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
    WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered'
    HAVING count(*) > 0) o ON true
LEFT JOIN LATERAL (
    SELECT t.file_id, t.alt, f.renditions, t.focus_x, t.focus_y FROM picture t
    JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.file_id
    WHERE t.cooperative_id = p.cooperative_id AND t.product_id = p.id ORDER BY t.position, t.id LIMIT 1) picture ON true
WHERE p.cooperative_id = $1 AND p.id = ANY($2) AND p.state = 'published'"""

_COLUMNS = (
    ("product_id", "uuid"), ("cooperative_slug", "text"), ("slug", "text"), ("title", "jsonb"), ("summary", "jsonb"),
    ("stall_id", "uuid"), ("stall_slug", "text"), ("stall_name", "jsonb"), ("place", "text"), ("category_slug", "text"),
    ("category_name", "jsonb"), ("tags", "text[]"), ("price_minor", "bigint"), ("currency", "text"),
    ("price_per", "bigint"), ("unit", "text"), ("price_varies", "boolean"), ("stock_band", "text"),
    ("variant_ids", "uuid[]"), ("picture", "jsonb"), ("sort_title", "text"), ("published_at", "timestamptz"),
    ("season_months", "integer[]"), ("cycle_until", "timestamptz"), ("had_in", "uuid[]"), ("asks_commons", "boolean"),
    ("words", "text"),
)  # fmt: skip
_NAMES = ", ".join(name for name, _ in _COLUMNS)
_WRITE = f"""INSERT INTO listing (cooperative_id, {_NAMES})
SELECT $1, {", ".join("words::tsvector" if name == "words" else name for name, _ in _COLUMNS)}
FROM jsonb_to_recordset($2) AS r ({", ".join(f"{name} {kind}" for name, kind in _COLUMNS)})
ON CONFLICT (cooperative_id, product_id) DO UPDATE SET {
    ", ".join(f"{name} = excluded.{name}" for name, _ in _COLUMNS if name != "product_id")
}"""

_REMOVE = "DELETE FROM listing WHERE cooperative_id = $1 AND product_id = ANY($2)"

_LOCK_LISTINGS = """SELECT product_id FROM listing WHERE cooperative_id = $1 AND product_id = ANY($2)
    ORDER BY product_id FOR NO KEY UPDATE"""

_NOTE_CYCLES = """UPDATE listing l SET cycle_until = n.cycle_until, had_in = n.had_in FROM (
    SELECT r.product_id, r.cycle_until, CASE WHEN p.only_in_cycles THEN r.held END AS had_in
    FROM jsonb_to_recordset($2) AS r (product_id uuid, cycle_until timestamptz, held uuid[])
    JOIN product p ON p.cooperative_id = $1 AND p.id = r.product_id) n
WHERE l.cooperative_id = $1 AND l.product_id = n.product_id AND (l.cycle_until, l.had_in) IS DISTINCT FROM (n.cycle_until, n.had_in)
RETURNING l.product_id"""

_FACETS = """INSERT INTO facet_count AS f (cooperative_id, facet, value, label, listings)
SELECT $1, facet, value, label, greatest(moved, 0)
FROM jsonb_to_recordset($2) AS r (facet text, value text, label jsonb, moved bigint) ORDER BY facet, value
ON CONFLICT (cooperative_id, facet, value) DO UPDATE SET listings = f.listings + (
    SELECT moved FROM jsonb_to_recordset($2) AS r (facet text, value text, moved bigint)
    WHERE r.facet = excluded.facet AND r.value = excluded.value),
    label = CASE WHEN excluded.label = '{}'::jsonb THEN f.label ELSE excluded.label END"""

_WORDS_MORE = """INSERT INTO search_word AS w (cooperative_id, word, listings)
SELECT $1, word, moved FROM unnest($2::text[], $3::bigint[]) AS r (word, moved) ORDER BY word
ON CONFLICT (cooperative_id, word) DO UPDATE SET listings = w.listings + excluded.listings"""


async def refresh(work: Work, product_ids: Sequence[UUID]) -> None:
    """Write, rewrite or remove the listings of these products, and move the counts by the difference."""
    if not product_ids:
        return
    scope = (work.cooperative_id, list(product_ids))
    await work.execute(_LOCK_PRODUCTS, *scope)
    await work.execute(_LOCK_STOCK, *scope)
    old = {row["product_id"]: row for row in await work.rows(_OLD, *scope)}
    present = await work.rows(_PRESENT, *scope)
    held = await _held(work, [row["product_id"] for row in present])
    new = [_row_of(row, held.get(row["product_id"], _IN_NO_CYCLE)) for row in present]
    if new:
        await work.execute(_WRITE, work.cooperative_id, new)
    gone = list(old.keys() - {row["product_id"] for row in new})
    if gone:
        await work.execute(_REMOVE, work.cooperative_id, gone)
    await _move_facets(work, old.values(), new)
    await _move_words(work, old.values(), new)
    announce(work, [*(row["product_id"] for row in new), *gone])


async def note_cycles(work: Work, product_ids: Sequence[UUID]) -> None:
    """Write anew in which order cycles these products can be had. Whoever changes a cycle calls it, after the change.

    The products are locked before the cycles are read, as `refresh` does: so of two units, one that shows a product and one
    that takes it into a cycle, the later one sees what the earlier wrote.
    """
    if not product_ids:
        return
    scope = (work.cooperative_id, list(product_ids))
    await work.execute(_LOCK_PRODUCTS, *scope)
    held = await _held(work, product_ids)
    await work.execute(_LOCK_LISTINGS, *scope)
    rows = [
        {"product_id": one, "cycle_until": until, "held": list(cycles)}
        for one in product_ids
        for until, cycles in [held.get(one, _IN_NO_CYCLE)]
    ]
    announce(work, [row["product_id"] for row in await work.rows(_NOTE_CYCLES, work.cooperative_id, rows)])


_IN_NO_CYCLE: Held = (None, ())


async def _held(work: Work, product_ids: Sequence[UUID]) -> Mapping[UUID, Held]:
    return await JOINED.cycles.holding(work, product_ids) if JOINED.cycles and product_ids else {}


def announce(work: Work, product_ids: Sequence[UUID]) -> None:
    """Tell whoever keeps a copy of the listing which rows to read again."""
    names = [str(product_id) for product_id in product_ids]
    for start in range(0, len(names), _AN_EVENT):
        work.emit(ListingsChanged(product_ids=tuple(names[start : start + _AN_EVENT])))


def _row_of(row: asyncpg.Record, held: Held) -> dict[str, Any]:
    title = Text.stored(row["title"])
    until, cycles = held
    return {
        **{name: row[name] for name, _ in _COLUMNS if name in row},
        "summary": {language: summary_of(text) for language, text in row["description"].items()},
        "picture": _picture_of(row),
        "cycle_until": until,
        "had_in": list(cycles) if row["only_in_cycles"] else None,
        "sort_title": " ".join(fold(title.read(row["home_language"])).split())[:200],
        "words": vector(
            (
                ("A", in_all_languages(row["title"])),
                (
                    "B",
                    [*in_all_languages(row["stall_name"], row["category_name"], *row["variant_titles"]), *row["tags"]],
                ),
                ("C", [row["place"], *in_all_languages(row["materials"])]),
                ("D", in_all_languages(row["description"], row["provenance"])),
            )
        ),
    }


def summary_of(text: str) -> str:
    """The first sentence or two for a card, without marks of Markdown, at most 160 characters."""
    line = " ".join(re.sub(r"[*_`#>\[\]]+", "", text.partition("\n\n")[0]).split())
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _picture_of(row: asyncpg.Record) -> dict[str, Any] | None:
    if row["file_id"] is None or not row["renditions"]:
        return None
    sizes = sizes_of(row["cooperative_slug"], row["file_id"], row["renditions"])
    return {"alt": row["alt"], "sizes": sizes, "focus": [row["focus_x"], row["focus_y"]]}


def sizes_of(cooperative_slug: str, file_id: UUID | str, renditions: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """`[[width, height, address], …]`, narrowest first: what a page needs to offer the browser a choice."""
    file_id = file_id if isinstance(file_id, UUID) else UUID(file_id)
    base = f"/c/{cooperative_slug}/files/{ids.encode(names.FILE, file_id)}"
    webp = [one for one in renditions if one["media_type"] == "image/webp"] or list(renditions)
    return sorted([one["width"], one["height"], f"{base}/{one['width']}"] for one in webp)


_Facet = tuple[str, str]


async def _move_facets(work: Work, old: Iterable[asyncpg.Record], new: Sequence[Mapping[str, Any]]) -> None:
    moved: Counter[_Facet] = Counter()
    labels: dict[_Facet, Mapping[str, str]] = {}
    for row in old:
        moved.subtract(_facets_of(row))
    for row in new:
        moved.update(_facets_of(row))
        labels["category", row["category_slug"]] = row["category_name"]
        labels["stall", row["stall_slug"]] = row["stall_name"]
    # A label is written even where the count stays: a stall may only have been renamed.
    touched = sorted(facet for facet, by in moved.items() if by or facet in labels)
    if touched:
        rows = [
            {"facet": kind, "value": value, "label": labels.get((kind, value), {}), "moved": moved[kind, value]}
            for kind, value in touched
        ]
        await work.execute(_FACETS, work.cooperative_id, rows)


def _facets_of(row: Mapping[str, Any]) -> list[_Facet]:
    facets = [("all", ""), ("stall", row["stall_slug"]), *(("tag", tag) for tag in row["tags"])]
    facets += [("season", str(month)) for month in row["season_months"]]
    return [*facets, ("category", row["category_slug"])] if row["category_slug"] else facets


_LEXEME = re.compile(r"'([^']+)':")


async def _move_words(work: Work, old: Iterable[asyncpg.Record], new: Sequence[Mapping[str, Any]]) -> None:
    moved: Counter[str] = Counter()
    for row in old:
        moved.subtract(row["words"])
    for row in new:
        moved.update(_LEXEME.findall(row["words"]))
    changed = sorted((word, by) for word, by in moved.items() if by)
    if not changed:
        return
    await work.execute(_WORDS_MORE, work.cooperative_id, [word for word, _ in changed], [by for _, by in changed])
    if any(by < 0 for _, by in changed):
        await work.execute(
            "DELETE FROM search_word WHERE cooperative_id = $1 AND word = ANY($2) AND listings <= 0",
            work.cooperative_id,
            [word for word, by in changed if by < 0],
        )
