"""Letters about work days."""

from collections.abc import Mapping
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECTS: Final[Mapping[str, str]] = {
    "tomorrow": mark("%(when)s: %(title)s"),
    "given": mark("There is a seat for you: %(title)s"),
    "offered": mark("Somebody asks you to take her seat: %(title)s"),
    "cancelled": mark("Called off: %(title)s"),
}


def write(
    kind: str,
    *,
    cooperative: str,
    person: str,
    language: str,
    title: str,
    place: str,
    when: str,
    because: str,
    link: str,
) -> Written:
    """Write a letter of `kind` (a key of the subjects). `when`: in words; `because`: why a day is called off."""
    subject = say(language, _SUBJECTS[kind], title=title, when=when)
    text = render_text(
        "contributions/letter.txt", language=language, kind=kind, name=cooperative, person=person, title=title, place=place,
        when=when, because=because, link=link,
    )  # fmt: skip
    return Written(subject, text.strip() + "\n")
