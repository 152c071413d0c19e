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
}
METHOD_HINTS: Final[Mapping[str, str]] = {
    "CARD": mark("You are led to the payment page next."),
    "PICKUP": mark("You pay when you fetch your goods."),
    "BANK": mark(
        "Your goods are prepared once the money is there. What to write on the transfer stands on the next page."
    ),
}
REFUND_STATES: Final[Mapping[str, str]] = {
    "requested": mark("on its way"),
    "pending": mark("on its way"),
    "settled": mark("sent"),
    "failed": mark("did not arrive; the co-op looks after it"),
}
PROBLEMS: Final[Mapping[str, str]] = {
    "required": mark("Please fill this in."),
    "length": mark("This is too long."),
    "mail": mark("Please write a mail address like ana@example.org."),
    "phone": mark("Please write the phone number with digits, like +34 600 111 222."),
    "mail_or_phone": mark("Please leave a mail address or a phone number, so that we can tell you when it is ready."),
    "characters": mark("This has a character that cannot be kept. Please type it anew."),
}
