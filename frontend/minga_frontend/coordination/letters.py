"""What officers and makers are told of a disputed card payment."""

from datetime import datetime
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECTS: Final = {
    "opened": mark("Order %(number)s: a buyer's bank disputes its payment"),
    "won": mark("Order %(number)s: the dispute was won"),
    "lost": mark("Order %(number)s: the dispute was lost"),
}


def write(
    kind: str, *, role: str, person: str, cooperative: str, number: int, amount: str, until: datetime | None, language: str, zone: str,
    page: str, by_phone: bool,
) -> Written:  # fmt: skip
    """A letter in its reader's language; `role` is `officer` or `maker`. A text message is kept short."""
    subject = say(language, _SUBJECTS[kind], number=number)
    text = render_text(
        "coordination/letter_short.txt" if by_phone else "coordination/letter.txt",
        language=language,
        timezone=zone,
        kind=kind,
        role=role,
        subject=subject,
        person=person,
        cooperative=cooperative,
        number=number,
        amount=amount,
        until=until,
        page=page,
    )
    return Written(subject, text.strip() + "\n")
