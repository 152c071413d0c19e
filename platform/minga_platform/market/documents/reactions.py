"""Documents are made when money came in or goods went on an invoice, when money went back, or reached a maker."""

from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Reaction
from minga_platform.market.documents import commands


async def _sold(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(partial(commands.invoice_order, order_id=UUID(event["order_id"])))


async def _money_went_back(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(partial(commands.credit_refund, refund_id=UUID(event["refund_id"])))
    await desk.run(partial(commands.credit_supplies, refund_id=UUID(event["refund_id"])))


async def _maker_was_paid(desk: Desk, event: dict[str, Any]) -> None:
    await desk.run(partial(commands.self_bill, payout_id=UUID(event["payout_id"])))


REACTIONS = (
    Reaction("PaymentReceived", "documents.invoice", _sold),
    Reaction("SoldOnInvoice", "documents.invoice_on_terms", _sold),
    Reaction("RefundSettled", "documents.credit", _money_went_back),
    Reaction("PayoutMade", "documents.self_bill", _maker_was_paid),
)
