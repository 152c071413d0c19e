"""What is in the cart, and what the market says of it now.

A cart is read in two steps, because its lines are the visitor's and the goods are their co-op's: lines first, then, co-op
by co-op, what each variant costs and how much of it is there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.amounts import Terms
from minga_platform.market.catalog.ports import Leave
from minga_platform.market.catalog.queries.withholding import REASON, is_hindered, leaves_of, withheld
from minga_platform.market.cycles import offering
from minga_platform.market.law import queries as law
from minga_platform.market.trade.amounts import Trade
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the visitor left it. `quantity` in base units; `seen_*` from when it was put in."""

    id: UUID
    cart_id: UUID
    cooperative_id: UUID
    variant_id: UUID
    quantity: int
    seen_price_minor: int
    seen_title: str
    added_at: datetime
    gift_for: str = ""
    gift_message: str = ""


@dataclass(frozen=True, slots=True)
class Packing:
    """What happens when it is packed. `tolerance_bps`: so much more than ordered may be packed (and paid) of what is weighed.

    Each `container_holds` base units come in a container with a deposit (minor units, `container_tax_bps` of it tax).
    """

    weighed: bool = False
    in_pieces: bool = False
    tolerance_bps: int = 0
    container_id: UUID | None = None
    container_holds: int = 1
    container_name: dict[str, str] | None = None
    deposit_minor: int = 0
    container_tax_bps: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant as it is sold at this moment. `not_offered`: why it cannot be bought, or None.

    `available`: base units of its stock item that nobody holds, or None where stock is not counted.
    """

    variant_id: UUID
    product_id: UUID
    product_slug: str
    title: dict[str, str]
    variant_title: dict[str, str]
    sku: str
    tax_bps: int
    terms: Terms
    currency: str
    stock_item_id: UUID
    counted: bool
    available: int | None
    stall_id: UUID
    stall_slug: str
    stall_name: dict[str, str]
    not_offered: str | None
    picture: dict[str, object] | None
    leave: Leave | None = None
    """What the commons say, for a product that is made from a work of theirs."""
    cycle: offering.InCycle | None = None
    """For what is sold only in order cycles: the one it is, was or will be sold in."""
    packing: "Packing" = Packing()
    """How it is weighed and what it comes in."""
    weight_grams: int | None = None
    """What one piece weighs packed, where its maker said so."""
    no_withdrawal: str = ""
    """Why the buyer of it cannot withdraw (`catalog/shapes.NO_WITHDRAWAL`); empty: she can."""
    trade: Trade | None = None
    """The asker's terms, where she buys as one of a group."""
    is_voucher: bool = False
    """It stands for a gift voucher of the co-op: no price of a thing, so no terms, code or fee touch it."""

    def beside(self, held: int) -> "Offer":
        """As whoever holds so many base units of its stock item sees it: they are hers."""
        return self if self.available is None or not held else replace(self, available=self.available + held)


def mine(person: str, visitor: str) -> str:
    """The condition on `cart c`, with the places of a statement's two arguments: somebody signed in has her own cart,
    wherever she signs in; a visitor has the one of her token."""
    return f"(c.person_id = {person} OR ({person}::uuid IS NULL AND c.token_hash = {visitor} AND c.person_id IS NULL))"


_MINE = mine("$1", "$2")


async def cart_id(work: Work) -> UUID | None:
    """The asker's cart, if there is one."""
    found: UUID | None = await work.value(
        f"SELECT c.id FROM cart c WHERE {_MINE}",
        work.scope.person_id,
        work.scope.visitor_hash,
    )
    return found


async def lines(work: Work, cooperative_id: UUID | None = None, *, locked: bool = False) -> list[Line]:
    """The asker's lines, of one co-op or of all, in the order they came in. `locked`: until the unit ends nobody changes them."""
    rows = await work.rows(
        "SELECT l.id, l.cart_id, l.cooperative_id, l.variant_id, l.quantity, l.seen_price_minor, l.seen_title, l.added_at, l.gift_for, l.gift_message "
        f"FROM cart_line l JOIN cart c ON c.id = l.cart_id WHERE {_MINE} AND ($3::uuid IS NULL OR l.cooperative_id = $3) ORDER BY l.added_at, l.id"
        + (" FOR UPDATE OF l" if locked else ""),
        work.scope.person_id, work.scope.visitor_hash, cooperative_id,
    )  # fmt: skip
    return [Line(**dict(row)) for row in rows]


async def count(work: Work) -> int:
    """How many lines the asker's cart has."""
    number: int = await work.value(
        f"SELECT count(*) FROM cart_line l JOIN cart c ON c.id = l.cart_id WHERE {_MINE}",
        work.scope.person_id,
        work.scope.visitor_hash,
    )
    return number


