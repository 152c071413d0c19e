"""Reading orders: buyers theirs, stalls their parts, the co-op all of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import Line, bounds
from minga_graphql.orders import present, types
from minga_graphql.paging import Connection, ListName, Node, Window
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.law import queries as law
from minga_platform.market.orders import links, queries
from minga_platform.market.orders.states import SELLER_ORDER_STATES
from minga_platform.market.payments import collecting, flows
from minga_platform.market.payments import queries as payments
from minga_platform.market.payments.ports import PaymentProvider
from minga_platform.market.trade import queries as trade
from minga_platform.membership import access


@strawberry.type
class Query:
    @strawberry.field(description="The co-op's pickup points that take orders, or all of them for who keeps them.")
    async def pickup_points(self, info: Info[Context, None], closed_too: bool = False) -> list[types.PickupPoint]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            all_of_them = closed_too and await access.may(work, context.viewer, "pickup_points.edit")
            points = await places.pickup_points(work, closed_too=all_of_them)
            return [present.pickup_point(context, work.now, point) for point in points]

    @strawberry.field(description="Where the co-op delivers.")
    async def delivery_zones(self, info: Info[Context, None], closed_too: bool = False) -> list[types.DeliveryZone]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            all_of_them = closed_too and await access.may(work, context.viewer, "delivery.edit")
            zones = await places.delivery_zones(work, closed_too=all_of_them)
        return [present.delivery_zone(context, zone) for zone in zones]

    @strawberry.field(description="How orders can be paid in this co-op.")
    async def payment_options(self, info: Info[Context, None]) -> types.PaymentOptions:
        context = info.context
        cooperative = context.require_cooperative()
        cards = await flows.cards_offered(context.services.desk("request", cooperative.id))
        async with context.read() as work:
            account = await collecting.collecting_account(work)
            mobile = await collecting.mobile_account(work)
            terms = await trade.terms_of(work, work.scope.person_id)
            invoices = terms is not None and await law.switched_on(work, "trade_credit")
        methods = [types.PaymentMethod.PICKUP]
        if account is not None or mobile is not None:
            methods.append(types.PaymentMethod.BANK)
            if account is not None and terms is not None and terms.credit_limit_minor and invoices:
                methods.append(types.PaymentMethod.INVOICE)
        origin = None
        if cards:
            methods.insert(0, types.PaymentMethod.CARD)
            provider: PaymentProvider | None = context.services.ports.get(PaymentProvider)
            origin = provider.page_origin if provider else None
        bank = types.BankAccount(holder=account.holder, number=account.number) if account else None
        purse = (
            types.MobileAccount(operator=mobile.operator, holder=mobile.holder, number=mobile.number)
            if mobile
            else None
        )
        return types.PaymentOptions(methods=methods, page_origin=origin, bank_account=bank, mobile_account=purse)

    @strawberry.field(description="The zone that takes a postcode; null where the co-op does not deliver.")
    async def delivery_zone_for(self, info: Info[Context, None], postcode: str) -> types.DeliveryZone | None:
        info.context.require_cooperative()
        async with info.context.read() as work:
            zone = await places.zone_for(work, postcode[:20])
        return None if zone is None else present.delivery_zone(info.context, zone)

    @strawberry.field(
        description="One order: for who placed it, for who holds its link (`token`), and for who may see the co-op's orders. Else null."
    )
    async def order(self, info: Info[Context, None], id: strawberry.ID, token: str | None = None) -> types.Order | None:  # noqa: A002
        context = info.context
        cooperative = context.require_cooperative()
        try:
            order_id = ids.decode(types.ORDER, id)
        except NotFound:
            return None
        async with context.read() as work:
            row = await queries.own(work, context.viewer, order_id)
            buyer = row is not None
            if row is None and token and links.follows(context.services.keyring, cooperative.id, order_id, token):
                row, buyer = await queries.by_id(work, order_id), True
            if row is None and await access.may(work, context.viewer, "orders.see"):
                row = await queries.by_id(work, order_id)
            found = await present.orders(context, work, [row], buyer=buyer) if row else []
        return found[0] if found else None

    @strawberry.field(description="The asker's own orders in this co-op, newest first.")
    async def my_orders(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[types.Order]:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("my_orders", cooperative.id), first, after)
        async with context.read() as work:
            rows = await queries.mine(
                work, context.viewer, before=page.after[0] if page.after else None, first=page.first
            )
            shown = await present.orders(context, work, rows[: page.first], buyer=True)
        return _paged(page, rows, shown)

    @strawberry.field(
        description="What goes back to the asker here and has not reached her yet, the oldest first, at most a hundred."
    )
    async def my_refunds_under_way(self, info: Info[Context, None]) -> list[types.RefundUnderWay]:
        context = info.context
        context.require_cooperative()
        if context.viewer.person_id is None:
            return []
        async with context.read() as work:
            rows = await payments.refunds_under_way(work, work.scope.person_id or context.viewer.person_id)
        return [
            types.RefundUnderWay(
                order_id=strawberry.ID(ids.encode(types.ORDER, row.order_id)),
                order_number=MinorUnits(number),
                refund=present.refund_of(row),
            )
            for number, row in rows
        ]

    @strawberry.field(
        description="All orders of the co-op, newest first; null without `orders.see`. `search`: only those with this number, or with this "
        "in the buyer's name, mail or telephone number, or paid under this reference or purchase order number."
    )
    async def orders(
        self,
        info: Info[Context, None],
        state: types.OrderState | None = None,
        cancellation_asked: bool = False,
        search: Line = "",
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.Order] | None:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = str(state.value) if state else None
        page = context.services.cursors.window(
            ListName("orders", cooperative.id, (wanted, cancellation_asked, search)), first, after
        )
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see"):
                return None
            rows = await queries.all_orders(
                work,
                state=wanted,
                asked=cancellation_asked,
                before=page.after[0] if page.after else None,
                first=page.first,
                text=search,
            )
            shown = await present.orders(context, work, rows[: page.first], buyer=False)
        return _paged(page, rows, shown)

    @strawberry.field(
        description="Orders whose money a buyer's bank keeps for a short while only: hand them over, or the money is taken or let go of "
        "as the members decided. The most urgent first, at most fifty; null without `orders.see`.",
        metadata=bounds(size=50),
    )
    async def lapsing_orders(self, info: Info[Context, None]) -> list[types.Order] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see"):
                return None
            wanted = await payments.lapsing(work)
            if not wanted:
                return []
            by_id = await queries.by_ids(work, wanted)
            return await present.orders(context, work, [by_id[one] for one in wanted], buyer=False)

    @strawberry.field(
        description="Orders with a refund that is less than a card can be given back, or that came back from it, and that nobody gave by hand yet "
        "(`giveRefundByHand`, `sendRefundAgain`). "
        "The oldest first, at most fifty; null without `orders.see`.",
        metadata=bounds(size=50),
    )
    async def orders_to_give_back(self, info: Info[Context, None]) -> list[types.Order] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see"):
                return None
            wanted = await payments.given_by_hand(work)
            if not wanted:
                return []
            by_id = await queries.by_ids(work, wanted)
            return await present.orders(context, work, [by_id[one] for one in wanted], buyer=False)

    @strawberry.field(
        description="A stall's parts of orders: what is to be prepared first. Null without `orders.see` for the stall."
    )
    async def seller_orders(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID,
        states: list[types.PartState] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.SellerOrder] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded(present.STALL, stall_id)
        if stall is None:
            return None
        wanted = sorted({str(state.value) for state in states or (types.PartState.TO_PREPARE, types.PartState.READY)})
        # A part that waits for its payment is nothing to a stall yet.
        wanted = [state for state in wanted if state != SELLER_ORDER_STATES[0]]
        page = context.services.cursors.window(
            ListName("seller_orders", cooperative.id, (str(stall), *wanted)), first, after
        )
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see", stall_id=stall):
                return None
            rows = await queries.parts_of_stall(
                work, stall, states=wanted, before=page.after[0] if page.after else None, first=page.first
            )
            shown = await present.parts_alone(context, work, rows[: page.first])
        return _paged(page, rows, shown)

    @strawberry.field(
        description="One stall's part of an order; null for whoever may not see the stall's orders (`orders.see`)."
    )
    async def seller_order(self, info: Info[Context, None], id: strawberry.ID) -> types.SellerOrder | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        part_id = _decoded(types.PART, id)
        if part_id is None:
            return None
        async with context.read() as work:
            row = await queries.part(work, part_id)
            if row is None or row.state == SELLER_ORDER_STATES[0]:
                return None
            if not await access.may(work, context.viewer, "orders.see", stall_id=row.stall_id):
                return None
            [shown] = await present.parts_alone(context, work, [row])
        return shown


def _paged(page: Window, rows: Sequence[Any], shown: Sequence[Node]) -> Connection[Node]:
    """Rows and what was made of those that the page shows; a row beyond them only tells that more follows."""
    made = {row.id: node for row, node in zip(rows, shown, strict=False)}
    return page.connection(rows, node=lambda row: made[row.id], key=lambda row: (row.id,))


def _decoded(prefix: str, text: str) -> UUID | None:
    """An id from outside; None for one that names nothing, so that it answers as a random one does."""
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None
