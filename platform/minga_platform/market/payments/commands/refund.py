"""Money goes back: line by line, each part of the sale reversed to the exact cent, however many steps it takes.

What is owed to the buyer stands in `refunds_in_flight` until whoever carries the money confirms it. The maker's share
comes out of what is held, else out of what is payable; what was sent to her already becomes a debt, to be reversed at the
provider or netted from her next payout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import LineSplit, reversal_part, royalty_part
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.errors import NothingToRefund, RefundExceedsPortion
from minga_platform.market.payments.events import RefundAsked, RefundSettled
from minga_platform.market.payments.states import REFUND_MOVES
from minga_platform.membership import access

_IN_FLIGHT = AccountName(AccountKind.REFUNDS_IN_FLIGHT)
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class LineRefund:
    """How much of a line goes back; None is all that is left of it."""

    order_line_id: UUID
    amount: Money | None


@dataclass(frozen=True, slots=True)
class _Part:
    line_id: UUID | None
    portion_id: UUID
    seller_order_id: UUID | None
    stall_id: UUID | None
    source: AccountName | None
    """Where the maker's share comes from."""
    till_id: UUID | None
    """Which till the buyer's cash is in."""
    amount: int
    earning: int
    fee: int
    fee_tax: int
    tax: int
    royalty: int = 0
    royalty_source: AccountName | None = None
    """Where the royalty comes from: what is due, or ahead of what will be due once it was divided."""


async def refund_lines(work: Work, viewer: Viewer, *, order_id: UUID, lines: Sequence[LineRefund], reason: str) -> UUID:
    """Refund lines of an order, whole or in part; the refund's id. Needs `orders.refund`.

    Refuses: NotFound, InvalidInput, NothingToRefund, RefundExceedsPortion. Announces: RefundAsked, or RefundSettled for cash.
    """
    await access.require(work, viewer, "orders.refund")
    if not lines or len({one.order_line_id for one in lines}) != len(lines):
        raise InvalidInput("lines", "distinct")
    if len(reason) > _LONGEST_REASON:
        raise InvalidInput("reason", "length", maximum=str(_LONGEST_REASON))
    order = await locked(work, order_id)
    asked_by = viewer.person_id
    return await _refund(
        work, order, list(lines), delivery=False, cause="line", reason=reason.strip(), asked_by=asked_by
    )


async def refund_whole(work: Work, order_id: UUID, *, cause: str, reason: str) -> UUID | None:
    """Refund all that is left of an order, its delivery included; None when nothing came in or all went back."""
    order = await locked(work, order_id)
    return await _refund_parts(work, order, None, cause=cause, reason=reason)


async def refund_cancelled(
    work: Work, order: asyncpg.Record, seller_order_ids: Sequence[UUID], *, reason: str
) -> UUID | None:
    """Refund the parts of an order that were cancelled; the delivery too when nothing of the order is left."""
    left = await work.value(
        "SELECT EXISTS (SELECT FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 AND state <> 'cancelled')",
        work.cooperative_id,
        order["id"],
    )
    return await _refund_parts(
        work, order, list(seller_order_ids) if left else None, cause="cancellation", reason=reason
    )


async def _refund_parts(
    work: Work, order: asyncpg.Record, seller_order_ids: list[UUID] | None, *, cause: str, reason: str
) -> UUID | None:
    rows = await work.rows(
        "SELECT l.id FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 AND ($3::uuid[] IS NULL OR s.id = ANY($3)) AND l.refunded_minor < l.total_minor ORDER BY l.id",
        work.cooperative_id, order["id"], seller_order_ids,
    )  # fmt: skip
    lines = [LineRefund(row["id"], None) for row in rows]
    try:
        return await _refund(
            work, order, lines, delivery=seller_order_ids is None, cause=cause, reason=reason, asked_by=None
        )
    except NothingToRefund:
        return None


