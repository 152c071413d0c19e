"""What an account holds."""

from typing import Any

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


def change_settings(desk: Desk, holder: str, params: dict[str, Any]) -> Thing:
    """When an account is paid out: here only by hand, or as the account's owner set it at the provider."""
    schedule = ((params.get("payments") or {}).get("payouts") or {}).get("schedule") or {}
    desk.store.keep_setting(f"schedule:{holder}", schedule.get("interval", "manual"))
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": False,
            "payouts": {
                "automatic_transfer_rules_by_currency": {},
                "minimum_balance_by_currency": {},
                "schedule": {"interval": schedule.get("interval", "manual")},
                "statement_descriptor": None,
                "status": "enabled",
            },
            "settlement_timing": {"delay_days": 2},
        },
    }


def _part(amount: int, currency: str) -> Thing:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}
