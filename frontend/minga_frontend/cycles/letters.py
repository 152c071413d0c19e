"""What producers are told of order cycles: that orders are taken, what to bring, or that nothing comes of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECTS: Final[Mapping[str, str]] = {
    "opened": mark("Orders are taken: %(cycle)s"),
    "closed": mark("What to bring: %(cycle)s"),
    "cancelled": mark("Does not take place: %(cycle)s"),
}


def write(
    kind: str,
    *,
    person: str,
    cooperative: str,
    stall: str,
    cycle: str,
    language: str,
    closes: str,
    delivers: str,
    instructions: str,
    reason: str,
    goods: Sequence[tuple[str, str]],
    link: str,
) -> Written:
    """Write a letter of `kind` (a key of the subjects). `closes`, `delivers`: in words; `goods`: (how much, what)."""
    subject = say(language, _SUBJECTS[kind], cycle=cycle)
    text = render_text(
        "cycles/letter.txt", language=language, kind=kind, person=person, cooperative=cooperative, stall=stall, cycle=cycle,
        closes=closes, delivers=delivers, instructions=instructions, reason=reason, goods=goods, link=link,
    )  # fmt: skip
    return Written(subject, text.strip() + "\n")
