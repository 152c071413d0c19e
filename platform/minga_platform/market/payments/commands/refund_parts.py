"""What of each line goes back, and from whom: the sale reversed to the exact cent, however many steps it takes.

Cumulative: what was reversed so far and this together are the exact part. Who bears the maker's share is said with the refund:
the maker as a rule, else the co-op or the courier; fee, tax and royalty go back with the sale whoever bears that.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.money import BPS, Money, share_half_up
from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import LineSplit, exact_part, reversal_part, royalty_part
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move
from minga_platform.market.credit import selling
from minga_platform.market.credit import spending as storing
from minga_platform.market.credit.accounts import account
from minga_platform.market.cycles.amounts import purposes_of
from minga_platform.market.cycles.taking import PURPOSES_OF_LINE
from minga_platform.market.payments.errors import RefundExceedsPortion

IN_FLIGHT = AccountName(AccountKind.REFUNDS_IN_FLIGHT)
BEARERS = {
    "cooperative": AccountName(AccountKind.REFUND_COST),
    "courier": AccountName(AccountKind.COURIER_DUE),
}
"""Who may bear a refund instead of the maker, and the account that is debited."""


@dataclass(frozen=True, slots=True)
class LineRefund:
    """How much of a line goes back; None is all that is left of it."""

    order_line_id: UUID
    amount: Money | None


@dataclass(frozen=True, slots=True)
class Part:
    """One line's part of a refund, or the delivery's. Minor units; `amount` is the sum of the others."""

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
    borne: int = 0
    """The maker's share, where somebody else bears it: then `earning` is nothing and `source` is that account."""
    purposes: tuple[tuple[str, int], ...] = ()
    """What the fee was for, where an order cycle took fees of its own; sums to `fee`."""
    deposit: int = 0
    """Of a jar's, a crate's or a gift voucher's line, what was owed for it: then `earning` is nothing and `source` is that account."""
    voucher_id: UUID | None = None
    supply_tax: int = 0
    """What of the tax a registered maker had charged the co-op she gives back; beside `amount`, which is the buyer's."""
    supplier: AccountName | None = None
    """Her account that it comes from."""


async def parts_of_lines(
    work: Work,
    order: asyncpg.Record,
    payment: asyncpg.Record,
    lines: list[LineRefund],
    *,
    liable: str,
    stored: bool = False,
) -> list[Part]:
    """The parts of these lines, their rows locked; `stored`: out of what store credit and a voucher paid.

    Refuses: NotFound, InvalidInput, RefundExceedsPortion{remaining}."""
    wanted = {one.order_line_id: one.amount for one in lines}
    # Locked first, read after: a payout that takes up a part while we wait for it must be seen by what is read below.
    await work.rows(
        "SELECT id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 ORDER BY id FOR UPDATE",
        work.cooperative_id,
        order["id"],
    )
    rows = await work.rows(
        f"SELECT l.*, {PURPOSES_OF_LINE}, s.stall_id, s.payable_at, s.maker_taxed, p.id AS portion_id, p.captured_minor, "
        "p.refunded_minor AS portion_refunded, p.till_id, "
        "EXISTS (SELECT FROM payout_item i WHERE i.cooperative_id = s.cooperative_id AND i.seller_order_id = s.id AND i.live) AS paid_out "
        "FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id "
        "JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id AND p.payment_id = $3 "
        "WHERE l.cooperative_id = $1 AND s.order_id = $2 AND l.id = ANY($4) ORDER BY p.id, l.id FOR UPDATE OF l, s, p",
        work.cooperative_id, order["id"], payment["id"], list(wanted),
    )  # fmt: skip
    if len(rows) != len(wanted):
        raise NotFound
    parts: list[Part] = []
    spent: dict[UUID, int] = {}
    left_stored = await storing.left_of(work, order["id"]) if stored else {}
    for row in rows:
        asked = wanted[row["id"]]
        left_of_line = row["total_minor"] - row["refunded_minor"]
        whole = (
            left_stored.get(row["seller_order_id"], 0) if stored else row["captured_minor"] - row["portion_refunded"]
        )
        left_of_portion = whole - spent.get(row["portion_id"], 0)
        left = min(left_of_line, left_of_portion)
        if row["voucher_id"] is not None:
            left = min(left, await selling.left_in(work, row["voucher_id"], order["currency"]))
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
            row["deposit_minor"],
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
        part = Part(
            row["id"],
            row["portion_id"],
            row["seller_order_id"],
            row["stall_id"],
            AccountName(kind, row["stall_id"]),
            row["till_id"],
            amount,
            maker - royalty,
            fee,
            fee_tax,
            tax,
            royalty,
            _royalty_source(row),
        )
        if row["fee_purposes"]:
            before = exact_part(split.parts, row["refunded_minor"])[1]
            part = replace(part, purposes=tuple(purposes_of(row["fee_purposes"], fee, before=before)))
        if row["container_id"] is not None:
            # The jar comes back, or was never given out: its deposit is owed to nobody any more, and nobody bears it.
            owed = AccountName(AccountKind.CONTAINERS_OWED, row["container_id"])
            part = replace(part, earning=0, deposit=part.earning, source=owed)
        elif row["voucher_id"] is not None:
            part = replace(
                part,
                earning=0,
                deposit=part.earning,
                source=account("voucher", row["voucher_id"]),
                voucher_id=row["voucher_id"],
            )
        elif liable in BEARERS:
            part = replace(part, earning=0, borne=part.earning, source=BEARERS[liable])
        if row["maker_taxed"] and row["container_id"] is None and row["voucher_id"] is None:
            # Where somebody else bears her share, that much of her supply stands, and so does the tax on it.
            stands = min(tax, share_half_up(part.borne, row["tax_bps"], BPS))
            supplier = AccountName(kind, row["stall_id"])
            part = replace(part, supply_tax=tax - stands, supplier=supplier)
        parts.append(part)
    return parts


