"""The basket: what a visitor means to buy, over many stalls and co-ops, and what the market says of it now."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.cooperatives import Cooperative
from minga_graphql.cooperatives import present as present_cooperative
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.orders.together import CartTogether, offered
from minga_graphql.paging import asked
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, Quantity, money_of, quantity_of
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.secrets import digest, new_token
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands, queries
from minga_platform.market.cart.errors import CartFull, NotOffered
from minga_platform.market.catalog.errors import QuantityNotSold
from minga_platform.market.cycles.offering import InCycle
from minga_platform.market.making import promising
from minga_platform.market.orders import queries as orders
from minga_platform.market.orders.commands.checkout import cycle_of
from minga_platform.market.orders.quoting import Note, QuotedLine, quote
from minga_platform.market.payments import queries as payments

LINE = "cline"
VARIANT = "var"


@strawberry.enum(description="What is to be told about a line of the basket.")
class CartNoteKind(Enum):
    GONE = strawberry.enum_value("gone", description="The product does not exist any more.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="This form of it is not sold any more.")
    UNPUBLISHED = strawberry.enum_value("unpublished", description="The maker took the product off the market.")
    STALL_CLOSED = strawberry.enum_value("stall_closed", description="The stall is closed or suspended.")
    NOT_LICENSED = strawberry.enum_value(
        "not_licensed", description="The licence of the design that it is made from does not let it be sold now."
    )
    NOT_AGREED = strawberry.enum_value(
        "not_agreed",
        description="A licence: not all who hold rights in the design, or in what it was made from, have agreed to it.",
    )
    QUANTITY_NOT_SOLD = strawberry.enum_value("quantity_not_sold", description="This quantity is not sold any more.")
    QUANTITY_REDUCED = strawberry.enum_value("quantity_reduced", description="Less is there than you want.")
    NOT_IN_CYCLE = strawberry.enum_value(
        "not_in_cycle", description="It is sold only in order cycles, and none that has it is open."
    )
    NO_LEGAL_BASIS = strawberry.enum_value(
        "no_legal_basis",
        description="It comes in packing with a deposit, and the co-op has no legal basis recorded on which it takes one.",
    )
    PRICE_CHANGED = strawberry.enum_value(
        "price_changed", description="The price is another one than when you put it in."
    )


@strawberry.type(description="Something to tell about a line of the basket.")
class CartNote:
    kind: CartNoteKind = strawberry.field(description="What it is.")
    available: Quantity | None = strawberry.field(description="How much can be had, where less is there.")
    old_price: Money | None = strawberry.field(description="What it cost when you put it in.")


@strawberry.type(description="The jars or crates that go out with a line of the basket.")
class CartDeposit:
    name: str = strawberry.field(description="What they are.")
    count: int = strawberry.field(description="How many.")
    total: Money = strawberry.field(description="Their deposit, tax included; it is paid back when they are back.")


@strawberry.type(description="A line of the basket.")
class CartLine:
    id: strawberry.ID = strawberry.field(description="Its id, `cline_…`.")
    variant_id: strawberry.ID = strawberry.field(description="What is to be bought, `var_…`.")
    title: str = strawberry.field(description="The product's title.")
    variant_title: str = strawberry.field(description="Which form of it; empty where there is only one.")
    product_slug: str | None = strawberry.field(description="Its address in the co-op; null when it is gone.")
    quantity: Quantity = strawberry.field(description="How much.")
    step: MinorUnits = strawberry.field(description="Quantities go up by this many base units.")
    least: MinorUnits = strawberry.field(description="The smallest quantity sold, in base units.")
    most: MinorUnits | None = strawberry.field(description="The largest quantity sold at once, in base units.")
    price: Money | None = strawberry.field(
        description="The price now, for `pricePer` base units; null when it is gone."
    )
    price_per: MinorUnits = strawberry.field(description="How many base units the price is for.")
    total: Money = strawberry.field(description="What the line comes to, tax included; zero when it cannot be bought.")
    no_withdrawal: str = strawberry.field(
        description="Why the law lets nobody withdraw from buying it (`perishable`, `made_to_measure`, `sealed_hygiene`); empty: one can."
    )
    can_be_bought: bool = strawberry.field(description="Whether a checkout takes this line along.")
    notes: list[CartNote] = strawberry.field(description="What is to be told about it.", metadata=bounds(size=1))
    picture: str | None = strawberry.field(description="The address of a small picture.")
    accepted: Quantity | None = strawberry.field(
        default=None,
        description="For what is paid by its weight: up to how much may be packed. `total` is for this; what is not packed is not paid.",
    )
    in_pieces: bool = strawberry.field(
        default=False, description="Of what is weighed: each step is a piece of about that weight."
    )
    gift_for: str | None = strawberry.field(
        default=None, description="Of a gift voucher: whom it is for, perhaps empty; null for anything else."
    )
    deposit: CartDeposit | None = strawberry.field(
        default=None,
        description="The jars or crates that go out with it; their deposit is not in `total`, but in the subtotals.",
    )


@strawberry.type(description="What of the basket is from one stall.")
class CartStall:
    slug: str = strawberry.field(description="The stall's address in the co-op.")
    name: str = strawberry.field(description="The stall.")
    lines: list[CartLine] = strawberry.field(description="Its lines.", metadata=bounds(size=4))
    subtotal: Money = strawberry.field(description="The sum of the lines that can be bought.")


@strawberry.type(description="The asker's order in a cycle, to which the basket can be added.")
class ExtendableOrder:
    id: strawberry.ID = strawberry.field(description="The order, `ord_…`: what `appendToOrder` takes.")
    number: MinorUnits = strawberry.field(description="Its number.")
    total: Money = strawberry.field(description="What it comes to now.")


@strawberry.type(description="The order cycle of a part of the basket.")
class CartCycle:
    id: strawberry.ID = strawberry.field(
        description="The cycle, `cycle_…`: what `startCheckout` and `placeOrder` take."
    )
    name: str = strawberry.field(description="Its name.")
    opens_at: datetime = strawberry.field(description="When it opens, or opened.")
    closes_at: datetime = strawberry.field(description="Until when orders are taken.")
    is_open: bool = strawberry.field(description="Whether they are taken now.")
    extendable: ExtendableOrder | None = strawberry.field(
        description="The asker's order in it that is still to be paid when it is fetched, and to which this can be added."
    )
    ordered: ExtendableOrder | None = strawberry.field(
        description="Else the asker's order in it that stands and is paid otherwise: nothing is added to it. What is placed now is an order of "
        "its own, without the cycle's fees once per order."
    )


@strawberry.type(
    description="What of the basket is from one co-op, in one currency, and in one order cycle or none: it is placed as one order."
)
class CartGroup:
    cooperative: Cooperative = strawberry.field(description="The co-op.")
    stalls: list[CartStall] = strawberry.field(description="Stall by stall.", metadata=bounds(size=3))
    gone: list[CartLine] = strawberry.field(
        description="Lines whose product does not exist any more.", metadata=bounds(size=1)
    )
    subtotal: Money = strawberry.field(description="The sum of all that can be bought.")
    can_check_out: bool = strawberry.field(description="Whether anything of it can be bought now.")
    held_until: datetime | None = strawberry.field(description="Until when a started checkout holds the goods.")
    cycle: CartCycle | None = strawberry.field(
        default=None, description="The order cycle it is placed in; its goods are held when the order is placed."
    )


@strawberry.type(description="The asker's basket.")
class Cart:
    groups: list[CartGroup] = strawberry.field(
        description="Co-op by co-op, each placed on its own.", metadata=bounds(size=2)
    )
    line_count: int = strawberry.field(description="How many lines there are.")
    together: list[CartTogether] = strawberry.field(
        description="For each co-op of which several groups can be checked out: how all of them can be fetched at once.",
        metadata=bounds(size=1),
    )


@strawberry.type(description="Something came into the basket.")
class AddedToCart:
    line_id: strawberry.ID = strawberry.field(description="The line, `cline_…`.")
    quantity: Quantity = strawberry.field(description="How much of it the basket holds now.")
    cart_token: str | None = strawberry.field(
        description="For programs that sent no `Minga-Cart` header: the token of the basket that was begun. Keep it; it is told once."
    )


@strawberry.type(description="A line of the basket was changed.")
class ChangedCartLine:
    line_id: strawberry.ID = strawberry.field(description="The line, `cline_…`.")


@strawberry.type
class Query:
    @strawberry.field(description="The asker's basket, over all co-ops, with what the market says of it now.")
    async def cart(self, info: Info[Context, None]) -> Cart:
        context = info.context
        if context.viewer.person_id is None and context.viewer.visitor_hash is None:
            return Cart(groups=[], line_count=0, together=[])
        async with context.read() as work:
            lines = await queries.lines(work)
            known = await cooperatives.of_ids(work, {line.cooperative_id for line in lines}) if lines else {}
        groups: list[CartGroup] = []
        together: list[CartTogether] = []
        wanted = asked(info, "together")
        for cooperative_id in dict.fromkeys(line.cooperative_id for line in lines):
            own = [line for line in lines if line.cooperative_id == cooperative_id]
            scope = context.viewer.scope(cooperative_id)
            async with context.services.database.read(scope, context.viewer.actor) as work:
                here = await _groups(context, work, known[cooperative_id], own)
                groups += here
                parts = [
                    (one.subtotal.currency, one.cycle.id if one.cycle else None) for one in here if one.can_check_out
                ]
                if wanted and len(parts) > 1:
                    wishes = [promising.Wish(one.variant_id, one.quantity) for one in own]
                    together.append(await offered(work, known[cooperative_id], context.language, parts, wishes))
        return Cart(groups=groups, line_count=len(lines), together=together)

    @strawberry.field(description="How many lines the asker's basket has.")
    async def cart_count(self, info: Info[Context, None]) -> int:
        if info.context.viewer.person_id is None and info.context.viewer.visitor_hash is None:
            return 0
        async with info.context.read() as work:
            return await queries.count(work)


@strawberry.type
class Mutation:
    @mutation(NotOffered, QuantityNotSold, CartFull)
    async def add_to_cart(
        self, info: Info[Context, None], variant_id: strawberry.ID, quantity: MinorUnits, key: str | None = None
    ) -> AddedToCart:
        """Put a quantity (whole base units) of a variant into the basket; more of the same adds up."""
        context, token = info.context, None
        variant = ids.decode(VARIANT, variant_id)
        where = context.cooperative.id if context.cooperative else await _offered_in(context, variant)
        viewer = context.viewer
        if viewer.person_id is None and viewer.visitor_hash is None:
            token = new_token()
            context.carry_cart(digest(token))
        added = await context.perform(commands.add, key=key, where=where, variant_id=variant, quantity=quantity)
        return AddedToCart(
            line_id=strawberry.ID(ids.encode(LINE, added.line_id)),
            quantity=quantity_of(added.quantity, added.unit, context.language),
            cart_token=token,
        )

    @mutation(NotOffered, QuantityNotSold)
    async def change_cart_line(
        self, info: Info[Context, None], line_id: strawberry.ID, quantity: MinorUnits
    ) -> ChangedCartLine:
        """Set the quantity of a line, in whole base units."""
        line = ids.decode(LINE, line_id)
        where = await _line_in(info.context, line)
        await info.context.perform(commands.change, where=where, line_id=line, quantity=quantity)
        return ChangedCartLine(line_id=line_id)

    @mutation()
    async def remove_cart_line(self, info: Info[Context, None], line_id: strawberry.ID) -> ChangedCartLine:
        """Take a line out of the basket."""
        await info.context.perform(commands.remove, line_id=ids.decode(LINE, line_id))
        return ChangedCartLine(line_id=line_id)


async def _offered_in(context: Context, variant_id: UUID) -> UUID:
    """Outside any co-op, what is published tells where a variant is sold. Refuses: NotFound."""
    async with context.read() as work:
        found = await queries.cooperative_of(work, variant_id)
    if found is None:
        raise NotFound
    return found


async def _line_in(context: Context, line_id: UUID) -> UUID:
    """In which co-op a line of the asker's basket is. Refuses: NotFound."""
    async with context.read() as work:
        for line in await queries.lines(work):
            if line.id == line_id:
                return line.cooperative_id
    raise NotFound


