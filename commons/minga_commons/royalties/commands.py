"""Saying what a product is made from."""

from uuid import UUID

from minga_commons.registry.queries import release_facts
from minga_commons.royalties.selling import Commons
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import rights
from minga_platform.market.catalog.commands.products import mark_asks_commons

MOST_THANKS_BPS = 3000


async def set_made_from(
    work: Work, viewer: Viewer, *, product_id: UUID, release_id: UUID | None, thanks_bps: int = 0
) -> UUID:
    """Say which release a product is made from (None: from none), and what its maker leaves as thanks where nothing is owed.

    Who keeps the stall says so. A product that is shown must be licensed at once; a draft may wait for it. Lines that were
    sold keep what they were sold under. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput, NotLicensed.
    """
    await rights.for_product(work, viewer, product_id)
    if not 0 <= thanks_bps <= MOST_THANKS_BPS:
        raise InvalidInput("thanks_bps", "bounds", minimum="0", maximum=str(MOST_THANKS_BPS))
    if release_id is None:
        await work.execute(
            "DELETE FROM product_release WHERE cooperative_id = $1 AND product_id = $2", work.cooperative_id, product_id
        )
        await mark_asks_commons(work, product_id, asks=False)
        return product_id
    facts = await release_facts(work, release_id)
    if facts.state == "draft":
        raise NotFound
    if facts.cooperative_id != work.cooperative_id:
        # Its royalties would have to cross to the books of another co-op, and there is no way yet that clears them.
        raise NotFound
    right = await rights.for_product(work, viewer, product_id)
    await work.execute(
        "INSERT INTO product_release (cooperative_id, id, product_id, release_id, thanks_bps, set_by, set_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (cooperative_id, product_id) DO UPDATE SET"
        " release_id = excluded.release_id, thanks_bps = excluded.thanks_bps, set_by = excluded.set_by,"
        " set_at = excluded.set_at",
        work.cooperative_id, ids.new(), product_id, release_id, thanks_bps, right.agent_id, work.now,
    )  # fmt: skip
    await mark_asks_commons(work, product_id, asks=True)
    if right.row["state"] == "published":
        await Commons().may_publish(work, product_id)
    return product_id
