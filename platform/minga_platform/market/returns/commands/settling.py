"""Answering, receiving and looking at what comes back, and giving the money back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import stock
from minga_platform.market.credit import spending as storing
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.earnings import hold_as_usual, hold_longer
from minga_platform.market.payments.commands.refund import refund_returned
from minga_platform.market.payments.commands.refund_parts import LineRefund
from minga_platform.market.payments.errors import NothingToRefund, PaymentDisputed
from minga_platform.market.returns import queries
from minga_platform.market.returns.errors import DeductionTooLarge
from minga_platform.market.returns.events import ReturnAnswered, ReturnSettled
from minga_platform.market.returns.queries import COMES, ReturnRow
from minga_platform.market.returns.states import CONDITIONS, MOVES
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found in the parcel. `deduction_minor`: taken off for what the goods lost, with its reason."""

    line_id: UUID
    condition: str
    deduction_minor: int = 0
    deduction_reason: str = ""
    back_on_shelf: bool = False


async def answer_return(work: Work, viewer: Viewer, *, return_id: UUID, accept: bool, answer: str) -> UUID:
    """Take back what is not as it should be, or say why not. Needs `orders.refund`.

    Refuses: NotFound, NotAllowed, InvalidTransition, InvalidInput (a no needs its reason). Announces: ReturnAnswered.
    """
    await access.require(work, viewer, "orders.refund")
    row = await _locked_return(work, return_id)
    if row["state"] != "asked":
        raise InvalidTransition(row["state"])
    if len(answer) > _LONGEST or not (accept or answer.strip()):
        raise InvalidInput("answer", "length", minimum="1", maximum=str(_LONGEST))
    days = await rules.number_at(work, "market.withdrawal_refund_days")
    await work.execute(
        "UPDATE goods_return SET state = $3, answer = $4, refund_by = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, return_id, "declared" if accept else "declined", answer.strip(),
        work.now + timedelta(days=days) if accept else None,
    )  # fmt: skip
    if accept:
        await hold_longer(work, row["seller_order_id"], work.now + timedelta(days=days))
    work.emit(ReturnAnswered(order_id=row["order_id"], return_id=return_id))
    return return_id


async def receive_return(work: Work, viewer: Viewer, *, return_id: UUID) -> UUID:
    """The goods are back at the stall. Needs `orders.fulfil` for it. Refuses: NotFound, NotAllowed, InvalidTransition."""
    row = await _of_keeper(work, viewer, return_id)
    _move(row, "received")
    await work.execute(
        "UPDATE goods_return SET state = 'received', received_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, return_id, work.now,
    )  # fmt: skip
    return return_id


async def inspect_return(work: Work, viewer: Viewer, *, return_id: UUID, found: Sequence[Found]) -> UUID:
    """Say what came back. Without anything taken off, or by somebody who may refund (`orders.refund`), the money goes back at once;
    else whoever may refund looks at it first. Needs `orders.fulfil` for the stall. Each line is told.

    Refuses: NotFound, NotAllowed, InvalidTransition, InvalidInput, DeductionTooLarge, RefundExceedsPortion, PaymentDisputed.
    Announces: ReturnSettled, RefundAsked.
    """
    row = await _of_keeper(work, viewer, return_id)
    whole = await queries.by_id(work, return_id)
    assert whole is not None
    told = _told(whole, found)
    may_settle = await access.may(work, viewer, "orders.refund")
    settles = may_settle or not any(one.deduction_minor for one in found)
    _move(row, "settled" if settles else "inspected")
    await work.many(
        "UPDATE return_line SET condition = $3, deduction_minor = $4, deduction_reason = $5, back_on_shelf = $6 WHERE cooperative_id = $1 AND id = $2",
        [
            (
                work.cooperative_id,
                line_id,
                one.condition,
                one.deduction_minor,
                one.deduction_reason.strip(),
                one.back_on_shelf,
            )
            for line_id, one in told.items()
        ],
    )
    if settles:
        await _settle(work, viewer, row)
        return return_id
    await work.execute(
        "UPDATE goods_return SET state = 'inspected', received_at = coalesce(received_at, $3) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, return_id, work.now,
    )  # fmt: skip
    return return_id


