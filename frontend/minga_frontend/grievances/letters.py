"""What those in a case are told: that it moved and until when, never what it is about; others may open the letter."""

from datetime import datetime
from typing import Final

from minga_frontend.grievances.words import OUTCOMES
from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECT: Final = mark("A grievance at %(name)s")
_VOTE: Final = mark("An appeal at %(name)s: please vote")
_SENTENCES: Final = {
    "mediation": mark("A grievance in which you have a part was opened. A mediator will talk with you."),
    "panel": mark("The grievance in which you have a part goes to a panel of three members, drawn by lot."),
    "appeal": mark("The panel's time is over. If you do not agree with how it ended, you can appeal to the assembly."),
    "assembly": mark("The grievance in which you have a part was brought before the assembly, which votes on it."),
    "closed": mark("The grievance in which you have a part is closed."),
    "waiting": mark("A grievance waits for a mediator."),
    "drawn": mark("The lot fell on you: with two others you decide on a grievance. If you cannot, please say so soon."),
    "vote": mark("Somebody appeals to the assembly, and you may vote on it."),
}


def write(
    purpose: str,
    *,
    ended: str,
    due_at: datetime | None,
    language: str,
    zone: str,
    cooperative: str,
    name: str,
    page: str,
    by_phone: bool,
) -> Written:
    """A letter about a step of a case, in its reader's language. `ended`: how the step before did. A text message is
    kept short."""
    subject = say(language, _VOTE if purpose == "vote" else _SUBJECT, name=cooperative)
    text = render_text(
        "grievances/letter_short.txt" if by_phone else "grievances/letter.txt",
        language=language,
        timezone=zone,
        name=name,
        sentence=say(language, _SENTENCES[purpose]),
        ended=say(language, OUTCOMES[ended.upper()]) if ended else "",
        due_at=due_at,
        page=page,
        subject=subject,
    )
    return Written(subject, text.strip() + "\n")
