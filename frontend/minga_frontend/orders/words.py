"""What the states of orders are called."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

ORDER_STATES: Final[Mapping[str, str]] = {
    "AWAITING_PAYMENT": mark("Waiting for your payment"),
    "PLACED": mark("Being prepared"),
    "COMPLETED": mark("Handed over"),
    "CANCELLED": mark("Cancelled"),
}
PART_STATES: Final[Mapping[str, str]] = {
    "WAITING": mark("Waiting for the payment"),
    "TO_PREPARE": mark("To prepare"),
    "READY": mark("Ready"),
    "HANDED_OVER": mark("Handed over"),
    "CANCELLED": mark("Cancelled"),
}
METHODS: Final[Mapping[str, str]] = {
    "CARD": mark("By card"),
    "PICKUP": mark("In cash at the pickup point"),
    "BANK": mark("By bank transfer"),
    "INVOICE": mark("On an invoice"),
}
METHOD_HINTS: Final[Mapping[str, str]] = {
    "CARD": mark("You are led to the payment page next."),
    "PICKUP": mark("You pay when you fetch your goods."),
    "BANK": mark(
        "Your goods are prepared once the money is there. What to write on the transfer stands on the next page."
    ),
    "INVOICE": mark("You get your goods first and pay by transfer until the invoice is due."),
}
NOT_TOGETHER: Final[Mapping[str, str]] = {
    "PLACES": mark("Not everything is fetched at one place, so each part is checked out on its own."),
    "TIMES": mark("There is no time at which everything can be fetched, so each part is checked out on its own."),
    "FULL": mark("The times at which everything could be fetched are full, so each part is checked out on its own."),
    "MADE_LATER": mark("Something is made for you and ready later, so each part is checked out on its own."),
    "CURRENCIES": mark("Your basket is in several currencies, so each part is checked out on its own."),
}
PAPERS: Final[Mapping[str, str]] = {
    "INVOICE": mark("Invoice"),
    "CREDIT_NOTE": mark("Credit note"),
    "SELF_BILLING": mark("Self-billing document"),
    "SUPPLY_CREDIT": mark("Self-billed credit note"),
}
REFUND_STATES: Final[Mapping[str, str]] = {
    "requested": mark("on its way"),
    "pending": mark("on its way"),
    "settled": mark("sent"),
    "failed": mark("did not arrive; the co-op looks after it"),
}

SHORT: Final[Mapping[str, str]] = {"OUT_OF_STOCK": "basket", "RESERVATION_EXPIRED": "basket"}
"""What is short is mended in the basket: the page leads there, and says before it which goods are short."""
