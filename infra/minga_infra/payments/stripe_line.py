"""How the client's requests travel: one pool of httpx connections.

The library's own httpx transport hands form bodies over in a way that httpx has deprecated, turns every exception into a
network error (our bugs too), and sends loopback calls through a proxy where the environment names one. Its `HTTPClient`
is made for being replaced, so this is ours.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

import anyio
import httpx
import stripe


class HttpxLine(stripe.HTTPClient):
    """`direct` leaves out whatever proxy the environment names."""

    name = "httpx"

    def __init__(self, timeout: httpx.Timeout, *, direct: bool) -> None:
        super().__init__()
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=not direct, follow_redirects=False)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        try:
            answer = await self._http.request(method, url, headers=dict(headers), content=post_data or b"")
        except httpx.HTTPError as trouble:
            _raise_unreached(trouble)
        return answer.content, answer.status_code, answer.headers

    async def sleep_async(self, secs: float) -> None:
        await anyio.sleep(secs)

    async def close_async(self) -> None:
        await self._http.aclose()


def _raise_unreached(trouble: httpx.HTTPError) -> NoReturn:
    """Repeating is safe: the key is the same."""
    message = f"no answer from the provider: {type(trouble).__name__}"
    raise stripe.APIConnectionError(message, should_retry=True) from trouble  # type: ignore[no-untyped-call]
