"""Lists of goods: filtered, searched, sorted, and walked by key; one statement over `listing` alone.

Public by nature: `listing` holds only what everybody may see. Within a co-op, or across all where the unit acts in none.
"""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.ranking import Moment
from minga_platform.market.catalog.ranking import weights as ruled

MOST_RANKED = 1000
"""A search ranks and counts at most so many matches; beyond them nobody reads on, and the database must not either."""

# A row for each word only where there are so many goods that one can be common.
_COMMON = f"""SELECT w.word FROM facet_count f
JOIN search_word w ON w.cooperative_id = f.cooperative_id AND w.listings > greatest({5 * MOST_RANKED}, f.listings / 20)
WHERE f.cooperative_id = $1 AND f.facet = 'all' AND f.listings > {5 * MOST_RANKED}"""
_KEPT_SECONDS = 60.0
_MOST_KEPT = 64
_common: dict[UUID, tuple[float, frozenset[str]]] = {}


async def is_common(work: Work, wanted: "Filter") -> bool:
    """Whether the one word that is looked for stands in so many listings that reading all of them would cost more than walking the
    newest ones until there are enough. Which words do is kept for a minute, as a search's vocabulary is: it decides how goods are
    found, and never which may be."""
    word, cooperative_id = wanted.lone_word, work.scope.cooperative_id
    if word is None or cooperative_id is None:
        return False
    kept = _common.get(cooperative_id)
    if kept is None or kept[0] <= time.monotonic():
        words = frozenset(row["word"] for row in await work.rows(_COMMON, cooperative_id))
        _common.pop(cooperative_id, None)
        while len(_common) >= _MOST_KEPT:
            del _common[next(iter(_common))]
        kept = _common[cooperative_id] = (time.monotonic() + _KEPT_SECONDS, words)
    return word in kept[1]


def forget_common_words() -> None:
    """Read them anew at the next search."""
    _common.clear()


CARD = """l.cooperative_id, l.product_id, l.cooperative_slug, l.slug, l.title, l.summary, l.stall_slug, l.stall_name,
l.place, l.category_slug, l.category_name, l.tags, l.price_minor, l.currency, l.price_per, l.unit, l.price_varies,
l.stock_band, l.picture, l.published_at, l.season_months::text[] AS season_months, l.cycle_until, l.asks_commons"""
"""Arrays as texts: those the driver reads without asking the database about a type on each new connection."""

_HAD_IN = ", l.had_in::text[] AS had_in"


class Sort(StrEnum):
    """The orders a list comes in. Each has an index that a page is read from; but relevance, which is for searches, and
    nearest, which is for who said where she is, look at a bounded number of goods."""

    NEWEST = "newest"
    TITLE = "title"
    PRICE_LOW = "price_low"
    PRICE_HIGH = "price_high"
    RELEVANCE = "relevance"
    NEAREST = "nearest"


# Sort → (expressions, direction, casts of the cursor's values). The last expression tells equal rows apart.
_ORDERS: dict[Sort, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    Sort.NEWEST: (("l.published_at", "l.product_id"), "DESC", ("timestamptz", "uuid")),
    Sort.TITLE: (("l.sort_title", "l.product_id"), "ASC", ("text", "uuid")),
    Sort.PRICE_LOW: (("l.price_minor", "l.product_id"), "ASC", ("bigint", "uuid")),
    Sort.PRICE_HIGH: (("l.price_minor", "l.product_id"), "DESC", ("bigint", "uuid")),
    Sort.RELEVANCE: (("m.rank", "l.product_id"), "DESC", ("bigint", "uuid")),
    Sort.NEAREST: (("m.metres", "l.product_id"), "ASC", ("bigint", "uuid")),
}

_NOWHERE = 2**31 - 1
"""Farther than anything: goods that are fetched at no place whose distance is known come last."""


