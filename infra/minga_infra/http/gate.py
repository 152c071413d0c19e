"""The gate: the outermost middleware. Decides whether a request is heard, and by whom it was made.

Refuses before anything is read: a host that is not ours, and an unsafe request that another site could have caused
(`Sec-Fetch-Site: same-origin`, or else an exact Origin; a program without any cookie has no authority to forge), and plain text.
Nothing here or later decides by the request's URL.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Any

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minga_infra import logs
from minga_infra.http import away
from minga_platform.kernel.database import is_away
from minga_platform.kernel.viewer import Viewer

SESSION_COOKIE = "__Host-minga"
CART_COOKIE = "__Host-cart"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_requests = Counter("minga_http_requests", "Requests answered.", ["method", "status"])
_seconds = Histogram("minga_http_seconds", "How long an answer took.")

FindViewer = Callable[[str | None, str | None, str, str, bool], Awaitable[tuple[Viewer, str | None]]]
"""(session token, cart token, language, address, whether a new token can be handed back) → Viewer, perhaps a new token."""


class _Headers(Headers):
    """Read once into a dictionary: a dozen are asked for, and each asking would walk the list."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._first = dict(reversed(self.raw))

    def get(self, key: str, default: Any = None) -> Any:
        found = self._first.get(key.encode("latin-1"))
        return default if found is None else found.decode("latin-1")


class Gate:
    """ASGI middleware. `hosts` as in the Host header; `origins` as in the Origin header; `proxies` may name the client."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        find_viewer: FindViewer,
        hosts: frozenset[str],
        origins: frozenset[str],
        proxies: frozenset[str] = frozenset(),
    ) -> None:
        self._app = app
        self._find_viewer = find_viewer
        self._hosts = hosts
        self._origins = origins
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = _Headers(scope=scope)
        reference = secrets.token_hex(8)
        status = 500
        new_token: str | None = None

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answer = MutableHeaders(scope=message)
                answer["x-request-id"] = reference
                if new_token is not None:
                    _hand_back(answer, new_token)
            await send(message)

        try:
            refusal = self._refusal(scope, headers)
            if refusal is not None:
                await refusal(scope, receive, send_noted)
                return
            cookies = _cookies(headers)
            state = scope.setdefault("state", {})
            state["reference"] = reference
            bearer = _bearer(headers)
            try:
                state["viewer"], new_token = await self._find_viewer(
                    bearer or cookies.get(SESSION_COOKIE),
                    headers.get("minga-cart") or cookies.get(CART_COOKIE),
                    str(state.get("language", "en")),
                    self._address(scope, headers),
                    bearer is None,
                )
            except Exception as problem:
                # Nobody is a stranger because we cannot look who she is.
                if not is_away(problem):
                    raise
                await away.answer(Request(scope), problem)(scope, receive, send_noted)
                return
            await self._app(scope, receive, send_noted)
        finally:
            took = time.perf_counter() - started
            _counted(scope["method"], status).inc()
            _seconds.observe(took)
            # By allow-list: the path without its query, for a search or a token may stand there.
            logs.answered(
                method=scope["method"],
                path=scope["path"][:200],
                status=status,
                ms=round(took * 1000, 1),
                reference=reference,
            )

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        if headers.get("host", "") not in self._hosts:
            return PlainTextResponse("This host is not served here.", 421)
        if scope["method"] in _SAFE or scope["path"].startswith("/hooks/"):
            return None
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            heard = site == "same-origin" or (origin is not None and origin in self._origins)
        elif origin is not None:
            heard = origin in self._origins
        else:
            heard = "cookie" not in headers
        if not heard:
            return PlainTextResponse("Another site asked for this in your name; it was not done.", 403)
        # No page or program of ours sends it, and it is the one kind that a form can fill with anything at all.
        if headers.get("content-type", "").partition(";")[0].strip().lower() == "text/plain" and "cookie" in headers:
            return PlainTextResponse("Plain text is no form and no document.", 415)
        return None

    def _address(self, scope: Scope, headers: Headers) -> str:
        peer = scope["client"][0] if scope.get("client") else ""
        if peer in self._proxies and (forwarded := headers.get("x-forwarded-for")):
            return forwarded.rpartition(",")[2].strip()
        return str(peer)


@lru_cache(maxsize=256)
def _counted(method: str, status: int) -> Counter:
    return _requests.labels(method, str(status))


def _hand_back(answer: MutableHeaders, token: str) -> None:
    """Rights or credentials changed, so the session has a new token. A page that set the cookie itself knows better."""
    if not any(one.startswith(f"{SESSION_COOKIE}=") for one in answer.getlist("set-cookie")):
        answer.append(
            "set-cookie", f"{SESSION_COOKIE}={token}; Max-Age=15552000; Path=/; Secure; HttpOnly; SameSite=lax"
        )


def _cookies(headers: Headers) -> dict[str, str]:
    sent = headers.get("cookie")
    if not sent:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(sent).items()}
    except CookieError:
        return {}


def _bearer(headers: Headers) -> str | None:
    kind, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token else None