# What differs from basket to basket stands in sub-selects (see `Work.rows`): planning these twelve tables anew took 1.4 ms, reading them 0.1.
_OFFERS = f"""SELECT v.id AS variant_id, v.product_id, p.slug AS product_slug, p.title, v.title AS variant_title, v.sku, p.tax_bps, p.asks_commons,
    p.is_voucher, v.unit, v.step, v.least, v.most, v.price_minor, v.price_per, v.draws, v.currency, v.grants_licence,
    v.stock_item_id, s.counted, s.on_hand - s.held AS available,
    (p.dimensions ->> 'weight_g')::bigint AS weight_grams, p.no_withdrawal, v.weighed, v.in_pieces, v.container_id, v.container_holds,
    k.name AS container_name, k.deposit_minor, k.tax_bps AS container_tax_bps,
    st.id AS stall_id, st.slug AS stall_slug, st.name AS stall_name, li.picture, {offering.COLUMNS},
    bg.off_bps AS trade_off_bps, bg.least_order_minor AS trade_least_order, gp.price_minor AS trade_price, gp.least AS trade_least,
    CASE WHEN v.state <> 'offered' THEN 'withdrawn' WHEN p.is_voucher THEN NULL WHEN p.state <> 'published' THEN 'unpublished'
         WHEN st.state <> 'open' THEN 'stall_closed' END AS not_offered
FROM variant v
JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
JOIN stall st ON st.cooperative_id = p.cooperative_id AND st.id = p.stall_id
JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id
LEFT JOIN container k ON k.cooperative_id = v.cooperative_id AND k.id = v.container_id
LEFT JOIN listing li ON li.cooperative_id = p.cooperative_id AND li.product_id = p.id
LEFT JOIN group_buyer gb ON gb.cooperative_id = v.cooperative_id AND gb.person_id = (SELECT $5::uuid) AND gb.left_at IS NULL
LEFT JOIN buyer_group bg ON bg.cooperative_id = gb.cooperative_id AND bg.id = gb.group_id AND bg.state = 'open' AND bg.currency = v.currency
LEFT JOIN group_price gp ON gp.cooperative_id = bg.cooperative_id AND gp.group_id = bg.id AND gp.variant_id = v.id
{offering.joined("$3", "(SELECT $4::uuid)")}
WHERE v.cooperative_id = $1 AND v.id = ANY((SELECT $2::uuid[])::uuid[])"""


async def offers(
    work: Work, variant_ids: Sequence[UUID], *, admitted: UUID | None = None, anyway: Collection[str] = ()
) -> dict[UUID, Offer]:
    """What the unit's co-op says of these variants now; one that is not there at all is missing from the answer.

    `admitted`: an order cycle that was found to take this order; then only it is looked at, and it counts as open.
    `anyway`: reasons that keep nothing from being sold here; another one behind them still does."""
    rows = await work.rows(_OFFERS, work.cooperative_id, list(variant_ids), work.now, admitted, work.scope.person_id)
    cycles = {row["variant_id"]: offering.read(row, work.now, admitted) for row in rows}
    leaves = await leaves_of(work, {row["product_id"] for row in rows if row["asks_commons"]})
    held_back = await withheld(work, {row["variant_id"] for row in rows if row["grants_licence"]})
    # Asked for only where something comes in packing with a deposit, which is taken on a legal basis.
    takes_deposits = await law.switched_on(work, "deposits") if any(row["container_id"] for row in rows) else True
    # Asked for only where something is weighed: whoever sells nothing by weight pays no statement for it.
    tolerance = await rules.number_at(work, "market.weight_tolerance_bps") if any(row["weighed"] for row in rows) else 0
    return {
        row["variant_id"]: Offer(
            variant_id=row["variant_id"],
            product_id=row["product_id"],
            product_slug=row["product_slug"],
            title=row["title"],
            variant_title=row["variant_title"],
            sku=row["sku"],
            tax_bps=row["tax_bps"],
            terms=Terms(
                row["unit"], row["step"], row["least"], row["most"], row["price_minor"], row["price_per"], row["draws"]
            ),
            currency=row["currency"],
            stock_item_id=row["stock_item_id"],
            counted=row["counted"],
            available=row["available"] if row["counted"] else None,
            stall_id=row["stall_id"],
            stall_slug=row["stall_slug"],
            stall_name=row["stall_name"],
            not_offered=_first_of(
                anyway,
                row["not_offered"],
                cycles[row["variant_id"]][1],
                _hindrance(leaves.get(row["product_id"])),
                REASON if row["variant_id"] in held_back else None,
                None if takes_deposits or row["container_id"] is None else "no_legal_basis",
            ),
            picture=row["picture"],
            leave=leaves.get(row["product_id"]),
            cycle=cycles[row["variant_id"]][0],
            packing=_packing(row, tolerance),
            weight_grams=row["weight_grams"],
            no_withdrawal=row["no_withdrawal"],
            trade=None
            if row["trade_off_bps"] is None or row["is_voucher"]
            else Trade(row["trade_off_bps"], row["trade_least_order"], row["trade_price"], row["trade_least"] or 1),
            is_voucher=row["is_voucher"],
        )
        for row in rows
    }


def _first_of(anyway: Collection[str], *reasons: str | None) -> str | None:
    return next((one for one in reasons if one is not None and one not in anyway), None)


_PLAIN = Packing()


def _packing(row: asyncpg.Record, tolerance_bps: int) -> Packing:
    if not row["weighed"] and row["container_id"] is None:
        return _PLAIN
    return Packing(
        row["weighed"],
        row["in_pieces"],
        tolerance_bps if row["weighed"] else 0,
        row["container_id"],
        row["container_holds"],
        row["container_name"],
        row["deposit_minor"] or 0,
        row["container_tax_bps"] or 0,
    )


def for_group(offer: Offer, terms: Terms) -> Offer:
    """The offer as a group bought it: at the group's price, not from the shelf, and in its jars or crates. What is weighed is not bought so."""
    packing = replace(offer.packing, weighed=False, in_pieces=False, tolerance_bps=0)
    return replace(offer, terms=terms, counted=False, available=None, packing=packing)


def _hindrance(leave: Leave | None) -> str | None:
    return "not_licensed" if is_hindered(leave) else None


async def cooperative_of(work: Work, variant_id: UUID) -> UUID | None:
    """Which co-op offers a variant, told from what is published: outside any co-op nothing else can be seen."""
    found: UUID | None = await work.value(
        "SELECT cooperative_id FROM listing WHERE variant_ids @> ARRAY[$1]::uuid[]", variant_id
    )
    return found