@dataclass(frozen=True, slots=True)
class Within:
    """What can be fetched within some distance: goods sold all the time or not, and the goods of these cycles."""

    always: bool
    cycle_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far somebody is from where goods can be fetched, in metres.

    `everywhere`: from the nearest open pickup point, for goods that are sold all the time; `cycles`: from the nearest point of
    each order cycle that takes orders or will. Worked out once for a list, since points are few and goods many.
    """

    everywhere: int | None = None
    cycles: Mapping[UUID, int] = field(default_factory=dict)

    def metres(self, row: asyncpg.Record) -> int | None:
        """To the nearest place where this listing can be had; None where no place of it is known."""
        if row["had_in"] is None:
            return self.everywhere
        had_in = map(UUID, row["had_in"])
        return min((self.cycles[one] for one in had_in if one in self.cycles), default=None)

    def within(self, metres: int) -> Within:
        """What can be had within so far."""
        always = self.everywhere is not None and self.everywhere <= metres
        return Within(always, tuple(sorted(one for one, far in self.cycles.items() if far <= metres)))


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
    in_season: bool | None = None
    in_cycle: bool | None = None
    within: Within | None = None
    moment: Moment | None = field(default=None, compare=False)
    """When it is asked: what `in_season`, `in_cycle` and an order by relevance need to know."""

    def without(self, facet: str) -> "Filter":
        """The same but for one facet: what is counted beside the choices of that facet."""
        if not getattr(self, facet):
            return self
        return replace(self, **{facet: None})  # type: ignore[arg-type]  # facets are the optional fields

    @property
    def at(self) -> Moment:
        """The moment, for what asks for it."""
        assert self.moment is not None, "whoever filters by season or cycle says when"
        return self.moment

    @property
    def _beside_words(self) -> bool:
        return (
            self.category is not None or self.stall is not None or self.tag is not None or self.in_stock
            or self.least_minor is not None or self.most_minor is not None
            or self.in_season is not None or self.in_cycle is not None or self.within is not None
        )  # fmt: skip

    @property
    def plain(self) -> bool:
        """Nothing is filtered at all."""
        return not self.words and not self._beside_words

    @property
    def lone_word(self) -> str | None:
        """The word, where one is all that is looked for."""
        found = _LONE_WORD.fullmatch(self.words)
        return found[1] if found and not self._beside_words else None


_LONE_WORD = re.compile(r"'(\w+)':\*")


class Conditions:
    """The WHERE of a filter, with its arguments in order."""

    def __init__(self, work: Work) -> None:
        self.arguments: list[Any] = []
        self._cooperative = None if work.scope.cooperative_id is None else self.add(work.scope.cooperative_id)

    @property
    def here(self) -> str:
        """Within the unit's co-op, where it acts in one."""
        return "true" if self._cooperative is None else f"l.cooperative_id = {self._cooperative}"

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
        parts += [self.flag(flag, wanted.at) for flag in ("in_season", "in_cycle") if getattr(wanted, flag)]
        if wanted.within is not None:
            always = "l.had_in IS NULL OR " if wanted.within.always else ""
            parts.append(f"({always}l.had_in && {self.add(list(wanted.within.cycle_ids))}::uuid[])")
        if wanted.words:
            parts.append(f"l.words @@ {query or self.query(wanted)}")
        return " AND ".join(parts) or "true"

    def flag(self, flag: str, moment: Moment) -> str:
        """The condition of `in_season` or of `in_cycle`."""
        if flag == "in_season":
            return f"l.season_months @> ARRAY[{self.add(moment.month)}::int]"
        return f"l.cycle_until > {self.add(moment.at)}::timestamptz"

    def matches(self, wanted: Filter, query: str, columns: str, most: int, *, common: bool) -> str:
        """Up to `most` listings that the filter shows, as a source named `l`; where its word is `common` (`is_common`), the newest ones."""
        if not common:
            return f"(SELECT {columns} FROM listing l WHERE {self.where(wanted, query)} LIMIT {most}) l"
        return f"""(SELECT {columns} FROM (SELECT * FROM listing l WHERE {self.here}
            ORDER BY l.published_at DESC, l.product_id DESC OFFSET 0) l WHERE l.words @@ {query} LIMIT {most}) l"""

    def query(self, wanted: Filter) -> str:
        """The words as a tsquery. Cast from text by the database, so that the driver needs no codec for it.

        Inside a sub-select, where the planner does not see them: for each word it saw it would plan anew, which takes longer than
        the search itself, and would find the same plan.
        """
        return f"(SELECT {self.add(wanted.words)}::text::tsquery)"


