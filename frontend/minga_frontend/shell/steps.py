"""What every page with a form does: read what was typed, go on to a page after something was done, name codes in words."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse

from minga_frontend.shell.forms import Form
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.locale import say

_MOST_FIELDS = 120


def link(request: Request, path: str) -> str:
    """A link that stays in the language of the address."""
    prefix = getattr(request.state, "address_language", None)
    return f"/{prefix}{path}" if prefix else path


async def typed(request: Request) -> Form:
    """What was sent with a form; never a file."""
    sent = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    return Form({name: value for name, value in sent.items() if isinstance(value, str)})


def see(request: Request, path: str, **query: str) -> RedirectResponse:
    """Show a page after something was done, so that reloading does not do it again."""
    return RedirectResponse(f"{link(request, path)}{f'?{urlencode(query)}' if query else ''}", 303)


def sign_in_first(request: Request) -> RedirectResponse:
    """Nobody is signed in: sign in, then come back to where one was."""
    query = f"?{request.url.query}" if request.url.query else ""
    return see(request, "/sign-in", next=link(request, request.url.path) + query)


def said(request: Request, names: Mapping[str, str]) -> dict[str, str]:
    """Codes with their names in the reader's language."""
    language = language_of(request)
    return {code: say(language, sentence) for code, sentence in names.items()}
