"""What officers are told when a buyer's bank keeps the money of a card for a short while only."""

from datetime import datetime
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECT: Final = mark("Order %(number)s: hand it over soon, its bank keeps the money for a short while only")


def write(
    *, person: str, number: int, amount: str, until: datetime, taken_hours: int, language: str, zone: str, page: str, by_phone: bool
) -> Written:  # fmt: skip
    """A letter in its reader's language; `taken_hours`: how long before the end the money is taken by itself, 0 is never."""
    subject = say(language, _SUBJECT, number=number)
    text = render_text(
        "coordination/lapse_letter_short.txt" if by_phone else "coordination/lapse_letter.txt",
        language=language,
        timezone=zone,
        subject=subject,
        person=person,
        number=number,
        amount=amount,
        until=until,
        taken_hours=taken_hours,
        page=page,
    )
    return Written(subject, text.strip() + "\n")
