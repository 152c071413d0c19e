"""Lists of goods: browsed, or searched by words: asked of the search program where there is one, else of PostgreSQL, with slips mended.

Whatever finds the goods, the cards come from `listing`, so a search never shows what was taken down a moment ago; and the order is made by
the members' rules (`catalog/ranking.py`), so it is the same whichever finds them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_graphql.catalog import present
from minga_graphql.context import Context
from minga_graphql.paging import Window
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import search
from minga_platform.market.catalog.ports import Hits, SearchIndex, SearchUnavailable
from minga_platform.market.catalog.queries import listings
from minga_platform.market.catalog.queries.facets import (
    FACETS,
    Facets,
    facets,
    found_and_counted,
    is_counted_whole,
    labelled,
)
from minga_platform.market.catalog.queries.listings import Filter, Nearness, Sort
from minga_platform.market.catalog.ranking import Moment
from minga_platform.market.catalog.search import Wanted
from minga_platform.market.fulfilment import queries as fulfilment
from minga_platform.market.fulfilment.nearness import Place, nearness

_METRES = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see, as she said it. `near`: a pickup point, or a place."""

    filter: Filter
    near: UUID | Place | None = None
    within_km: int | None = None

    async def read(self, context: Context, work: Work, at: datetime | None = None) -> tuple[Filter, Nearness | None]:
        """The filter at its moment, and the distances. `at`: the moment of the list's first page, where a cursor holds it."""
        wanted = replace(self.filter, moment=present.now(context, at or work.now))
        far = await seen_from(context, work, self.near)
        if far is not None and self.within_km is not None:
            wanted = replace(wanted, within=far.within(self.within_km * _METRES))
        return wanted, far


async def seen_from(context: Context, work: Work, near: UUID | Place | None) -> Nearness | None:
    """The distances from where somebody is; None where she named no place, or none that is known here."""
    if near is None or context.cooperative is None:
        return None
    place: Place | None
    if isinstance(near, Place):
        place = near
    else:
        point = await fulfilment.pickup_point(work, near)
        place = point.place if point else None
    return None if place is None else await nearness(work, place)


@dataclass(slots=True)
class Found:
    """A page of what was found, how it was found, and how to count it."""

    rows: Sequence[asyncpg.Record]
    wanted: Filter
    sort: Sort
    nearness: Nearness | None = None
    mended: str | None = None
    nothing: bool = False
    """There was no word in what was typed: signs alone name nothing."""
    hits: Hits | None = None
    """What a search program told, where one found these."""
    ranked: listings.Ranked | None = None
    offset: int = 0
    counts: Facets | None = None
    """What was counted as it was found."""

    @property
    def moment(self) -> Moment:
        """When it was asked."""
        return self.wanted.at

    @property
    def key(self) -> Callable[[asyncpg.Record], tuple[Any, ...]]:
        """A row's place in this list. Points depend on the day, so theirs keeps the moment of the first page; and where a search
        program found these, how many came before, for when it does not answer any more."""
        if self.sort is not Sort.RELEVANCE:
            return lambda row: listings.key_of(row, self.sort)
        if self.hits is None:
            return lambda row: (row["rank"], row["product_id"], self.moment.at)
        places = {row["product_id"]: place for place, row in enumerate(self.rows, start=self.offset + 1)}
        return lambda row: (row["rank"], row["product_id"], self.moment.at, places[row["product_id"]])

    async def count(self, context: Context, flags: Sequence[str]) -> Facets:
        """The facets of what was found; of season and cycle, those that are asked for."""
        if self.nothing:
            return Facets(choices={facet: [] for facet in FACETS})
        if self.counts is not None:
            return self.counts
        async with context.read() as work:
            if self.hits is None or self.ranked is None:
                return await facets(work, self.wanted, flags)
            counts = await labelled(work, self.hits.total, self.hits.choices, more=self.hits.more)
            counts.in_season, counts.in_cycle = self.ranked.in_season, self.ranked.in_cycle
            return counts


