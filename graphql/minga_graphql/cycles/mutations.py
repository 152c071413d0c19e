"""Planning cycles, and ordering in them."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_graphql.cart import VARIANT
from minga_graphql.context import Context
from minga_graphql.cycles import present, types
from minga_graphql.mutations import mutation
from minga_graphql.orders import types as orders
from minga_graphql.orders.mutations import order_now
from minga_graphql.values import MoneyInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, InvalidTransition
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.cycles.amounts import CycleFee
from minga_platform.market.cycles.commands import planning, seasons
from minga_platform.market.cycles.errors import CycleClosed, OrderNotExtendable
from minga_platform.market.cycles.plan import Pickup, Plan, Supply
from minga_platform.market.discounts.errors import CodeNotTaken
from minga_platform.market.fulfilment.errors import SlotFull, SlotNotOffered
from minga_platform.market.making.errors import MakingFull
from minga_platform.market.orders import links
from minga_platform.market.orders.errors import CartEmpty, MixedCurrencies, PriceChanged
from minga_platform.market.payments.commands import adding


@strawberry.type(description="A cycle was planned, closed, cancelled or copied.")
class ChangedCycle:
    id: strawberry.ID = strawberry.field(description="The cycle, `cycle_…`.")


@strawberry.type(description="A product's selling time was set.")
class ChangedSellingTime:
    id: strawberry.ID = strawberry.field(description="The product, `prod_…`.")


@strawberry.type(description="An order was added to, or stands again.")
class ExtendedOrder:
    order: orders.Order = strawberry.field(description="The order.")


@strawberry.type
class Mutation:
    @mutation(Conflict, InvalidTransition)
    async def save_cycle(
        self,
        info: Info[Context, None],
        cycle: types.CycleInput,
        id: strawberry.ID | None = None,  # noqa: A002
        expected_version: int | None = None,
    ) -> ChangedCycle:
        """Plan an order cycle, or plan the one `id` names anew. Needs `cycles.edit`.

        Once open its opening stays; once its producers have their lists it stays as it is. Orders keep what they were placed with.
        """
        done = await info.context.perform(
            planning.save_cycle,
            cycle_id=ids.decode(types.CYCLE, id) if id is not None else None,
            expected_version=expected_version,
            plan=_plan(info.context, cycle),
        )
        return ChangedCycle(id=strawberry.ID(ids.encode(types.CYCLE, done)))

    @mutation(InvalidTransition)
    async def close_cycle(self, info: Info[Context, None], id: strawberry.ID) -> ChangedCycle:  # noqa: A002
        """Take no more orders from now on, earlier than planned. Needs `cycles.edit`."""
        await info.context.perform(planning.close_cycle, cycle_id=ids.decode(types.CYCLE, id))
        return ChangedCycle(id=id)

    @mutation(InvalidTransition)
    async def cancel_cycle(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        reason: str,
    ) -> ChangedCycle:
        """A cycle does not take place: its orders end, money goes back, buyers and producers are told. Needs `cycles.edit`."""
        await info.context.perform(planning.cancel_cycle, key=key, cycle_id=ids.decode(types.CYCLE, id), reason=reason)
        return ChangedCycle(id=id)

    @mutation()
    async def copy_cycle(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        opens_at: datetime,
    ) -> ChangedCycle:
        """The same cycle once more, opening at another time; everything moves along. Needs `cycles.edit`."""
        done = await info.context.perform(planning.copy_cycle, cycle_id=ids.decode(types.CYCLE, id), opens_at=opens_at)
        return ChangedCycle(id=strawberry.ID(ids.encode(types.CYCLE, done)))

    @mutation()
    async def set_selling_time(
        self, info: Info[Context, None], product_id: strawberry.ID, only_in_cycles: bool, months: list[int]
    ) -> ChangedSellingTime:
        """Say in which months a product is in season (none: all year), and whether only order cycles sell it. Needs `product.edit`."""
        await info.context.perform(
            seasons.set_selling_time,
            product_id=ids.decode(present.PRODUCT, product_id),
            only_in_cycles=only_in_cycles,
            months=months,
        )
        return ChangedSellingTime(id=product_id)

    @mutation(OrderNotExtendable, CycleClosed, CartEmpty, MixedCurrencies, PriceChanged, OutOfStock, MakingFull)
    async def append_to_order(
        self,
        info: Info[Context, None],
        key: str,
        order_id: strawberry.ID,
        expected_total: MoneyInput,
        token: str | None = None,
    ) -> ExtendedOrder:
        """Add what the basket has of an order's cycle to that order, which is paid when it is fetched: one order, the cycle's fees once.

        What is made to order is promised for the first day that its maker has room. `expectedTotal`: what the order then comes to.
        `token`: of the order's link.
        """
        context = info.context
        cooperative = context.require_cooperative()
        order = ids.decode(orders.ORDER, order_id)
        follows = bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")
        await context.perform(
            adding.append_to_order, key=key, order_id=order, expected_total=expected_total.read(), follows=follows
        )
        return ExtendedOrder(order=await order_now(context, order, buyer=True))

    @mutation(OrderNotExtendable, CycleClosed, SlotFull, SlotNotOffered, CodeNotTaken, OutOfStock)
    async def resume_order(
        self, info: Info[Context, None], key: str, order_id: strawberry.ID, token: str | None = None
    ) -> ExtendedOrder:
        """Take back that one cancelled one's own order of a cycle that is still open, as far as nobody took meanwhile what it gave up:
        goods, a time, a code. What is made to order may be ready later then."""
        context = info.context
        cooperative = context.require_cooperative()
        order = ids.decode(orders.ORDER, order_id)
        follows = bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")
        await context.perform(adding.resume_order, key=key, order_id=order, follows=follows)
        return ExtendedOrder(order=await order_now(context, order, buyer=True))


def _plan(context: Context, cycle: types.CycleInput) -> Plan:
    currency = context.require_cooperative().currency
    return Plan(
        name=read_languages(cycle.name, "name"),
        note=read_languages(cycle.note, "note"),
        opens_at=cycle.opens_at,
        closes_at=cycle.closes_at,
        repeat_days=cycle.repeat_days,
        fees=tuple(_fee(fee, currency) for fee in cycle.fees),
        supplies=tuple(
            Supply(
                ids.decode(present.STALL, one.stall_id),
                tuple(ids.decode(VARIANT, variant) for variant in one.variant_ids),
                one.delivers_from,
                one.delivers_until,
                one.instructions,
            )
            for one in cycle.supplies
        ),
        pickups=tuple(
            Pickup(ids.decode(orders.POINT, one.point_id), one.fetch_from, one.fetch_until, one.instructions)
            for one in cycle.pickups
        ),
    )


def _fee(fee: types.CycleFeeInput, currency: str) -> CycleFee:
    amount = fee.amount.read() if fee.amount is not None else None
    if amount is not None and amount.currency != currency:
        raise InvalidInput("fees", "currency")
    return CycleFee(str(fee.purpose.value), str(fee.kind.value), fee.bps, amount.minor if amount is not None else 0)
