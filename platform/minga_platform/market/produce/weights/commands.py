"""Weighing what was ordered by estimate: less goes back by itself, more only as far as the buyer accepted. And fewer than were ordered.

The buyer was sold the most that she accepted (what she ordered and the tolerance that members decided), and that is the line's
price. So whatever the scales say, money only ever goes back or is not taken, and nobody is charged a second time.
"""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import Quantity, Unit
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY
from minga_platform.market.orders import queries as orders
from minga_platform.market.orders.commands.prepare import locked_part
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.more import sell_more
from minga_platform.market.payments.commands.weighed import refund_weighed_off
from minga_platform.market.produce.weights.errors import BeyondTolerance, NotWeighed, PaidBefore, WeightSettled
from minga_platform.market.produce.weights.events import WeightAnswered, WeightAsked
from minga_platform.market.produce.weights.shortening import (
    line_of,
    most_of,
    off_at,
    pack,
    price_of_line,
    void_question,
)
from minga_platform.membership import access

_LONGEST_REASON = 300


async def weigh(
    work: Work, viewer: Viewer, *, order_line_id: UUID, packed: int, reason: str = "", give: bool = False
) -> UUID:
    """Write down what was packed of a line of goods (base units); 0: it is not there. The part's id. Needs `orders.fulfil`.

    Doing it again replaces it, until the difference went back. `give`: what is above the accepted is the buyer's for nothing; only of what
    is paid by its weight can there be more.
    Refuses: NotFound, NotAllowed, InvalidInput, InvalidTransition, BeyondTolerance, WeightSettled, OutOfStock.
    """
    reason = _checked(packed, reason)
    agent_id, _, line = await _locked_line(work, viewer, order_line_id)
    most = most_of(line)
    if packed > most and not _by_scales(line):
        raise InvalidInput("packed", "range", minimum="0", maximum=str(most))
    if packed > most and not give:
        raise BeyondTolerance(_of(line, line["wished"]), _of(line, most), _of(line, packed), _can_ask(line))
    off = off_at(line, packed)
    if off < line["went_back"]:
        raise WeightSettled(_of(line, line["packed"]))
    # The rest of a wheel lies on the table; the third of two soaps is nowhere, and nobody may order it.
    await pack(work, line, packed, shelves=_in_measure(line))
    await _note(work, line, packed, off, reason, agent_id)
    return UUID(str(line["seller_order_id"]))


async def ask(work: Work, viewer: Viewer, *, order_line_id: UUID, packed: int, reason: str = "") -> UUID:
    """Ask the buyer whether it may be more than she accepted; the part's id. Needs `orders.fulfil`.

    Only where nothing is paid yet: who paid before is never charged again. Refuses: NotFound, NotAllowed, InvalidInput,
    InvalidTransition, PaidBefore. Announces: WeightAsked.
    """
    reason = _checked(packed, reason)
    agent_id, order, line = await _locked_line(work, viewer, order_line_id)
    if not _by_scales(line):
        raise InvalidInput("lineId", "weighed")
    if packed <= line["quantity"]:
        raise InvalidInput("packed", "range", minimum=str(line["quantity"] + 1))
    if not _can_ask(line):
        raise PaidBefore
    await void_question(work, order_line_id)
    question_id = ids.new()
    await work.execute(
        "INSERT INTO weight_question (cooperative_id, id, order_line_id, packed, more_minor, currency, reason, state, asked_by, asked_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $9)",
        work.cooperative_id, question_id, order_line_id, packed, price_of_line(line, packed) - line["total_minor"], line["currency"],
        reason, agent_id, work.now,
    )  # fmt: skip
    work.emit(WeightAsked(order_id=order["id"], question_id=question_id))
    return UUID(str(line["seller_order_id"]))


