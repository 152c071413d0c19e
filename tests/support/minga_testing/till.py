"""Card payments for tests: a shop whose cards lead to the stand-in, and a server on loopback that hears its messages."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

from minga_graphql.door import Door
from minga_infra.http import hooks
from minga_infra.local.stripe.delivery import sign
from minga_infra.local.supervisor import free_port
from minga_infra.payments.accounts import CooperativeAccounts, stand_in_key
from minga_infra.payments.stripe_provider import StripeProvider
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.market.payments import ports
from minga_platform.market.payments.ports import PaymentProvider
from minga_platform.rules.statutes import Statutes
from minga_testing.payments import StandInProcess
from minga_testing.shop import KEYRING, Shop, open_shop


@dataclass
class Till:
    """A shop that takes cards at the stand-in, and where it hears of them."""

    shop: Shop
    stand_in: StandInProcess
    provider: StripeProvider
    hook_url: str
    key: str
    secrets: tuple[str, ...] = ()
    """What signs the messages about the co-op's own account, and those about its sellers'."""

    async def heard(self) -> None:
        """Everything that the stand-in has to tell was told and handled."""
        await self.stand_in.ask("deliver")
        await self.shop.worker.drain()

    def account(self) -> ports.Payments:
        """The co-op's account at the provider, as our flows speak to it."""
        return self.provider.account(ports.ProviderCredentials(self.key, self.secrets))

    async def listed(self, kind: str) -> list[dict[str, Any]]:
        """All that the provider has of `charges`, `refunds`, `transfers`, `checkout/sessions` …, newest first."""
        found: list[dict[str, Any]] = []
        async with httpx.AsyncClient(base_url=self.stand_in.url, trust_env=False, timeout=120) as client:
            while True:
                after = f"&starting_after={found[-1]['id']}" if found else ""
                answer = await client.get(
                    f"/v1/{kind}?limit=100{after}", headers={"authorization": f"Bearer {self.key}"}
                )
                assert answer.status_code == 200, answer.text
                page = answer.json()
                found += page["data"]
                if not page["has_more"]:
                    return found

    async def tell(
        self, body: bytes, *, secret: str | None = None, at: int | None = None, signature: str | None = None
    ) -> httpx.Response:
        """Send a message of our own making, signed as the provider signs unless `signature` says otherwise."""
        moment = int(time.time()) if at is None else at
        header = sign(body, secret or self.secrets[0], moment) if signature is None else signature
        async with httpx.AsyncClient(trust_env=False, timeout=120) as client:
            headers = {"content-type": "application/json"} | ({"stripe-signature": header} if header else {})
            return await client.post(self.hook_url, content=body, headers=headers)


@asynccontextmanager
async def open_till(
    database: Database,
    worker_database: Database,
    folder: Path,
    *,
    retries: int = 0,
    timeout_seconds: float = 5.0,
    shared: StandInProcess | None = None,
    statutes: Statutes | None = None,
    currency: str = "EUR",
) -> AsyncIterator[Till]:
    """A stand-in (`shared`, or one of its own), a shop joined to it, and a hook server; all gone afterwards."""
    stand_in = shared or StandInProcess(folder / "stripe")
    if shared is None:
        stand_in.start()
    provider = StripeProvider(stand_in.url, timeout_seconds=timeout_seconds, retries=retries)
    accounts = CooperativeAccounts(provider, KEYRING, stand_in=True)
    shop = await open_shop(database, worker_database, accounts=accounts, statutes=statutes, currency=currency)
    shop.program.door.services.ports[PaymentProvider] = provider
    async with hear(shop.program.door) as url:
        hook_url = f"{url}/hooks/stripe/{shop.cooperative.slug}"
        key = stand_in_key(KEYRING, shop.id)
        till = Till(shop, stand_in, provider, hook_url, key)
        till.secrets = await _register(till)
        try:
            yield till
        finally:
            await provider.close()
            if shared is None:
                stand_in.stop()


@asynccontextmanager
async def hear(door: Door) -> AsyncIterator[str]:
    """A server on a port of its own that takes the provider's messages; where it is."""
    app = Starlette(routes=hooks.ROUTES)
    app.state.door = door
    port = free_port(0)
    server = Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, log_access=False, websockets=False
    )
    task = asyncio.get_running_loop().create_task(server.serve())
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(200):
            with contextlib.suppress(httpx.TransportError):
                await client.get(f"http://127.0.0.1:{port}/")
                break
            await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()  # type: ignore[no-untyped-call]  # Granian's own has no annotation
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(task, 10)


async def _register(till: Till) -> tuple[str, ...]:
    """As the sweep on a laptop does: an account of the co-op's own, with webhooks for itself and for its sellers."""
    account = till.provider.account(ports.ProviderCredentials(till.key))
    secrets = []
    for for_sellers in (False, True):
        outcome = await account.register_webhook(
            till.hook_url, for_sellers=for_sellers, request=f"webhook-{for_sellers}-{till.shop.id}"
        )
        assert isinstance(outcome, ports.Done), outcome
        secrets.append(outcome.value.secret)
    async with till.shop.worker_database.work(Scope(till.shop.id), Actor(system="test")) as work:
        await work.execute(
            "INSERT INTO payment_provider (cooperative_id, id, secret_key, webhook_secret, changed_at) VALUES ($1, $2, $3, $4, $5)",
            work.cooperative_id,
            ids.new(),
            KEYRING.seal("provider key", till.key),
            KEYRING.seal("provider webhook", " ".join(secrets)),
            work.now,
        )
    return tuple(secrets)


async def pay(till: Till, url: str) -> None:
    """The buyer presses Pay on the hosted page."""
    answer = await till.stand_in.click(url)
    assert answer.status_code == 303, answer.text
