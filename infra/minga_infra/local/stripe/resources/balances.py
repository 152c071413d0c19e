"""What an account holds."""

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.resources import refunds
from minga_infra.local.stripe.store import Thing


def show(desk: Desk, holder: str) -> Thing:
    funds = desk.store.funds(holder) or {"eur": (0, 0)}
    return {
        "object": "balance",
        "available": [_part(available, currency) for currency, (available, _) in sorted(funds.items())],
        "connect_reserved": [{"amount": 0, "currency": currency} for currency in sorted(funds)],
        "livemode": False,
        "pending": [_part(pending, currency) for currency, (_, pending) in sorted(funds.items())],
    }


def adjust(desk: Desk, holder: str, currency: str, amount: int) -> Thing:
    """Money put in (a top-up) or taken out (a payout to the bank), by hand."""
    type_ = "topup" if amount > 0 else "payout"
    line = desk.book(holder, type_, amount, currency, desk.store.new_id("tu_" if amount > 0 else "po_1"))
    if holder == desk.account:
        refunds.settle_waiting(desk)
    return line


def _part(amount: int, currency: str) -> Thing:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}