async def listings(
    work: Work,
    wanted: Filter,
    sort: Sort,
    *,
    after: Sequence[Any] | None = None,
    limit: int = 25,
    nearness: Nearness | None = None,
) -> list[asyncpg.Record]:
    """Cards, `limit` of them behind the key `after` (as `key_of` gives it). Relevance without words is newest."""
    sort = fitting(sort, wanted, nearness)
    conditions = Conditions(work)
    expressions, direction, casts = _ORDERS[sort]
    extra = ", l.sort_title"
    if sort is Sort.RELEVANCE:
        matches = await ranked_matches(work, conditions, wanted, conditions.query(wanted))
        source = f"{matches} CROSS JOIN LATERAL (SELECT l.rank) m"
        where, extra = "true", ", m.rank"
    elif sort is Sort.NEAREST:
        assert nearness is not None
        bounded = (
            conditions.matches(
                wanted, conditions.query(wanted), "l.*", MOST_RANKED, common=await is_common(work, wanted)
            )
            if wanted.words
            else f"""(SELECT l.* FROM listing l WHERE {conditions.where(wanted)}
                ORDER BY l.published_at DESC, l.product_id DESC LIMIT {MOST_RANKED}) l"""
        )
        source = f"{bounded} CROSS JOIN LATERAL (SELECT {_metres(conditions, nearness)} AS metres) m"
        where, extra = "true", ", m.metres"
    else:
        source, where = "listing l", conditions.where(wanted)
    if nearness is not None:
        extra += _HAD_IN
    if after is not None:
        places = ", ".join(f"{conditions.add(value)}::{cast}" for value, cast in zip(after, casts, strict=True))
        where += f" AND ({', '.join(expressions)}) {'<' if direction == 'DESC' else '>'} ({places})"
    order = ", ".join(f"{expression} {direction}" for expression in expressions)
    return await work.rows(
        f"SELECT {CARD}{extra} FROM {source} WHERE {where} ORDER BY {order} LIMIT {conditions.add(limit)}",
        *conditions.arguments,
    )


async def ranked_matches(work: Work, conditions: Conditions, wanted: Filter, query: str) -> str:
    """As many listings as are ranked, and one more that says so, with their points as `rank`: a source named `l`."""
    points = (await ruled(work)).sql(conditions.add, query, wanted.moment or Moment.of(work.now, ""))
    matches = conditions.matches(wanted, query, "l.*", MOST_RANKED + 1, common=await is_common(work, wanted))
    return f"(SELECT l.*, {points} AS rank FROM {matches}) l"


async def metres_to(work: Work, product_id: UUID, nearness: Nearness) -> int | None:
    """How far one product is; None where no place of it is known."""
    row = await work.row(
        "SELECT l.had_in::text[] AS had_in FROM listing l WHERE l.cooperative_id = $1 AND l.product_id = $2",
        work.cooperative_id,
        product_id,
    )
    return None if row is None else nearness.metres(row)


def _metres(conditions: Conditions, nearness: Nearness) -> str:
    cycles, metres = conditions.add(list(nearness.cycles)), conditions.add(list(nearness.cycles.values()))
    return f"""coalesce(CASE WHEN l.had_in IS NULL THEN {conditions.add(nearness.everywhere)}::bigint ELSE (
        SELECT min(n.metres) FROM unnest({cycles}::uuid[], {metres}::bigint[]) AS n (id, metres) WHERE n.id = ANY(l.had_in)) END, {_NOWHERE})"""