async def _refund(
    work: Work,
    order: asyncpg.Record,
    lines: list[LineRefund],
    *,
    delivery: bool,
    cause: str,
    reason: str,
    asked_by: UUID | None,
) -> UUID:
    payment = await work.row(
        "SELECT * FROM payment WHERE cooperative_id = $1 AND order_id = $2 FOR UPDATE", work.cooperative_id, order["id"]
    )
    if payment is None:
        raise NothingToRefund
    parts = await _parts_of_lines(work, order, payment, lines)
    if delivery:
        parts += await _part_of_delivery(work, order, payment)
    total = sum(part.amount for part in parts)
    if total == 0:
        raise NothingToRefund
    refund_id = ids.new()
    await work.execute(
        "INSERT INTO refund (cooperative_id, id, payment_id, order_id, state, cause, currency, amount_minor, reason, asked_by, created_at, lease_until) "
        "VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7, $8, $9, $10, $11)",
        work.cooperative_id, refund_id, payment["id"], order["id"], cause, order["currency"], total, reason, asked_by, work.now, work.now + LEASE,
    )  # fmt: skip
    await work.many(
        "INSERT INTO refund_line (cooperative_id, id, refund_id, order_line_id, amount_minor, tax_minor, fee_minor, fee_tax_minor, earning_minor, "
        "royalty_minor) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            (
                work.cooperative_id,
                ids.new(),
                refund_id,
                part.line_id,
                part.amount,
                part.tax,
                part.fee,
                part.fee_tax,
                part.earning,
                part.royalty,
            )
            for part in parts
        ],
    )
    await work.many(
        "UPDATE order_line SET refunded_minor = refunded_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        [(work.cooperative_id, part.line_id, part.amount) for part in parts if part.line_id],
    )
    await work.many(
        "UPDATE portion SET refunded_minor = refunded_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        [(work.cooperative_id, part.portion_id, part.amount) for part in parts],
    )
    await post(
        work, kind="refund", subject_kind="refund", subject_id=refund_id, key=f"refund:{refund_id}",
        moves=[move for part in parts for move in _moves(part, order["currency"])],
    )  # fmt: skip
    work.emit(RefundAsked(order_id=order["id"], refund_id=refund_id))
    if payment["method"] == "pickup":
        tills: dict[AccountName, int] = {}
        for part in parts:
            till = AccountName(AccountKind.CASH_TILL, part.till_id)
            tills[till] = tills.get(till, 0) + part.amount
        await settle(work, refund_id, tills)
    return refund_id


async def _parts_of_lines(
    work: Work, order: asyncpg.Record, payment: asyncpg.Record, lines: list[LineRefund]
) -> list[_Part]:
    wanted = {one.order_line_id: one.amount for one in lines}
    # Locked first, read after: a payout that takes up a part while we wait for it must be seen by what is read below.
    await work.rows(
        "SELECT id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 ORDER BY id FOR UPDATE",
        work.cooperative_id,
        order["id"],
    )
    rows = await work.rows(
        "SELECT l.*, s.stall_id, s.payable_at, p.id AS portion_id, p.captured_minor, p.refunded_minor AS portion_refunded, p.till_id, "
        "EXISTS (SELECT FROM payout_item i WHERE i.cooperative_id = s.cooperative_id AND i.seller_order_id = s.id AND i.live) AS paid_out "
        "FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id AND p.payment_id = $3 "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 AND l.id = ANY($4) ORDER BY p.id, l.id FOR UPDATE OF l, s, p",
        work.cooperative_id, order["id"], payment["id"], list(wanted),
    )  # fmt: skip
    if len(rows) != len(wanted):
        raise NotFound
    parts: list[_Part] = []
    spent: dict[UUID, int] = {}
    for row in rows:
        asked = wanted[row["id"]]
        left_of_line = row["total_minor"] - row["refunded_minor"]
        left_of_portion = row["captured_minor"] - row["portion_refunded"] - spent.get(row["portion_id"], 0)
        left = min(left_of_line, left_of_portion)
        if asked is not None and asked.currency != order["currency"]:
            raise InvalidInput("amount", "currency")
        amount = left if asked is None else asked.minor
        if asked is not None and amount < 1:
            raise InvalidInput("amount", "positive", minimum="1")
        if amount > left:
            raise RefundExceedsPortion(Money(max(left, 0), order["currency"]))
        if amount == 0:
            continue
        spent[row["portion_id"]] = spent.get(row["portion_id"], 0) + amount
        split = LineSplit(
            row["total_minor"],
            row["tax_minor"],
            row["fee_minor"],
            row["fee_tax_minor"],
            row["earning_minor"],
            row["royalty_minor"],
        )
        maker, fee, fee_tax, tax = reversal_part(split.parts, row["refunded_minor"], amount, split.gross)
        royalty = royalty_part(split, row["refunded_minor"], amount)
        kind = (
            AccountKind.SELLER_NEGATIVE
            if row["paid_out"]
            else AccountKind.SELLER_HELD
            if row["payable_at"] is None
            else AccountKind.SELLER_PAYABLE
        )
        source = AccountName(kind, row["stall_id"])
        parts.append(
            _Part(
                row["id"],
                row["portion_id"],
                row["seller_order_id"],
                row["stall_id"],
                source,
                row["till_id"],
                amount,
                maker - royalty,
                fee,
                fee_tax,
                tax,
                royalty,
                _royalty_source(row),
            )
        )
    return parts


