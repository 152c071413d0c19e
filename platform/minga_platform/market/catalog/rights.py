"""Who may change what in the catalogue. What she may not see answers like what is not there."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import NotAllowed, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class Right:
    """The row that may be changed, locked, and the agent who changes it."""

    row: asyncpg.Record
    agent_id: UUID


async def stall_keepers(work: Work, stall_id: UUID, agent_id: UUID) -> bool:
    """What membership asks of the catalogue: whether the agent keeps the stall."""
    return bool(
        await work.value(
            "SELECT true FROM stall_keeper WHERE cooperative_id = $1 AND stall_id = $2 AND agent_id = $3",
            work.cooperative_id,
            stall_id,
            agent_id,
        )
    )


async def for_stall(work: Work, viewer: Viewer, stall_id: UUID, capability: str) -> Right:
    """The stall, locked. Refuses: SignInNeeded, NotFound, NotAllowed."""
    agent_id = await access.require(work, viewer, capability, stall_id=stall_id)
    row = await work.row(
        "SELECT * FROM stall WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, stall_id
    )
    if row is None:
        raise NotFound
    return Right(row, agent_id)


async def for_product(work: Work, viewer: Viewer, product_id: UUID) -> Right:
    """The product with `stall_state`, locked. Refuses: SignInNeeded, NotFound, NotAllowed (only of what is published)."""
    return await _for_part(
        work,
        viewer,
        """SELECT p.*, s.state AS stall_state, p.state AS product_state FROM product p
        JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id
        WHERE p.cooperative_id = $1 AND p.id = $2 FOR NO KEY UPDATE OF p""",
        product_id,
    )


async def for_variant(work: Work, viewer: Viewer, variant_id: UUID) -> Right:
    """The variant with its product's `stall_id` and its stock item's counts; product and variant are locked."""
    return await _for_part(
        work,
        viewer,
        """SELECT v.*, p.stall_id, p.state AS product_state FROM variant v
        JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        WHERE v.cooperative_id = $1 AND v.id = $2 FOR NO KEY UPDATE OF p, v""",
        variant_id,
    )


async def for_stock(work: Work, viewer: Viewer, stock_item_id: UUID) -> Right:
    """The stock item, locked. How much a stall has is nobody else's: never NotAllowed, always NotFound."""
    return await _for_part(
        work,
        viewer,
        """SELECT s.*, 'draft' AS product_state FROM stock_item s
        WHERE s.cooperative_id = $1 AND s.id = $2 FOR NO KEY UPDATE""",
        stock_item_id,
    )


async def for_picture(work: Work, viewer: Viewer, picture_id: UUID) -> Right:
    """The picture with its product's `stall_id`; the product is locked."""
    return await _for_part(
        work,
        viewer,
        """SELECT t.*, p.stall_id, p.state AS product_state FROM picture t
        JOIN product p ON p.cooperative_id = t.cooperative_id AND p.id = t.product_id
        WHERE t.cooperative_id = $1 AND t.id = $2 FOR NO KEY UPDATE OF p""",
        picture_id,
    )


async def _for_part(work: Work, viewer: Viewer, statement: str, part_id: UUID) -> Right:
    if viewer.person_id is None:
        raise SignInNeeded
    row = await work.row(statement, work.cooperative_id, part_id)
    if row is None:
        raise NotFound
    try:
        agent_id = await access.require(work, viewer, "product.edit", stall_id=row["stall_id"])
    except NotAllowed:
        if row["product_state"] != "published":
            raise NotFound from None
        raise
    return Right(row, agent_id)
