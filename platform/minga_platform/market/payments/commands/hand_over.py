"""Handing goods over, with the cash taken at the same moment: no goods without their money, no money without its entry."""

from uuid import UUID

from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders.commands import prepare
from minga_platform.market.orders.errors import NotPaid
from minga_platform.market.payments.commands.capture import locked_payment, receive_cash, till
from minga_platform.market.payments.errors import AmountDiffers


async def hand_over(work: Work, viewer: Viewer, *, seller_order_id: UUID, cash_received: Money | None) -> UUID:
    """One stall's part goes to its buyer. Needs `orders.fulfil`. For an order to be paid at pickup, `cash_received` must be
    the part's total: it goes into the till of the pickup point, or into the maker's own where she is a till.

    Refuses: NotFound, NotAllowed, InvalidTransition{current}, NotPaid, AmountDiffers{expected}.
    Announces: SellerOrderHandedOver, and PaymentReceived for cash.
    """
    order, part = await prepare.locked_part(work, viewer, seller_order_id, "orders.fulfil")
    await prepare.hand_over(work, order, part)
    found = await work.value(
        "SELECT id FROM payment WHERE cooperative_id = $1 AND order_id = $2", work.cooperative_id, order["id"]
    )
    payment = await locked_payment(work, found)
    if payment["method"] != "pickup":
        if payment["state"] != "paid":
            raise NotPaid
        return seller_order_id
    expected = Money(part["total_minor"], part["currency"])
    if expected.minor and cash_received != expected:
        raise AmountDiffers(expected)
    own_till = await work.value(
        "SELECT is_till FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, part["stall_id"]
    )
    await receive_cash(work, payment, seller_order_id, till(part["stall_id"] if own_till else order["pickup_point_id"]))
    return seller_order_id
