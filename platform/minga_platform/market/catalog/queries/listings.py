"""Lists of goods: filtered, searched, sorted, and walked by key; one statement over `listing` alone.

Public by nature: `listing` holds only what everybody may see. Within a co-op, or across all where the unit acts in none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import asyncpg

from minga_platform.kernel.work import Work

MOST_RANKED = 1000
"""A search ranks and counts at most so many matches; beyond them nobody reads on, and the database must not either."""

_COMMON = f"""(SELECT EXISTS (SELECT FROM search_word w JOIN facet_count f ON f.cooperative_id = w.cooperative_id AND f.facet = 'all'
    WHERE w.cooperative_id = $1 AND w.word = {{word}} AND w.listings > {5 * MOST_RANKED} AND w.listings > f.listings / 20))"""
"""Whether a word stands in so many listings that reading all of them would cost more than walking the newest ones until
there are enough. The statement is planned once for all words, so it holds both ways and the word decides."""

CARD = """l.cooperative_id, l.product_id, l.cooperative_slug, l.slug, l.title, l.summary, l.stall_slug, l.stall_name,
l.place, l.category_slug, l.category_name, l.tags, l.price_minor, l.currency, l.price_per, l.unit, l.price_varies,
l.stock_band, l.picture, l.published_at"""


class Sort(StrEnum):
    """The orders a list comes in. Each has an index that a page is read from; relevance is for searches."""

    NEWEST = "newest"
    TITLE = "title"
    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    RELEVANCE = "relevance"


# Sort → (expressions, direction, casts of the cursor's values). The last expression tells equal rows apart.
_ORDERS: dict[Sort, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    Sort.NEWEST: (("l.published_at", "l.product_id"), "DESC", ("timestamptz", "uuid")),
    Sort.TITLE: (("l.sort_title", "l.product_id"), "ASC", ("text", "uuid")),
    Sort.PRICE_LOW: (("l.price_minor", "l.product_id"), "ASC", ("bigint", "uuid")),
    Sort.PRICE_HIGH: (("l.price_minor", "l.product_id"), "DESC", ("bigint", "uuid")),
    Sort.RELEVANCE: (("m.rank", "l.product_id"), "DESC", ("bigint", "uuid")),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for. `words` is the text form of a tsquery, made by `search.query_text`, never typed by people."""

    category: str | None = None
    stall: str | None = None
    tag: str | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    in_stock: bool = False
    words: str = ""

    def without(self, facet: str) -> "Filter":
        """The same but for one facet: what is counted beside the choices of that facet."""
        return replace(self, **{facet: None})  # type: ignore[arg-type]  # facets are the optional fields

    @property
    def plain(self) -> bool:
        """Nothing is filtered at all."""
        return self == Filter()


_LONE_WORD = re.compile(r"'(\w+)':\*")


class Conditions:
    """The WHERE of a filter, with its arguments in order."""

    def __init__(self, work: Work) -> None:
        self.arguments: list[Any] = []
        self._cooperative = None if work.scope.cooperative_id is None else self.add(work.scope.cooperative_id)

    def add(self, value: Any) -> str:
        """The place of one more argument."""
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    def where(self, wanted: Filter, query: str = "") -> str:
        """`query`: the place of the words, when they were added already."""
        parts = [] if self._cooperative is None else [f"l.cooperative_id = {self._cooperative}"]
        for column, value in (("category_slug", wanted.category), ("stall_slug", wanted.stall)):
            if value is not None:
                parts.append(f"l.{column} = {self.add(value)}")
        if wanted.tag is not None:
            parts.append(f"l.tags @> ARRAY[{self.add(wanted.tag)}::text]")
        if wanted.least_minor is not None:
            parts.append(f"l.price_minor >= {self.add(wanted.least_minor)}")
        if wanted.most_minor is not None:
            parts.append(f"l.price_minor <= {self.add(wanted.most_minor)}")
        if wanted.in_stock:
            parts.append("l.stock_band <> 'none'")
        if wanted.words:
            parts.append(f"l.words @@ {query or self.query(wanted)}")
        return " AND ".join(parts) or "true"

    def matches(self, wanted: Filter, query: str, columns: str, most: int) -> str:
        """Up to `most` listings that the filter shows, as a source named `l`: of a common word the newest ones."""
        usual = f"SELECT {columns} FROM listing l WHERE {self.where(wanted, query)}"
        lone = _LONE_WORD.fullmatch(wanted.words)
        if lone is None or self._cooperative is None or not replace(wanted, words="").plain:
            return f"({usual} LIMIT {most}) l"
        common = _COMMON.format(word=f"{self.add(lone[1])}::text")
        newest = f"""SELECT {columns} FROM (SELECT * FROM listing l WHERE {common} AND l.cooperative_id = {self._cooperative}
            ORDER BY l.published_at DESC, l.product_id DESC OFFSET 0) l WHERE l.words @@ {query} LIMIT {most}"""
        return f"(({usual} AND NOT {common} LIMIT {most}) UNION ALL ({newest})) l"

    def query(self, wanted: Filter) -> str:
        """The words as a tsquery. Cast from text by the database, so that the driver needs no codec for it."""
        return f"{self.add(wanted.words)}::text::tsquery"


