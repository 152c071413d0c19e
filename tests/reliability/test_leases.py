"""Who holds a flow or a job, and what happens when a holder is slow, is overtaken, or meets a failure that is remembered."""

import asyncio
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from minga_infra.worker import Duties, Worker
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk, Job, enqueue
from minga_platform.kernel.leases import LEASE
from minga_testing.plugin import Clock
from minga_testing.shop import offer, open_stall
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import cash, order_by_card, provider_cash, rounds, seen

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]
PRICE = 1210
OPENING = {"method": "POST", "path": "/v1/checkout/sessions"}
PAGE = "query Page($id: ID!) { order(id: $id) { payment { pageUrl } } }"


async def test_a_holder_who_waits_long_is_not_disturbed_and_a_dead_one_is_followed(
    database: Database, worker_database: Database, tmp_path: Path
) -> None:
    """The call hangs for longer than a lease: other rounds leave it alone; cut off, it is taken up a lease later."""
    async with open_till(database, worker_database, tmp_path, timeout_seconds=30.0) as till:
        shop = till.shop
        scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=PRICE, on_hand=10)
        hang = {"name": "hang", "kind": "hang", "seconds": 60, "times": 1} | OPENING
        await till.stand_in.ask("faults", faults=[hang])
        buyer, placed = await order_by_card(till, (scarf, 1), total=PRICE)
        assert placed["paymentUrl"] is None, "she is told that her order is placed, not to wait for the provider"

        # Whoever asked for the page was cut off by her own patience; the next holder waits longer than a lease.
        await till.stand_in.ask("faults", faults=[hang | {"seconds": LEASE.total_seconds() + 1.5}])
        await asyncio.sleep(LEASE.total_seconds())
        holder = asyncio.ensure_future(shop.sweep("payments.finish_attempts"))
        await asyncio.sleep(0.2)
        rounds_meanwhile = 0
        while not holder.done():
            await shop.sweep("payments.finish_attempts")
            rounds_meanwhile += 1
            assert await opened(till) == 0, "somebody else took it up"
            await asyncio.wait([holder], timeout=0.5)
        assert rounds_meanwhile > 2
        await asyncio.sleep(4.1)
        await shop.sweep("payments.finish_attempts")
        assert await opened(till) == 1
        assert (await buyer.ask(PAGE, id=placed["order"]["id"]))["order"]["payment"]["pageUrl"]


async def opened(till: Till) -> int:
    return len(await till.listed("checkout/sessions"))


async def test_a_failure_that_the_provider_remembers_keeps_nobody_from_paying(
    database: Database, worker_database: Database, tmp_path: Path, admin: asyncpg.Connection, clock: Clock
) -> None:
    """A 500 before the deed is stored under our key and would be repeated for a day: another attempt takes its place."""
    async with open_till(database, worker_database, tmp_path) as till:
        shop = till.shop
        scarf = await offer(shop, await open_stall(shop, "Weaver"), "Scarf", price=PRICE, on_hand=10)

        async def fail(times: int | None) -> None:
            fault = {"name": "500", "kind": "error", "when": "before", "status": 500, "times": times} | OPENING
            await till.stand_in.ask("faults", faults=[fault])

        await fail(1)
        buyer, placed = await order_by_card(till, (scarf, 1), total=PRICE)
        assert placed["paymentUrl"], "asked once more in the same breath"
        assert await states(admin, placed) == ["superseded", "page_open"]
        again = await buyer.ask(PAGE, id=placed["order"]["id"])
        assert again["order"]["payment"]["pageUrl"] == placed["paymentUrl"]

        await fail(None)
        late, waits = await order_by_card(till, (scarf, 1), total=PRICE)
        assert waits["paymentUrl"] is None
        await clock.move(timedelta(seconds=20))
        await shop.sweep("payments.finish_attempts")
        assert len(await states(admin, waits)) == 4, "the second was given up too, the third rests"
        await till.stand_in.ask("faults", faults=[])
        await clock.move(timedelta(seconds=31))
        await shop.sweep("payments.finish_attempts")
        url = (await late.ask(PAGE, id=waits["order"]["id"]))["order"]["payment"]["pageUrl"]
        assert url
        for address, who, order in ((placed["paymentUrl"], buyer, placed), (url, late, waits)):
            await pay(till, address)
            await till.heard()
            assert (await seen(who, order["order"]["id"]))["state"] == "PLACED"

        # The provider mended its failure after all: a page that nobody was shown, and that closes by itself.
        old = await admin.fetchval(
            "SELECT a.id FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id "
            "WHERE p.order_id = $1 AND a.state = 'superseded'",
            ids.decode("ord", placed["order"]["id"]),
        )
        ghost = await mended(till, ids.encode("attempt", old), placed["order"]["id"])
        await clock.move(timedelta(minutes=61))
        await till.stand_in.ask("clock", advance_seconds=61 * 60)
        await rounds(till)
        found = {one["id"]: one["status"] for one in await till.listed("checkout/sessions")}
        assert found.pop(ghost) == "expired"
        assert Counter(found.values()) == {"complete": 2}
        assert len(await till.listed("charges")) == 2
        assert await cash(till) == await provider_cash(till)
        assert await admin.fetchval(
            "SELECT bool_and(lease_until = 'infinity') FROM payment_attempt WHERE cooperative_id = $1 AND state = 'superseded'",
            shop.id,
        )


