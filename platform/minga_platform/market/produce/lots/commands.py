"""Opening a lot, adding to it, losing of it, and calling it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY
from minga_platform.market.produce.lots.errors import AlreadyRecalled, LotCodeTaken, LotEmpty
from minga_platform.market.produce.lots.events import LotRecalled
from minga_platform.membership import access

_LONGEST_CODE = 40
_LONGEST_NAME = 80
_LONGEST_REASON = 500
_MOST_SOURCES = 100


@dataclass(frozen=True, slots=True)
class Source:
    """So much (base units) from one producer. `kind`: `produced` by the stall's own people, or `received` from elsewhere."""

    producer: str
    quantity: int
    kind: str = "produced"


async def open_lot(
    work: Work,
    viewer: Viewer,
    *,
    stock_item_id: UUID,
    code: str,
    sources: Sequence[Source],
    harvested_on: date | None = None,
    expires_on: date | None = None,
    into_stock: bool = True,
) -> UUID:
    """A new lot of what a stall counts. Needs `product.edit` for the stall. `into_stock`: it also goes onto the shelf.

    Refuses: NotFound, NotAllowed, InvalidInput, LotCodeTaken.
    """
    item = await _item(work, viewer, stock_item_id)
    code = code.strip()
    if not 1 <= len(code) <= _LONGEST_CODE or not code.isprintable():
        raise InvalidInput("code", "length", minimum="1", maximum=str(_LONGEST_CODE))
    if not 1 <= len(sources) <= _MOST_SOURCES:
        raise InvalidInput("sources", "number", maximum=str(_MOST_SOURCES))
    if harvested_on and expires_on and expires_on < harvested_on:
        raise InvalidInput("expiresOn", "after_harvest")
    agent_id, lot_id = await access.agent_of(work, viewer), ids.new()
    try:
        await work.execute(
            "INSERT INTO lot (cooperative_id, id, stall_id, stock_item_id, code, harvested_on, expires_on, opened_by, opened_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            work.cooperative_id, lot_id, item["stall_id"], stock_item_id, code, harvested_on, expires_on, agent_id, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise LotCodeTaken from None
    await _add(work, lot_id, item, sources, agent_id, into_stock=into_stock)
    return lot_id


async def add_to_lot(
    work: Work, viewer: Viewer, *, lot_id: UUID, sources: Sequence[Source], into_stock: bool = True
) -> UUID:
    """More came into a lot, perhaps from another producer. Needs `product.edit`. Refuses: NotFound, NotAllowed, InvalidInput,
    AlreadyRecalled."""
    row = await locked_lot(work, viewer, lot_id)
    if row["recalled_at"] is not None:
        raise AlreadyRecalled
    if not 1 <= len(sources) <= _MOST_SOURCES:
        raise InvalidInput("sources", "number", maximum=str(_MOST_SOURCES))
    item = await _item(work, viewer, row["stock_item_id"])
    await _add(work, lot_id, item, sources, await access.agent_of(work, viewer), into_stock=into_stock)
    return lot_id


async def lose_from_lot(
    work: Work, viewer: Viewer, *, lot_id: UUID, quantity: int, reason: str, from_stock: bool = True
) -> UUID:
    """So much of a lot spoiled or broke. Needs `product.edit`. `from_stock`: it leaves the shelf too, as far as nobody holds it.

    Refuses: NotFound, NotAllowed, InvalidInput, LotEmpty, OutOfStock.
    """
    row = await locked_lot(work, viewer, lot_id)
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise InvalidInput("quantity", "range", minimum="1", maximum=str(LARGEST_QUANTITY))
    if not 1 <= len(reason.strip()) <= _LONGEST_REASON:
        raise InvalidInput("reason", "length", minimum="1", maximum=str(_LONGEST_REASON))
    left = row["produced"] + row["received"] - row["lost"] - row["taken"]
    if quantity > left:
        raise LotEmpty(left)
    await work.execute(
        "UPDATE lot SET lost = lost + $3 WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, lot_id, quantity
    )
    await _write_source(work, lot_id, "", "lost", quantity, reason.strip(), await access.agent_of(work, viewer))
    if from_stock:
        await stock.take(work, await stock.hold(work, {row["stock_item_id"]: quantity}))
    return lot_id


async def recall(work: Work, viewer: Viewer, *, lot_id: UUID, reason: str) -> UUID:
    """A lot must come back: nothing more is packed of it, and everybody who has of it is told. Needs `product.edit`.

    Refuses: NotFound, NotAllowed, InvalidInput, AlreadyRecalled. Announces: LotRecalled.
    """
    row = await locked_lot(work, viewer, lot_id)
    if row["recalled_at"] is not None:
        raise AlreadyRecalled
    if not 1 <= len(reason.strip()) <= _LONGEST_REASON:
        raise InvalidInput("reason", "length", minimum="1", maximum=str(_LONGEST_REASON))
    await work.execute(
        "UPDATE lot SET recalled_at = $3, recalled_by = $4, recall_reason = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, lot_id, work.now, await access.agent_of(work, viewer), reason.strip(),
    )  # fmt: skip
    work.emit(LotRecalled(lot_id=lot_id))
    return lot_id


async def locked_lot(work: Work, viewer: Viewer, lot_id: UUID) -> asyncpg.Record:
    """A lot's row, locked, for who may change its stall's goods; else it does not exist. Refuses: SignInNeeded, NotFound."""
    if viewer.person_id is None:
        raise SignInNeeded
    row = await work.row(
        "SELECT * FROM lot WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, lot_id
    )
    if row is None or not await access.may(work, viewer, "product.edit", stall_id=row["stall_id"]):
        raise NotFound
    return row


async def _item(work: Work, viewer: Viewer, stock_item_id: UUID) -> asyncpg.Record:
    if viewer.person_id is None:
        raise SignInNeeded
    row = await work.row(
        "SELECT id, stall_id, counted FROM stock_item WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        stock_item_id,
    )
    if row is None or not await access.may(work, viewer, "product.edit", stall_id=row["stall_id"]):
        raise NotFound
    return row


async def _add(
    work: Work, lot_id: UUID, item: asyncpg.Record, sources: Sequence[Source], agent_id: UUID, *, into_stock: bool
) -> None:
    for source in sources:
        if source.kind not in ("produced", "received"):
            raise InvalidInput("kind", "one_of")
        if not 1 <= source.quantity <= LARGEST_QUANTITY:
            raise InvalidInput("quantity", "range", minimum="1", maximum=str(LARGEST_QUANTITY))
        if not 1 <= len(source.producer.strip()) <= _LONGEST_NAME or not source.producer.isprintable():
            raise InvalidInput("producer", "length", minimum="1", maximum=str(_LONGEST_NAME))
        await _write_source(work, lot_id, source.producer.strip(), source.kind, source.quantity, "", agent_id)
    sums = {kind: sum(one.quantity for one in sources if one.kind == kind) for kind in ("produced", "received")}
    await work.execute(
        "UPDATE lot SET produced = produced + $3, received = received + $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, lot_id, sums["produced"], sums["received"],
    )  # fmt: skip
    if into_stock and item["counted"]:
        await stock.put_back(work, {item["id"]: sum(sums.values())})


async def _write_source(
    work: Work, lot_id: UUID, producer: str, kind: str, quantity: int, reason: str, agent_id: UUID
) -> None:
    await work.execute(
        "INSERT INTO lot_source (cooperative_id, id, lot_id, producer, kind, quantity, reason, written_by, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        work.cooperative_id, ids.new(), lot_id, producer, kind, quantity, reason, agent_id, work.now,
    )  # fmt: skip
