"""What every page answer carries so that a browser guards its reader, and the language that its reader gets.

Each header says below what it is for. A page's own policy comes from `content_policy`, everything else is shut.
"""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minga_platform.kernel.locale import negotiate, split_path

LANGUAGE_COOKIE: Final = "language"
_YEAR: Final = 31_536_000

_HEADERS: Final = {
    # Never guess a type: a picture that is really a page stays a picture.
    "x-content-type-options": "nosniff",
    # Another site's window or frame gets no handle on ours, and cannot load our answers as its own parts.
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # Other sites learn that somebody came from us, not from which order.
    "referrer-policy": "strict-origin-when-cross-origin",
    # Where she is a page may ask only for the distance to a pickup point, when she presses the button for it.
    "permissions-policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()",
}
_CLOSED: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def content_policy(nonce: str, form_action: tuple[str, ...] = ()) -> str:
    """The page's content security policy. `form_action`: further origins its forms may end at (the payment page)."""
    ends = " ".join(("'self'", *form_action))
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        f"form-action {ends}; base-uri 'none'; frame-ancestors 'none'"
    )


class Protection:
    """ASGI middleware: settles the language (`scope["state"]["language"]`), strips it from the path, adds headers.

    `scope["state"]["address_language"]` is the language named by the address, or None: links keep to that form.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._https = https
        # Pages bring their own policy; whatever is not a page may load, send and frame nothing at all.
        added = {**_HEADERS, "content-security-policy": _CLOSED}
        if https:
            added["strict-transport-security"] = f"max-age={_YEAR}; includeSubDomains"
        self._added = [(name.encode(), value.encode()) for name, value in added.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        chosen_before = _cookie(headers.get("cookie", ""), LANGUAGE_COOKIE)
        prefix, rest = split_path(scope["path"])
        language = negotiate(prefix, chosen_before, headers.get("accept-language"))
        state = {**scope.get("state", {}), "language": language, "address_language": prefix}
        inner = {**scope, "state": state}
        if prefix is not None:
            inner["path"] = rest
            inner["raw_path"] = rest.encode()

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self._added if one[0] not in sent)]
                if prefix is not None and chosen_before != prefix:
                    # Choosing a language is remembered, so that later links need not carry it.
                    secure = "; Secure" if self._https else ""
                    MutableHeaders(scope=message).append(
                        "set-cookie", f"{LANGUAGE_COOKIE}={prefix}; Path=/; Max-Age={_YEAR}; SameSite=Lax{secure}"
                    )
            await send(message)

        await self._app(inner, receive, send_guarded)


def _cookie(header: str, name: str) -> str | None:
    if name not in header:
        return None
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return found.value if found else None