def fitting(sort: Sort, wanted: Filter, nearness: Nearness | None = None) -> Sort:
    """The order that can be meant: relevance needs words, nearest somebody's place."""
    if (sort is Sort.RELEVANCE and not wanted.words) or (sort is Sort.NEAREST and nearness is None):
        return Sort.NEWEST
    return sort


def key_of(row: asyncpg.Record, sort: Sort) -> tuple[Any, ...]:
    """A row's place in its list."""
    if (sort is Sort.RELEVANCE and "rank" not in row) or (sort is Sort.NEAREST and "metres" not in row):
        sort = Sort.NEWEST
    name = {
        Sort.NEWEST: "published_at",
        Sort.TITLE: "sort_title",
        Sort.PRICE_LOW: "price_minor",
        Sort.PRICE_HIGH: "price_minor",
        Sort.RELEVANCE: "rank",
        Sort.NEAREST: "metres",
    }[sort]
    return row[name], row["product_id"]


@dataclass(slots=True)
class Ranked:
    """A page of what a search program found, in our order; and of all that it found, how many are in season and in a cycle."""

    rows: list[asyncpg.Record]
    in_season: int = 0
    in_cycle: int = 0
    literally: bool = False
    """Whether any of them holds the very words."""


async def ranked(
    work: Work,
    found: Mapping[UUID, int],
    wanted: Filter,
    *,
    after: Sequence[Any] | None = None,
    limit: int = 25,
    distances: bool = False,
) -> Ranked:
    """Cards of what a search program found (product → how alike, 0 … 1000), in the order that the rules say, as `listings` gives
    them where PostgreSQL finds; what is gone is left out. `wanted.words`: the words whose places count."""
    conditions = Conditions(work)
    query = conditions.query(wanted)
    moment = wanted.at
    ids, likeness = conditions.add(list(found)), conditions.add(list(found.values()))
    points = (await ruled(work)).sql(conditions.add, query, moment, "l.likeness")
    here, where = conditions.here, "true"
    if after is not None:
        where = f"(l.rank, l.product_id) < ({conditions.add(after[0])}::bigint, {conditions.add(after[1])}::uuid)"
    rows = await work.rows(
        f"""WITH found AS MATERIALIZED (SELECT l.product_id, {points} AS rank, l.words @@ {query} AS literal,
                l.season_months @> ARRAY[{conditions.add(moment.month)}::int] AS in_season,
                coalesce(l.cycle_until > {conditions.add(moment.at)}::timestamptz, false) AS in_cycle
            FROM (SELECT l.*, f.likeness FROM unnest({ids}::uuid[], {likeness}::int[]) AS f (id, likeness)
                JOIN listing l ON l.product_id = f.id AND {here}) l)
        SELECT {CARD}{_HAD_IN if distances else ""}, m.rank, c.* FROM (SELECT l.product_id, l.rank FROM found l WHERE {where}
            ORDER BY l.rank DESC, l.product_id DESC LIMIT {conditions.add(limit)}) m
        JOIN listing l ON l.product_id = m.product_id AND {here}
        CROSS JOIN (SELECT count(*) FILTER (WHERE in_season) AS all_in_season, count(*) FILTER (WHERE in_cycle) AS all_in_cycle,
            coalesce(bool_or(literal), false) AS literally FROM found) c
        ORDER BY m.rank DESC, l.product_id DESC""",
        *conditions.arguments,
    )
    if not rows:
        return Ranked(rows)
    return Ranked(rows, rows[0]["all_in_season"], rows[0]["all_in_cycle"], rows[0]["literally"])


async def by_ids(work: Work, product_ids: Sequence[Any]) -> list[asyncpg.Record]:
    """Cards in the order of these ids; what is gone is left out."""
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
