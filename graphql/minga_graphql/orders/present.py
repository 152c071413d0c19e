"""From rows to what the API tells: a fixed number of statements for any number of orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from minga_commons.royalties.queries import BasisRow, basis_of
from minga_graphql.context import Context
from minga_graphql.orders import types
from minga_graphql.royalties.types import present_basis
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import money_of, place_of, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.ledger.amounts import LineSplit, reversal_part, royalty_part
from minga_platform.market.fulfilment.carriers import tracking_link
from minga_platform.market.fulfilment.queries import DeliveryZone, PickupPoint
from minga_platform.market.fulfilment.windows import next_windows, read_hours
from minga_platform.market.orders import links, queries
from minga_platform.market.payments import queries as payments
from minga_platform.market.statements import naming

STALL = "stall"


PARTS = frozenset({"parts", "payment", "refunds"})
"""The fields of an order that cost a statement each."""


async def orders(
    context: Context,
    work: Work,
    rows: Sequence[queries.OrderRow],
    *,
    buyer: bool,
    wanted: frozenset[str] = PARTS,
) -> list[types.Order]:
    """Orders with what belongs to them. `buyer`: tell the token with which she can follow them.

    `wanted`: which of `PARTS` the document names; nobody reads the others, so they are not looked up.
    """
    order_ids = [row.id for row in rows]
    if not order_ids:
        return []
    parts = await queries.parts_of(work, order_ids) if "parts" in wanted else []
    lines = await queries.lines_of(work, [part.id for part in parts]) if parts else []
    money = await payments.payments_of(work, order_ids) if wanted & {"parts", "payment"} else {}
    refunds = await payments.refunds_of(work, order_ids) if "refunds" in wanted else []
    by_id = {row.id: row for row in rows}
    shown = seller_orders(context, parts, lines, by_id, money, await _bases(work, lines))
    return [_order(context, work.now, row, shown, money.get(row.id), refunds, buyer=buyer) for row in rows]


async def parts_alone(context: Context, work: Work, parts: Sequence[queries.PartRow]) -> list[types.SellerOrder]:
    """Parts as a stall sees them, with what it must know of their orders."""
    order_ids = list({part.order_id for part in parts})
    lines = await queries.lines_of(work, [part.id for part in parts])
    return seller_orders(
        context, parts, lines, await queries.by_ids(work, order_ids), await payments.payments_of(work, order_ids),
        await _bases(work, lines),
    )  # fmt: skip


async def _bases(work: Work, lines: Sequence[queries.LineRow]) -> Mapping[UUID, BasisRow]:
    """On what basis the lines were sold that are made from the commons; nothing is asked where none is."""
    asking = [line.id for line in lines if line.royalty_holder_id is not None]
    return await basis_of(work, asking) if asking else {}


def seller_orders(
    context: Context,
    parts: Sequence[queries.PartRow],
    lines: Sequence[queries.LineRow],
    orders_by_id: dict[UUID, queries.OrderRow],
    money: dict[UUID, payments.PaymentRow],
    bases: Mapping[UUID, BasisRow],
) -> list[types.SellerOrder]:
    """Parts with their lines; pure."""
    inside: dict[UUID, list[queries.LineRow]] = {}
    for line in lines:
        inside.setdefault(line.seller_order_id, []).append(line)
    return [
        _part(context, part, inside.get(part.id, []), bases, orders_by_id[part.order_id], money[part.order_id])
        for part in parts
    ]


def _part(
    context: Context,
    part: queries.PartRow,
    lines: Sequence[queries.LineRow],
    bases: Mapping[UUID, BasisRow],
    order: queries.OrderRow,
    payment: payments.PaymentRow,
) -> types.SellerOrder:
    part = queries.less_spared(part, lines)
    earns = part.earning_minor - sum(_not_earned(line) for line in lines)
    return types.SellerOrder(
        id=strawberry.ID(ids.encode(types.PART, part.id)),
        order_id=strawberry.ID(ids.encode(types.ORDER, part.order_id)),
        order_number=MinorUnits(order.number),
        buyer_name=str(order.contact.get("name", "")),
        helper_name=order.helper_name,
        takes_messages=order.person_id is not None,
        stall_id=strawberry.ID(ids.encode(STALL, part.stall_id)),
        stall_name=part.stall_name,
        state=types.PartState(part.state),
        cancellation_reason=part.cancel_reason,
        lines=[_line(context, line, bases.get(line.id)) for line in lines],
        story=_story(
            part.total_minor,
            part.earning_minor,
            part.royalty_minor,
            part.fee_minor,
            part.fee_tax_minor,
            part.deposit_minor,
            part.tax_minor,
            part.currency,
        ),
        to_pay=money_of(part.to_pay_minor, part.currency),
        stored=money_of(part.stored_minor, part.currency),
        earns=money_of(earns, part.currency),
        payment_method=types.PaymentMethod(order.payment_method),
        is_paid=payment.state == "paid" or (payment.method == "pickup" and part.handed_over_at is not None),
        fulfilment=order.fulfilment,
        place_name=_place_name(context, order),
        placed_at=order.placed_at,
        slot=_slot(order.place),
        pickup_windows=_cycle_windows(order.place),
        carrier_name=_carrier(order.place),
        tracking_number=part.tracking_number,
        tracking_url=tracking_link(order.place.get("carrier", {}).get("tracking", ""), part.tracking_number),
        begun_at=part.begun_at,
        ready_at=part.ready_at,
        handed_over_at=part.handed_over_at,
        hold_until=part.hold_until,
    )


def _not_earned(line: queries.LineRow) -> int:
    """What a line's maker does not earn of it, because it was not packed, unless it was taken off already; pure. It is what the
    refund of it will take back."""
    off = line.packed_off_minor
    if not off or line.deposit_minor or line.spared is not None:
        return 0
    split = LineSplit(
        line.total_minor, line.tax_minor, line.fee_minor, line.fee_tax_minor, line.earning_minor, line.royalty_minor
    )
    return reversal_part(split.parts, 0, off, split.gross)[0] - royalty_part(split, 0, off)


def _line(context: Context, line: queries.LineRow, basis: BasisRow | None) -> types.OrderLine:
    return types.OrderLine(
        id=strawberry.ID(ids.encode(types.LINE, line.id)),
        title=line.title,
        variant_title=line.variant_title,
        quantity=quantity_of(_shown_quantity(line), line.unit, context.language),
        price=money_of(line.price_minor, line.currency),
        price_per=MinorUnits(line.price_per),
        tax_bps=line.tax_bps,
        fee_bps=line.fee_bps,
        fee_parts=[
            types.FeePart(purpose=purpose, amount=money_of(amount, line.currency))
            for purpose, amount in sorted((line.fee_purposes or {"sales": line.fee_minor}).items())
        ],
        promised_for=line.promised_for,
        promise_reason=line.promise_reason or "",
        royalty_bps=line.royalty_bps,
        basis=None if basis is None else present_basis(basis, context),
        fee_set_by=strawberry.ID(ids.encode("rulever", line.fee_version_id)),
        fee_decision_id=strawberry.ID(ids.encode("dec", line.fee_decision_id)) if line.fee_decision_id else None,
        refunded=money_of(line.refunded_minor, line.currency),
        discount=money_of(line.discount_minor, line.currency),
        weight=_weight(context, line),
        is_recalled=line.recalled,
        is_deposit=line.container_id is not None,
        is_voucher=line.voucher_id is not None,
        story=_story(
            line.total_minor,
            line.earning_minor,
            line.royalty_minor,
            line.fee_minor,
            line.fee_tax_minor,
            line.deposit_minor,
            line.tax_minor,
            line.currency,
        ),
    )


def _shown_quantity(line: queries.LineRow) -> int:
    """What was packed, as soon as it was weighed; before, what was ordered."""
    return next(one for one in (line.packed, line.wished, line.quantity) if one is not None)


def _weight(context: Context, line: queries.LineRow) -> types.LineWeight | None:
    if line.wished is None:
        return None
    return types.LineWeight(
        wished=quantity_of(line.wished, line.unit, context.language),
        accepted=quantity_of(line.quantity, line.unit, context.language),
        packed=None if line.packed is None else quantity_of(line.packed, line.unit, context.language),
        off=money_of(line.packed_off_minor, line.currency),
    )


def _story(
    total: int, earning: int, royalty: int, fee: int, fee_tax: int, deposit: int, tax: int, currency: str
) -> types.MoneyStory:
    return types.MoneyStory(
        total=money_of(total, currency),
        earning=money_of(earning, currency),
        royalty=money_of(royalty, currency),
        fee=money_of(fee, currency),
        fee_tax=money_of(fee_tax, currency),
        deposit=money_of(deposit, currency),
        tax=money_of(tax, currency),
    )


def _place_name(context: Context, order: queries.OrderRow) -> str:
    if order.fulfilment == "delivery":
        return str(order.place.get("town", ""))
    return context.said(order.place.get("name", {}))


def _order(
    context: Context,
    now: datetime,
    row: queries.OrderRow,
    parts: Sequence[types.SellerOrder],
    payment: payments.PaymentRow | None,
    refunds: Sequence[payments.RefundRow],
    *,
    buyer: bool,
) -> types.Order:
    cooperative = context.require_cooperative()
    public_id = strawberry.ID(ids.encode(types.ORDER, row.id))
    address = (
        row.place.get("address", "")
        if row.fulfilment == "pickup"
        else f"{row.place.get('street', '')}, {row.place.get('postcode', '')} {row.place.get('town', '')}"
    )
    return types.Order(
        id=public_id,
        number=MinorUnits(row.number),
        state=types.OrderState(row.state),
        buyer_name=str(row.contact.get("name", "")),
        buyer_mail=str(row.contact.get("mail", "")),
        buyer_phone=str(row.contact.get("phone", "")),
        has_account=row.person_id is not None,
        fulfilment=row.fulfilment,
        place_name=_place_name(context, row),
        place_address=str(address),
        pickup_windows=(_cycle_windows(row.place) or _windows(row.place.get("hours", []), now, cooperative.zone))
        if row.fulfilment == "pickup"
        else [],
        cycle_id=strawberry.ID(ids.encode("cycle", row.cycle_id)) if row.cycle_id else None,
        pickup_instructions=str(row.place.get("cycle", {}).get("instructions", "")),
        can_resume=row.cycle_id is not None
        and row.state == "cancelled"
        and row.cancel_cause == "buyer"
        and row.payment_method == "pickup",
        slot=_slot(row.place),
        slot_is_off=bool(row.slot_closed),
        carrier_name=_carrier(row.place),
        note=row.note,
        parts=[part for part in parts if part.order_id == public_id],
        # Null only where no document asks for it; a gap in the books would show as an error, not as an order without money.
        payment=_payment(payment) if payment else None,  # type: ignore[arg-type]
        refunds=[refund_of(refund) for refund in refunds if refund.order_id == row.id],
        goods=money_of(row.goods_minor, row.currency),
        discount=money_of(row.discount_minor, row.currency),
        discount_code=row.discount_code,
        delivery=money_of(row.delivery_minor, row.currency),
        tax=money_of(row.tax_minor, row.currency),
        total=money_of(row.total_minor, row.currency),
        remaining=money_of(0 if row.state == "cancelled" else row.total_minor - row.cancelled_minor, row.currency),
        placed_at=row.placed_at,
        cancelled_at=row.cancelled_at,
        cancellation_asked=row.cancellation_asked_at is not None,
        cancellation_reason=row.cancellation_reason,
        follow_token=links.follow_token(context.services.keyring, cooperative.id, row.id) if buyer else None,
    )


def _cycle_windows(place: Mapping[str, Any]) -> list[types.PickupWindow]:
    """When the goods of a cycle or a box are at the pickup point; they say so themselves, whatever the point's weekly hours are."""
    return [
        types.PickupWindow(opens=datetime.fromisoformat(one["opens"]), closes=datetime.fromisoformat(one["closes"]))
        for one in place.get("cycle", {}).get("windows", [])
    ]


