"""Letters about membership and what is a member's own: short facts and the page where one goes on."""

from collections.abc import Mapping
from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECTS: Final[Mapping[str, str]] = {
    "applied": mark("Your application at %(name)s is in"),
    "admitted": mark("Welcome: you are a member of %(name)s"),
    "refused": mark("Your application at %(name)s"),
    "leaving": mark("Your notice at %(name)s"),
    "dues": mark("Dues at %(name)s are open"),
    "account": mark("The account to which your money from %(name)s goes"),
}


def write(kind: str, *, cooperative: str, person: str, language: str, link: str, note: str = "") -> Written:
    """Write a letter of `kind` (a key of the subjects). `note`: the reason of a refusal, the amount of dues, the day
    on which a notice has run, the end of an account's number."""
    subject = say(language, _SUBJECTS[kind], name=cooperative)
    text = render_text(
        "register/letter.txt", language=language, kind=kind, name=cooperative, person=person, link=link, note=note
    )
    return Written(subject, text.strip() + "\n")
