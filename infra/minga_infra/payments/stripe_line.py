"""How the client's requests travel: one pool of httpx connections, and a rest while nobody answers.

The library's own httpx transport hands form bodies over in a way that httpx has deprecated, turns every exception into a
network error (our bugs too), and sends loopback calls through a proxy where the environment names one. Its `HTTPClient`
is made for being replaced, so this is ours.

**The rest.** While the provider is down, each checkout would wait its three seconds for nothing, try again, and take from
those who only browse. After ten requests on end that found no answer, a server's fault or "too many", further ones are told
at once that nobody was reached, and one a second goes through to see. Nothing was sent then, so whoever asked goes on as
with any unreachable provider: the order stands, and a worker finishes it. (Michael Nygard's circuit breaker, *Release It!*)
"""

import sys
import time
from collections.abc import Mapping
from typing import Any, NoReturn

import anyio
import httpx
import stripe
import structlog

# httpx's pool asks at every request whether this optional library is there. It is not, and Python then looks for it in every
# folder of its path: eight milliseconds of a call's ten, seen in a profile. None is Python's way to say "not to be had".
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]


_log = structlog.get_logger("minga.payments")


class Rest:
    """Whether asking is of use just now."""

    AFTER = 10
    """Failures on end, each try counted."""
    SECONDS = 1.0
    """Between those that go through to see."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._failures = 0
        self._next = 0.0

    def may_ask(self) -> bool:
        """True while all is well, and once a second while it is not."""
        if self._failures < self.AFTER:
            return True
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self.SECONDS
        return True

    def failed(self) -> None:
        self._failures += 1
        if self._failures == self.AFTER:
            self._next = time.monotonic() + self.SECONDS
            _log.warning("the payment provider does not answer", asked=self._what)

    def answered(self) -> None:
        if self._failures >= self.AFTER:
            _log.info("the payment provider answers again", asked=self._what)
        self._failures = 0


class HttpxLine(stripe.HTTPClient):
    """`direct` leaves out whatever proxy the environment names."""

    name = "httpx"

    def __init__(self, timeout: httpx.Timeout, *, direct: bool) -> None:
        super().__init__()
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=not direct, follow_redirects=False)
        # Apart: a provider that fails to write may read all the while.
        self._reading, self._writing = Rest("to read"), Rest("to write")

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        rest = self._reading if method.lower() == "get" else self._writing
        if not rest.may_ask():
            _raise_unreached(httpx.ConnectError("it did not answer a moment ago"), should_retry=False)
        try:
            answer = await self._http.request(method, url, headers=dict(headers), content=post_data or b"")
        except (httpx.HTTPError, AttributeError) as trouble:
            # AttributeError: the other side hung up before the pool had asked for its socket, and uvloop shows it none.
            rest.failed()
            _raise_unreached(trouble)
        if answer.status_code >= 500 or answer.status_code == 429:
            rest.failed()
        else:
            rest.answered()
        return answer.content, answer.status_code, answer.headers

    async def sleep_async(self, secs: float) -> None:
        await anyio.sleep(secs)

    async def close_async(self) -> None:
        await self._http.aclose()


def _raise_unreached(trouble: Exception, *, should_retry: bool = True) -> NoReturn:
    """Repeating is safe: the key is the same."""
    message = f"no answer from the provider: {type(trouble).__name__}"
    raise stripe.APIConnectionError(message, should_retry=should_retry) from trouble  # type: ignore[no-untyped-call]
