"""W7, how long it takes to hold the card provider's statement against the books: ten thousand payments, and the memory beside it.

The stand-in is a process of its own, its file filled before it starts; payments go in by one statement of the database's owner.
What is measured is the sweep that the worker runs: reading the statement page by page over HTTP, comparing, noting, and at the end
the balance. It is right only when nothing is found to differ, then one thing that does, and then nothing anew.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import uvloop

from minga_infra.bench.measuring import memory_megabytes
from minga_infra.bench.running import database_of_its_own
from minga_infra.founding.found import Founding, found
from minga_infra.local import children
from minga_infra.local.stripe.desk import Desk as Till
from minga_infra.local.stripe.gate import account_of
from minga_infra.local.stripe.settings import load
from minga_infra.local.stripe.store import Store
from minga_infra.local.supervisor import free_port
from minga_infra.payments.accounts import CooperativeAccounts, stand_in_key
from minga_infra.payments.stripe_provider import StripeProvider
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments.flows import ProviderAccounts
from minga_platform.market.payments.reconciling import reconcile

_ACTOR = Actor(system="bench")
_WARM = 1_000

_PAYMENTS = """INSERT INTO payment (cooperative_id, id, order_id, method, state, currency, amount_minor, reference, provider_intent,
    provider_charge, provider_fee_minor, created_at, paid_at)
SELECT $1, gen_random_uuid(), gen_random_uuid(), 'card', 'paid', 'EUR', 1000 + n, 'B' || n, 'pi_' || w.charge, w.charge, w.fee,
    now() - interval '2 hours', now() - interval '1 hour'
FROM unnest($2::text[], $3::bigint[]) WITH ORDINALITY AS w (charge, fee, n)"""


@dataclass(frozen=True, slots=True)
class Report:
    """Seconds of one round over so many `payments`, and what the process held after a small one and after this one."""

    payments: int
    seconds: float
    first_mb: float
    last_mb: float
    differing: int
    """Discrepancies after the round; one was put in."""

    def plain(self) -> dict[str, Any]:
        """For a file."""
        return asdict(self)


def run(folder: Path, *, payments: int, tell: Callable[[str], None]) -> Report:
    """Fill a database and a stand-in of their own, and compare them once."""
    with database_of_its_own(folder, tell) as (addresses, _, _):
        return uvloop.run(_measure(folder, addresses, payments, tell))


async def _measure(folder: Path, addresses: dict[str, str], payments: int, tell: Callable[[str], None]) -> Report:
    from minga_infra.main import join_features

    join_features()
    keyring = Keyring(os.urandom(32))
    worker = await Database.connect(addresses["WORKER_DATABASE_URL"], largest=4, application="minga bench")
    admin = await asyncpg.connect(addresses["DATABASE_ADMIN_URL"])
    port = free_port(0)
    data = folder / "stripe"
    process = None
    try:
        sizes = {}
        for name, size in (("small", _WARM), ("large", payments)):
            founded = (await found(worker, Founding(name, slug=name, currency="EUR", language="en"))).cooperative_id
            sizes[founded] = size
            await _fill(worker, admin, founded, _statement(data, stand_in_key(keyring, founded), size))
        tell(f"  {payments} payments, and their lines at the provider")
        rooms = os.pathsep.join(path for path in sys.path if path)
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "minga_infra.local.stripe",
            "--port",
            str(port),
            "--data",
            data,
        ]
        process = children.spawn(command, environment={**os.environ, "PYTHONPATH": rooms})
        url = f"http://127.0.0.1:{port}"
        await _listens(url)
        provider = StripeProvider(url)
        ports: dict[type, Any] = {ProviderAccounts: CooperativeAccounts(provider, keyring, stand_in=True)}
        held, seconds, differing = [], 0.0, 0
        for founded in sizes:
            desk = Desk(worker, ports, "bench", founded)
            begun = time.monotonic()
            await reconcile(desk)
            seconds = time.monotonic() - begun
            held.append(memory_megabytes([os.getpid()]))
            differing = await admin.fetchval("SELECT count(*) FROM discrepancy WHERE cooperative_id = $1", founded)
        await provider.close()
    finally:
        if process is not None:
            children.stop(process)
        await admin.close()
        await worker.close()
    return Report(payments, round(seconds, 2), round(held[0], 1), round(held[-1], 1), differing)


def _statement(folder: Path, key: str, size: int) -> list[tuple[str, int, int]]:
    """(charge, fee, amount) of so many charges on the statement of a key's account; and one line that nobody here knows."""
    store = Store(folder)
    try:
        desk = Till(store, load(store), account_of(key), "http://127.0.0.1")
        made = []
        with store.transaction():
            for number in range(1, size + 1):
                amount, fee = 1000 + number, 40 + number // 100
                charge = store.new_id("ch_3")
                desk.book(desk.account, "charge", amount, "eur", charge, fee=fee)
                made.append((charge, fee, amount))
            desk.book(desk.account, "stripe_fee", -77, "eur", store.new_id("fee_"))
            store.db.execute(
                "UPDATE thing SET created = created - 3600, body = json_set(body, '$.created', created - 3600) WHERE account = ?",
                (desk.account,),
            )
        return made
    finally:
        store.close()


async def _fill(worker: Database, admin: asyncpg.Connection, founded: UUID, made: list[tuple[str, int, int]]) -> None:
    # Payments alone, without the orders that they are of: the comparison reads nothing else, and this is a database to throw away.
    await admin.execute("SELECT set_config('app.cooperative', $1, false)", str(founded))
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(_PAYMENTS, founded, [charge for charge, _, _ in made], [fee for _, fee, _ in made])
    await admin.execute("SET session_replication_role = origin")
    with suppress(asyncpg.PostgresError):
        await admin.execute("ANALYZE")
    total = sum(amount - fee for _, fee, amount in made) - 77

    async def open_books(work: Work) -> None:
        cash, opening = AccountName(AccountKind.CASH_STRIPE), AccountName(AccountKind.OPENING)
        await post(
            work, kind="opening", subject_kind="cooperative", subject_id=work.cooperative_id, key=f"bench:{ids.new()}",
            moves=[Move(cash, opening, Money(total, "EUR"))],
        )  # fmt: skip

    await worker.run(Scope(founded), _ACTOR, open_books)


async def _listens(url: str) -> None:
    import asyncio

    end = time.monotonic() + timedelta(seconds=30).total_seconds()
    async with httpx.AsyncClient(trust_env=False) as client:
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                await client.get(url)
                return
            await asyncio.sleep(0.1)
    raise RuntimeError("the stand-in did not start")
