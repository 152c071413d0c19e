"""Transfers to connected accounts and their reversals."""

from typing import Any

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal, invalid, missing_object
from minga_infra.local.stripe.resources import accounts, refunds, wholes
from minga_infra.local.stripe.store import Thing

Params = dict[str, Any]

_SHORT = (
    "You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance"
    " by creating Charges using the 4000000000000077 test card."
)


def create(desk: Desk, params: Params) -> Thing:
    amount, currency = params.get("amount"), params["currency"].lower()
    if amount is None or amount <= 0:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    wholes.check(amount, currency, "amount")
    destination = desk.store.get(desk.account, "v2.core.account", params["destination"])
    if destination is None:
        raise missing_object("destination", params["destination"], "destination")
    if destination["closed"] or not accounts.can_receive(destination):
        raise StripeRefusal(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers,"
            " crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    charge = _source(desk, params.get("source_transaction"), amount, currency)
    # Money of a named charge may be sent before it is available; anything else comes out of what is
    # (docs.stripe.com/connect/separate-charges-and-transfers, "Transfer availability").
    if charge is None and desk.store.available(desk.account, currency) < amount:
        raise StripeRefusal(_SHORT, code="balance_insufficient")
    reference, paid = desk.store.new_id("tr_3"), desk.store.new_id("py_1")
    available_on = charge["_available_on"] if charge else desk.now
    line = desk.book(desk.account, "transfer", -amount, currency, reference, available_on=available_on)
    desk.book(params["destination"], "payment", amount, currency, paid, available_on=available_on, category="charge")
    transfer: Thing = {
        "id": reference,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": line["id"],
        "created": desk.now,
        "currency": currency,
        "description": params.get("description"),
        "destination": params["destination"],
        "destination_payment": paid,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "reversals": {"object": "list", "data": [], "has_more": False, "url": f"/v1/transfers/{reference}/reversals"},
        "reversed": False,
        "source_transaction": params.get("source_transaction"),
        "source_type": params.get("source_type", "card"),
        "transfer_group": params.get("transfer_group") or (charge or {}).get("transfer_group"),
    }
    desk.keep("transfer", transfer)
    desk.emit("transfer.created", transfer)
    return transfer


def _source(desk: Desk, reference: str | None, amount: int, currency: str) -> Thing | None:
    """The charge that pays, if one is named: all its transfers together never pass it."""
    if reference is None:
        return None
    charge = desk.need("charge", reference, param="source_transaction")
    if charge["status"] != "succeeded" or charge["currency"] != currency:
        raise StripeRefusal(
            "The source_transaction must be a succeeded charge in the same currency.", param="source_transaction"
        )
    sent = desk.store.every(desk.account, "transfer", source_transaction=reference)
    left = charge["amount_captured"] - sum(one["amount"] - one["amount_reversed"] for one in sent)
    if amount > left:
        raise StripeRefusal(
            f"The transfers from source_transaction {reference} would exceed the source amount: {left} left.",
            code="balance_insufficient",
            param="amount",
        )
    return charge


def reverse(desk: Desk, reference: str, params: Params) -> Thing:
    transfer = desk.need("transfer", reference)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = params.get("amount", left)
    if left == 0:
        raise StripeRefusal(f"Transfer {reference} is already fully reversed.", param="amount")
    if amount <= 0:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    wholes.check(amount, transfer["currency"], "amount")
    if amount > left:
        raise StripeRefusal(f"Reversal amount ({amount}) is greater than unreversed amount ({left})", param="amount")
    held = sum(desk.store.funds(transfer["destination"]).get(transfer["currency"], (0, 0)))
    if held < amount:
        raise StripeRefusal(
            f"Insufficient funds in the connected account to reverse {amount}: it holds {max(held, 0)}.",
            code="balance_insufficient",
        )
    reversal_id = desk.store.new_id("trr_1")
    line = desk.book(
        desk.account, "transfer_refund", amount, transfer["currency"], reversal_id, category="transfer_reversal"
    )
    desk.book(transfer["destination"], "payment_refund", -amount, transfer["currency"], reversal_id, category="refund")
    reversal: Thing = {
        "id": reversal_id,
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": line["id"],
        "created": desk.now,
        "currency": transfer["currency"],
        "destination_payment_refund": desk.store.new_id("pyr_1"),
        "metadata": params.get("metadata") or {},
        "source_refund": None,
        "transfer": reference,
    }
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    desk.keep("transfer_reversal", reversal)
    made = desk.store.every(desk.account, "transfer_reversal", transfer=reference)
    transfer["reversals"]["data"] = made[::-1][:10]
    transfer["reversals"]["has_more"] = len(made) > 10
    desk.keep("transfer", transfer)
    desk.emit("transfer.reversed", transfer)
    refunds.settle_waiting(desk)
    return reversal
