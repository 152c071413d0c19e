"""What voters are told: that a vote is announced, that it closes soon, that a promised review is due."""

from datetime import datetime
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECTS: Final = {
    "notice": mark("Notice of a vote at %(name)s: %(title)s"),
    "reminder": mark("The vote closes soon at %(name)s: %(title)s"),
    "review": mark("Time to review at %(name)s: %(title)s"),
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
    opens_at: datetime,
    closes_at: datetime,
    page: str,
    link: str,
    by_phone: bool,
) -> Written:
    """A letter about a vote, in its reader's language. `page`: the proposal; `link`: her ballot, for one vote without
    signing in, or empty. A text message is kept short."""
    subject = say(language, _SUBJECTS[purpose], name=cooperative, title=title)
    text = render_text(
        "proposals/letter_short.txt" if by_phone else "proposals/letter.txt",
        language=language,
        timezone=zone,
        purpose=purpose,
        subject=subject,
        name=name,
        cooperative=cooperative,
        number=number,
        title=title,
        opens_at=opens_at,
        closes_at=closes_at,
        page=page,
        link=link,
    )
    return Written(subject, text.strip() + "\n")
