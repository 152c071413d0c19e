"""Orders as their buyers, stalls and coordinators see them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.finding import has_part
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.credit.spending import OF_PART
from minga_platform.market.cycles.amounts import purposes_of
from minga_platform.market.cycles.taking import PURPOSES_OF_LINE
from minga_platform.market.making.promising import LATEST, LATEST_REASON
from minga_platform.market.orders.spared import OF_LINE, of_order
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order; `contact` and `place` as they were when it was placed. `payment_state` and `paid_minor` from its payment."""

    id: UUID
    number: int
    state: str
    person_id: UUID | None
    contact: dict[str, Any]
    language: str
    fulfilment: str
    pickup_point_id: UUID | None
    place: dict[str, Any]
    payment_method: str
    currency: str
    goods_minor: int
    delivery_minor: int
    delivery_tax_minor: int
    total_minor: int
    tax_minor: int
    note: str
    placed_at: datetime
    settled_at: datetime | None
    cancelled_at: datetime | None
    cancellation_asked_at: datetime | None
    cancellation_reason: str
    cycle_id: UUID | None = None
    """The order cycle that it was placed in."""
    cancel_cause: str = ""
    discount_minor: int = 0
    discount_code: str | None = None
    """What a code took off the goods, and which."""
    slot_closed: bool | None = None
    """Whether the time that it was placed for does not take place any more; None without one."""
    cancelled_minor: int = 0
    """What the parts come to that were cancelled."""
    helper_name: str | None = None
    """Who placed it for the buyer, where a helper did."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """One stall's part of an order."""

    id: UUID
    order_id: UUID
    stall_id: UUID
    stall_name: str
    state: str
    currency: str
    total_minor: int
    tax_minor: int
    fee_minor: int
    fee_tax_minor: int
    earning_minor: int
    royalty_minor: int
    deposit_minor: int
    ready_at: datetime | None
    handed_over_at: datetime | None
    hold_until: datetime | None
    payable_at: datetime | None
    cancelled_at: datetime | None
    begun_at: datetime | None
    tracking_number: str
    cancel_reason: str
    stored_minor: int
    """What of it a voucher, store credit or earnings pay."""
    to_pay_minor: int
    """What is paid of it beside that, less what the scales took off."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line, frozen at the sale, less what the scales took off as it was paid (`spared.py`). `refunded_minor` is what went back of it
    so far; `packed_off_minor` what the scales take off what was ordered."""

    id: UUID
    seller_order_id: UUID
    product_id: UUID
    variant_id: UUID
    title: str
    variant_title: str
    sku: str
    unit: str
    quantity: int
    price_minor: int
    price_per: int
    currency: str
    total_minor: int
    tax_bps: int
    tax_minor: int
    fee_bps: int
    fee_minor: int
    fee_tax_bps: int
    fee_tax_minor: int
    earning_minor: int
    royalty_bps: int
    royalty_minor: int
    royalty_holder_id: UUID | None
    """The work of the commons that it was made from."""
    fee_version_id: UUID
    refunded_minor: int
    discount_minor: int
    deposit_minor: int
    container_id: UUID | None
    voucher_id: UUID | None
    wished: int | None
    packed: int | None
    packed_off_minor: int
    recalled: bool
    spared: dict[str, int] | None = None
    """What of it was never asked of the buyer: `{amount, tax, fee, fee_tax, earning, royalty}`, taken off above."""
    fee_purposes: dict[str, int] | None = None
    """What the fee is for, where an order cycle took fees of its own; sums to it."""
    fee_decision_id: UUID | None = None
    """The members' decision that set the fee; None for the founding statutes or a declared default."""
    promised_for: date | None = None
    """By when what is made to order is promised to be ready."""
    promise_reason: str | None = None
    """Why its maker put it off, where she did."""


