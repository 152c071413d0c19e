"""What people are told of in a few lines: what happened, the words that were written, and where to answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_LONGEST_SHORT: Final = 120


class _Kind(NamedTuple):
    """A letter: its subject, its sentence, what leads on, and a second sentence."""

    subject: str
    sentence: str
    lead: str
    more: str = ""


_KINDS: Final[Mapping[str, _Kind]] = {
    "message": _Kind(
        mark("%(who)s wrote to you at %(cooperative)s"),
        mark("%(who)s writes about %(what)s:"),
        mark("Read and answer here:"),
        mark("If you want to hear no more, you can say so there."),
    ),
    "reviewed": _Kind(
        mark("%(what)s was reviewed"),
        mark("%(who)s gave %(what)s %(stars)s of 5 stars and says:"),
        mark("You can answer once, here:"),
    ),
    "answered": _Kind(
        mark("%(who)s answered your review"),
        mark("You said something about %(what)s. %(who)s answers:"),
        mark("Read it here:"),
    ),
    "hidden": _Kind(
        mark("Your review of %(what)s is hidden"),
        mark("Two moderators hid what you said about %(what)s. Their reason:"),
        mark("You can say why it should be shown; a third moderator decides. Here:"),
    ),
    "appeal": _Kind(
        mark("Your appeal was decided"),
        mark("A third moderator looked at what you said about %(what)s. It is shown again."),
        mark("Read it here:"),
    ),
    "appeal_lost": _Kind(
        mark("Your appeal was decided"),
        mark("A third moderator looked at what you said about %(what)s. It stays hidden."),
        mark("If you think that this is wrong, you can bring a grievance:"),
    ),
    "suspended": _Kind(
        mark("Your stall %(what)s is suspended until %(until)s"),
        mark(
            "%(who)s suspended your stall %(what)s. It sells nothing until %(until)s and is open again after that. The reason:"
        ),
        mark("What shows it, and how to object by a grievance:"),
        mark("Orders that were placed go on, and what you earned stays yours."),
    ),
    "payouts_held": _Kind(
        mark("Payouts to your stall %(what)s wait until %(until)s"),
        mark(
            "%(who)s holds the payouts of your stall %(what)s back until %(until)s; they go on by themselves after that. The reason:"
        ),
        mark("What shows it, and how to object by a grievance:"),
        mark("Your stall sells as before, and what you earned stays yours."),
    ),
    "restriction_ended": _Kind(
        mark("The restriction of your stall %(what)s is over"),
        mark("What was laid upon your stall %(what)s has ended."),
        mark("Read more here:"),
    ),
    "wanted": _Kind(
        mark("%(cooperative)s has what you looked for: %(looked)s"),
        mark("You looked for “%(looked)s” and did not find it. Now %(who)s offers %(what)s."),
        mark("See it here:"),
        mark("This is the only letter about it, and your wish has ended with it."),
    ),
    "maker_suspended": _Kind(
        mark("About your order %(number)s"),
        mark(
            "The stall %(what)s is suspended for now. Your order %(number)s goes on: the co-op sees to it that you get it, or your money."
        ),
        mark("Your order:"),
    ),
}


def write(
    kind: str,
    *,
    cooperative: str,
    name: str,
    language: str,
    zone: str,
    page: str,
    by_phone: bool,
    words: str = "",
    until: datetime | None = None,
    **facts: object,
) -> Written:
    """A letter in its reader's language. `words`: what somebody wrote, told as it is. A text message is kept short."""
    told = _KINDS[kind]
    given = {**facts, "cooperative": cooperative}
    if until is not None:
        given["until"] = render_text("tidings/day.txt", language=language, timezone=zone, at=until).strip()
    subject = say(language, told.subject, **given)
    text = render_text(
        "tidings/letter_short.txt" if by_phone else "tidings/letter.txt",
        language=language,
        timezone=zone,
        subject=subject,
        name=name,
        sentence=say(language, told.sentence, **given),
        lead=say(language, told.lead),
        more=say(language, told.more) if told.more else "",
        words=words if not by_phone or len(words) <= _LONGEST_SHORT else f"{words[:_LONGEST_SHORT]}…",
        page=page,
    )
    return Written(subject, text.strip() + "\n")
