"""What buyers are told of their orders, by mail or text message: the same facts as on the order's page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

DOCUMENT: Final = Path(__file__).with_name("letter.graphql").read_text()
"""Run as the recipient, with the token of her link: a letter can tell no more than she may see."""

_SUBJECTS: Final = {
    "transfer": mark("Your order %(number)s at %(name)s waits for your transfer"),
    "receipt": mark("Your order %(number)s at %(name)s"),
    "ready": mark("Order %(number)s: something is ready for you at %(name)s"),
    "cancelled": mark("Your order %(number)s at %(name)s was cancelled"),
    "refund": mark("Money of order %(number)s goes back to you"),
}


def write(kind: str, data: Mapping[str, Any], *, language: str, zone: str, link: str, by_phone: bool) -> Written:
    """Write a letter of `kind` (a key of the subjects) from the document's data; a text message is kept short."""
    facts = {"number": data["order"]["number"], "name": data["here"]["name"]}
    subject = say(language, _SUBJECTS[kind], **facts)
    text = render_text(
        "orders/letter_short.txt" if by_phone else "orders/letter.txt",
        language=language,
        timezone=zone,
        kind=kind,
        subject=subject,
        order=data["order"],
        cooperative=data["here"],
        account=data["paymentOptions"]["bankAccount"],
        link=link,
    )
    return Written(subject, text.strip() + "\n")