async def _groups(
    context: Context, work: Work, cooperative: cooperatives.Cooperative, lines: list[queries.Line]
) -> list[CartGroup]:
    offers = await queries.offers(work, [line.variant_id for line in lines])
    held = await orders.open_checkout(work)
    quoted = quote(lines, offers)
    if held is not None and any(note.kind == "quantity_reduced" for one in quoted for note in one.notes):
        # What her own checkout holds is hers, and not what somebody else has taken from her.
        hers = await orders.held_of(work, held[0])
        quoted = quote(lines, {key: offer.beside(hers.get(offer.stock_item_id, 0)) for key, offer in offers.items()})
    currencies = sorted({one.offer.currency for one in quoted if one.offer}) or [cooperative.currency]
    groups = []
    cycles = {one.offer.cycle.id: one.offer.cycle for one in quoted if one.offer and one.offer.cycle}
    standing = await orders.standing(work, list(cycles)) if cycles else {}
    money = await payments.payments_of(work, [one.id for one in standing.values()]) if standing else {}
    # What is sold all the time first, then cycle by cycle as they close; each has its own subtotal, pickup and order.
    kinds = [
        (unit, cycle_id)
        for unit in currencies
        for cycle_id in (None, *sorted(cycles, key=lambda one: (cycles[one].closes_at, one)))
    ]
    for unit, cycle_id in kinds:
        own = [one for one in quoted if one.offer and one.offer.currency == unit and cycle_of(one) == cycle_id]
        gone = [one for one in quoted if one.offer is None] if (unit, cycle_id) == kinds[0] else []
        if not own and not gone:
            continue
        stalls: dict[str, list[QuotedLine]] = {}
        for one in own:
            assert one.offer is not None
            stalls.setdefault(one.offer.stall_slug, []).append(one)
        groups.append(
            CartGroup(
                cooperative=present_cooperative(cooperative, context.language),
                stalls=[_stall(context, cooperative, part, unit) for part in stalls.values()],
                gone=[_line(context, cooperative, one, unit) for one in gone],
                subtotal=money_of(_sum(own), unit),
                can_check_out=any(one.is_bought for one in own),
                held_until=held[1] if held and cycle_id is None else None,
                cycle=_cycle(context, cooperative, cycles[cycle_id], work.now, standing.get(cycle_id), money)
                if cycle_id
                else None,
            )
        )
    return groups


