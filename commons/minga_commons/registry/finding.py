"""Lists of works: filtered, searched, sorted, walked by key; and how many each choice of a filter would show.

One statement each, over `design_listing` alone, which holds only what everybody may see. Within a co-op, or across all
where the unit acts in none. Counts are kept where nothing else is filtered, and bounded otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import asyncpg

from minga_platform.kernel.work import Work

MOST_RANKED = 1000
"""A search ranks and counts at most so many matches; beyond them nobody reads on, and the database must not either."""

CARD = """l.cooperative_id, l.asset_id, l.release_id, l.cooperative_slug, l.slug, l.kind, l.title, l.summary, l.craft, l.materials,
l.techniques, l.languages, l.licence, l.readiness, l.version, l.state, l.holders, l.is_complete, l.releases, l.made, l.picture,
l.published_at, l.sort_title"""

FACETS = ("kind", "craft", "material", "technique", "licence", "readiness", "language")
_COLUMN = {"material": "materials", "technique": "techniques", "language": "languages"}
_MOST_CHOICES = 30


class Sort(StrEnum):
    """The orders a list of works comes in. Relevance is for searches."""

    NEWEST = "newest"
    TITLE = "title"
    RELEVANCE = "relevance"


# Sort → (expressions, direction, casts of the cursor's values). The last expression tells equal rows apart.
_ORDERS: dict[Sort, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    Sort.NEWEST: (("l.published_at", "l.asset_id"), "DESC", ("timestamptz", "uuid")),
    Sort.TITLE: (("l.sort_title", "l.asset_id"), "ASC", ("text", "uuid")),
    Sort.RELEVANCE: (("l.rank", "l.asset_id"), "DESC", ("bigint", "uuid")),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for. `words`: the text form of a tsquery (`catalog.search.Wanted`), never typed by people."""

    kind: str | None = None
    craft: str | None = None
    material: str | None = None
    technique: str | None = None
    licence: str | None = None
    readiness: str | None = None
    language: str | None = None
    complete: bool = False
    words: str = ""

    def without(self, facet: str) -> "Filter":
        """The same but for one facet: what is counted beside the choices of that facet."""
        return replace(self, **{facet: None})  # type: ignore[arg-type]  # facets are the optional fields

    @property
    def plain(self) -> bool:
        """Nothing is filtered at all."""
        return self == Filter()


class _Conditions:
    """The WHERE of a filter, with its arguments in order."""

    def __init__(self, work: Work) -> None:
        self.arguments: list[Any] = []
        here = work.scope.cooperative_id
        self.here = None if here is None else self.add(here)

    def add(self, value: Any) -> str:
        """The place of one more argument."""
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    def where(self, wanted: Filter, query: str = "") -> str:
        """`query`: the place of the words, when they were added already."""
        parts = ["l.state <> 'withdrawn'"]
        if self.here is not None:
            parts.append(f"l.cooperative_id = {self.here}")
        for facet in FACETS:
            value = getattr(wanted, facet)
            if value is None:
                continue
            column = _COLUMN.get(facet)
            parts.append(
                f"l.{column} @> ARRAY[{self.add(value)}::text]" if column else f"l.{facet} = {self.add(value)}"
            )
        if wanted.complete:
            parts.append("l.is_complete")
        if wanted.words:
            parts.append(f"l.words @@ {query or self.query(wanted)}")
        return " AND ".join(parts)

    def query(self, wanted: Filter) -> str:
        """The words as a tsquery, cast from text by the database."""
        return f"{self.add(wanted.words)}::text::tsquery"


