"""A stand-in for all tests of a worker; every test is a co-op of its own, with a key of its own."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import stripe

from minga_infra.payments.stripe_line import HttpxLine
from minga_infra.payments.stripe_payments import API_VERSION, StripePayments
from minga_infra.payments.stripe_provider import StripeProvider
from minga_platform.market.payments.ports import ProviderCredentials
from minga_testing.payments import StandInProcess


@pytest.fixture(scope="session")
def shared_stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandInProcess]:
    process = StandInProcess(tmp_path_factory.mktemp("stripe"))
    process.start()
    yield process
    process.stop()


@pytest.fixture
async def stand_in(shared_stand_in: StandInProcess) -> AsyncIterator[StandInProcess]:
    """The shared one, calm again after each test."""
    calm = (await shared_stand_in.state())["settings"]
    yield shared_stand_in
    await shared_stand_in.ask("admit")
    await shared_stand_in.ask("faults", faults=[])
    await shared_stand_in.ask("settings", **calm)


@pytest.fixture
def own_stand_in(tmp_path: Path) -> Iterator[StandInProcess]:
    """For tests that kill it, move its clock or look at all of its counts."""
    process = StandInProcess(tmp_path / "stripe")
    process.start()
    yield process
    process.stop()


@pytest.fixture
def key() -> str:
    return f"sk_test_{uuid4().hex}"


@pytest.fixture
async def provider(stand_in: StandInProcess) -> AsyncIterator[StripeProvider]:
    made = StripeProvider(stand_in.url, timeout_seconds=5.0, retries=0)
    yield made
    await made.close()


@pytest.fixture
def account(provider: StripeProvider, key: str) -> StripePayments:
    return provider.account(ProviderCredentials(key))


@pytest.fixture
async def raw(stand_in: StandInProcess, key: str) -> AsyncIterator[stripe.StripeClient]:
    """Stripe's own client, without us in between."""
    make = client_for(stand_in)
    client, line = make(key)
    yield client
    await line.close_async()


def client_for(stand_in: StandInProcess) -> Callable[[str], tuple[stripe.StripeClient, HttpxLine]]:
    def make(key: str) -> tuple[stripe.StripeClient, HttpxLine]:
        line = HttpxLine(httpx.Timeout(20), direct=True)
        client = stripe.StripeClient(
            key, stripe_version=API_VERSION, base_addresses={"api": stand_in.url}, http_client=line
        )
        return client, line

    return make