async def settle_return(work: Work, viewer: Viewer, *, return_id: UUID) -> UUID:
    """Give the money back as it was inspected. Needs `orders.refund`. Refuses and announces as `inspect_return`."""
    await access.require(work, viewer, "orders.refund")
    row = await _locked_return(work, return_id)
    if row["state"] != "inspected":
        raise InvalidTransition(row["state"])
    await _settle(work, viewer, row)
    return return_id


def _told(whole: ReturnRow, found: Sequence[Found]) -> dict[UUID, Found]:
    """Refuses: InvalidInput, DeductionTooLarge."""
    told = {one.line_id: one for one in found}
    if len(told) != len(found) or told.keys() != {line.id for line in whole.lines}:
        raise InvalidInput("lines", "distinct")
    for line in whole.lines:
        one = told[line.id]
        if one.condition not in CONDITIONS:
            raise InvalidInput("condition", "one_of")
        if one.deduction_minor < 0:
            raise InvalidInput("deduction", "positive", minimum="0")
        if one.deduction_minor > line.worth_minor:
            raise DeductionTooLarge(Money(line.worth_minor, whole.currency))
        if one.deduction_minor and not 1 <= len(one.deduction_reason.strip()) <= _LONGEST:
            raise InvalidInput("deductionReason", "length", minimum="1", maximum=str(_LONGEST))
        if one.back_on_shelf and one.condition == "missing":
            raise InvalidInput("backOnShelf", "missing")
    return told


async def _settle(work: Work, viewer: Viewer, row: asyncpg.Record) -> None:
    order = await locked(work, row["order_id"])
    whole = await queries.by_id(work, row["id"])
    assert whole is not None
    # Since it was inspected, more of it may have gone back another way.
    amounts = {line.id: max(line.worth_minor - line.deduction_minor, 0) for line in whole.lines}
    await work.many(
        "UPDATE return_line SET refund_minor = $3 WHERE cooperative_id = $1 AND id = $2",
        [(work.cooperative_id, line_id, amount) for line_id, amount in amounts.items()],
    )
    delivery = await _delivery(work, order, row["id"]) if row["kind"] == "withdrawal" else 0
    said = "; ".join(dict.fromkeys(line.deduction_reason for line in whole.lines if line.deduction_reason))
    refund_id = None
    try:
        refund_id = await refund_returned(
            work,
            order,
            [
                LineRefund(line.order_line_id, Money(amounts[line.id], whole.currency))
                for line in whole.lines
                if amounts[line.id]
            ],
            delivery_minor=delivery,
            reason=said[:_LONGEST],
            asked_by=viewer.person_id,
        )
    except NothingToRefund:
        if sum(amounts.values()):
            raise
    agent = await access.standing(work, viewer)
    await work.execute(
        "UPDATE goods_return SET state = 'settled', received_at = coalesce(received_at, $3), settled_at = $3, settled_by = $4, refund_id = $5, "
        "refund_minor = $6, delivery_minor = $7 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], work.now, agent.agent_id if agent else None, refund_id, sum(amounts.values()) + delivery, delivery,
    )  # fmt: skip
    await _to_the_shelf(work, row["id"])
    if not await work.value(
        "SELECT EXISTS (SELECT FROM goods_return WHERE cooperative_id = $1 AND seller_order_id = $2 AND state IN ('declared', 'received', 'inspected'))",
        work.cooperative_id, row["seller_order_id"],
    ):  # fmt: skip
        await hold_as_usual(work, row["seller_order_id"])
    work.emit(ReturnSettled(order_id=order["id"], return_id=row["id"]))