def _cycle(
    context: Context,
    cooperative: cooperatives.Cooperative,
    cycle: InCycle,
    now: datetime,
    order: orders.OrderRow | None,
    money: Mapping[UUID, payments.PaymentRow],
) -> CartCycle:
    # As `appendToOrder` sees it: of what is paid in any part nothing that is expected may change.
    paid = money.get(order.id) if order else None
    grows = paid is not None and paid.method == "pickup" and paid.state == "open" and not paid.stored
    before = None if order is None else ExtendableOrder(
        id=strawberry.ID(ids.encode("ord", order.id)),
        number=MinorUnits(order.number),
        total=money_of(order.total_minor, order.currency),
    )  # fmt: skip
    return CartCycle(
        id=strawberry.ID(ids.encode("cycle", cycle.id)),
        name=Text.stored(cycle.name).read(context.language, cooperative.language),
        opens_at=cycle.opens_at,
        closes_at=cycle.closes_at,
        is_open=cycle.opens_at <= now < cycle.closes_at,
        extendable=before if grows else None,
        ordered=None if grows else before,
    )


def _sum(lines: list[QuotedLine]) -> int:
    return sum(one.total_minor + one.deposit_minor for one in lines if one.is_bought)


def _stall(context: Context, cooperative: cooperatives.Cooperative, lines: list[QuotedLine], unit: str) -> CartStall:
    offer = lines[0].offer
    assert offer is not None
    return CartStall(
        slug=offer.stall_slug,
        name=Text.stored(offer.stall_name).read(context.language, cooperative.language),
        lines=[_line(context, cooperative, one, unit) for one in lines],
        subtotal=money_of(_sum(lines), unit),
    )


