"""All parts of a basket at one pickup: what can be chosen, and placing them in one go."""

from datetime import date, datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.making import SeenPromiseInput, seen
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.orders import present, types
from minga_graphql.orders.mutations import BuyerInput, PlacedOrder, order_now
from minga_graphql.paging import asked
from minga_graphql.values import MoneyInput
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.credit.errors import CreditTooLow
from minga_platform.market.cycles.errors import CycleClosed
from minga_platform.market.discounts.errors import CodeNotTaken
from minga_platform.market.fulfilment.errors import PickupPointClosed, SlotFull, SlotNotOffered
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.market.making import promising
from minga_platform.market.making.errors import MakingFull, PromiseMoved
from minga_platform.market.orders import together
from minga_platform.market.orders.errors import (
    CartEmpty,
    CheckoutNotStarted,
    MixedCurrencies,
    PaymentNotOffered,
    PriceChanged,
    ReservationExpired,
)
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments import flows
from minga_platform.market.payments.commands.together import Part, place_together
from minga_platform.market.payments.errors import CardsNotOffered
from minga_platform.market.trade.errors import CreditLimitPassed, OrderTooSmall


@strawberry.enum(description="Why the parts of a basket cannot be fetched at one time.")
class NotTogether(Enum):
    PLACES = strawberry.enum_value("places", description="There is no place at which all of them are fetched.")
    TIMES = strawberry.enum_value("times", description="They are fetched at different times.")
    FULL = strawberry.enum_value(
        "full", description="The times that they share are full, or cannot be chosen any more."
    )
    MADE_LATER = strawberry.enum_value(
        "made_later", description="Something is made to order and not ready by a time that they share."
    )
    CURRENCIES = strawberry.enum_value("currencies", description="They are sold in several currencies.")


@strawberry.type(description="A place and a time at which all parts of a basket can be fetched.")
class TogetherChoice:
    pickup_point_id: strawberry.ID = strawberry.field(description="Where, `point_…`.")
    name: str = strawberry.field(description="What the place is called.")
    address: str = strawberry.field(description="Where it is.")
    takes_cash: bool = strawberry.field(description="Whether one can pay there.")
    opens_at: datetime = strawberry.field(description="From when.")
    closes_at: datetime = strawberry.field(description="Until when.")
    slot_opens_at: datetime | None = strawberry.field(
        description="The time to choose there: what `placeTogether` takes as `slotOpensAt`. Null where the place has no times."
    )


@strawberry.type(
    description="How all parts of a basket that are from one co-op can be fetched at once. There are such parts where some goods are "
    "sold in order cycles: each part is an order of its own."
)
class CartTogether:
    cooperative_slug: str = strawberry.field(description="The co-op.")
    cycle_ids: list[strawberry.ID | None] = strawberry.field(
        description="The parts: their order cycles, `cycle_…`; null for what is sold all the time.",
        metadata=bounds(size=2),
    )
    choices: list[TogetherChoice] = strawberry.field(
        description="What every part can use, the soonest first; each has room for all of them.",
        metadata=bounds(size=3),
    )
    why_not: NotTogether | None = strawberry.field(description="Why there is none; null where there is.")


@strawberry.input(description="A part of the basket.")
class TogetherPartInput:
    cycle_id: strawberry.ID | None = strawberry.field(
        default=None, description="The order cycle, `cycle_…`; null for what is sold all the time."
    )
    expected_total: MoneyInput = strawberry.field(description="What the buyer saw that it comes to.")
    expected_to_pay: MoneyInput | None = strawberry.field(
        default=None, description="What she saw that she pays of it beside voucher and store credit."
    )


@strawberry.type(description="All parts of a basket were placed, each as an order of its own.")
class PlacedTogether:
    orders: list[PlacedOrder] = strawberry.field(
        description="In the order in which the parts were given.", metadata=bounds(size=2)
    )


