"""Handing goods over, with the cash taken at the same moment: no goods without their money or their invoice, no money without its entry."""

from uuid import UUID

import asyncpg

from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders.commands import prepare
from minga_platform.market.orders.errors import NotPaid
from minga_platform.market.orders.queries import TO_PAY
from minga_platform.market.orders.states import PAID_AFTER
from minga_platform.market.payments.commands.authorising import claim
from minga_platform.market.payments.commands.by_card import close_pages
from minga_platform.market.payments.commands.capture import locked_payment, receive_cash, sell_on_invoice, till
from minga_platform.market.payments.commands.invoicing import close_when_nothing_is_owed
from minga_platform.market.payments.commands.weighed import refund_weighed_off
from minga_platform.market.payments.errors import AmountDiffers


async def hand_over(
    work: Work, viewer: Viewer, *, seller_order_id: UUID, cash_received: Money | None, tracking_number: str = ""
) -> UUID:
    """One stall's part goes to its buyer. Needs `orders.fulfil`. For an order to be paid at pickup, `cash_received` must be
    the part's total less what the scales took off: it goes into the till of the pickup point, or into the maker's own where she is a till.

    A card that is charged at the hand-over is charged with the first part. What goes on an invoice is owed from now on.
    `tracking_number`: what the carrier calls the parcel, for an order that is sent.
    Refuses: NotFound, NotAllowed, InvalidTransition{current}, NotPaid, AmountDiffers{expected}, InvalidInput.
    Announces: SellerOrderHandedOver, and PaymentReceived for cash, SoldOnInvoice for what is owed.
    """
    order, part = await prepare.locked_part(work, viewer, seller_order_id, "orders.fulfil")
    await prepare.hand_over(work, viewer, order, part)
    await prepare.note_parcel(work, order, seller_order_id, tracking_number)
    found = await work.value(
        "SELECT id FROM payment WHERE cooperative_id = $1 AND order_id = $2", work.cooperative_id, order["id"]
    )
    payment = await locked_payment(work, found)
    if payment["method"] != "pickup":
        if payment["takes_card"] and cash_received is not None and cash_received.minor:
            # Her bank said yes while she counted her coins: nothing is taken twice.
            raise AmountDiffers(Money(0, payment["currency"]))
        if payment["state"] == "authorised":
            await claim(work, payment)
            return seller_order_id
        if payment["state"] != "paid" and payment["method"] not in PAID_AFTER:
            raise NotPaid
        if payment["method"] == "invoice":
            await sell_on_invoice(work, payment, seller_order_id)
            await refund_weighed_off(work, order, seller_order_id, asked_by=viewer.person_id)
            await close_when_nothing_is_owed(work, payment["id"])
        return seller_order_id
    expected = await to_be_paid(work, part)
    if expected.minor and cash_received != expected:
        raise AmountDiffers(expected)
    own_till = await work.value(
        "SELECT is_till FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, part["stall_id"]
    )
    await receive_cash(
        work,
        payment,
        seller_order_id,
        till(part["stall_id"] if own_till and not payment["stored_minor"] else order["pickup_point_id"]),
    )
    if payment["takes_card"]:
        await close_pages(work, payment["id"])
    await refund_weighed_off(work, order, seller_order_id, asked_by=viewer.person_id)
    return seller_order_id


async def to_be_paid(work: Work, part: asyncpg.Record) -> Money:
    """What is paid for a part at pickup: its total less what a voucher or store credit paid and what the scales took off."""
    minor: int = await work.value(
        f"SELECT {TO_PAY} FROM seller_order s WHERE s.cooperative_id = $1 AND s.id = $2",
        work.cooperative_id,
        part["id"],
    )
    return Money(minor, part["currency"])
