"""Feeding the search program: what changed is written behind, from the outbox; what was lost is found by counting.

Without a search program all this does nothing. A program that does not answer makes the job come again later; one that
lost its index is filled anew by the sweep.
"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel.actor import Scope
from minga_platform.kernel.jobs import Desk, Job, Reaction, Sweep, enqueue
from minga_platform.market.catalog.ports import SearchIndex, SearchUnavailable
from minga_platform.market.catalog.queries import documents

_LISTED = "SELECT coalesce(max(listings), 0) FROM facet_count WHERE cooperative_id = $1 AND facet = 'all'"
_MARGIN = timedelta(seconds=20)
"""Longer than any unit lasts: an event bears the instant at which its unit began."""

CATCH_UP = "search.catch_up"
_CATCH_UP_SECONDS = 10

_rebuilding = asyncio.Lock()


async def feed(desk: Desk, payload: dict[str, Any]) -> None:
    """Read the listings of these products again, and make the index say the same.

    While the program is away, changes are not kept one by one: one job catches up with all of them when it is back.
    """
    index: SearchIndex | None = desk.ports.get(SearchIndex)
    if index is None:
        return
    assert desk.cooperative_id is not None
    product_ids = [UUID(one) for one in payload["product_ids"]]
    async with desk.read() as work:
        present = await documents.of_products(work, product_ids)
    listed = {UUID(one["id"]) for one in present}
    try:
        # An index that is not there is filled whole by the sweep; feeding one product would make one that looks complete.
        if await index.count(desk.cooperative_id) is None:
            return
        # The program keeps the order of what it is given: waiting for each would make a busy day's changes queue up.
        await index.put(present, wait=False)
        await index.remove([one for one in product_ids if one not in listed], wait=False)
    except SearchUnavailable:
        async with desk.work() as work:
            window = int(work.now.timestamp()) // _CATCH_UP_SECONDS
            await enqueue(
                work,
                CATCH_UP,
                {},
                run_at=work.now + timedelta(seconds=_CATCH_UP_SECONDS),
                unique_key=f"{CATCH_UP}:{desk.cooperative_id}:{window}",
            )


async def catch_up(desk: Desk, _payload: dict[str, Any]) -> None:
    """Everything of this co-op once more, after the program was away. Still away: again later."""
    index: SearchIndex | None = desk.ports.get(SearchIndex)
    if index is None:
        return
    assert desk.cooperative_id is not None
    try:
        if await index.count(desk.cooperative_id) is None:
            return
        async for batch in documents.everything(desk.read, desk.cooperative_id):
            await index.put(batch)
    except SearchUnavailable:
        async with desk.work() as work:
            later = work.now + timedelta(seconds=_CATCH_UP_SECONDS)
            window = int(later.timestamp()) // _CATCH_UP_SECONDS
            await enqueue(work, CATCH_UP, {}, run_at=later, unique_key=f"{CATCH_UP}:{desk.cooperative_id}:{window}")
        return
    await compare(desk)


async def compare(desk: Desk) -> None:
    """Each half minute: does the index hold as many goods of this co-op as the listing?"""
    index: SearchIndex | None = desk.ports.get(SearchIndex)
    if index is None or desk.cooperative_id is None:
        return
    try:
        held = await index.count(desk.cooperative_id)
        async with desk.read() as work:
            listed = await work.value(_LISTED, desk.cooperative_id)
        if held is None or held > listed:
            # Not there, or with some too many: which ones only a whole new index tells.
            await rebuild(desk, index)
        elif held < listed:
            async for batch in documents.everything(desk.read, desk.cooperative_id):
                await index.put(batch)
    except SearchUnavailable:
        return  # The next round comes.


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


REACTIONS = (
    Reaction("ListingsChanged", "search.feed", feed),
    # What means the same is written into each listing's document, so all of the co-op's are written again.
    Reaction("SynonymsChanged", "search.synonyms", catch_up),
)
JOBS = (Job(CATCH_UP, catch_up),)
SWEEPS = (Sweep("search.compare", 30.0, compare),)
