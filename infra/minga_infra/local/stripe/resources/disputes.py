"""A buyer's bank takes the money back. As little of it as our side must be able to bear."""

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal
from minga_infra.local.stripe.store import Thing

FEE_MINOR = 2000
_EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name", "customer_purchase_ip",
    "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id",
    "product_description", "receipt", "refund_policy", "refund_policy_disclosure", "refund_refusal_explanation",
    "service_date", "service_documentation", "shipping_address", "shipping_carrier", "shipping_date",
    "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip


def open_dispute(desk: Desk, charge_id: str, amount: int | None, reason: str) -> Thing:
    charge = desk.need("charge", charge_id)
    if charge["disputed"] or charge["status"] != "succeeded":
        raise StripeRefusal(f"Charge {charge_id} cannot be disputed.")
    amount = charge["amount"] - charge["amount_refunded"] if amount is None else amount
    reference = desk.store.new_id("dp_1")
    line = desk.book(
        desk.account, "adjustment", -amount, charge["currency"], reference, fee=FEE_MINOR, category="dispute"
    )
    dispute: Thing = {
        "id": reference,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [line],
        "charge": charge_id,
        "created": desk.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": desk.now + 7 * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4"},
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }
    charge["disputed"] = True
    desk.keep("charge", charge)
    desk.keep("dispute", dispute)
    desk.emit("charge.dispute.created", dispute)
    desk.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(desk: Desk, reference: str, status: str) -> Thing:
    dispute = desk.need("dispute", reference)
    if dispute["status"] in ("won", "lost"):
        raise StripeRefusal(f"Dispute {reference} is {dispute['status']}.")
    dispute["status"] = status
    if status == "won":
        line = desk.book(
            desk.account, "adjustment", dispute["amount"], dispute["currency"], reference, category="dispute_reversal"
        )
        dispute["balance_transactions"].append(line)
        charge = desk.need("charge", dispute["charge"])
        charge["disputed"] = False
        desk.keep("charge", charge)
        desk.emit("charge.dispute.funds_reinstated", dispute)
    desk.keep("dispute", dispute)
    desk.emit("charge.dispute.closed", dispute)
    return dispute
