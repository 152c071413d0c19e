"""Money goes back: line by line, each part of the sale reversed to the exact cent, however many steps it takes.

What is owed to the buyer stands in `refunds_in_flight` until whoever carries the money confirms it. The maker's share
comes out of what is held, else out of what is payable; what was sent to her already becomes a debt, to be reversed at the
provider or netted from her next payout. Where the co-op or the courier is liable, it comes out of their account instead.
What goes back of an open invoice is not owed any more.

What a card cannot be given back (`rails.py`) is a refund of its own: store credit where the co-op may keep it for her, else it is
given by hand (ADR 0233).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.money import Money, allocate
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import post
from minga_platform.market.credit import selling
from minga_platform.market.credit import spending as storing
from minga_platform.market.credit.accounts import account
from minga_platform.market.law import queries as law
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments import rails
from minga_platform.market.payments.commands.invoicing import close_when_nothing_is_owed
from minga_platform.market.payments.commands.refund_parts import (
    LineRefund,
    Part,
    divided,
    moves_of,
    part_of_delivery,
    parts_of_lines,
)
from minga_platform.market.payments.commands.refund_settling import settle
from minga_platform.market.payments.errors import NothingToRefund, PaymentDisputed
from minga_platform.market.payments.events import RefundAsked
from minga_platform.market.payments.invoiced import INVOICED, is_open
from minga_platform.market.payments.states import LIABLE
from minga_platform.membership import access

_LONGEST_REASON = 500


async def refund_lines(
    work: Work,
    viewer: Viewer,
    *,
    order_id: UUID,
    lines: Sequence[LineRefund],
    reason: str,
    liable: str = "maker",
    to_credit: bool = False,
) -> UUID:
    """Refund lines of an order, whole or in part; the refund's id. Needs `orders.refund`.

    `liable`: who bears the maker's share, one of `LIABLE`. `to_credit`: the buyer chose store credit instead of her money back.
    Refuses: NotFound, InvalidInput, NoLegalBasis (of store credit), NothingToRefund,
    RefundExceedsPortion, PaymentDisputed. Announces: RefundAsked, or RefundSettled for cash and store credit.
    """
    await access.require(work, viewer, "orders.refund")
    if not lines or len({one.order_line_id for one in lines}) != len(lines):
        raise InvalidInput("lines", "distinct")
    if len(reason) > _LONGEST_REASON:
        raise InvalidInput("reason", "length", maximum=str(_LONGEST_REASON))
    if liable not in LIABLE:
        raise InvalidInput("liable", "one_of")
    if to_credit:
        await law.require(work, "store_credit")
    order = await locked(work, order_id)
    if await work.value(
        "SELECT disputed_at IS NOT NULL FROM payment WHERE cooperative_id = $1 AND order_id = $2",
        work.cooperative_id,
        order_id,
    ):
        # The buyer's bank has the money and decides: what we sent beside it might pay her twice.
        raise PaymentDisputed
    return await _refund(
        work,
        order,
        list(lines),
        delivery=False,
        cause="line",
        reason=reason.strip(),
        asked_by=viewer.person_id,
        liable=liable,
        to_credit=to_credit,
    )


async def refund_weighed(
    work: Work, order: asyncpg.Record, lines: Sequence[LineRefund], *, reason: str, asked_by: UUID | None
) -> UUID:
    """What was packed less of than was paid for goes back by itself. For a locked order. Refuses and announces as `refund_lines`."""
    return await _refund(work, order, list(lines), delivery=False, cause="weight", reason=reason, asked_by=asked_by)


async def refund_given_up(work: Work, order: asyncpg.Record, lines: Sequence[LineRefund], *, reason: str) -> UUID:
    """The buyer gave up what nobody had handed over: it goes back as after a cancellation. For a locked order. Refuses and announces as
    `refund_lines`."""
    return await _refund(work, order, list(lines), delivery=False, cause="return", reason=reason, asked_by=None)


async def refund_returned(
    work: Work,
    order: asyncpg.Record,
    lines: Sequence[LineRefund],
    *,
    delivery_minor: int,
    reason: str,
    asked_by: UUID | None,
) -> UUID:
    """Goods came back: their lines, and so much of the delivery. For a locked order. Refuses and announces as `refund_lines`."""
    if await work.value(
        "SELECT disputed_at IS NOT NULL FROM payment WHERE cooperative_id = $1 AND order_id = $2",
        work.cooperative_id,
        order["id"],
    ):
        raise PaymentDisputed
    return await _refund(
        work,
        order,
        list(lines),
        delivery=delivery_minor > 0,
        delivery_most=delivery_minor or None,
        cause="return",
        reason=reason,
        asked_by=asked_by,
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


async def refund_taken(
    work: Work, order: asyncpg.Record, amount: int, source: AccountName, *, reason: str
) -> tuple[UUID | None, int]:
    """The buyer's bank took back `amount` of an order for good: written down as a refund that is settled out of `source`, over
    all lines and the delivery in the proportion of what is left of each. (The refund, how much of the amount it is): less than
    all where more was taken than the order has left.

    For a locked order. Announces: RefundAsked, RefundSettled.
    """
    rows = await work.rows(
        """SELECT p.id AS portion_id, l.id, least(l.total_minor - l.refunded_minor, p.captured_minor - p.refunded_minor) AS left_minor,
            p.captured_minor - p.refunded_minor AS portion_minor FROM order_line l
           JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
           JOIN portion p ON p.cooperative_id = s.cooperative_id AND p.seller_order_id = s.id
           WHERE l.cooperative_id = $1 AND s.order_id = $2 AND l.refunded_minor < l.total_minor AND p.refunded_minor < p.captured_minor
           UNION ALL SELECT p.id, NULL, p.captured_minor - p.refunded_minor, p.captured_minor - p.refunded_minor FROM portion p
           JOIN payment y ON y.cooperative_id = p.cooperative_id AND y.id = p.payment_id
           WHERE p.cooperative_id = $1 AND y.order_id = $2 AND p.seller_order_id IS NULL AND p.refunded_minor < p.captured_minor
           ORDER BY 1, 2 NULLS LAST""",
        work.cooperative_id, order["id"],
    )  # fmt: skip
    # First over the portions and then within each: what a voucher or store credit paid of a line is not the bank's to take, so the lines
    # of a portion have more left than it has.
    portions: dict[UUID, list[asyncpg.Record]] = {}
    for row in rows:
        portions.setdefault(row["portion_id"], []).append(row)
    left = [min(int(own[0]["portion_minor"]), sum(int(row["left_minor"]) for row in own)) for own in portions.values()]
    taken = min(amount, sum(left))
    if taken == 0:
        return None, 0
    shares: dict[UUID | None, int] = {}
    for own, minor in zip(portions.values(), allocate(taken, left), strict=True):
        of_lines = allocate(minor, [int(row["left_minor"]) for row in own])
        shares.update(zip((row["id"] for row in own), of_lines, strict=True))
    unit = order["currency"]
    lines = [LineRefund(line, Money(minor, unit)) for line, minor in shares.items() if line is not None and minor]
    refund_id = await _refund(
        work,
        order,
        lines,
        delivery=bool(shares.get(None)),
        delivery_most=shares.get(None),
        cause="dispute",
        reason=reason,
        asked_by=None,
        settled_from=source,
    )
    return refund_id, taken


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
    liable: str = "maker",
    delivery_most: int | None = None,
    settled_from: AccountName | None = None,
    to_credit: bool = False,
) -> UUID:
    payment = await work.row(
        "SELECT * FROM payment WHERE cooperative_id = $1 AND order_id = $2 FOR UPDATE", work.cooperative_id, order["id"]
    )
    if payment is None:
        raise NothingToRefund
    said = _Said(cause, reason, asked_by, liable)
    person_id: UUID | None = order["person_id"]
    to_credit = to_credit and not is_open(payment)
    if to_credit:
        if person_id is None:
            raise InvalidInput("toCredit", "needs_account")
        settled_from = account("credit", person_id)
    brought = (await storing.left_of(work, order["id"])).get(None, 0) if delivery and payment["stored_minor"] else 0
    if not payment["stored_minor"] or (settled_from is not None and not to_credit):
        made = await _from_outside(
            work, order, payment, lines, said, settled_from, delivery=delivery, most=delivery_most, stored_left=brought,
            to=person_id if to_credit else None,
        )  # fmt: skip
        if made is None:
            raise NothingToRefund
        return made
    # Two purses are two refunds, each with its own carrier and its own end: money from outside goes back first, as far as this
    # stall's portion has it, then store credit, then the voucher.
    outside, stored = await divided(work, order, payment, lines)
    from_outside = (
        sum(part.amount for part in await part_of_delivery(work, order, payment, most=delivery_most)) if delivery else 0
    )
    first = await _from_outside(
        work, order, payment, outside, said, settled_from, delivery=delivery, most=delivery_most, stored_left=brought,
        to=person_id if to_credit else None,
    )  # fmt: skip
    parts = await parts_of_lines(work, order, payment, stored, liable=liable, stored=True) if stored else []
    if delivery:
        most = None if delivery_most is None else delivery_most - from_outside
        parts += await part_of_delivery(work, order, payment, most=most, stored_left=brought, stored=True)
    if parts:
        second = await _make(work, order, payment, parts, said, None, stored=True)
        first = first or second
    if first is None:
        raise NothingToRefund
    return first


@dataclass(frozen=True, slots=True)
class _Said:
    """What is written of a refund beside its amounts."""

    cause: str
    reason: str
    asked_by: UUID | None
    liable: str


async def _from_outside(
    work: Work,
    order: asyncpg.Record,
    payment: asyncpg.Record,
    lines: Sequence[LineRefund],
    said: _Said,
    settled_from: AccountName | None,
    *,
    delivery: bool,
    most: int | None,
    to: UUID | None,
    stored_left: int = 0,
) -> UUID | None:
    """Money from outside goes back the way it came, as far as that carries it; the rest is a second refund. None where there is
    nothing. The first one's id."""

    async def parts_of(lines: Sequence[LineRefund], delivery: bool, most: int | None) -> list[Part]:
        parts = await parts_of_lines(work, order, payment, list(lines), liable=said.liable) if lines else []
        if delivery:
            parts += await part_of_delivery(work, order, payment, most=most, stored_left=stored_left)
        return parts

    unit = order["currency"]
    parts = await parts_of(lines, delivery, most)
    total = sum(part.amount for part in parts)
    if total == 0:
        return None
    whole = total
    if settled_from is None and payment["method"] == "card":
        whole = rails.carried(total, "card", unit)
    if whole == total:
        return await _make(work, order, payment, parts, said, settled_from, to=to)
    first, left = None, whole
    carried: dict[UUID | None, int] = {}
    rest: dict[UUID | None, int] = {}
    for part in parts:
        carried[part.line_id] = min(part.amount, left)
        rest[part.line_id] = part.amount - carried[part.line_id]
        left -= carried[part.line_id]
    credited = order["person_id"] if await law.switched_on(work, "store_credit") else None
    for amounts, owner in ((carried, None), (rest, credited)):
        # Read anew: what the first takes back of a line is behind it when the second takes the rest of it.
        some = [LineRefund(line, Money(minor, unit)) for line, minor in amounts.items() if line is not None and minor]
        again = await parts_of(some, bool(amounts.get(None)), amounts.get(None))
        if again:
            source = account("credit", owner) if owner else None
            made = await _make(work, order, payment, again, said, source, to=owner)
            first = first or made
    return first