def _line(context: Context, cooperative: cooperatives.Cooperative, quoted: QuotedLine, unit: str) -> CartLine:
    line, offer = quoted.line, quoted.offer
    own: Any = {
        "id": strawberry.ID(ids.encode(LINE, line.id)),
        "variant_id": strawberry.ID(ids.encode(VARIANT, line.variant_id)),
    }
    if offer is None:
        return CartLine(
            **own, title=line.seen_title, variant_title="", product_slug=None, quantity=quantity_of(line.quantity, "piece", context.language),
            step=MinorUnits(1), least=MinorUnits(1), most=None, price=None, price_per=MinorUnits(1), total=money_of(0, unit),
            no_withdrawal="", can_be_bought=False, notes=[_note(note, "piece", unit, context.language) for note in quoted.notes], picture=None,
        )  # fmt: skip
    terms = offer.terms
    return CartLine(
        **own,
        title=Text.stored(offer.title).read(context.language, cooperative.language),
        variant_title=Text.stored(offer.variant_title).read(context.language, cooperative.language),
        product_slug=offer.product_slug,
        quantity=quantity_of(line.quantity, terms.unit, context.language),
        step=MinorUnits(terms.step),
        least=MinorUnits(terms.least),
        most=None if terms.most is None else MinorUnits(terms.most),
        price=money_of(terms.price_minor, offer.currency),
        price_per=MinorUnits(terms.price_per),
        total=money_of(quoted.total_minor if quoted.is_bought else 0, offer.currency),
        no_withdrawal=offer.no_withdrawal,
        can_be_bought=quoted.is_bought,
        notes=[_note(note, terms.unit, offer.currency, context.language) for note in quoted.notes],
        picture=smallest_picture(offer.picture),
        accepted=quantity_of(quoted.sold, terms.unit, context.language) if offer.packing.weighed else None,
        in_pieces=offer.packing.in_pieces,
        gift_for=line.gift_for if offer.is_voucher else None,
        deposit=_deposit(context, cooperative, quoted, offer),
    )


def _deposit(
    context: Context, cooperative: cooperatives.Cooperative, quoted: QuotedLine, offer: queries.Offer
) -> CartDeposit | None:
    if not quoted.containers or not quoted.is_bought:
        return None
    return CartDeposit(
        name=Text.stored(offer.packing.container_name or {}).read(context.language, cooperative.language),
        count=quoted.containers,
        total=money_of(quoted.deposit_minor, offer.currency),
    )


def _note(note: Note, unit: str, currency: str, language: str) -> CartNote:
    return CartNote(
        kind=CartNoteKind(note.kind),
        available=None if note.available is None else quantity_of(note.available, unit, language),
        old_price=None if note.old_price_minor is None else money_of(note.old_price_minor, currency),
    )


def smallest_picture(picture: dict[str, Any] | None) -> str | None:
    """The address of the smallest size of a listing's picture: `{alt, sizes: [[width, height, address], …]}`."""
    sizes = picture.get("sizes", []) if picture else []
    return str(min(sizes)[2]) if sizes else None