def _payment(payment: payments.PaymentRow) -> types.Payment:
    return types.Payment(
        method=types.PaymentMethod(payment.method),
        state=payment.state,
        amount=money_of(payment.amount_minor, payment.currency),
        captured=money_of(payment.captured_minor, payment.currency),
        refunded=money_of(payment.refunded_minor, payment.currency),
        stored=[
            types.StoredPayment(
                method=one["method"],
                amount=money_of(int(one["amount"]), payment.currency),
                captured=money_of(int(one["captured"] or 0), payment.currency),
                refunded=money_of(int(one["refunded"]), payment.currency),
                ending=one["ending"] or "",
            )
            for one in payment.stored or ()
        ],
        owed=money_of(payment.owed_minor if payment.state == "open" else 0, payment.currency),
        due=money_of(payment.due_minor, payment.currency),
        due_at=payment.due_at,
        due_days=payment.due_days,
        purchase_order=payment.purchase_order,
        reference=payment.reference,
        page_url=payment.page_url if payment.state == "open" else None,
        takes_card=payment.takes_card,
        expires_at=payment.expires_at if payment.state == "open" else None,
        kept_until=payment.kept_until,
        disputed_at=payment.disputed_at,
    )


def refund_of(refund: payments.RefundRow) -> types.Refund:
    """Money that goes back."""
    return types.Refund(
        id=strawberry.ID(ids.encode(types.REFUND, refund.id)),
        state=refund.state,
        cause=refund.cause,
        liable_party=types.LiableParty(refund.liable),
        amount=money_of(refund.amount_minor, refund.currency),
        reason=refund.reason,
        reference=naming.written(naming.REFUND, refund.id) if refund.by_bank else "",
        goes_to=refund.goes_to,
        created_at=refund.created_at,
        settled_at=refund.settled_at,
    )