_SPARED_OF_ORDER = of_order("o", "id")
_ORDER = f"""o.id, o.number, o.state, o.person_id, o.contact, o.language, o.fulfilment, o.pickup_point_id, o.place, o.payment_method, o.currency,
    o.goods_minor, o.delivery_minor, o.delivery_tax_minor, o.total_minor, o.tax_minor, o.note, o.placed_at, o.settled_at, o.cancelled_at,
    (SELECT ARRAY[sum(x.amount_minor), sum(x.tax_minor)] {_SPARED_OF_ORDER} HAVING count(*) > 0)::bigint[] AS spared,
    o.cancellation_asked_at, o.cancellation_reason, o.cycle_id, o.cancel_cause,
    coalesce((SELECT u.amount_minor FROM discount_use u WHERE u.cooperative_id = o.cooperative_id AND u.order_id = o.id), 0)::bigint AS discount_minor,
    (SELECT d.code FROM discount_use u JOIN discount d ON d.cooperative_id = u.cooperative_id AND d.id = u.discount_id
        WHERE u.cooperative_id = o.cooperative_id AND u.order_id = o.id) AS discount_code,
    (SELECT t.state = 'closed' FROM slot t WHERE t.cooperative_id = o.cooperative_id AND t.id = o.slot_id) AS slot_closed,
    coalesce((SELECT sum(e.total_minor) FROM seller_order e
        WHERE e.cooperative_id = o.cooperative_id AND e.order_id = o.id AND e.state = 'cancelled'), 0)::bigint AS cancelled_minor,
    (SELECT h.helper_name FROM helped_deed h WHERE h.cooperative_id = o.cooperative_id AND h.subject_id = o.id ORDER BY h.id LIMIT 1) AS helper_name"""
TO_PAY = f"""greatest(s.total_minor - {OF_PART} - coalesce((SELECT sum(z.packed_off_minor) FROM order_line z
    WHERE z.cooperative_id = s.cooperative_id AND z.seller_order_id = s.id), 0), 0)::bigint"""
"""SQL: what is paid for seller order `s` as its goods are fetched: its total less what is stored paid and what the scales took off."""
_PART = f"""s.id, s.order_id, s.stall_id, s.stall_name, s.state, s.currency, s.total_minor, s.tax_minor, s.fee_minor, s.fee_tax_minor,
    s.earning_minor, s.royalty_minor, s.deposit_minor, s.ready_at, s.handed_over_at, s.hold_until, s.payable_at, s.cancelled_at, s.begun_at,
    s.tracking_number, s.cancel_reason, {OF_PART} AS stored_minor, {TO_PAY} AS to_pay_minor"""
_LINE = """l.id, l.seller_order_id, l.product_id, l.variant_id, l.title, l.variant_title, l.sku, l.unit, l.quantity, l.price_minor, l.price_per,
    l.currency, l.total_minor, l.tax_bps, l.tax_minor, l.fee_bps, l.fee_minor, l.fee_tax_bps, l.fee_tax_minor, l.earning_minor,
    l.royalty_bps, l.royalty_minor, l.royalty_holder_id, l.fee_version_id, l.refunded_minor, l.discount_minor,
    l.deposit_minor, l.container_id, l.voucher_id, l.wished, l.packed, l.packed_off_minor,
    EXISTS (SELECT FROM lot_line t JOIN lot r ON r.cooperative_id = t.cooperative_id AND r.id = t.lot_id AND r.recalled_at IS NOT NULL
        WHERE t.cooperative_id = l.cooperative_id AND t.order_line_id = l.id) AS recalled"""

# A buyer's own: as the person she is, or by the basket's token with which she placed it as a guest.
_MINE = "((o.person_id = $2) OR (o.person_id IS NULL AND octet_length(o.visitor_hash) > 0 AND o.visitor_hash = $3))"


def _order(row: asyncpg.Record) -> OrderRow:
    """The order as its buyer paid it: less what the scales took off as it was paid."""
    facts = dict(row)
    amount, tax = facts.pop("spared") or (0, 0)
    for name, off in (("goods_minor", amount), ("total_minor", amount), ("tax_minor", tax)):
        facts[name] -= off
    return OrderRow(**facts)


def visible_to(viewer: Viewer) -> tuple[UUID | None, bytes | None]:
    """By what a buyer is recognised as the one who placed an order; by nothing for a helper who was lent no orders."""
    if not access.lends_orders(viewer):
        return None, None
    return viewer.for_person_id or viewer.person_id, viewer.visitor_hash


async def mine(work: Work, viewer: Viewer, *, before: UUID | None, first: int) -> list[OrderRow]:
    """The asker's own orders in the unit's co-op, newest first, one more than `first` where there are more."""
    rows = await work.rows(
        f"SELECT {_ORDER} FROM sale_order o WHERE o.cooperative_id = $1 AND {_MINE} AND ($4::uuid IS NULL OR o.id < $4) ORDER BY o.id DESC LIMIT $5",
        work.cooperative_id, *visible_to(viewer), before, first + 1,
    )  # fmt: skip
    return [_order(row) for row in rows]


async def own(work: Work, viewer: Viewer, order_id: UUID) -> OrderRow | None:
    """One order if the asker placed it."""
    row = await work.row(
        f"SELECT {_ORDER} FROM sale_order o WHERE o.cooperative_id = $1 AND {_MINE} AND o.id = $4",
        work.cooperative_id, *visible_to(viewer), order_id,
    )  # fmt: skip
    return None if row is None else _order(row)