def _royalty_source(row: asyncpg.Record) -> AccountName | None:
    if row["royalty_holder_id"] is None:
        return None
    kind = AccountKind.ROYALTIES_DUE if row["royalty_divided_at"] is None else AccountKind.ROYALTIES_AHEAD
    return AccountName(kind, row["royalty_holder_id"], row["royalty_purpose"])


async def _part_of_delivery(work: Work, order: asyncpg.Record, payment: asyncpg.Record) -> list[_Part]:
    row = await work.row(
        "SELECT id, captured_minor, refunded_minor FROM portion WHERE cooperative_id = $1 AND payment_id = $2 AND seller_order_id IS NULL FOR UPDATE",
        work.cooperative_id,
        payment["id"],
    )
    if row is None or row["captured_minor"] == row["refunded_minor"]:
        return []
    amount = row["captured_minor"] - row["refunded_minor"]
    tax = order["delivery_tax_minor"]
    net, tax = reversal_part(
        (order["delivery_minor"] - tax, tax), row["refunded_minor"], amount, order["delivery_minor"]
    )
    return [_Part(None, row["id"], None, None, None, None, amount, 0, net, 0, tax)]


def _moves(part: _Part, unit: str) -> list[Move]:
    trace: dict[str, Any] = {"seller_order_id": part.seller_order_id, "order_line_id": part.line_id}
    purpose = "sales" if part.line_id else "delivery"
    moves = [
        Move(AccountName(AccountKind.FEE_INCOME, purpose=purpose), _IN_FLIGHT, Money(part.fee, unit), **trace),
        Move(AccountName(AccountKind.VAT_DUE, purpose="fees"), _IN_FLIGHT, Money(part.fee_tax, unit), **trace),
        Move(AccountName(AccountKind.VAT_DUE, purpose="sales"), _IN_FLIGHT, Money(part.tax, unit), **trace),
    ]
    if part.source is not None:
        moves.append(Move(part.source, _IN_FLIGHT, Money(part.earning, unit), **trace))
    if part.royalty_source is not None:
        moves.append(Move(part.royalty_source, _IN_FLIGHT, Money(part.royalty, unit), **trace))
    return moves


async def settle(
    work: Work, refund_id: UUID, cash: AccountName | Mapping[AccountName, int], *, provider_refund: str | None = None
) -> bool:
    """The money reached the buyer: it leaves `cash`, one account or so much (minor units) of each. Safe to repeat; False when it
    had been settled. Announces: RefundSettled."""
    refund = await locked_refund(work, refund_id)
    if "settled" not in REFUND_MOVES[refund["state"]]:
        return False
    leaves = {cash: refund["amount_minor"]} if isinstance(cash, AccountName) else cash
    assert sum(leaves.values()) == refund["amount_minor"], "what leaves the tills is what goes back"
    await work.execute(
        "UPDATE refund SET state = 'settled', settled_at = $3, provider_refund = coalesce($4, provider_refund) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, refund_id, work.now, provider_refund,
    )  # fmt: skip
    await post(
        work, kind="refund_settled", subject_kind="refund", subject_id=refund_id, key=f"refund-settled:{refund_id}:{refund['tries']}",
        moves=[Move(_IN_FLIGHT, account, Money(minor, refund["currency"])) for account, minor in leaves.items()],
    )  # fmt: skip
    work.emit(RefundSettled(order_id=refund["order_id"], refund_id=refund_id))
    return True


async def locked_refund(work: Work, refund_id: UUID) -> asyncpg.Record:
    """The refund's row, locked. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM refund WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, refund_id
    )
    if row is None:
        raise NotFound
    return row


async def confirm_bank_refund(work: Work, viewer: Viewer, *, refund_id: UUID) -> UUID:
    """A person sent the money by bank. Needs `till.use`. Refuses: NotFound, InvalidTransition."""
    await access.require(work, viewer, "till.use")
    refund = await locked_refund(work, refund_id)
    method = await work.value(
        "SELECT method FROM payment WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, refund["payment_id"]
    )
    if method != "bank" or not await settle(work, refund_id, AccountName(AccountKind.CASH_BANK)):
        raise InvalidTransition(refund["state"])
    return refund_id
