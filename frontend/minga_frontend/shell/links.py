"""Addresses within the site, and going on to them: every link of ours is made here (in templates by `url` and `within`).

`link(request, "/cart")` stays in the language of the address: `/es/cart` for somebody who reads `/es/…`.
`within(request, "/rules")` is the same inside the co-op of this request: `/es/c/valle/rules`.
"""

from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse

from minga_frontend.asking import viewer_of
from minga_frontend.shell.pages import in_language

_LONGEST_WAY_BACK: Final = 500


class Elsewhere(HTTPException):
    """The reader has to go to another page first. Raised from any depth of a view; the application sends her there."""

    def __init__(self, address: str) -> None:
        super().__init__(303)
        self.answer: Final = RedirectResponse(address, 303)


def link(request: Request, path: str, /, **query: str) -> str:
    """An address of this site in the language of the present one; empty parts of the query are left out."""
    at, hash_, anchor = in_language(path, getattr(request.state, "address_language", None)).partition("#")
    written = urlencode({name: value for name, value in query.items() if value}, safe="/")
    if written:
        at = f"{at}{'&' if '?' in at else '?'}{written}"
    return f"{at}{hash_}{anchor}"


def within(request: Request, path: str = "", /, **query: str) -> str:
    """As `link`, inside the co-op whose page is asked for: `within(request, "/rules")`."""
    return link(request, f"/c/{request.path_params['cooperative']}{path}", **query)


def see(request: Request, path: str, /, **query: str) -> RedirectResponse:
    """Show a page after something was done, so that reloading does not do it again.

    `done=…` is the flash sentence: what `deeds.told` returned.
    """
    return RedirectResponse(link(request, path, **query), 303)


def this_page(request: Request) -> str:
    """Where the reader is, with her search and choices."""
    query = f"?{request.url.query}" if request.url.query else ""
    return link(request, request.url.path) + query


def inside(address: str, otherwise: str) -> str:
    """A way back that came with a form or an address, if it leads to a page of this site; else `otherwise`.

    Two slashes or a backslash at its beginning would lead to another site.
    """
    leads_in = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if leads_in and address.isprintable() and len(address) <= _LONGEST_WAY_BACK else otherwise


def signed_in(request: Request) -> None:
    """Begin a view with this where nobody may stay unknown: others sign in first and come back to this page.

    Raises Elsewhere.
    """
    if viewer_of(request).person_id is None:
        back = this_page(request) if request.method == "GET" else inside(_referred(request), this_page(request))
        raise Elsewhere(link(request, "/sign-in", next=back))


def confirm_first(request: Request, back: str = "") -> Elsewhere:
    """What to raise where a fresh proof of who one is is wanted; afterwards she comes to `back`, or to where she was."""
    return Elsewhere(link(request, "/confirm", next=link(request, back) if back else _before(request)))


def _before(request: Request) -> str:
    """The page that a form was on: a form cannot be sent again by a link."""
    return this_page(request) if request.method == "GET" else inside(_referred(request), link(request, "/account"))


def _referred(request: Request) -> str:
    # Our pages send the whole referrer to ourselves (`strict-origin-when-cross-origin`); where a browser sends none,
    # the caller's own page is good enough.
    sent = request.headers.get("referer", "")
    origin = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return sent.removeprefix(origin) if sent.startswith(f"{origin}/") else ""