async def answer(
    work: Work, viewer: Viewer, *, order_id: UUID, question_id: UUID, agrees: bool, follows: bool = False
) -> UUID:
    """The buyer says whether it may be so much more; the order's id. By who ordered, or who holds the order's link (`follows`).

    The question must be one about that order: who answers is shown the order that she named.

    Agreed, the more is a line of its own, paid with the rest. Declined, she gets what she had accepted.
    Refuses: NotFound, InvalidTransition, OutOfStock. Announces: WeightAnswered.
    """
    found = await work.row(
        """SELECT s.id AS seller_order_id FROM weight_question q
        JOIN order_line l ON l.cooperative_id = q.cooperative_id AND l.id = q.order_line_id
        JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
        WHERE q.cooperative_id = $1 AND q.id = $2 AND s.order_id = $3""",
        work.cooperative_id,
        question_id,
        order_id,
    )
    if found is None or (not follows and await orders.own(work, viewer, order_id) is None):
        raise NotFound
    order = await locked(work, order_id)
    row = await work.row(
        """SELECT q.*, s.state AS part_state FROM weight_question q
        JOIN seller_order s ON s.cooperative_id = q.cooperative_id AND s.id = $3
        WHERE q.cooperative_id = $1 AND q.id = $2 FOR UPDATE""",
        work.cooperative_id, question_id, found["seller_order_id"],
    )  # fmt: skip
    assert row is not None
    if row["state"] != "asked" or row["part_state"] not in ("to_prepare", "ready"):
        raise InvalidTransition(row["state"])
    line = await line_of(work, row["order_line_id"])
    assert line is not None
    if not _can_ask(line):
        raise InvalidTransition("paid")
    await work.execute(
        "UPDATE weight_question SET state = $3, answered_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, question_id, "agreed" if agrees else "declined", work.now,
    )  # fmt: skip
    if agrees:
        await pack(work, line, line["quantity"])
        more = row["packed"] - line["quantity"]
        await sell_more(work, order, line, quantity=more, total_minor=row["more_minor"])
        await _note(work, line, row["packed"], 0, row["reason"], row["asked_by"], given=0)
    work.emit(WeightAnswered(order_id=order["id"], question_id=question_id))
    return UUID(str(order["id"]))


async def packed(work: Work, viewer: Viewer, order: asyncpg.Record, part: asyncpg.Record) -> None:
    """Before a part is ready or handed over: all of it is weighed, and what was paid too much goes back. For locked rows; see
    `orders/ports.py`. Refuses: NotWeighed."""
    rows = await work.rows(
        "SELECT title, packed FROM order_line WHERE cooperative_id = $1 AND seller_order_id = $2 AND wished IS NOT NULL ORDER BY position",
        work.cooperative_id, part["id"],
    )  # fmt: skip
    missing = [row["title"] for row in rows if row["packed"] is None]
    if missing:
        raise NotWeighed(missing)
    if rows:
        await refund_weighed_off(work, order, part["id"], asked_by=viewer.person_id)


def _checked(packed: int, reason: str) -> str:
    if not 0 <= packed <= LARGEST_QUANTITY:
        raise InvalidInput("packed", "range", minimum="0", maximum=str(LARGEST_QUANTITY))
    if len(reason) > _LONGEST_REASON:
        raise InvalidInput("reason", "length", maximum=str(_LONGEST_REASON))
    return reason.strip()


def _of(line: asyncpg.Record, base: int) -> Quantity:
    return Quantity(base, Unit(line["unit"]))


def _in_measure(line: asyncpg.Record) -> bool:
    return bool(line["unit"] != Unit.PIECE.value)


def _by_scales(line: asyncpg.Record) -> bool:
    """Whether it was ordered by estimate, so that there can be more of it."""
    return line["wished"] is not None and _in_measure(line)


def _can_ask(line: asyncpg.Record) -> bool:
    # Of what store credit or a voucher paid whole nothing is captured, and it is paid all the same.
    unpaid = line["method"] == "pickup" and line["payment_state"] == "open" and line["captured_minor"] == 0
    return unpaid and bool(line["given_up"] == 0)


async def _locked_line(work: Work, viewer: Viewer, order_line_id: UUID) -> tuple[UUID, asyncpg.Record, asyncpg.Record]:
    """(asker's agent, order, line), order and part locked. Refuses: NotFound, NotAllowed, InvalidInput, InvalidTransition."""
    part_id = await work.value(
        "SELECT seller_order_id FROM order_line WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        order_line_id,
    )
    order, part = await locked_part(work, viewer, part_id or order_line_id, "orders.fulfil")
    if part["state"] not in ("to_prepare", "ready"):
        raise InvalidTransition(part["state"])
    line = await line_of(work, order_line_id)
    assert line is not None
    if line["container_id"] is not None or line["voucher_id"] is not None:
        raise InvalidInput("lineId", "weighed")
    return await access.agent_of(work, viewer), order, line


async def _note(
    work: Work, line: asyncpg.Record, packed: int, off: int, reason: str, agent_id: UUID, *, given: int | None = None
) -> None:
    await work.execute(
        "INSERT INTO weighing (cooperative_id, id, order_line_id, wished, packed, off_minor, given, currency, reason, by_agent_id, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        work.cooperative_id, ids.new(), line["id"], line["quantity"] if line["wished"] is None else line["wished"], packed, off,
        max(packed - most_of(line), 0) if given is None else given, line["currency"], reason, agent_id, work.now,
    )  # fmt: skip
