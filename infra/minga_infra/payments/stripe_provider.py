"""The line to Stripe, or to its stand-in: one pool of connections for all co-ops.

The client library costs half a second to import and tens of megabytes, so it comes with the first payment, in a thread.
"""

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from minga_infra.payments.stripe_payments import API_VERSION, StripePayments
from minga_platform.market.payments.ports import ProviderCredentials

if TYPE_CHECKING:
    from stripe import StripeClient


class StripeProvider:
    """One connection pool and the clients of all co-ops; a client is a key and nothing more.

    `base_url` names the stand-in; None is Stripe itself. A call takes at most about
    (`retries` + 1) × `timeout_seconds`, since each retry is the same request under the same key.
    """

    def __init__(self, base_url: str | None = None, *, timeout_seconds: float = 10.0, retries: int = 1) -> None:
        self._base_url = base_url
        self._timeout_seconds = timeout_seconds
        self._retries = retries
        self._clients: dict[str, StripeClient] = {}
        self._line: Any = None
        self._loading = asyncio.Lock()
        self.page_origin = _origin(base_url or "https://checkout.stripe.com")

    def account(self, credentials: ProviderCredentials) -> StripePayments:
        return StripePayments(lambda: self.client(credentials.secret_key), credentials.webhook_secrets)

    async def client(self, key: str) -> "StripeClient":
        known = self._clients.get(key)
        if known is not None:
            return known
        async with self._loading:
            await asyncio.to_thread(_import_client)
            return self._make(key)

    def _make(self, key: str) -> "StripeClient":
        import httpx
        import stripe

        from minga_infra.payments.stripe_line import HttpxLine

        # The client would tell its maker about our machine with each call.
        stripe.enable_telemetry = False
        if self._line is None:
            patience = httpx.Timeout(self._timeout_seconds, connect=min(3.0, self._timeout_seconds))
            self._line = HttpxLine(patience, direct=self._base_url is not None)
        client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": self._base_url, "files": self._base_url} if self._base_url else {},
            max_network_retries=self._retries,
            http_client=self._line,
        )
        self._clients[key] = client
        return client

    async def close(self) -> None:
        self._clients.clear()
        line, self._line = self._line, None
        if line is not None:
            await line.close_async()


def _import_client() -> None:
    import stripe.v2.core  # noqa: F401 - only to have it loaded

    import minga_infra.payments.stripe_answers
    import minga_infra.payments.stripe_line  # noqa: F401


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