async def by_id(work: Work, order_id: UUID) -> OrderRow | None:
    """Any order; for callers that have settled who may see it."""
    row = await work.row(
        f"SELECT {_ORDER} FROM sale_order o WHERE o.cooperative_id = $1 AND o.id = $2", work.cooperative_id, order_id
    )
    return None if row is None else _order(row)


async def by_ids(work: Work, order_ids: Sequence[UUID]) -> dict[UUID, OrderRow]:
    """Several orders at once; for callers that have settled who may see them."""
    rows = await work.rows(
        f"SELECT {_ORDER} FROM sale_order o WHERE o.cooperative_id = $1 AND o.id = ANY($2)",
        work.cooperative_id,
        list(order_ids),
    )
    return {row["id"]: _order(row) for row in rows}


_SEARCHED = f"""(o.number::text = $6 OR {has_part("o.contact ->> 'name'", "$6")}
    OR strpos(lower(o.contact ->> 'mail'), lower($6)) > 0
    OR (length($7) >= 5 AND strpos(regexp_replace(o.contact ->> 'phone', '[^0-9]', '', 'g'), $7) > 0)
    OR (length($8) >= 5 AND EXISTS (SELECT FROM payment p WHERE p.cooperative_id = o.cooperative_id AND p.order_id = o.id
        AND (upper(replace(p.reference, '-', '')) = $8 OR upper(regexp_replace(p.purchase_order, '[^[:alnum:]]', '', 'g')) = $8))))"""
"""What somebody at the desk has at hand: the number, a part of the buyer's name, address or telephone number, the reference of a payment
or the number of a purchase order; signs and accents left aside."""


async def all_orders(
    work: Work, *, state: str | None, asked: bool, before: UUID | None, first: int, text: str = ""
) -> list[OrderRow]:
    """Every order of the unit's co-op, newest first; `asked`: only those whose buyer asks for a cancellation; `text`: only those that
    it names (`_SEARCHED`)."""
    wanted = text.strip().removeprefix("#").strip()
    digits = "".join(sign for sign in wanted if sign in "0123456789")
    reference = "".join(sign for sign in wanted.upper() if sign.isalnum())
    rows = await work.rows(
        f"SELECT {_ORDER} FROM sale_order o WHERE o.cooperative_id = $1 AND ($2::text IS NULL OR o.state = $2) "
        "AND (NOT $3 OR o.cancellation_asked_at IS NOT NULL) AND ($4::uuid IS NULL OR o.id < $4) "
        f"{'AND ' + _SEARCHED if wanted else ''} ORDER BY o.id DESC LIMIT $5",
        work.cooperative_id, state, asked, before, first + 1, *((wanted, digits, reference) if wanted else ()),
    )  # fmt: skip
    return [_order(row) for row in rows]


async def parts_of(work: Work, order_ids: Sequence[UUID]) -> list[PartRow]:
    """The parts of these orders, in the order in which the buyer saw the stalls."""
    rows = await work.rows(
        f"SELECT {_PART} FROM seller_order s WHERE s.cooperative_id = $1 AND s.order_id = ANY($2) ORDER BY s.order_id, s.position",
        work.cooperative_id,
        list(order_ids),
    )
    return [PartRow(**dict(row)) for row in rows]


async def parts_of_stall(
    work: Work, stall_id: UUID, *, states: Sequence[str], before: UUID | None, first: int
) -> list[PartRow]:
    """A stall's parts in these states, oldest first where work waits (`to_prepare`, `ready`), newest first otherwise."""
    waits = set(states) <= {"to_prepare", "ready"}
    direction, beyond = ("ASC", ">") if waits else ("DESC", "<")
    rows = await work.rows(
        f"SELECT {_PART} FROM seller_order s WHERE s.cooperative_id = $1 AND s.stall_id = $2 AND s.state = ANY($3) "
        f"AND ($4::uuid IS NULL OR s.id {beyond} $4) ORDER BY s.id {direction} LIMIT $5",
        work.cooperative_id, stall_id, list(states), before, first + 1,
    )  # fmt: skip
    return [PartRow(**dict(row)) for row in rows]


async def part(work: Work, seller_order_id: UUID) -> PartRow | None:
    """One part; for callers that have settled who may see it."""
    row = await work.row(
        f"SELECT {_PART} FROM seller_order s WHERE s.cooperative_id = $1 AND s.id = $2",
        work.cooperative_id,
        seller_order_id,
    )
    return None if row is None else PartRow(**dict(row))


