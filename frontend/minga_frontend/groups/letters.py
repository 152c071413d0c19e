"""What a group's members are told when they are asked to consent: what for, how much, until when, and where."""

from datetime import datetime
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECT: Final = mark("Your group at %(name)s is asked to consent")


def write(
    *, cooperative: str, person: str, group: str, purpose: str, payee: str, amount: str, until: datetime, language: str,
    zone: str, page: str, by_phone: bool,
) -> Written:  # fmt: skip
    """A letter in its reader's language. A text message is kept short."""
    subject = say(language, _SUBJECT, name=cooperative)
    text = render_text(
        "groups/letter_short.txt" if by_phone else "groups/letter.txt",
        language=language,
        timezone=zone,
        subject=subject,
        name=person,
        group=group,
        purpose=purpose,
        payee=payee,
        amount=amount,
        until=until,
        page=page,
    )
    return Written(subject, text.strip() + "\n")
