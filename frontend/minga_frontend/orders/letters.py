"""What buyers are told of their orders, by mail or text message: the same facts as on the order's page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from minga_frontend.membership.letters import Written
from minga_frontend.returns.words import NO_WITHDRAWAL
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

DOCUMENT: Final = Path(__file__).with_name("letter.graphql").read_text()
"""Run as the recipient, with the token of her link: a letter can tell no more than she may see."""

_SUBJECTS: Final = {
    "transfer": mark("Your order %(number)s at %(name)s waits for your transfer"),
    "reminder": mark("Your invoice for order %(number)s at %(name)s is due"),
    "receipt": mark("Your order %(number)s at %(name)s"),
    "ready": mark("Order %(number)s: something is ready for you at %(name)s"),
    "not_fetched": mark("Nobody came for your order %(number)s at %(name)s"),
    "extended": mark("Your order %(number)s at %(name)s, with what you added"),
    "cancelled": mark("Your order %(number)s at %(name)s was cancelled"),
    "part_cancelled": mark("Order %(number)s at %(name)s: something of it will not come"),
    "put_off": mark("Order %(number)s: something will be ready on another day"),
    "slot_closed": mark("Order %(number)s: please choose another time"),
    "sent": mark("Order %(number)s is on its way to you"),
    "withdrawal": mark("Your withdrawal from order %(number)s at %(name)s"),
    "return_asked": mark("Order %(number)s: what you ask to bring back"),
    "return_answered": mark("Order %(number)s: the answer about what you want to bring back"),
    "return_settled": mark("Order %(number)s: what came back"),
    "refund_failed": mark("Order %(number)s: your refund did not arrive"),
    "refund": mark("Money of order %(number)s goes back to you"),
}

_OF_RETURNS: Final = (
    "slot_closed", "sent", "withdrawal", "return_asked", "return_answered", "return_settled",
)  # fmt: skip
"""Letters whose own words stand in `letter_returns.txt`."""


def write(
    kind: str,
    data: Mapping[str, Any],
    *,
    language: str,
    zone: str,
    link: str,
    by_phone: bool,
    about: tuple[str, ...] = (),
) -> Written:
    """Write a letter of `kind` (a key of the subjects) from the document's data; a text message is kept short.

    `about`: the returns, or the parts, that it is about, by their public ids. An order some of which still comes was cancelled in part.
    """
    if kind == "cancelled" and data["order"]["state"] != "CANCELLED":
        kind = "part_cancelled"
    facts = {"number": data["order"]["number"], "name": data["here"]["name"]}
    subject = say(language, _SUBJECTS[kind], **facts)
    text = render_text(
        "orders/letter_short.txt" if by_phone else "orders/letter.txt",
        language=language,
        timezone=zone,
        kind=kind,
        subject=subject,
        order=data["order"],
        bought=data["boughtVouchers"],
        period=data["period"],
        withdrawal=data["withdrawalOptions"],
        why_not={why: say(language, sentence) for why, sentence in NO_WITHDRAWAL.items()},
        cooperative=data["here"],
        account=data["paymentOptions"]["bankAccount"],
        mobile=data["paymentOptions"]["mobileAccount"],
        returns=[one for one in data["orderReturns"] if one["id"] in about],
        ended=[one for one in data["order"]["parts"] if one["id"] in about],
        of_returns=_OF_RETURNS,
        link=link,
    )
    return Written(subject, text.strip() + "\n")