async def lines_of(work: Work, seller_order_ids: Sequence[UUID]) -> list[LineRow]:
    """The lines of these parts."""
    rows = await work.rows(
        f"""SELECT {_LINE}, {PURPOSES_OF_LINE}, a.decision_id AS fee_decision_id, {LATEST} AS promised_for,
                {LATEST_REASON} AS promise_reason, (SELECT jsonb_build_object('amount', sum(x.amount_minor), 'tax', sum(x.tax_minor),
                    'fee', sum(x.fee_minor), 'fee_tax', sum(x.fee_tax_minor), 'earning', sum(x.earning_minor), 'royalty', sum(x.royalty_minor))
                    {OF_LINE} HAVING count(*) > 0) AS spared FROM order_line l
            LEFT JOIN rule_version v ON v.cooperative_id = l.cooperative_id AND v.id = l.fee_version_id
            LEFT JOIN adoption a ON a.cooperative_id = l.cooperative_id AND a.id = v.adoption_id
            WHERE l.cooperative_id = $1 AND l.seller_order_id = ANY($2) ORDER BY l.seller_order_id, l.position""",
        work.cooperative_id,
        list(seller_order_ids),
    )
    return [_less_spared(LineRow(**dict(row))) for row in rows]


def _less_spared(line: LineRow) -> LineRow:
    """The line as its buyer paid it. Its fee for each purpose is what is left of it behind what was taken off, as with any refund."""
    off = line.spared
    if off is None:
        return line
    fee = line.fee_minor - off["fee"]
    purposes = dict(purposes_of(line.fee_purposes, fee, before=off["fee"])) if line.fee_purposes else None
    return replace(
        line,
        total_minor=line.total_minor - off["amount"],
        tax_minor=line.tax_minor - off["tax"],
        fee_minor=fee,
        fee_tax_minor=line.fee_tax_minor - off["fee_tax"],
        earning_minor=line.earning_minor - off["earning"],
        royalty_minor=line.royalty_minor - off["royalty"],
        refunded_minor=line.refunded_minor - off["amount"],
        fee_purposes=purposes,
    )


def less_spared(part: PartRow, lines: Sequence[LineRow]) -> PartRow:
    """The part as its buyer paid it; `lines`: its own. Pure."""
    taken = [line.spared for line in lines if line.spared]
    if not taken:
        return part
    off = {name: sum(one[name] for one in taken) for name in taken[0]}
    return replace(
        part,
        total_minor=part.total_minor - off["amount"],
        tax_minor=part.tax_minor - off["tax"],
        fee_minor=part.fee_minor - off["fee"],
        fee_tax_minor=part.fee_tax_minor - off["fee_tax"],
        earning_minor=part.earning_minor - off["earning"],
        royalty_minor=part.royalty_minor - off["royalty"],
    )


async def open_checkout(work: Work) -> tuple[UUID, datetime] | None:
    """The asker's open checkout in the unit's co-op: its id, and until when it holds the goods."""
    row = await work.row(
        "SELECT c.id, c.expires_at FROM checkout c JOIN cart k ON k.id = c.cart_id WHERE c.cooperative_id = $1 AND c.state = 'open' "
        "AND c.cycle_id IS NULL AND (k.person_id = $2 OR ($2::uuid IS NULL AND k.token_hash = $3 AND k.person_id IS NULL)) ORDER BY c.started_at DESC LIMIT 1",
        work.cooperative_id, work.scope.person_id, work.scope.visitor_hash,
    )  # fmt: skip
    return None if row is None else (row["id"], row["expires_at"])


async def held_of(work: Work, checkout_id: UUID) -> dict[UUID, int]:
    """Stock item → base units that a checkout holds."""
    rows = await work.rows(
        "SELECT stock_item_id, quantity FROM reservation WHERE cooperative_id = $1 AND checkout_id = $2 AND state = 'held'",
        work.cooperative_id,
        checkout_id,
    )
    return {row["stock_item_id"]: row["quantity"] for row in rows}


async def standing(work: Work, cycle_ids: Sequence[UUID]) -> dict[UUID, OrderRow]:
    """Cycle → the asker's order in it that stands: the newest that is to be paid when it is fetched, else the newest."""
    if work.scope.person_id is None:
        return {}
    rows = await work.rows(
        f"SELECT DISTINCT ON (o.cycle_id) {_ORDER} FROM sale_order o WHERE o.cooperative_id = $1 AND o.cycle_id = ANY($2) AND o.person_id = $3 "
        "AND o.state = 'placed' ORDER BY o.cycle_id, o.payment_method = 'pickup' DESC, o.id DESC",
        work.cooperative_id, list(cycle_ids), work.scope.person_id,
    )  # fmt: skip
    return {row["cycle_id"]: _order(row) for row in rows}