async def browse(context: Context, wish: Wish, sort: Sort, window: Window) -> Found:
    """One page without words."""
    async with context.read() as work:
        wanted, far = await wish.read(context, work)
        rows = await listings.listings(work, wanted, sort, after=window.after, limit=window.limit, nearness=far)
    return Found(rows, wanted, listings.fitting(sort, wanted, far), far)


async def find(
    context: Context, wish: Wish, text: str, sort: Sort, window: Window, flags: Sequence[str] | None
) -> Found:
    """One page for these words. Nothing found for them: once more with each unknown word mended.

    `flags`: as `Found.count` will be asked, or None where it will not.
    """
    typed = Wanted.read(text)
    if not typed.words:
        async with context.read() as work:
            wanted, far = await wish.read(context, work)
        return Found([], wanted, Sort.NEWEST, far, nothing=True)
    # A list that another engine began goes on with that engine: they may know different goods.
    index: SearchIndex | None = context.services.ports.get(SearchIndex)
    ranks = sort is Sort.RELEVANCE
    begun_here = window.after is not None and len(window.after) < _OF_A_PROGRAM
    if index is not None and ranks and not begun_here:
        try:
            return await _by_index(context, index, wish, text, window)
        except SearchUnavailable:
            pass  # PostgreSQL has the words too.
    after, skipped = (window.after, 0) if begun_here or not ranks else (None, _place(window))
    at = after[2] if ranks and after is not None else None
    after = after[:2] if after is not None else None
    async with context.read() as work:
        wanted, far = await wish.read(context, work, at)
        typed = await search.widen(work, typed)
        asked = replace(wanted, words=typed.query_text)
        sort = listings.fitting(sort, asked, far)
        limit, ranked_from_the_top = window.limit + skipped, sort is Sort.RELEVANCE and after is None and far is None

        async def page(asked: Filter) -> tuple[list[asyncpg.Record], Facets | None]:
            if flags is not None and ranked_from_the_top and is_counted_whole(asked, flags):
                return await found_and_counted(work, asked, flags, limit)
            return await listings.listings(work, asked, sort, after=after, limit=limit, nearness=far), None

        rows, counts = await page(asked)
        # A later page of a mended search is mended again; the words on offer hardly change between two pages.
        if not rows and (after is None or not await listings.listings(work, asked, sort, limit=1, nearness=far)):
            mended = await search.mend(work, typed)
            if mended is not None:
                asked = replace(wanted, words=mended.query_text)
                rows, counts = await page(asked)
                return Found(rows[skipped:], asked, sort, far, " ".join(mended.words), counts=counts)
    return Found(rows[skipped:], asked, sort, far, counts=counts)


_OF_A_PROGRAM = 4
"""So many parts has the key of a list that a search program began: points, id, moment, and how many came before."""


def _place(window: Window) -> int:
    """How many goods the pages before held, where a search program found them."""
    return 0 if window.after is None else min(int(window.after[3]), listings.MOST_RANKED)


async def _by_index(context: Context, index: SearchIndex, wish: Wish, text: str, window: Window) -> Found:
    """The program finds, as many as are ranked at all; the members' rules rank."""
    cooperative_id = context.cooperative.id if context.cooperative else None
    after = window.after
    async with context.read() as work:
        wanted, far = await wish.read(context, work, after[2] if after else None)
    hits = await index.find(context.read, cooperative_id, text, wanted, limit=listings.MOST_RANKED)
    found = dict(zip(hits.product_ids, hits.likeness or [0] * len(hits.product_ids), strict=True))
    async with context.read() as work:
        typed = await search.widen(work, Wanted.read(text))
        asked = replace(wanted, words=typed.query_text)
        place, limit = after[:2] if after else None, window.limit
        ranked = await listings.ranked(work, found, asked, after=place, limit=limit, distances=far is not None)
        if found and not ranked.literally and (better := await search.mend(work, typed)) is not None:
            # The program forgave a slip: where the mended word stands counts as if it had been typed so.
            asked = replace(wanted, words=better.query_text)
            ranked = await listings.ranked(work, found, asked, after=place, limit=limit, distances=far is not None)
    offset = int(after[3]) if after else 0
    return Found(ranked.rows, asked, Sort.RELEVANCE, far, hits.mended, hits=hits, ranked=ranked, offset=offset)
