"""Writing an order down: its rows out of what was quoted, each column named once, and as few statements as can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import LineSplit, tax_within
from minga_platform.market.catalog.ports import JOINED, Sold
from minga_platform.market.cycles.taking import write_line_fees
from minga_platform.market.orders.commands import checkout as checkouts
from minga_platform.market.orders.commands import cycling
from minga_platform.market.orders.commands.getting import Way, attach
from minga_platform.market.orders.quoting import QuotedLine, Split
from minga_platform.market.orders.supply import IS_TAXED
from minga_platform.market.orders.values import Contact


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One stall's part, for whoever must expect its money."""

    seller_order_id: UUID
    total_minor: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What is written of an order beside its lines."""

    id: UUID
    opened: checkouts.Open
    way: Way
    contact: Contact
    payment_method: str
    note: str
    language: str
    goods_minor: int
    settled: bool
    cycle_id: UUID | None = None
    person_id: UUID | None = None
    """Whose it is, where somebody else places it for her; else the unit's own person or visitor."""
    is_anonymous: bool = False
    """Nobody's whom we know: sold across a table."""


_SELLER_COLUMNS = {
    "id": "uuid", "stall_id": "uuid", "position": "int", "stall_name": "text", "total_minor": "bigint", "tax_minor": "bigint",
    "fee_minor": "bigint", "fee_tax_minor": "bigint", "earning_minor": "bigint", "royalty_minor": "bigint", "deposit_minor": "bigint",
}  # fmt: skip
_LINE_COLUMNS = {
    "id": "uuid", "seller_order_id": "uuid", "position": "int", "product_id": "uuid", "variant_id": "uuid", "stock_item_id": "uuid",
    "title": "text", "variant_title": "text", "sku": "text", "unit": "text", "quantity": "bigint", "draws": "bigint", "counted": "bool",
    "price_minor": "bigint", "price_per": "bigint", "total_minor": "bigint", "tax_bps": "int", "tax_minor": "bigint", "fee_minor": "bigint",
    "fee_tax_minor": "bigint", "earning_minor": "bigint", "royalty_bps": "int", "royalty_minor": "bigint", "royalty_holder_id": "uuid",
    "royalty_purpose": "text", "deposit_minor": "bigint", "container_id": "uuid", "voucher_id": "uuid",
    "wished": "bigint", "no_withdrawal": "text", "fee_bps": "int",
    "fee_tax_bps": "int", "fee_version_id": "uuid",
}  # fmt: skip
"""What a part and a line are written with, in the order of the rows; a column more is a name here and a value there."""
_AHEAD = 21
"""How many arguments come before the arrays."""


def _unnest(columns: dict[str, str], after: int) -> str:
    """`unnest(…) AS w (…)` of one array for each column, behind so many arguments."""
    arrays = ", ".join(f"(SELECT ${place}::{kind}[])" for place, kind in enumerate(columns.values(), after + 1))
    return f"unnest({arrays}) AS w ({', '.join(columns)})"


# One statement for all rows of an order, because it takes the co-op's counter: that row is the last lock taken, and every
# other order of the co-op waits for it until the commit. So all that can be done before is done before.
_WRITE = f"""WITH counted AS (
    INSERT INTO order_number (cooperative_id, id, last) VALUES ($1, $1, 1)
    ON CONFLICT (cooperative_id, id) DO UPDATE SET last = order_number.last + 1 RETURNING last),
ordered AS (INSERT INTO sale_order (cooperative_id, id, number, checkout_id, person_id, agent_id, visitor_hash, contact, language, fulfilment,
        pickup_point_id, place, payment_method, state, currency, goods_minor, delivery_minor, delivery_tax_minor, total_minor, tax_minor,
        note, placed_at, settled_at, delivery_tax_bps, cycle_id)
    SELECT $1, $2, counted.last, $3, $4::uuid, (SELECT a.id FROM agent a WHERE a.cooperative_id = $1 AND a.person_id = (SELECT $4::uuid)), $5, $6, $7, $8,
        $9, $10, $11, CASE WHEN $19 THEN 'placed' ELSE 'awaiting_payment' END, $12, $13::bigint, $14::bigint, $15, $13 + $14, $16, $17,
        $18::timestamptz, CASE WHEN $19 THEN $18::timestamptz END, $20::int, $21::uuid
    FROM counted),
parts AS (INSERT INTO seller_order (cooperative_id, order_id, state, currency, maker_taxed, {", ".join(_SELLER_COLUMNS)})
    SELECT $1, $2, CASE WHEN $19 THEN 'to_prepare' ELSE 'waiting' END, $12, {IS_TAXED}, w.* FROM {_unnest(_SELLER_COLUMNS, _AHEAD)}),
closed AS (UPDATE checkout SET state = 'placed' WHERE cooperative_id = $1 AND id = $3)
INSERT INTO order_line (cooperative_id, currency, {", ".join(_LINE_COLUMNS)})
SELECT $1, $12, w.* FROM {_unnest(_LINE_COLUMNS, _AHEAD + len(_SELLER_COLUMNS))}"""


