"""What members are written about assemblies: that they are called, and that one does not take place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from minga_frontend.assemblies import words
from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECTS: Final = {
    "call": mark("You are called to an assembly of %(name)s: %(title)s"),
    "cancelled": mark("Does not take place at %(name)s: %(title)s"),
}


def write(
    purpose: str,
    *,
    language: str,
    zone: str,
    cooperative: str,
    name: str,
    number: int,
    title: str,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    offers: Sequence[str],
    because: str,
    page: str,
    by_phone: bool,
) -> Written:
    """A letter about an assembly, in its reader's language. `page`: all about it. A text message is kept short."""
    subject = say(language, _SUBJECTS[purpose], name=cooperative, title=title)
    text = render_text(
        "assemblies/letter_short.txt" if by_phone else "assemblies/letter.txt",
        language=language,
        timezone=zone,
        purpose=purpose,
        subject=subject,
        name=name,
        cooperative=cooperative,
        number=number,
        title=title,
        place=place,
        begins_at=begins_at,
        ends_at=ends_at,
        offers=[say(language, words.OFFERS[one]) for one in offers],
        because=because,
        page=page,
    )
    return Written(subject, text.strip() + "\n")