async def offered(
    work: Work,
    cooperative: cooperatives.Cooperative,
    language: str,
    parts: list[tuple[str, strawberry.ID | None]],
    wishes: list[promising.Wish],
) -> CartTogether:
    """For parts (currency, cycle) of a basket in the unit's co-op; `wishes`: all that it has of the co-op."""
    cycle_ids = [None if cycle is None else ids.decode("cycle", cycle) for _, cycle in parts]
    if len({currency for currency, _ in parts}) > 1:
        found = together.Together((), "currencies")
    else:
        found = await together.together(
            work, cycle_ids, zone=cooperative.zone, ready_by=await _ready_by(work, wishes)
        )  # fmt: skip
    return CartTogether(
        cooperative_slug=cooperative.slug,
        cycle_ids=[cycle for _, cycle in parts],
        choices=[
            TogetherChoice(
                pickup_point_id=strawberry.ID(ids.encode(types.POINT, one.point.id)),
                name=Text.stored(one.point.name).read(language, cooperative.language),
                address=one.point.address,
                takes_cash=one.point.takes_cash,
                opens_at=one.opens,
                closes_at=one.closes,
                slot_opens_at=one.slot_opens_at,
            )
            for one in found.choices
        ],
        why_not=None if found.why_not is None else NotTogether(found.why_not),
    )


async def _ready_by(work: Work, wishes: list[promising.Wish]) -> date | None:
    """By when all that is made to order would be ready; what is promised by nobody holds nothing up."""
    return max((one.plan.ready_by for one in await promising.quote(work, wishes) if one.plan.ready_by), default=None)


@strawberry.type
class Mutation:
    @mutation(
        CycleClosed, PickupPointClosed, SlotFull, SlotNotOffered, PaymentNotOffered, CheckoutNotStarted, CartEmpty, MixedCurrencies,
        PriceChanged, ReservationExpired, OutOfStock, CardsNotOffered, MakingFull, PromiseMoved, CodeNotTaken, CreditTooLow,
        CreditLimitPassed, OrderTooSmall, NoLegalBasis,
    )  # fmt: skip
    async def place_together(
        self,
        info: Info[Context, None],
        key: str,
        parts: list[TogetherPartInput],
        contact: BuyerInput,
        payment_method: types.PaymentMethod,
        pickup_point_id: strawberry.ID,
        slot_opens_at: datetime | None = None,
        note: str = "",
        promises: list[SeenPromiseInput] | None = None,
        purchase_order: str = "",
    ) -> PlacedTogether:
        """Turn the started checkouts of several parts of the basket into orders that are fetched at one place and time. All are placed, or none.

        As `placeOrder`, for what `Cart.together` offers. Each order takes a place of the time, and is paid on its own.
        """
        context = info.context
        cooperative = context.require_cooperative()
        who = Contact.checked(
            name=contact.name, mail=contact.mail, phone=contact.phone, reachable=context.viewer.person_id is None
        )
        desk = context.services.desk("request", cooperative.id)
        if payment_method is types.PaymentMethod.CARD and not await flows.cards_offered(desk):
            raise CardsNotOffered
        placed = await context.perform(
            place_together,
            key=key,
            parts=tuple(
                Part(
                    ids.decode("cycle", one.cycle_id) if one.cycle_id is not None else None,
                    one.expected_total.read(),
                    one.expected_to_pay.read() if one.expected_to_pay is not None else None,
                )
                for one in parts
            ),
            pickup_point_id=ids.decode(types.POINT, pickup_point_id),
            slot_opens_at=slot_opens_at,
            contact=who,
            payment_method=payment_method.value,
            note=note,
            language=context.language,
            seen_promises=seen(promises or []),
            purchase_order=purchase_order,
        )
        wanted = frozenset(part for part in present.PARTS if asked(info, "orders", "order", part))
        orders = []
        for order_id, attempt_id in placed.pairs():
            url = await flows.open_page(desk, attempt_id) if attempt_id else None
            order = await order_now(context, order_id, buyer=True, wanted=wanted)
            orders.append(PlacedOrder(order=order, payment_url=url))
        return PlacedTogether(orders=orders)