@dataclass(frozen=True, slots=True)
class Rows:
    """What parts of an order are written as; `sold` and `reasons` (line, purpose, minor units) go to the commons and the cycles."""

    placed: list[PlacedPart]
    sellers: list[tuple[Any, ...]]
    lines: list[tuple[Any, ...]]
    sold: list[Sold]
    reasons: list[tuple[UUID, str, int]]

    @property
    def tax_minor(self) -> int:
        """The tax within all parts."""
        place: int = list(_SELLER_COLUMNS).index("tax_minor")
        return sum(seller[place] for seller in self.sellers)


def rows_of(
    parts: Sequence[Split],
    *,
    language: str,
    currency: str,
    fees: tuple[int, int, UUID],
    there: Mapping[UUID, tuple[UUID, int]] = MappingProxyType({}),
    vouchers: Mapping[UUID, UUID] = MappingProxyType({}),
) -> Rows:
    """The rows of parts. `fees`: the co-op's fee, the tax on it, the rule version. `there`: stall → its part of an order that is
    being added to, and how many lines that has. `vouchers`: line of the cart → the gift voucher that it buys.

    Refuses: InvalidInput (a voucher by a way that does not sell it: a stand, a box, a group purchase)."""
    placed: list[PlacedPart] = []
    lines: list[tuple[Any, ...]] = []
    sold: list[Sold] = []
    sellers: list[tuple[Any, ...]] = []
    reasons: list[tuple[UUID, str, int]] = []
    for position, part in enumerate(parts):
        seller_order_id, lines_before = there.get(part.stall_id) or (ids.new(), 0)
        placed.append(PlacedPart(seller_order_id, part.total_minor))
        first = part.lines[0].offer
        assert first is not None
        splits = [*part.splits, *(split for _, split in part.deposits)]
        sellers.append(
            (seller_order_id, part.stall_id, position + len(there), Text.stored(first.stall_name).read(language), part.total_minor,
             *(sum(getattr(split, name) for split in splits) for name in ("tax", "fee", "fee_tax", "earning", "royalty", "deposit")))
        )  # fmt: skip
        line_ids = [ids.new() for _ in part.lines]
        reasons += cycling.reasons(part, line_ids)
        for place_in_part, (line_id, quoted, split) in enumerate(
            zip(line_ids, part.lines, part.splits, strict=True), lines_before
        ):
            offer = quoted.offer
            assert offer is not None
            leave = offer.leave
            if leave is not None:
                sold.append(
                    Sold(
                        line_id,
                        offer.product_id,
                        leave.royalty_bps,
                        split.net,
                        split.royalty,
                        currency,
                        leave.proof,
                    )
                )
            lines.append(
                (line_id, seller_order_id, place_in_part, offer.product_id, offer.variant_id, offer.stock_item_id,
                 Text.stored(offer.title).read(language), Text.stored(offer.variant_title).read(language), offer.sku,
                 offer.terms.unit, quoted.sold, offer.terms.draws, offer.counted, offer.terms.price_minor,
                 offer.terms.price_per, split.gross, offer.tax_bps, split.tax, split.fee, split.fee_tax, split.earning,
                 leave.royalty_bps if leave else 0, split.royalty, leave.holder_id if leave else None,
                 leave.purpose if leave else "", split.deposit, None, _voucher(quoted, vouchers),
                 quoted.line.quantity if offer.packing.weighed else None, offer.no_withdrawal, *fees)
            )  # fmt: skip
        lines += [
            _deposit_line(seller_order_id, *one, more, language, fees)
            for more, one in enumerate(part.deposits, lines_before + len(part.lines))
        ]
    return Rows(placed, sellers, lines, sold, reasons)