async def _make(
    work: Work,
    order: asyncpg.Record,
    payment: asyncpg.Record,
    parts: Sequence[Part],
    said: _Said,
    settled_from: AccountName | None,
    *,
    stored: bool = False,
    to: UUID | None = None,
) -> UUID:
    total = sum(part.amount for part in parts)
    if total == 0:
        raise NothingToRefund
    refund_id = ids.new()
    await work.execute(
        "INSERT INTO refund (cooperative_id, id, payment_id, order_id, state, cause, currency, amount_minor, reason, asked_by, liable, created_at, "
        "lease_until, goes_to) VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        work.cooperative_id, refund_id, payment["id"], order["id"], said.cause, order["currency"], total, said.reason, said.asked_by,
        said.liable, work.now, work.now + LEASE, "stored" if stored else "credit" if to else "source",
    )  # fmt: skip
    await _write(work, refund_id, parts, stored=stored)
    await post(
        work, kind="refund", subject_kind="refund", subject_id=refund_id, key=f"refund:{refund_id}",
        moves=[move for part in parts for move in moves_of(part, order["currency"])],
    )  # fmt: skip
    await selling.end_refunded(work, [part.voucher_id for part in parts if part.voucher_id is not None])
    work.emit(RefundAsked(order_id=order["id"], refund_id=refund_id))
    if stored:
        amounts: dict[UUID | None, int] = {}
        for part in parts:
            amounts[part.seller_order_id] = amounts.get(part.seller_order_id, 0) + part.amount
        goes, earned = await storing.pay_back(work, order["id"], order["currency"], amounts)
        await settle(work, refund_id, goes)
        await storing.give_earnings_back(work, order["id"], order["currency"], earned, key=f"refund:{refund_id}")
    elif settled_from is not None:
        await settle(work, refund_id, settled_from)
        if to is not None:
            await storing.enter(
                work, to, Money(total, order["currency"]), "refund", reason=said.reason, order_id=order["id"]
            )
    elif is_open(payment):
        # No money came: so much less is owed.
        await settle(work, refund_id, INVOICED)
        await close_when_nothing_is_owed(work, payment["id"])
    elif payment["method"] == "pickup":
        await settle(work, refund_id, _tills(parts))
    return refund_id


