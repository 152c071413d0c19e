"""The second row of the header on pages about members."""

from starlette.requests import Request

from minga_frontend.shell.links import within
from minga_frontend.shell.pages import Link, language_of
from minga_platform.kernel.locale import mark, say


def sections(request: Request, current: str) -> tuple[Link, ...]:
    """The second row of the header."""
    language = language_of(request)
    return tuple(
        Link(say(language, name), within(request, path), current=path == current)
        for path, name in (
            ("/members", mark("Members")),
            ("/applications", mark("Applications")),
            ("/classes", mark("Classes")),
            ("/roles", mark("Roles")),
            ("/membership", mark("My membership")),
        )
    )