async def write(
    work: Work,
    order: NewOrder,
    parts: Sequence[Split],
    rates: dict[str, int],
    fee_version_id: UUID,
    *,
    vouchers: Mapping[UUID, UUID] = MappingProxyType({}),
) -> tuple[PlacedPart, ...]:
    """Write an order with its parts and lines, in one statement; the parts, for whoever must expect their money."""
    way, language = order.way, order.language
    fees = (rates["market.fee_bps"], rates["market.fee_tax_bps"], fee_version_id)
    rows = rows_of(parts, language=language, currency=order.opened.currency, fees=fees, vouchers=vouchers)
    delivery_tax = tax_within(way.fee_minor, way.fee_tax_bps)
    await work.execute(
        _WRITE,
        work.cooperative_id, order.id, order.opened.id, None if order.is_anonymous else order.person_id or work.scope.person_id,
        (None if order.person_id or order.is_anonymous else work.scope.visitor_hash) or b"", order.contact.plain(), language,
        way.fulfilment, way.point_id, way.place, order.payment_method, order.opened.currency, order.goods_minor, way.fee_minor, delivery_tax,
        rows.tax_minor + delivery_tax, order.note, work.now, order.settled, way.fee_tax_bps, order.cycle_id,
        *_columns(rows.sellers), *_columns(rows.lines),
    )  # fmt: skip
    await attach(work, order.id, way)
    await _tell_others(work, rows)
    return tuple(rows.placed)


async def write_more(work: Work, order_id: UUID, currency: str, rows: Rows, new_parts: Sequence[UUID]) -> None:
    """Add lines to an order whose row is locked; `new_parts`: which of the parts are not there yet. The others grow."""
    added = [seller for seller in rows.sellers if seller[0] in new_parts]
    grown = [seller for seller in rows.sellers if seller[0] not in new_parts]
    if added:
        await work.execute(
            f"INSERT INTO seller_order (cooperative_id, order_id, state, currency, maker_taxed, {', '.join(_SELLER_COLUMNS)}) "
            f"SELECT $1, $2, 'to_prepare', $3, {IS_TAXED}, w.* FROM {_unnest(_SELLER_COLUMNS, 3)}",
            work.cooperative_id, order_id, currency, *_columns(added),
        )  # fmt: skip
    if grown:
        sums = [name for name in _SELLER_COLUMNS if name.endswith("_minor")]
        await work.execute(
            f"UPDATE seller_order s SET {', '.join(f'{name} = s.{name} + w.{name}' for name in sums)} "
            f"FROM {_unnest(_SELLER_COLUMNS, 1)} WHERE s.cooperative_id = $1 AND s.id = w.id",
            work.cooperative_id, *_columns(grown),
        )  # fmt: skip
    await work.execute(
        f"INSERT INTO order_line (cooperative_id, currency, {', '.join(_LINE_COLUMNS)}) "
        f"SELECT $1, $2, w.* FROM {_unnest(_LINE_COLUMNS, 2)}",
        work.cooperative_id, currency, *_columns(rows.lines),
    )  # fmt: skip
    goods = sum(part.total_minor for part in rows.placed)
    await work.execute(
        "UPDATE sale_order SET goods_minor = goods_minor + $3, total_minor = total_minor + $3, tax_minor = tax_minor + $4 "
        "WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, order_id, goods, rows.tax_minor,
    )  # fmt: skip
    await _tell_others(work, rows)


async def _tell_others(work: Work, rows: Rows) -> None:
    await write_line_fees(work, rows.reasons)
    if rows.sold and JOINED.commons is not None:
        await JOINED.commons.sold(work, rows.sold)


def _voucher(quoted: QuotedLine, vouchers: Mapping[UUID, UUID]) -> UUID | None:
    if not quoted.is_voucher:
        return None
    if quoted.line.id not in vouchers:
        raise InvalidInput("variantId", "voucher")
    return vouchers[quoted.line.id]


def _deposit_line(
    seller_order_id: UUID, quoted: QuotedLine, split: LineSplit, position: int, language: str, fees: tuple[Any, ...]
) -> tuple[Any, ...]:
    """The jars or crates of a line as a line of their own. They draw on nothing, and no fee is taken of them."""
    offer = quoted.offer
    assert offer is not None
    packing = offer.packing
    return (
        ids.new(), seller_order_id, position, offer.product_id, offer.variant_id, offer.stock_item_id,
        Text.stored(packing.container_name or {}).read(language), "", "", "piece", quoted.containers, 0, False, packing.deposit_minor, 1,
        split.gross, packing.container_tax_bps, split.tax, 0, 0, 0, 0, 0, None, "", split.deposit, packing.container_id, None, None, "", 0, 0, fees[2],
    )  # fmt: skip


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as one array per column, for `unnest`: one statement however many rows."""
    return [list(column) for column in zip(*rows, strict=True)]
