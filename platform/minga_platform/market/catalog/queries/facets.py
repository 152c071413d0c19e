"""How many goods each choice of a filter would show: kept counts where nothing is filtered, bounded counts otherwise.

The count beside a choice leaves out its own facet: beside "Bread" stands what choosing bread instead of cheese would show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.queries.listings import (
    CARD,
    MOST_RANKED,
    Conditions,
    Filter,
    is_common,
    ranked_matches,
)
from minga_platform.market.catalog.ranking import Moment

FACETS = ("category", "stall", "tag")
FLAGS = ("in_season", "in_cycle")
"""Facets of one choice, which depends on when it is asked: so nothing of them can grow old."""
_MOST_CHOICES = 40


@dataclass(slots=True)
class Facets:
    """`total` counts what the whole filter shows; `more` says that it, or a count, stopped at a thousand."""

    total: int = 0
    more: bool = False
    in_season: int = 0
    in_cycle: int = 0
    """How many goods asking for what is in season, or for what a present or announced order cycle has, would show; at most a thousand."""
    choices: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    """Facet → rows of `value`, `label` ({language: text}), `listings`, `more`."""


async def facets(work: Work, wanted: Filter, flags: Iterable[str] = FLAGS) -> Facets:
    """One statement: each facet is read from its kept counts when the rest of the filter is empty, else counted.
    `flags`: those of `FLAGS` that somebody wants to know."""
    flags = tuple(flags)
    conditions = Conditions(work)
    query = conditions.query(wanted) if wanted.words else ""
    bases: dict[Filter, str] = {}
    parts = _parts(work, conditions, wanted, flags, bases)
    columns = _columns(flags)
    common = {rest: await is_common(work, rest) for rest in bases}
    ahead = ", ".join(
        f"{name} AS MATERIALIZED (SELECT * FROM {conditions.matches(rest, query, columns, MOST_RANKED + 1, common=common[rest])}), "
        f"{_size_of(name)}"
        for rest, name in bases.items()
    )
    return _read(await work.rows((f"WITH {ahead} " if ahead else "") + parts, *conditions.arguments))


async def found_and_counted(
    work: Work, wanted: Filter, flags: Iterable[str], limit: int
) -> tuple[list[asyncpg.Record], Facets]:
    """The first page of a search by relevance, as `listings` gives it, and what `facets` counts, both from one look at what fits.

    Only for a filter of which no facet takes anything away: see `is_counted_whole`.
    """
    flags = tuple(flags)
    conditions = Conditions(work)
    query = conditions.query(wanted)
    matches = await ranked_matches(work, conditions, wanted, query)
    told = _parts(work, conditions, wanted, flags, {wanted: "found"})
    rows = await work.rows(
        f"""WITH found AS MATERIALIZED (SELECT l.product_id, {_columns(flags)}, l.rank FROM {matches}), {_size_of("found")},
            told AS MATERIALIZED (SELECT jsonb_agg(jsonb_build_array(c.facet, c.value, c.label, c.listings, c.more)) AS told FROM ({told}) c)
        SELECT {CARD}, m.rank, CASE WHEN row_number() OVER (ORDER BY m.rank DESC, l.product_id DESC) = 1 THEN (SELECT told FROM told) END AS told
        FROM (SELECT f.product_id, f.rank FROM found f ORDER BY f.rank DESC, f.product_id DESC LIMIT {conditions.add(limit)}) m
        JOIN listing l ON l.product_id = m.product_id AND {conditions.here} ORDER BY m.rank DESC, l.product_id DESC""",
        *conditions.arguments,
    )
    return rows, _read([dict(zip(_TOLD, one, strict=True)) for one in rows[0]["told"]] if rows else [])


def is_counted_whole(wanted: Filter, flags: Iterable[str]) -> bool:
    """Whether every facet counts what the whole filter shows: there are words, and no facet is chosen yet."""
    return bool(wanted.words) and not any(getattr(wanted, facet) for facet in (*FACETS, *flags))


_TOLD = ("facet", "value", "label", "listings", "more")


def _columns(flags: Sequence[str]) -> str:
    """What is counted by."""
    return "l.category_slug, l.stall_slug, l.tags" + (", l.season_months, l.cycle_until" if flags else "")


def _size_of(base: str) -> str:
    return f"{base}_size AS MATERIALIZED (SELECT count(*) AS listings FROM {base})"


def _parts(work: Work, conditions: Conditions, wanted: Filter, flags: Sequence[str], bases: dict[Filter, str]) -> str:
    """Rows of `_TOLD`, from kept counts or from `bases` (filter → a source that holds what it shows, beside its `_size_of`), to
    which it adds those it needs. "all" is the whole."""
    _ = work.cooperative_id  # Counts are kept per co-op: across all of them there are none.
    here = "f.cooperative_id = $1"
    moment = wanted.moment or Moment.of(work.now, "")

    def base_of(rest: Filter) -> str:
        return bases.setdefault(rest, f"base_{len(bases)}")

    counted, parts = [], []
    for facet in FACETS:
        rest = wanted.without(facet)
        if rest.plain:
            parts.append(
                f"""(SELECT '{facet}' AS facet, f.value, f.label, f.listings, false AS more FROM facet_count f
                WHERE {here} AND f.facet = '{facet}' AND f.listings > 0 ORDER BY f.listings DESC, f.value LIMIT {_MOST_CHOICES})"""
            )
            continue
        base = base_of(rest)
        source = f"(SELECT unnest(b.tags) AS tag_slug FROM {base} b)" if facet == "tag" else base
        counted.append(
            f"""(SELECT '{facet}' AS facet, b.{facet}_slug AS value, count(*) AS listings,
                (SELECT n.listings > {MOST_RANKED} FROM {base}_size n) AS more
            FROM {source} b GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {_MOST_CHOICES})"""
        )
    if counted:
        # What they are called is looked up for all of them together.
        parts.append(
            f"""(SELECT c.facet, c.value, coalesce(f.label, '{{}}'::jsonb) AS label, c.listings, c.more FROM ({" UNION ALL ".join(counted)}) c
            LEFT JOIN facet_count f ON {here} AND f.facet = c.facet AND f.value = c.value
            WHERE c.value <> '' ORDER BY c.listings DESC, c.value)"""
        )
    for flag in flags:
        rest = wanted.without(flag)
        if not rest.plain:
            parts.append(
                f"(SELECT '{flag}', '', '{{}}'::jsonb, count(*), false FROM {base_of(rest)} l WHERE {conditions.flag(flag, moment)})"
            )
        elif flag == "in_season":
            parts.append(
                f"""(SELECT '{flag}', '', '{{}}'::jsonb, coalesce(sum(f.listings), 0)::bigint, false FROM facet_count f
                WHERE {here} AND f.facet = 'season' AND f.value = {conditions.add(str(moment.month))})"""
            )
        else:
            parts.append(
                f"""(SELECT '{flag}', '', '{{}}'::jsonb, count(*), false FROM (SELECT FROM listing l
                WHERE l.cooperative_id = $1 AND {conditions.flag(flag, moment)} LIMIT {MOST_RANKED}) l)"""
            )
    if wanted.plain:
        parts.append(
            f"(SELECT 'all', '', '{{}}'::jsonb, f.listings, false FROM facet_count f WHERE {here} AND f.facet = 'all')"
        )
    else:
        parts.append(
            f"(SELECT 'all', '', '{{}}'::jsonb, n.listings, n.listings > {MOST_RANKED} FROM {base_of(wanted)}_size n)"
        )
    return " UNION ALL ".join(parts)


def _read(rows: Iterable[Mapping[str, Any]]) -> Facets:
    found = Facets(choices={facet: [] for facet in FACETS})
    for row in rows:
        if row["facet"] == "all":
            found.total, found.more = min(row["listings"], MOST_RANKED) if row["more"] else row["listings"], row["more"]
        elif row["facet"] in FLAGS:
            setattr(found, row["facet"], min(row["listings"], MOST_RANKED))
        else:
            found.choices[row["facet"]].append(row)
    return found


async def labelled(work: Work, total: int, choices: Mapping[str, Mapping[str, int]], *, more: bool) -> Facets:
    """Counts that a search program made, with the names of what they count."""
    kinds = [facet for facet, values in choices.items() for _ in values]
    values = [value for found in choices.values() for value in found]
    counts = [count for found in choices.values() for count in found.values()]
    rows = await work.rows(
        """SELECT w.facet, w.value, coalesce(f.label, '{}'::jsonb) AS label, w.listings, false AS more
        FROM unnest($2::text[], $3::text[], $4::bigint[]) AS w (facet, value, listings)
        LEFT JOIN facet_count f ON f.cooperative_id = $1 AND f.facet = w.facet AND f.value = w.value
        ORDER BY w.listings DESC, w.value""",
        work.cooperative_id,
        kinds,
        values,
        counts,
    )
    found = Facets(total, more, choices={facet: [] for facet in FACETS})
    for row in rows:
        found.choices[row["facet"]].append(row)
    return found