async def designs(
    work: Work, wanted: Filter, sort: Sort, *, after: Sequence[Any] | None = None, limit: int = 25
) -> list[asyncpg.Record]:
    """Cards, `limit` of them behind the key `after` (as `key_of` gives it). Relevance without words is newest."""
    if sort is Sort.RELEVANCE and not wanted.words:
        sort = Sort.NEWEST
    conditions = _Conditions(work)
    expressions, direction, casts = _ORDERS[sort]
    if sort is Sort.RELEVANCE:
        query = conditions.query(wanted)
        # What stands in the title weighs most; ranks are whole numbers, so that a cursor can hold one.
        source = f"""(SELECT {CARD}, (ts_rank('{{0.05,0.15,0.4,1}}', l.words, {query}) * 1000000)::bigint AS rank
            FROM design_listing l WHERE {conditions.where(wanted, query)} LIMIT {MOST_RANKED}) l"""
        where = "true"
    else:
        source, where = "design_listing l", conditions.where(wanted)
    if after is not None:
        places = ", ".join(f"{conditions.add(value)}::{cast}" for value, cast in zip(after, casts, strict=True))
        where += f" AND ({', '.join(expressions)}) {'<' if direction == 'DESC' else '>'} ({places})"
    order = ", ".join(f"{expression} {direction}" for expression in expressions)
    rank = ", l.rank" if sort is Sort.RELEVANCE else ""
    return await work.rows(
        f"SELECT {CARD}{rank} FROM {source} WHERE {where} ORDER BY {order} LIMIT {conditions.add(limit)}",
        *conditions.arguments,
    )


def key_of(row: asyncpg.Record, sort: Sort) -> tuple[Any, ...]:
    """A row's place in its list."""
    if sort is Sort.RELEVANCE and "rank" not in row:
        sort = Sort.NEWEST
    name = {Sort.NEWEST: "published_at", Sort.TITLE: "sort_title", Sort.RELEVANCE: "rank"}[sort]
    return row[name], row["asset_id"]


@dataclass(slots=True)
class Facets:
    """`total` counts what the whole filter shows; `more` says that it, or a count, stopped at a thousand."""

    total: int = 0
    more: bool = False
    choices: dict[str, list[asyncpg.Record]] = field(default_factory=dict)
    """Facet → rows of `value`, `listings`, `more`."""


async def facets(work: Work, wanted: Filter) -> Facets:
    """One statement: each facet is read from its kept counts when the rest of the filter is empty, else counted."""
    conditions = _Conditions(work)
    query = conditions.query(wanted) if wanted.words else ""
    _ = work.cooperative_id  # Counts are kept per co-op: across all of them there are none.
    bases: dict[Filter, str] = {}
    parts = []
    for facet in FACETS:
        rest = wanted.without(facet)
        if rest.plain:
            parts.append(
                f"""(SELECT '{facet}' AS facet, f.value, f.listings, false AS more FROM design_facet_count f
                WHERE f.cooperative_id = $1 AND f.facet = '{facet}' AND f.listings > 0
                ORDER BY f.listings DESC, f.value LIMIT {_MOST_CHOICES})"""
            )
            continue
        base = bases.setdefault(rest, f"base_{len(bases)}")
        column = _COLUMN.get(facet)
        value, source = ("t.one", f"{base} b CROSS JOIN LATERAL unnest(b.{column}) AS t (one)") if column else (
            f"b.{facet}", f"{base} b"
        )  # fmt: skip
        parts.append(
            f"""(SELECT '{facet}' AS facet, {value} AS value, count(*) AS listings,
                (SELECT count(*) > {MOST_RANKED} FROM {base}) AS more
            FROM {source} WHERE {value} <> '' GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {_MOST_CHOICES})"""
        )
    if wanted.plain:
        parts.append(
            "(SELECT 'all', '', f.listings, false FROM design_facet_count f WHERE f.cooperative_id = $1 AND f.facet = 'all')"
        )
    else:
        base = bases.setdefault(wanted, f"base_{len(bases)}")
        parts.append(f"(SELECT 'all', '', count(*), count(*) > {MOST_RANKED} FROM {base})")
    common = ", ".join(
        f"""{name} AS MATERIALIZED (SELECT l.kind, l.craft, l.materials, l.techniques, l.licence, l.readiness, l.languages
        FROM design_listing l WHERE {conditions.where(rest, query)} LIMIT {MOST_RANKED + 1})"""
        for rest, name in bases.items()
    )
    statement = (f"WITH {common} " if common else "") + " UNION ALL ".join(parts)
    found = Facets(choices={facet: [] for facet in FACETS})
    for row in await work.rows(statement, *conditions.arguments):
        if row["facet"] == "all":
            found.total, found.more = min(row["listings"], MOST_RANKED) if row["more"] else row["listings"], row["more"]
        else:
            found.choices[row["facet"]].append(row)
    return found
