"""Checkout, hand-over, cancellation and refunds, as wishes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.making import SeenPromiseInput, seen
from minga_graphql.mutations import mutation
from minga_graphql.orders import present, types
from minga_graphql.paging import asked
from minga_graphql.values import LocalTextInput, MoneyInput, PlaceInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidTransition, NotFound
from minga_platform.market.catalog.errors import OutOfStock
from minga_platform.market.credit.codes import voucher_sealing
from minga_platform.market.credit.errors import CreditTooLow
from minga_platform.market.cycles.errors import CycleClosed
from minga_platform.market.discounts.errors import CodeNotTaken
from minga_platform.market.fulfilment import commands as places
from minga_platform.market.fulfilment.errors import (
    NotCarried,
    NotDelivered,
    PickupPointClosed,
    SlotFull,
    SlotNotOffered,
)
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.market.making.errors import MakingFull, PromiseMoved
from minga_platform.market.orders import links, queries
from minga_platform.market.orders.commands import checkout, prepare
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.errors import (
    CartEmpty,
    CheckoutNotStarted,
    MixedCurrencies,
    NotPaid,
    PaymentNotOffered,
    PriceChanged,
    ReservationExpired,
)
from minga_platform.market.orders.values import Contact, Delivery
from minga_platform.market.payments import flows, refund_flows
from minga_platform.market.payments import queries as payments
from minga_platform.market.payments.commands import (
    bank,
    by_card,
    cancel,
    hand_over,
    place,
    refund,
    refund_parts,
    refund_settling,
)
from minga_platform.market.payments.errors import (
    AmountDiffers,
    CardsNotOffered,
    NothingToRefund,
    PaymentDisputed,
    RefundExceedsPortion,
    TillTooLow,
)
from minga_platform.market.payments.leases import soon
from minga_platform.market.produce.lots.errors import LotShort
from minga_platform.market.produce.weights.errors import NotWeighed
from minga_platform.market.trade.errors import CreditLimitPassed, OrderTooSmall


@strawberry.type(description="The goods are held for a while.")
class CheckoutStarted:
    id: strawberry.ID = strawberry.field(description="Its id, `checkout_…`.")
    held_until: datetime = strawberry.field(description="Until when the goods are held.")


@strawberry.type(description="An order was placed.")
class PlacedOrder:
    order: types.Order = strawberry.field(description="The order.")
    payment_url: str | None = strawberry.field(
        description="Where the buyer pays by card; null when nothing is to be paid there, or the provider does not answer: then ask `order` again."
    )


@strawberry.type(description="Something about an order was done.")
class ChangedOrder:
    order: types.Order = strawberry.field(description="The order as it is now.")


@strawberry.type(description="Something about one stall's part of an order was done.")
class ChangedPart:
    part: types.SellerOrder = strawberry.field(description="The part as it is now.")


@strawberry.type(description="A pickup point or delivery zone was written down.")
class ChangedPlace:
    id: strawberry.ID = strawberry.field(description="Its id, `point_…` or `zone_…`.")


@strawberry.input(description="Who buys. A guest can be reached by mail or phone.")
class BuyerInput:
    name: str = strawberry.field(description="Her name.")
    mail: str = strawberry.field(default="", description="Her mail address.")
    phone: str = strawberry.field(default="", description="Her phone.")


@strawberry.input(description="Where to deliver.")
class DeliveryInput:
    street: str = strawberry.field(description="Street and number.")
    postcode: str = strawberry.field(description="Postcode.")
    town: str = strawberry.field(description="Town.")
    hint: str = strawberry.field(default="", description="A word for whoever brings it.")


@strawberry.input(description="How much of a line goes back.")
class LineRefundInput:
    line_id: strawberry.ID = strawberry.field(description="The line, `oline_…`.")
    amount: MoneyInput | None = strawberry.field(
        default=None, description="How much; all that is left of it when nothing is said."
    )


@strawberry.input(description="An opening that comes back every week.")
class HoursInput:
    weekday: int = strawberry.field(description="Monday is 0.")
    opens: str = strawberry.field(description="`10:00`, the co-op's own time.")
    closes: str = strawberry.field(description="`12:00`.")


@strawberry.type
class Mutation:
    @mutation(CartEmpty, CycleClosed, MixedCurrencies, OutOfStock)
    async def start_checkout(
        self, info: Info[Context, None], currency: str | None = None, cycle_id: strawberry.ID | None = None
    ) -> CheckoutStarted:
        """Hold what the basket has of this co-op, so that who pays also gets it. Starting again holds it anew.

        `cycleId`: what it has of that order cycle instead, which is held only when it is placed.
        """
        context = info.context
        cycle = ids.decode("cycle", cycle_id) if cycle_id is not None else None
        started = await context.perform(checkout.start_checkout, currency=currency, cycle_id=cycle)
        return CheckoutStarted(id=strawberry.ID(ids.encode("checkout", started.id)), held_until=started.expires_at)

    @mutation(
        CycleClosed, PickupPointClosed, NotDelivered, NotCarried, SlotFull, SlotNotOffered, PaymentNotOffered, CheckoutNotStarted, CartEmpty,
        MixedCurrencies, PriceChanged,
        ReservationExpired, OutOfStock, CardsNotOffered, MakingFull, PromiseMoved, CodeNotTaken, CreditTooLow,
        CreditLimitPassed, OrderTooSmall, NoLegalBasis,
    )  # fmt: skip
    async def place_order(
        self,
        info: Info[Context, None],
        key: str,
        expected_total: MoneyInput,
        contact: BuyerInput,
        payment_method: types.PaymentMethod,
        pickup_point_id: strawberry.ID | None = None,
        delivery: DeliveryInput | None = None,
        slot_opens_at: datetime | None = None,
        carrier_id: strawberry.ID | None = None,
        note: str = "",
        promises: list[SeenPromiseInput] | None = None,
        cycle_id: strawberry.ID | None = None,
        expected_to_pay: MoneyInput | None = None,
        purchase_order: str = "",
    ) -> PlacedOrder:
        """Turn the started checkout into an order. The total must be the one the buyer saw; for cards the answer tells where to pay.

        `promises`: the days shown for what is made to order (`checkoutPromises`); without them it takes the days there are.
        `expectedToPay`: what the buyer saw that she pays beside voucher and store credit. `purchaseOrder`: her own number for it.
        """
        context = info.context
        cooperative = context.require_cooperative()
        who = Contact.checked(
            name=contact.name, mail=contact.mail, phone=contact.phone, reachable=context.viewer.person_id is None
        )
        where = None if delivery is None else Delivery.checked(
            street=delivery.street, postcode=delivery.postcode, town=delivery.town, hint=delivery.hint
        )  # fmt: skip
        desk = context.services.desk("request", cooperative.id)
        if payment_method is types.PaymentMethod.CARD and not await flows.cards_offered(desk):
            raise CardsNotOffered
        placed = await context.perform(
            place.place_order,
            key=key,
            expected_total=expected_total.read(),
            contact=who,
            wish=Wish(
                ids.decode(types.POINT, pickup_point_id) if pickup_point_id is not None else None,
                where,
                slot_opens_at,
                ids.decode(types.CARRIER, carrier_id) if carrier_id is not None else None,
            ),
            payment_method=payment_method.value,
            note=note,
            language=context.language,
            seen_promises=seen(promises or []),
            cycle_id=ids.decode("cycle", cycle_id) if cycle_id is not None else None,
            expected_to_pay=expected_to_pay.read() if expected_to_pay is not None else None,
            purchase_order=purchase_order,
            sealing=voucher_sealing(context.services.keyring, cooperative.id),
        )
        url = await flows.open_page(desk, placed.attempt_id) if placed.attempt_id else None
        wanted = frozenset(part for part in present.PARTS if asked(info, "order", part))
        return PlacedOrder(order=await order_now(context, placed.order_id, buyer=True, wanted=wanted), payment_url=url)

    @mutation(InvalidTransition)
    async def ask_cancellation(
        self, info: Info[Context, None], key: str, order_id: strawberry.ID, reason: str = "", token: str | None = None
    ) -> ChangedOrder:
        """A buyer wants her order ended. Shortly after placing it ends at once and the money goes back; later a person decides."""
        context = info.context
        cooperative = context.require_cooperative()
        order = ids.decode(types.ORDER, order_id)
        follows = bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")
        await context.perform(cancel.ask_cancellation, key=key, order_id=order, reason=reason, follows=follows)
        return ChangedOrder(order=await order_now(context, order, buyer=True))

    @mutation(InvalidTransition, PaymentNotOffered, CardsNotOffered)
    async def pay_by_card(
        self, info: Info[Context, None], key: str, order_id: strawberry.ID, token: str | None = None
    ) -> PlacedOrder:
        """Pay by card what was bought together and would be paid in cash (`Payment.takesCard`): the buyer's bank keeps the money, and the
        hand-over takes it. Nothing changes where she leaves the page: she pays in cash then."""
        context = info.context
        cooperative = context.require_cooperative()
        order = ids.decode(types.ORDER, order_id)
        desk = context.services.desk("request", cooperative.id)
        follows = bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")
        async with context.read() as work:
            if not follows and await queries.own(work, context.viewer, order) is None:
                raise NotFound
        if not await flows.cards_offered(desk):
            raise CardsNotOffered
        begun = await context.perform(by_card.begin, key=key, order_id=order, follows=follows)
        url = await flows.open_page(desk, begun.attempt_id)
        return PlacedOrder(order=await order_now(context, order, buyer=True), payment_url=url)

    @mutation()
    async def check_payment(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> ChangedOrder:
        """Ask the card provider anew what became of an order's payment: for a buyer who comes back before its message does."""
        context = info.context
        cooperative = context.require_cooperative()
        order = ids.decode(types.ORDER, order_id)
        async with context.read() as work:
            follows = bool(token) and links.follows(context.services.keyring, cooperative.id, order, token or "")
            if not follows and await queries.own(work, context.viewer, order) is None:
                raise NotFound
            attempt = await payments.open_attempt(work, order)
        if attempt is not None:
            await context.end_reading()
            await soon(flows.look_up_attempt(context.services.desk("request", cooperative.id), attempt))
        return ChangedOrder(order=await order_now(context, order, buyer=True))

    @mutation(InvalidTransition)
    async def cancel_order(
        self,
        info: Info[Context, None],
        key: str,
        order_id: strawberry.ID,
        reason: str,
        stall_id: strawberry.ID | None = None,
    ) -> ChangedOrder:
        """The co-op ends an order, or a stall its own part of it. Money that came in goes back. Needs `orders.cancel`."""
        order = ids.decode(types.ORDER, order_id)
        stall = ids.decode(present.STALL, stall_id) if stall_id is not None else None
        await info.context.perform(cancel.cancel_order, key=key, order_id=order, stall_id=stall, reason=reason)
        return ChangedOrder(order=await order_now(info.context, order, buyer=False))

    @mutation(InvalidTransition)
    async def decline_cancellation(self, info: Info[Context, None], order_id: strawberry.ID) -> ChangedOrder:
        """The order stands although its buyer asked for a cancellation. Needs `orders.cancel`."""
        order = ids.decode(types.ORDER, order_id)
        await info.context.perform(cancel.decline_cancellation, order_id=order)
        return ChangedOrder(order=await order_now(info.context, order, buyer=False))

    @mutation(InvalidTransition, NotWeighed, LotShort)
    async def mark_ready(self, info: Info[Context, None], part_id: strawberry.ID) -> ChangedPart:
        """A stall's part is packed. Needs `orders.fulfil` for the stall."""
        part = await info.context.perform(prepare.mark_ready, seller_order_id=ids.decode(types.PART, part_id))
        return ChangedPart(part=await part_now(info.context, part))

    @mutation(InvalidTransition)
    async def unmark_ready(self, info: Info[Context, None], part_id: strawberry.ID) -> ChangedPart:
        """It was not packed after all. Needs `orders.fulfil` for the stall."""
        part = await info.context.perform(prepare.unmark_ready, seller_order_id=ids.decode(types.PART, part_id))
        return ChangedPart(part=await part_now(info.context, part))

    @mutation(InvalidTransition, NotPaid, AmountDiffers, NotWeighed, LotShort)
    async def hand_over(
        self,
        info: Info[Context, None],
        key: str,
        part_id: strawberry.ID,
        cash_received: MoneyInput | None = None,
        tracking_number: str = "",
    ) -> ChangedPart:
        """A stall's part goes to its buyer; for an order paid at pickup, with the cash that was taken. Needs `orders.fulfil`."""
        part = ids.decode(types.PART, part_id)
        cash = cash_received.read() if cash_received else None
        await info.context.perform(
            hand_over.hand_over, key=key, seller_order_id=part, cash_received=cash, tracking_number=tracking_number
        )
        return ChangedPart(part=await part_now(info.context, part))

    @mutation(NothingToRefund, RefundExceedsPortion, PaymentDisputed, NoLegalBasis)
    async def refund_lines(
        self,
        info: Info[Context, None],
        key: str,
        order_id: strawberry.ID,
        lines: list[LineRefundInput],
        reason: str = "",
        liable_party: types.LiableParty = types.LiableParty.PRODUCER,
        to_credit: bool = False,
    ) -> ChangedOrder:
        """Refund lines of an order, whole or in part: each with its fee, tax and the maker's share, which the liable party bears.
        It goes back to where it came from: card, transfer or cash first, then store credit, then the voucher; with `toCredit` what came
        from outside becomes store credit, as the buyer chose: for one with an account (`hasAccount`), where the co-op recorded a legal basis
        for store credit. Needs `orders.refund`."""
        context = info.context
        cooperative = context.require_cooperative()
        order = ids.decode(types.ORDER, order_id)
        wanted = [
            refund_parts.LineRefund(ids.decode(types.LINE, one.line_id), one.amount.read() if one.amount else None)
            for one in lines
        ]
        refund_id = await context.perform(
            refund.refund_lines,
            key=key,
            order_id=order,
            lines=wanted,
            reason=reason,
            liable=liable_party.value,
            to_credit=to_credit,
        )
        await soon(refund_flows.send_refund(context.services.desk("request", cooperative.id), refund_id))
        return ChangedOrder(order=await order_now(context, order, buyer=False))

    @mutation(InvalidTransition)
    async def confirm_bank_refund(self, info: Info[Context, None], key: str, refund_id: strawberry.ID) -> types.Refund:
        """The money of a refund was sent by bank. Needs `till.use`."""
        context = info.context
        sent = ids.decode(types.REFUND, refund_id)
        await context.perform(refund_settling.confirm_bank_refund, key=key, refund_id=sent)
        return await _refund(context, sent)

    @mutation(InvalidTransition, PaymentDisputed)
    async def send_refund_again(self, info: Info[Context, None], key: str, refund_id: strawberry.ID) -> types.Refund:
        """A refund that came back from the buyer's card is sent to it once more. Needs `orders.refund`."""
        context = info.context
        again = ids.decode(types.REFUND, refund_id)
        await context.perform(refund_settling.send_refund_again, key=key, refund_id=again)
        await soon(refund_flows.send_refund(context.services.desk("request", context.require_cooperative().id), again))
        return await _refund(context, again)

    @mutation(InvalidTransition, PaymentDisputed, TillTooLow)
    async def give_refund_by_hand(
        self,
        info: Info[Context, None],
        key: str,
        refund_id: strawberry.ID,
        pickup_point_id: strawberry.ID | None = None,
    ) -> types.Refund:
        """What no card can be given back (`goesTo: "hand"`), or what came back from it (`failed`), reached its buyer: in cash out of the till of
        a pickup point, else by bank.
        Needs `till.use`."""
        context = info.context
        given = ids.decode(types.REFUND, refund_id)
        till = ids.decode(types.POINT, pickup_point_id) if pickup_point_id is not None else None
        await context.perform(refund_settling.give_refund_by_hand, key=key, refund_id=given, till_id=till)
        return await _refund(context, given)

    @mutation(InvalidTransition, AmountDiffers)
    async def record_bank_transfer(
        self, info: Info[Context, None], key: str, reference: str, amount: MoneyInput
    ) -> ChangedOrder:
        """A bank transfer came in: its order is confirmed. Needs `till.use`."""
        order = await info.context.perform(
            bank.record_bank_transfer, key=key, reference=reference[:40], amount=amount.read()
        )
        return ChangedOrder(order=await order_now(info.context, order, buyer=False))

    @mutation()
    async def add_pickup_point(
        self,
        info: Info[Context, None],
        name: list[LocalTextInput],
        address: str,
        hours: list[HoursInput],
        directions: list[LocalTextInput] | None = None,
        takes_cash: bool = True,
        place: PlaceInput | None = None,
    ) -> ChangedPlace:
        """A new place where orders wait. Needs `pickup_points.edit`."""
        point = await info.context.perform(
            places.add_pickup_point,
            name=read_languages(name, "name"),
            address=address,
            directions=read_languages(directions or [], "directions"),
            hours=hours_of(hours),
            takes_cash=takes_cash,
            place=place.read() if place else None,
        )
        return ChangedPlace(id=strawberry.ID(ids.encode(types.POINT, point)))

    @mutation(Conflict)
    async def edit_pickup_point(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        expected_version: int,
        name: list[LocalTextInput],
        address: str,
        hours: list[HoursInput],
        directions: list[LocalTextInput] | None = None,
        takes_cash: bool = True,
        is_open: bool = True,
        place: PlaceInput | None = strawberry.UNSET,
    ) -> ChangedPlace:
        """Change or close a pickup point; placed orders keep what they were told. `place`: null takes it away, left out it stays.
        Needs `pickup_points.edit`."""
        await info.context.perform(
            places.edit_pickup_point,
            point_id=ids.decode(types.POINT, id),
            expected_version=expected_version,
            name=read_languages(name, "name"),
            address=address,
            directions=read_languages(directions or [], "directions"),
            hours=hours_of(hours),
            takes_cash=takes_cash,
            is_open=is_open,
            place=place.read() if place else None,
            sets_place=place is not strawberry.UNSET,
        )
        return ChangedPlace(id=id)

    @mutation()
    async def set_delivery_zone(
        self,
        info: Info[Context, None],
        name: list[LocalTextInput],
        fee: MoneyInput,
        tax_bps: int,
        postcodes: list[str] | None = None,
        id: strawberry.ID | None = None,  # noqa: A002
        is_open: bool = True,
    ) -> ChangedPlace:
        """Add a delivery zone, or change the one `id` names. Needs `delivery.edit`."""
        zone = await info.context.perform(
            places.set_delivery_zone,
            zone_id=ids.decode(types.ZONE, id) if id is not None else None,
            name=read_languages(name, "name"),
            postcodes=postcodes or [],
            fee=fee.read(),
            tax_bps=tax_bps,
            is_open=is_open,
        )
        return ChangedPlace(id=strawberry.ID(ids.encode(types.ZONE, zone)))