def pickup_point(context: Context, now: datetime, point: PickupPoint) -> types.PickupPoint:
    """A pickup point with its next openings."""
    return types.PickupPoint(
        id=strawberry.ID(ids.encode(types.POINT, point.id)),
        name=context.said(point.name),
        address=point.address,
        directions=Text.stored(point.directions).read(context.language, context.home_language),
        takes_cash=point.takes_cash,
        is_open=point.state == "open",
        windows=_windows(point.hours, now, context.require_cooperative().zone),
        hours=_weekly(point.hours),
        slot_plan=_slot_plan(point),
        place=place_of(point.place),
        version=point.version,
    )


def delivery_zone(context: Context, zone: DeliveryZone) -> types.DeliveryZone:
    """A delivery zone."""
    return types.DeliveryZone(
        id=strawberry.ID(ids.encode(types.ZONE, zone.id)),
        name=context.said(zone.name),
        postcodes=list(zone.postcodes),
        fee=money_of(zone.fee_minor, zone.currency),
        fee_basis=zone.fee_basis,
        fee_steps=[
            types.ZoneFeeStep(from_=MinorUnits(one["from"]), fee=money_of(one["fee_minor"], zone.currency))
            for one in zone.fee_steps
        ],
        free_from=None if zone.free_from_minor is None else money_of(zone.free_from_minor, zone.currency),
        hours=_weekly(zone.hours),
        slot_plan=_slot_plan(zone),
        tax_bps=zone.tax_bps,
        is_open=zone.state == "open",
    )


