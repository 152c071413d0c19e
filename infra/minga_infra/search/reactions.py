"""Feeding the search program: what changed is written behind, from the outbox; what was lost is found by counting.

Without a search program all this does nothing. A program that does not answer makes the job come again later; one that
lost its index is filled anew by the sweep.
"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.jobs import Desk, Reaction, Sweep
from minga_platform.market.catalog.ports import SearchIndex, SearchUnavailable
from minga_platform.market.catalog.queries import documents

_LISTED = "SELECT coalesce(max(listings), 0) FROM facet_count WHERE cooperative_id = $1 AND facet = 'all'"
_MARGIN = timedelta(seconds=20)
"""Longer than any unit lasts: an event bears the instant at which its unit began."""

_rebuilding = asyncio.Lock()


async def feed(desk: Desk, payload: dict[str, Any]) -> None:
    """Read the listings of these products again, and make the index say the same."""
    index: SearchIndex | None = desk.ports.get(SearchIndex)
    if index is None:
        return
    product_ids = [UUID(one) for one in payload["product_ids"]]
    async with desk.read() as work:
        present = await documents.of_products(work, product_ids)
    listed = {UUID(one["id"]) for one in present}
    # An index that is not there is filled whole by the sweep; feeding one product would make one that looks complete.
    assert desk.cooperative_id is not None
    if await index.count(desk.cooperative_id) is None:
        return
    await index.put(present)
    await index.remove([one for one in product_ids if one not in listed])


async def compare(desk: Desk) -> None:
    """Each minute: does the index hold as many goods of this co-op as the listing?"""
    index: SearchIndex | None = desk.ports.get(SearchIndex)
    if index is None or desk.cooperative_id is None:
        return
    try:
        held = await index.count(desk.cooperative_id)
    except SearchUnavailable:
        return
    if held is None:
        await rebuild(desk, index)
        return
    async with desk.read() as work:
        listed = await work.value(_LISTED, desk.cooperative_id)
    if held > listed:
        # Which ones are too many only a whole new index tells.
        await rebuild(desk, index)
    elif held < listed:
        async for batch in documents.everything(desk.read, desk.cooperative_id):
            await index.put(batch)


async def rebuild(desk: Desk, index: SearchIndex) -> None:
    """A whole new index, once even when several co-ops miss it at the same time."""
    assert desk.cooperative_id is not None
    async with _rebuilding:
        async with desk.read() as work:
            begun = work.now
            listed = await work.value(_LISTED, desk.cooperative_id)
        if await index.count(desk.cooperative_id) == listed:
            return
        await index.rebuild(documents.everything(desk.read))
        # What changed meanwhile was fed to the index that has just gone.
        async with desk.database.read(Scope()) as work:
            events = await work.rows(
                "SELECT payload FROM outbox WHERE name = 'ListingsChanged' AND occurred_at >= $1", begun - _MARGIN
            )
            changed = list({UUID(one) for event in events for one in event["payload"]["product_ids"]})
            present = await documents.of_products(work, changed)
        listed_now = {UUID(one["id"]) for one in present}
        await index.put(present)
        await index.remove([one for one in changed if one not in listed_now])


REACTIONS = (Reaction("ListingsChanged", "search.feed", feed),)
SWEEPS = (Sweep("search.compare", 30.0, compare),)