def hours_of(hours: list[HoursInput]) -> list[dict[str, Any]]:
    """Weekly hours as the co-op keeps them."""
    return [{"weekday": one.weekday, "from": one.opens, "until": one.closes} for one in hours]


async def order_now(
    context: Context, order_id: UUID, *, buyer: bool, wanted: frozenset[str] = present.PARTS
) -> types.Order:
    """An order as it stands after something was done about it; who may see it is settled."""
    async with context.read() as work:
        row = await queries.by_id(work, order_id)
        if row is None:
            raise NotFound
        return (await present.orders(context, work, [row], buyer=buyer, wanted=wanted))[0]


async def part_now(context: Context, part_id: UUID) -> types.SellerOrder:
    """As `order_now`, of one stall's part."""
    async with context.read() as work:
        row = await queries.part(work, part_id)
        if row is None:
            raise NotFound
        return (await present.parts_alone(context, work, [row]))[0]


async def _refund(context: Context, refund_id: UUID) -> types.Refund:
    async with context.read() as work:
        found = await work.value(
            "SELECT order_id FROM refund WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, refund_id
        )
        row = await queries.by_id(work, found)
        if row is None:
            raise NotFound
        order = (await present.orders(context, work, [row], buyer=False))[0]
    wanted = ids.encode(types.REFUND, refund_id)
    return next(one for one in order.refunds if one.id == wanted)
