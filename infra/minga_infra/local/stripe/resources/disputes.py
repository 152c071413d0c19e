"""A buyer's bank takes the money back, or first asks; the co-op answers; somebody decides."""

from typing import Any

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal
from minga_infra.local.stripe.store import Thing

FEE_MINOR = 2000
_FILES = ("receipt", "customer_communication", "shipping_documentation", "service_documentation", "uncategorized_file")
_MOST_BYTES = 4_500_000
_EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name", "customer_purchase_ip",
    "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation", "duplicate_charge_id",
    "product_description", "receipt", "refund_policy", "refund_policy_disclosure", "refund_refusal_explanation",
    "service_date", "service_documentation", "shipping_address", "shipping_carrier", "shipping_date",
    "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
_OUTCOMES = {"winning_evidence": "won", "losing_evidence": "lost"}
"""What Stripe's test mode decides a dispute by (docs.stripe.com/testing, "Evidence")."""


def open_dispute(
    desk: Desk, charge_id: str, amount: int | None, reason: str, *, inquiry: bool = False, respond_days: int = 7
) -> Thing:
    """`inquiry`: the bank only asks, and takes nothing; `respond_days`: until when it hears an answer."""
    charge = desk.need("charge", charge_id)
    if charge["disputed"] or charge["status"] != "succeeded":
        raise StripeRefusal(f"Charge {charge_id} cannot be disputed.")
    amount = charge["amount"] - charge["amount_refunded"] if amount is None else amount
    reference = desk.store.new_id("dp_1")
    lines = [] if inquiry else [_withdraw(desk, reference, amount, charge["currency"])]
    dispute: Thing = {
        "id": reference,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": lines,
        "charge": charge_id,
        "created": desk.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": desk.now + respond_days * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": "visa",
                "case_type": "inquiry" if inquiry else "chargeback",
                "network": "visa",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
    charge["disputed"] = not inquiry
    desk.keep("charge", charge)
    desk.keep("dispute", dispute)
    desk.emit("charge.dispute.created", dispute)
    if not inquiry:
        desk.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _withdraw(desk: Desk, reference: str, amount: int, currency: str) -> Thing:
    return desk.book(desk.account, "adjustment", -amount, currency, reference, fee=FEE_MINOR, category="dispute")


def answer(desk: Desk, reference: str, params: dict[str, Any]) -> Thing:
    """Evidence, kept as a draft until it is submitted; once and in time."""
    dispute = desk.need("dispute", reference)
    details = dispute["evidence_details"]
    if dispute["status"] not in ("needs_response", "warning_needs_response") or details["submission_count"]:
        raise StripeRefusal(f"This dispute is already {dispute['status']}.")
    if details["due_by"] < desk.now:
        raise StripeRefusal("The time to submit evidence for this dispute has passed.")
    given = params.get("evidence") or {}
    size = 0
    for field in _FILES:
        if given.get(field):
            paper = desk.need("file", given[field])
            if paper["purpose"] != "dispute_evidence":
                raise StripeRefusal(f"The file {paper['id']} is not for disputes.")
            size += paper["size"]
    if size > _MOST_BYTES:
        raise StripeRefusal("The combined size of the evidence files is more than 4.5 MB.")
    dispute["evidence"].update(given)
    details["has_evidence"] = True
    if params.get("submit", True):
        details["submission_count"] = 1
        dispute["status"] = "warning_under_review" if dispute["status"].startswith("warning") else "under_review"
    desk.keep("dispute", dispute)
    desk.emit("charge.dispute.updated", dispute)
    outcome = _OUTCOMES.get(str(given.get("uncategorized_text", "")).strip())
    if outcome is not None and params.get("submit", True):
        return close_dispute(desk, reference, outcome)
    return dispute


def accept(desk: Desk, reference: str) -> Thing:
    """The merchant has nothing to say: it is lost."""
    dispute = desk.need("dispute", reference)
    if dispute["status"] != "needs_response":
        raise StripeRefusal(f"This dispute is already {dispute['status']}.")
    return close_dispute(desk, reference, "lost")


def close_dispute(desk: Desk, reference: str, status: str) -> Thing:
    dispute = desk.need("dispute", reference)
    if dispute["status"] in ("won", "lost", "warning_closed"):
        raise StripeRefusal(f"Dispute {reference} is {dispute['status']}.")
    taken = -sum(line["amount"] for line in dispute["balance_transactions"])
    charge = desk.need("charge", dispute["charge"])
    if status == "needs_response":
        # An inquiry that became a chargeback.
        dispute["balance_transactions"].append(_withdraw(desk, reference, dispute["amount"], dispute["currency"]))
        dispute.update(status=status, is_charge_refundable=False)
        charge["disputed"] = True
        desk.keep("charge", charge)
        desk.keep("dispute", dispute)
        desk.emit("charge.dispute.updated", dispute)
        desk.emit("charge.dispute.funds_withdrawn", dispute)
        return dispute
    dispute["status"] = "warning_closed" if status == "won" and not taken else status
    if status == "won" and taken:
        line = desk.book(desk.account, "adjustment", taken, dispute["currency"], reference, category="dispute_reversal")
        dispute["balance_transactions"].append(line)
        charge["disputed"] = False
        desk.keep("charge", charge)
        desk.emit("charge.dispute.funds_reinstated", dispute)
    desk.keep("dispute", dispute)
    desk.emit("charge.dispute.closed", dispute)
    return dispute
