"""Letters about certificates, paid licences and marks of quality: given, soon over, ended."""

from collections.abc import Mapping
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECTS: Final[Mapping[str, str]] = {
    "given": mark("Your certificate for “%(title)s”"),
    "bought": mark("Your licence for “%(title)s”"),
    "ending": mark("Your certificate for “%(title)s” ends soon"),
    "ended": mark("Your certificate for “%(title)s” holds no more"),
    "mark_given": mark("“%(title)s” bears a mark of quality"),
    "mark_ending": mark("The mark of quality of “%(title)s” ends soon"),
    "mark_lost": mark("“%(title)s” bears its mark of quality no more"),
}


def write(
    kind: str,
    *,
    cooperative: str,
    person: str,
    language: str,
    title: str,
    standard: str,
    until: str,
    because: str,
    link: str,
    by_phone: bool,
) -> Written:
    """Write a letter of `kind` (a key of the subjects); as a text message it is one line and the page.

    `title`: the work with its release, or what bears the mark; `standard`: what the mark is called; `until`: its last day in
    words, empty for good; `because`: why it ended: in a keeper's words, or `refunded`, `status`, `disputed`.
    """
    subject = say(language, _SUBJECTS[kind], title=title)
    text = render_text(
        "grants/letter.txt", language=language, kind=kind, name=cooperative, person=person, title=title, standard=standard,
        until=until, because=because, link=link, subject=subject, by_phone=by_phone,
    )  # fmt: skip
    return Written(subject, text.strip() + "\n")
