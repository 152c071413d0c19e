"""A search for words: asked of the search program where there is one, else of PostgreSQL, with slips mended.

Whatever finds the goods, the cards come from `listing`, so a search never shows what was taken down a moment ago.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import asyncpg

from minga_graphql.context import Context
from minga_graphql.paging import Window
from minga_platform.market.catalog import search
from minga_platform.market.catalog.ports import Hits, SearchIndex, SearchUnavailable
from minga_platform.market.catalog.queries import listings
from minga_platform.market.catalog.queries.facets import FACETS, Facets, facets, labelled
from minga_platform.market.catalog.queries.listings import Filter, Sort
from minga_platform.market.catalog.search import Wanted


@dataclass(slots=True)
class Found:
    """A page of what was found, how it was found, and how to count it."""

    rows: Sequence[asyncpg.Record]
    wanted: Filter
    sort: Sort
    mended: str | None = None
    nothing: bool = False
    """There was no word in what was typed: signs alone name nothing."""
    hits: Hits | None = None
    """What a search program told, where one found these."""
    offset: int = 0

    @property
    def key(self) -> Callable[[asyncpg.Record], tuple[Any, ...]]:
        """A row's place in this list: its key, or how many came before it where a search program ranks."""
        if self.hits is None:
            return lambda row: listings.key_of(row, self.sort)
        places = {product_id: place for place, product_id in enumerate(self.hits.product_ids, start=self.offset + 1)}
        return lambda row: (places[row["product_id"]],)

    async def count(self, context: Context) -> Facets:
        """The facets of what was found."""
        if self.nothing:
            return Facets(choices={facet: [] for facet in FACETS})
        async with context.read() as work:
            if self.hits is not None:
                return await labelled(work, self.hits.total, self.hits.choices, more=self.hits.more)
            return await facets(work, self.wanted)


async def find(context: Context, wanted: Filter, text: str, sort: Sort, window: Window) -> Found:
    """One page for these words. Nothing found for them: once more with each unknown word mended."""
    typed = Wanted.read(text)
    if not typed.words:
        return Found([], wanted, Sort.NEWEST, nothing=True)
    # A list that another engine began goes on with that engine: their places mean different things.
    index: SearchIndex | None = context.services.ports.get(SearchIndex)
    begun_here = window.after is not None and len(window.after) == 2
    if index is not None and sort is Sort.RELEVANCE and not begun_here:
        try:
            return await _by_index(context, index, wanted, text, window)
        except SearchUnavailable:
            pass  # PostgreSQL has the words too.
    after, skipped = (window.after, 0) if begun_here or sort is not Sort.RELEVANCE else (None, _place(window))
    async with context.read() as work:
        typed = await search.widen(work, typed)
        asked = replace(wanted, words=typed.query_text)
        rows = await listings.listings(work, asked, sort, after=after, limit=window.limit + skipped)
        # A later page of a mended search is mended again; the words on offer hardly change between two pages.
        if not rows and (after is None or not await listings.listings(work, asked, sort, limit=1)):
            mended = await search.mend(work, typed)
            if mended is not None:
                asked = replace(wanted, words=mended.query_text)
                rows = await listings.listings(work, asked, sort, after=after, limit=window.limit + skipped)
                return Found(rows[skipped:], asked, sort, " ".join(mended.words))
    return Found(rows[skipped:], asked, sort)


def _place(window: Window) -> int:
    """How many goods the pages before held, where a search program found them."""
    return 0 if window.after is None else min(int(window.after[0]), listings.MOST_RANKED)


async def _by_index(context: Context, index: SearchIndex, wanted: Filter, text: str, window: Window) -> Found:
    offset = _place(window)
    cooperative_id = context.cooperative.id if context.cooperative else None
    hits = await index.find(context.read, cooperative_id, text, wanted, offset=offset, limit=window.limit)
    async with context.read() as work:
        rows = await listings.by_ids(work, hits.product_ids)
    found = Found(rows, wanted, Sort.RELEVANCE, hits.mended)
    found.hits, found.offset = hits, offset
    return found
