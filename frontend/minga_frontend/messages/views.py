"""The page that shows what would have been sent."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.shell.around import around
from minga_frontend.shell.pages import language_of, render
from minga_platform.kernel.locale import mark, say


class Sent(Protocol):
    """What the page needs of a message."""

    @property
    def at(self) -> datetime: ...
    @property
    def channel(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


async def show(request: Request, messages: Sequence[Sent], link: re.Pattern[str]) -> Response:
    """The messages, newest first; what `link` matches can be followed."""
    shown = [
        {
            "at": one.at,
            "channel": one.channel,
            "to": one.to,
            "subject": one.subject,
            "text": with_links(one.text, link),
            "language": one.language,
        }
        for one in messages
    ]
    title = say(language_of(request), mark("Messages"))
    return render(request, "messages/messages.html", shell=await around(request), title=title, messages=shown)


def with_links(text: str, link: re.Pattern[str]) -> Markup:
    """The text with its links made links, everything else as it is."""
    parts: list[Markup] = []
    after = 0
    for found in link.finditer(text):
        address = found.group()
        parts += [escape(text[after : found.start()]), Markup('<a href="{0}">{0}</a>').format(address)]
        after = found.end()
    return Markup("").join([*parts, escape(text[after:])])
