"""Letters about works of the commons: a warning, to everybody who made, bought or built on what it is about."""

from typing import Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

_SUBJECT: Final = mark("A safety notice about “%(title)s”")


def write(
    *, language: str, name: str, cooperative: str, title: str, version: str, text: str, link: str, by_phone: bool
) -> Written:
    """Write the letter; as a text message it is one line and the page."""
    told = render_text(
        "registry/letter.txt",
        language=language,
        name=name,
        cooperative=cooperative,
        title=title,
        version=version,
        text=text,
        link=link,
        by_phone=by_phone,
    )
    return Written(say(language, _SUBJECT, title=title), told.strip() + "\n")
