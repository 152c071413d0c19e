"""Card payments for tests: a shop whose cards lead to the stand-in, and a server on loopback that hears its messages."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

from minga_graphql.door import Door
from minga_infra.http import hooks
from minga_infra.local.supervisor import free_port
from minga_infra.payments.accounts import CooperativeAccounts, stand_in_key
from minga_infra.payments.stripe_provider import StripeProvider
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.market.payments import ports
from minga_platform.market.payments.ports import PaymentProvider
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

    async def heard(self) -> None:
        """Everything that the stand-in has to tell was told and handled."""
        await self.stand_in.ask("deliver")
        await self.shop.worker.drain()


@asynccontextmanager
async def open_till(
    database: Database, worker_database: Database, folder: Path, *, retries: int = 0, timeout_seconds: float = 5.0
) -> AsyncIterator[Till]:
    """A stand-in of its own, a shop joined to it, and a hook server; all gone afterwards."""
    stand_in = StandInProcess(folder / "stripe")
    stand_in.start()
    provider = StripeProvider(stand_in.url, timeout_seconds=timeout_seconds, retries=retries)
    accounts = CooperativeAccounts(provider, KEYRING, stand_in=True)
    shop = await open_shop(database, worker_database, accounts=accounts)
    shop.program.door.services.ports[PaymentProvider] = provider
    server, task, url = await _hear(shop.program.door)
    hook_url = f"{url}/hooks/stripe/{shop.cooperative.slug}"
    key = stand_in_key(KEYRING, shop.id)
    till = Till(shop, stand_in, provider, hook_url, key)
    await _register(till)
    try:
        yield till
    finally:
        server.stop()
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(task, 10)
        await provider.close()
        stand_in.stop()


async def _hear(door: Door) -> tuple[Server, asyncio.Task[None], str]:
    app = Starlette(routes=hooks.ROUTES)
    app.state.door = door
    port = free_port(0)
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, log_access=False, websockets=False)
    task = asyncio.get_running_loop().create_task(server.serve())
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(200):
            with contextlib.suppress(httpx.TransportError):
                await client.get(f"http://127.0.0.1:{port}/")
                break
            await asyncio.sleep(0.02)
    return server, task, f"http://127.0.0.1:{port}"


async def _register(till: Till) -> None:
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


async def pay(till: Till, url: str) -> None:
    """The buyer presses Pay on the hosted page."""
    answer = await till.stand_in.click(url)
    assert answer.status_code == 303, answer.text


