"""Which of the goods of a list cannot be bought now. Asked only where the list holds something that asks the commons."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from minga_graphql.catalog.present import NONE_WITHHELD
from minga_graphql.context import Context
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.queries.withholding import barred


async def withheld_in(work: Work, rows: Sequence[asyncpg.Record]) -> frozenset[UUID]:
    """Of the listings of the unit's co-op."""
    asking = [row["product_id"] for row in rows if row["asks_commons"]]
    return await barred(work, asking) if asking else NONE_WITHHELD


async def withheld_of(context: Context, rows: Sequence[asyncpg.Record]) -> frozenset[UUID]:
    """Of listings of one co-op or of many: what the commons of each say, each read in its own scope."""
    if context.cooperative is not None:
        async with context.read() as work:
            return await withheld_in(work, rows)
    found = NONE_WITHHELD
    # No connection is held while another is waited for.
    await context.end_reading()
    for cooperative_id in {row["cooperative_id"] for row in rows}:
        own = [row for row in rows if row["cooperative_id"] == cooperative_id]
        async with context.services.database.read(context.viewer.scope(cooperative_id), context.viewer.actor) as work:
            found |= await withheld_in(work, own)
    return found
