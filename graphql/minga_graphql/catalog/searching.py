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
from minga_platform.market.catalog.queries import listings
from minga_platform.market.catalog.queries.facets import FACETS, Facets, facets
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

    @property
    def key(self) -> Callable[[asyncpg.Record], tuple[Any, ...]]:
        """A row's place in this list."""
        return lambda row: listings.key_of(row, self.sort)

    async def count(self, context: Context) -> Facets:
        """The facets of what was found."""
        if self.nothing:
            return Facets(choices={facet: [] for facet in FACETS})
        async with context.read() as work:
            return await facets(work, self.wanted)


async def find(context: Context, wanted: Filter, text: str, sort: Sort, window: Window) -> Found:
    """One page for these words. Nothing found for them: once more with each unknown word mended."""
    typed = Wanted.read(text)
    if not typed.words:
        return Found([], wanted, Sort.NEWEST, nothing=True)
    asked = replace(wanted, words=typed.query_text)
    async with context.read() as work:
        rows = await listings.listings(work, asked, sort, after=window.after, limit=window.limit)
        # A later page of a mended search is mended again; the words on offer hardly change between two pages.
        if not rows and (window.after is None or not await listings.listings(work, asked, sort, limit=1)):
            mended = await search.mend(work, typed)
            if mended is not None:
                better = replace(wanted, words=mended.query_text)
                rows = await listings.listings(work, better, sort, after=window.after, limit=window.limit)
                return Found(rows, better, sort, " ".join(mended.words))
    return Found(rows, asked, sort)