def _royalty_source(row: asyncpg.Record) -> AccountName | None:
    if row["royalty_holder_id"] is None:
        return None
    kind = AccountKind.ROYALTIES_DUE if row["royalty_divided_at"] is None else AccountKind.ROYALTIES_AHEAD
    return AccountName(kind, row["royalty_holder_id"], row["royalty_purpose"])


async def divided(
    work: Work, order: asyncpg.Record, payment: asyncpg.Record, lines: list[LineRefund]
) -> tuple[list[LineRefund], list[LineRefund]]:
    """(what goes back of the money from outside, what of store credit and the voucher): from outside as far as it reaches.

    Refuses: InvalidInput, RefundExceedsPortion.
    """
    rows = await work.rows(
        "SELECT l.id, l.seller_order_id, l.total_minor - l.refunded_minor AS left_minor, p.captured_minor - p.refunded_minor AS outside_minor "
        "FROM order_line l JOIN portion p ON p.cooperative_id = l.cooperative_id AND p.seller_order_id = l.seller_order_id AND p.payment_id = $3 "
        "WHERE l.cooperative_id = $1 AND l.id = ANY($2) ORDER BY l.id FOR UPDATE OF l, p",
        work.cooperative_id, [one.order_line_id for one in lines], payment["id"],
    )  # fmt: skip
    if len(rows) != len(lines):
        raise NotFound
    wanted = {one.order_line_id: one.amount for one in lines}
    unit = order["currency"]
    stored_left = await storing.left_of(work, order["id"])
    outside_left = {row["seller_order_id"]: row["outside_minor"] for row in rows}
    outside: list[LineRefund] = []
    stored: list[LineRefund] = []
    for row in rows:
        part, asked = row["seller_order_id"], wanted[row["id"]]
        if asked is not None and asked.currency != unit:
            raise InvalidInput("amount", "currency")
        most = min(row["left_minor"], outside_left[part] + stored_left.get(part, 0))
        amount = most if asked is None else asked.minor
        if asked is not None and amount < 1:
            raise InvalidInput("amount", "positive", minimum="1")
        if amount > most:
            raise RefundExceedsPortion(Money(max(most, 0), unit))
        first = min(amount, outside_left[part])
        outside_left[part] -= first
        stored_left[part] = stored_left.get(part, 0) - (amount - first)
        if first:
            outside.append(LineRefund(row["id"], Money(first, unit)))
        if amount - first:
            stored.append(LineRefund(row["id"], Money(amount - first, unit)))
    return outside, stored


async def part_of_delivery(
    work: Work,
    order: asyncpg.Record,
    payment: asyncpg.Record,
    *,
    most: int | None = None,
    stored_left: int = 0,
    stored: bool = False,
) -> list[Part]:
    """What is left of the delivery fee, at most `most`; nothing where there is none. Its row is locked.

    `stored_left`: what of it store credit and a voucher paid and have not got back; `stored`: that is to go back now.
    """
    row = await work.row(
        "SELECT id, captured_minor, refunded_minor FROM portion WHERE cooperative_id = $1 AND payment_id = $2 AND seller_order_id IS NULL FOR UPDATE",
        work.cooperative_id,
        payment["id"],
    )
    if row is None:
        return []
    outside = row["captured_minor"] - row["refunded_minor"]
    left = stored_left if stored else outside
    amount = left if most is None else min(left, most)
    if amount == 0:
        return []
    before = order["delivery_minor"] - outside - stored_left
    tax = order["delivery_tax_minor"]
    net, tax = reversal_part((order["delivery_minor"] - tax, tax), before, amount, order["delivery_minor"])
    return [Part(None, row["id"], None, None, None, None, amount, 0, net, 0, tax)]


def moves_of(part: Part, unit: str) -> list[Move]:
    """What leaves each account that the sale had filled, for the buyer."""
    trace: dict[str, Any] = {"seller_order_id": part.seller_order_id, "order_line_id": part.line_id}
    fees = part.purposes or (("sales" if part.line_id else "delivery", part.fee),)
    moves = [
        *(
            Move(AccountName(AccountKind.FEE_INCOME, purpose=purpose), IN_FLIGHT, Money(fee, unit), **trace)
            for purpose, fee in fees
        ),
        Move(AccountName(AccountKind.VAT_DUE, purpose="fees"), IN_FLIGHT, Money(part.fee_tax, unit), **trace),
        Move(AccountName(AccountKind.VAT_DUE, purpose="sales"), IN_FLIGHT, Money(part.tax, unit), **trace),
    ]
    if part.source is not None:
        moves.append(Move(part.source, IN_FLIGHT, Money(part.earning + part.borne + part.deposit, unit), **trace))
    if part.supplier is not None:
        moves.append(
            Move(
                part.supplier,
                AccountName(AccountKind.VAT_DUE, purpose="supplies"),
                Money(part.supply_tax, unit),
                **trace,
            )
        )
    if part.royalty_source is not None:
        moves.append(Move(part.royalty_source, IN_FLIGHT, Money(part.royalty, unit), **trace))
    return moves
