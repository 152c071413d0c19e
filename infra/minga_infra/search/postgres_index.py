"""PostgreSQL as the search program: nothing to feed, for the listing is the index."""

from collections.abc import AsyncIterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog import search
from minga_platform.market.catalog.ports import Hits, Read
from minga_platform.market.catalog.queries import listings
from minga_platform.market.catalog.queries.facets import facets
from minga_platform.market.catalog.queries.listings import Filter, Sort
from minga_platform.market.catalog.search import Wanted


class PostgresIndex:
    """The side that is always there."""

    async def find(
        self, read: Read, cooperative_id: UUID | None, text: str, wanted: Filter, *, offset: int = 0, limit: int = 25
    ) -> Hits:
        """As the port says."""
        typed = Wanted.read(text)
        if not typed.words:
            return Hits([], 0)
        async with read() as work:
            return await self._find(work, typed, wanted, offset, limit)

    async def _find(self, work: Work, typed: Wanted, wanted: Filter, offset: int, limit: int) -> Hits:
        typed = await search.widen(work, typed)
        asked, mended = replace(wanted, words=typed.query_text), None
        rows = await listings.listings(work, asked, Sort.RELEVANCE, limit=offset + limit)
        if not rows:
            better = await search.mend(work, typed)
            if better is not None:
                asked, mended = replace(wanted, words=better.query_text), " ".join(better.words)
                rows = await listings.listings(work, asked, Sort.RELEVANCE, limit=offset + limit)
        found = [row["product_id"] for row in rows[offset:]]
        if work.scope.cooperative_id is None:
            return Hits(found, len(rows), mended=mended)
        counts = await facets(work, asked)
        choices = {facet: {row["value"]: row["listings"] for row in rows} for facet, rows in counts.choices.items()}
        return Hits(found, counts.total, counts.more, mended, choices)

    async def put(self, documents: Sequence[dict[str, Any]], *, wait: bool = True) -> None:
        """The listing was written with the product."""

    async def remove(self, product_ids: Sequence[UUID], *, wait: bool = True) -> None:
        """The listing went with the product."""

    async def count(self, cooperative_id: UUID) -> int | None:
        """It cannot differ from the listing, so it is never asked to be rebuilt."""
        return None

    async def rebuild(self, batches: AsyncIterable[Sequence[dict[str, Any]]]) -> int:
        """Nothing to build."""
        return sum([len(batch) async for batch in batches])