async def listings(
    work: Work, wanted: Filter, sort: Sort, *, after: Sequence[Any] | None = None, limit: int = 25
) -> list[asyncpg.Record]:
    """Cards, `limit` of them behind the key `after` (as `key_of` gives it). Relevance without words is newest."""
    if sort is Sort.RELEVANCE and not wanted.words:
        sort = Sort.NEWEST
    conditions = Conditions(work)
    expressions, direction, casts = _ORDERS[sort]
    if sort is Sort.RELEVANCE:
        query = conditions.query(wanted)
        # What stands in the title weighs most; ranks are whole numbers, so that a cursor can hold one.
        source = f"""(SELECT l.*, (ts_rank('{{0.05,0.15,0.4,1}}', l.words, {query}) * 1000000)::bigint AS rank
            FROM {conditions.matches(wanted, query, "l.*", MOST_RANKED)}) l CROSS JOIN LATERAL (SELECT l.rank) m"""
        where = "true"
    else:
        source, where = "listing l", conditions.where(wanted)
    if after is not None:
        places = ", ".join(f"{conditions.add(value)}::{cast}" for value, cast in zip(after, casts, strict=True))
        where += f" AND ({', '.join(expressions)}) {'<' if direction == 'DESC' else '>'} ({places})"
    order = ", ".join(f"{expression} {direction}" for expression in expressions)
    rank = ", m.rank" if sort is Sort.RELEVANCE else ", l.sort_title"
    return await work.rows(
        f"SELECT {CARD}{rank} FROM {source} WHERE {where} ORDER BY {order} LIMIT {conditions.add(limit)}",
        *conditions.arguments,
    )


def key_of(row: asyncpg.Record, sort: Sort) -> tuple[Any, ...]:
    """A row's place in its list."""
    if sort is Sort.RELEVANCE and "rank" not in row:
        sort = Sort.NEWEST
    name = {
        Sort.NEWEST: "published_at",
        Sort.TITLE: "sort_title",
        Sort.PRICE_LOW: "price_minor",
        Sort.PRICE_HIGH: "price_minor",
        Sort.RELEVANCE: "rank",
    }[sort]
    return row[name], row["product_id"]


async def by_ids(work: Work, product_ids: Sequence[Any]) -> list[asyncpg.Record]:
    """Cards in the order of these ids, as another search engine found them; what is gone is left out."""
    return await work.rows(
        f"""SELECT {CARD}, l.sort_title FROM unnest($1::uuid[]) WITH ORDINALITY AS w (id, place)
        JOIN listing l ON l.product_id = w.id AND ($2::uuid IS NULL OR l.cooperative_id = $2) ORDER BY w.place""",
        list(product_ids),
        work.scope.cooperative_id,
    )


async def published_slugs(work: Work, offset: int, limit: int) -> tuple[int, list[tuple[str, datetime]]]:
    """How many goods the unit's co-op shows, and the addresses of a part of them in a lasting order, with the day each was
    first shown. For maps of the whole: walked by number, since whoever fetches part 7 has not read part 6."""
    total = await work.value(
        "SELECT listings FROM facet_count WHERE cooperative_id = $1 AND facet = 'all' AND value = ''",
        work.cooperative_id,
    )
    rows = await work.rows(
        "SELECT slug, published_at FROM listing WHERE cooperative_id = $1 ORDER BY product_id OFFSET $2 LIMIT $3",
        work.cooperative_id, offset, limit,
    )  # fmt: skip
    return total or 0, [(row["slug"], row["published_at"]) for row in rows]