def _tills(parts: Sequence[Part]) -> Mapping[AccountName, int]:
    tills: dict[AccountName, int] = {}
    for part in parts:
        till = AccountName(AccountKind.CASH_TILL, part.till_id)
        tills[till] = tills.get(till, 0) + part.amount
    return tills


async def _write(work: Work, refund_id: UUID, parts: Sequence[Part], *, stored: bool) -> None:
    await work.many(
        "INSERT INTO refund_line (cooperative_id, id, refund_id, order_line_id, amount_minor, tax_minor, fee_minor, fee_tax_minor, earning_minor, "
        "royalty_minor, borne_minor, deposit_minor, supply_tax_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        [
            (
                work.cooperative_id, ids.new(), refund_id, part.line_id, part.amount, part.tax, part.fee, part.fee_tax, part.earning,
                part.royalty, part.borne, part.deposit, part.supply_tax,
            )
            for part in parts
        ],
    )  # fmt: skip
    await work.many(
        "UPDATE order_line SET refunded_minor = refunded_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        [(work.cooperative_id, part.line_id, part.amount) for part in parts if part.line_id],
    )
    if stored:
        return
    await work.many(
        "UPDATE portion SET refunded_minor = refunded_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        [(work.cooperative_id, part.portion_id, part.amount) for part in parts],
    )