async def states(admin: asyncpg.Connection, placed: dict[str, Any]) -> list[str]:
    rows = await admin.fetch(
        "SELECT a.state FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id "
        "WHERE p.order_id = $1 ORDER BY a.id",
        ids.decode("ord", placed["order"]["id"]),
    )
    return [row["state"] for row in rows]


async def mended(till: Till, attempt: str, order: str) -> str:
    """A page of that attempt that came to be without us; its reference at the provider."""
    marks = {"minga_attempt": attempt, "minga_order": order, "minga_cooperative": ids.encode("coop", till.shop.id)}
    form = {
        "mode": "payment",
        "client_reference_id": attempt,
        "success_url": "https://example.org/",
        "expires_at": str(int(time.time()) + 3_600),
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": str(PRICE),
        "line_items[0][price_data][product_data][name]": "Scarf",
    } | {f"metadata[{name}]": value for name, value in marks.items()}
    async with httpx.AsyncClient(trust_env=False) as client:
        made = await client.post(
            f"{till.stand_in.url}/v1/checkout/sessions", data=form, headers={"authorization": f"Bearer {till.key}"}
        )
    assert made.status_code == 200, made.text
    return str(made.json()["id"])


async def test_who_was_overtaken_has_no_say_in_a_job(worker_database: Database, admin: asyncpg.Connection) -> None:
    """Two workers hold one job, because the first was stopped for longer than a lease: what the second says of it stands."""
    began, go_on = asyncio.Event(), asyncio.Event()
    tries: list[int] = []

    async def slow(_desk: Desk, _payload: dict[str, Any]) -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            began.set()
            await go_on.wait()
            raise ValueError("too late to matter")

    worker, other = (Worker(worker_database, {}, Duties(jobs=(Job("trial.slow", slow),))) for _ in range(2))
    async with worker_database.work(Scope(), Actor(system="test")) as work:
        await enqueue(work, "trial.slow", {}, unique_key="trial.slow")
    first = asyncio.ensure_future(worker.once())
    await began.wait()
    assert await other.once() == 0, "somebody has it"
    await admin.execute(
        "UPDATE job SET locked_until = now() - interval '1 second', attempts = 11 WHERE name = 'trial.slow'"
    )
    assert await other.once() == 1
    go_on.set()
    await first
    row = await admin.fetchrow("SELECT state, attempts, last_error FROM job WHERE name = 'trial.slow'")
    assert (row["state"], row["attempts"], row["last_error"]) == ("done", 12, None)
    await admin.execute("DELETE FROM job WHERE name = 'trial.slow'")
