"""What is in the cart, and what the market says of it now.

A cart is read in two steps, because its lines are the visitor's and the goods are their co-op's: lines first, then, co-op
by co-op, what each variant costs and how much of it is there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog.amounts import Terms
from minga_platform.market.catalog.ports import JOINED, Leave


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
        "SELECT l.id, l.cart_id, l.cooperative_id, l.variant_id, l.quantity, l.seen_price_minor, l.seen_title, l.added_at "
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


_OFFERS = """SELECT v.id AS variant_id, v.product_id, p.slug AS product_slug, p.title, v.title AS variant_title, v.sku, p.tax_bps, p.asks_commons,
    v.unit, v.step, v.least, v.most, v.price_minor, v.price_per, v.draws, v.currency,
    v.stock_item_id, s.counted, s.on_hand - s.held AS available,
    st.id AS stall_id, st.slug AS stall_slug, st.name AS stall_name, li.picture,
    CASE WHEN v.state <> 'offered' THEN 'withdrawn' WHEN p.state <> 'published' THEN 'unpublished'
         WHEN st.state <> 'open' THEN 'stall_closed' END AS not_offered
FROM variant v
JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
JOIN stall st ON st.cooperative_id = p.cooperative_id AND st.id = p.stall_id
JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id
LEFT JOIN listing li ON li.cooperative_id = p.cooperative_id AND li.product_id = p.id
WHERE v.cooperative_id = $1 AND v.id = ANY($2)"""


async def offers(work: Work, variant_ids: Sequence[UUID]) -> dict[UUID, Offer]:
    """What the unit's co-op says of these variants now; one that is not there at all is missing from the answer."""
    rows = await work.rows(_OFFERS, work.cooperative_id, list(variant_ids))
    leaves = await leaves_of(work, {row["product_id"] for row in rows if row["asks_commons"]})
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
            not_offered=row["not_offered"] or _hindrance(leaves.get(row["product_id"])),
            picture=row["picture"],
            leave=leaves.get(row["product_id"]),
        )
        for row in rows
    }


async def leaves_of(work: Work, product_ids: Collection[UUID]) -> Mapping[UUID, Leave]:
    """What the commons say of these products, which ask them; nothing is asked where none does."""
    if not product_ids or JOINED.commons is None:
        return {}
    return await JOINED.commons.leaves(work, sorted(product_ids))


def _hindrance(leave: Leave | None) -> str | None:
    return "not_licensed" if leave is not None and leave.hindrance else None


async def cooperative_of(work: Work, variant_id: UUID) -> UUID | None:
    """Which co-op offers a variant, told from what is published: outside any co-op nothing else can be seen."""
    found: UUID | None = await work.value(
        "SELECT cooperative_id FROM listing WHERE variant_ids @> ARRAY[$1]::uuid[]", variant_id
    )
    return found