async def give_back_delivery(work: Work, order_id: UUID) -> None:
    """What was left of an order was called off after its buyer had withdrawn from what she got: nothing of it is with her, so the delivery
    goes back as it does with the last thing that comes back. Safe to repeat. Announces: RefundAsked."""
    order = await locked(work, order_id)
    withdrawn = await work.value(
        "SELECT EXISTS (SELECT FROM goods_return WHERE cooperative_id = $1 AND order_id = $2 AND kind = 'withdrawal' AND state = 'settled' "
        "AND received_at IS NOT NULL)",
        work.cooperative_id, order_id,
    )  # fmt: skip
    delivery = await _delivery(work, order, None) if withdrawn else 0
    if delivery:
        # Where the buyer's bank has the money, it decides.
        with suppress(NothingToRefund, PaymentDisputed):
            await refund_returned(work, order, [], delivery_minor=delivery, reason="", asked_by=None)


async def _delivery(work: Work, order: asyncpg.Record, return_id: UUID | None) -> int:
    """What of the delivery goes back: the plainest way's cost, once the buyer withdrew from all of the order (Directive 2011/83/EU, Art. 13).

    Where something of it stays with her, the parcel would have been sent all the same.
    """
    if not order["delivery_minor"]:
        return 0
    kept = await work.value(
        f"""SELECT EXISTS (SELECT FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
            WHERE l.cooperative_id = $1 AND s.order_id = $2 AND s.state <> 'cancelled' AND l.container_id IS NULL
            AND coalesce(l.packed, l.quantity) > coalesce((SELECT sum(r.quantity) FROM return_line r JOIN goods_return g
                ON g.cooperative_id = r.cooperative_id AND g.id = r.return_id AND g.kind = 'withdrawal' AND {COMES} AND (g.state = 'settled' OR g.id = $3)
                WHERE r.cooperative_id = l.cooperative_id AND r.order_line_id = l.id), 0))""",
        work.cooperative_id, order["id"], return_id,
    )  # fmt: skip
    if kept:
        return 0
    outside: int | None = await work.value(
        "SELECT p.captured_minor - p.refunded_minor FROM portion p JOIN payment y ON y.cooperative_id = p.cooperative_id AND y.id = p.payment_id "
        "WHERE p.cooperative_id = $1 AND y.order_id = $2 AND p.seller_order_id IS NULL",
        work.cooperative_id, order["id"],
    )  # fmt: skip
    left = (outside or 0) + (await storing.left_of(work, order["id"])).get(None, 0)
    standard = int(order["place"].get("standard_fee_minor", order["delivery_minor"]))
    whole: int = order["delivery_minor"]
    return max(min(left, standard - (whole - left)), 0)


async def _to_the_shelf(work: Work, return_id: UUID) -> None:
    rows = await work.rows(
        "SELECT l.stock_item_id, sum(r.quantity * l.draws)::bigint AS back FROM return_line r "
        "JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.order_line_id "
        "WHERE r.cooperative_id = $1 AND r.return_id = $2 AND r.back_on_shelf AND l.draws > 0 GROUP BY l.stock_item_id",
        work.cooperative_id, return_id,
    )  # fmt: skip
    await stock.put_back(work, {row["stock_item_id"]: row["back"] for row in rows})


async def _of_keeper(work: Work, viewer: Viewer, return_id: UUID) -> asyncpg.Record:
    """The return, locked, for somebody who fulfils its stall's orders. Refuses: NotFound, NotAllowed."""
    stall_id = await work.value(
        "SELECT stall_id FROM goods_return WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, return_id
    )
    if stall_id is None:
        await access.agent_of(work, viewer)
        raise NotFound
    if viewer.person_id is not None and not await access.may(work, viewer, "orders.see", stall_id=stall_id):
        raise NotFound
    await access.require(work, viewer, "orders.fulfil", stall_id=stall_id)
    return await _locked_return(work, return_id)


async def _locked_return(work: Work, return_id: UUID) -> asyncpg.Record:
    """The order's row is locked first, as everywhere. Refuses: NotFound."""
    order_id = await work.value(
        "SELECT order_id FROM goods_return WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, return_id
    )
    if order_id is None:
        raise NotFound
    await locked(work, order_id)
    row = await work.row(
        "SELECT * FROM goods_return WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, return_id
    )
    assert row is not None
    return row


def _move(row: asyncpg.Record, to: str) -> None:
    if to not in MOVES[row["state"]]:
        raise InvalidTransition(row["state"])