def _weekly(hours: Sequence[dict[str, object]]) -> list[types.Hours]:
    return [
        types.Hours(weekday=one.weekday, opens=one.opens.strftime("%H:%M"), closes=one.closes.strftime("%H:%M"))
        for one in read_hours(hours)
    ]


def _slot_plan(place: PickupPoint | DeliveryZone) -> types.SlotPlan:
    return types.SlotPlan(
        has_slots=place.has_slots,
        minutes=place.slot_minutes,
        capacity=place.slot_capacity,
        cutoff_minutes=place.cutoff_minutes,
    )


def _slot(place: Mapping[str, Any]) -> types.PickupWindow | None:
    """The time that an order was placed for, as its place keeps it."""
    kept = place.get("slot")
    if not kept:
        return None
    return types.PickupWindow(
        opens=datetime.fromisoformat(kept["opens"]), closes=datetime.fromisoformat(kept["closes"])
    )


def _carrier(place: Mapping[str, Any]) -> str:
    return str(place.get("carrier", {}).get("name", ""))


def _windows(hours: Sequence[dict[str, object]], now: datetime, zone: str) -> list[types.PickupWindow]:
    return [
        types.PickupWindow(opens=one.opens, closes=one.closes) for one in next_windows(read_hours(hours), now, zone)
    ]
