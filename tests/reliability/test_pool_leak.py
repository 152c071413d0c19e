"""G17: many co-ops take turns on a few connections, some hang up, some fail: nobody ever sees another's rows.

What a connection remembers of its last asker would show in the next one's answer, so each answer tells whose it is.
"""

import asyncio
import contextlib
import json
import time
from collections import Counter
from random import Random

import asyncpg
import pytest

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_testing.clusters import Urls
from minga_testing.shop import KEYRING, Program, Shop, offer, open_shop, open_stall, ports

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

NAME = "minga pool leak"
CONNECTIONS = 5
PAGE = (
    "{ here { slug } listings { nodes { cooperativeSlug title } facets { total } } stalls { slug } cart { lineCount } }"
)
DESK = "{ members { nodes { name } } orders { nodes { id } } books { chainHead } }"


class ABug(Exception):
    """Raised in the middle of a unit."""


async def test_g17_no_answer_holds_anothers_rows(  # noqa: C901 - one run, told in one piece
    database: Database,
    worker_database: Database,
    database_urls: Urls,
    superuser: asyncpg.Connection,
    pytestconfig: pytest.Config,
) -> None:
    full = pytestconfig.getoption("--reliability") == "full"
    seed, requests, tenants = 17, 20_000 if full else 2_000, 50 if full else 8
    random = Random(seed)
    shops: list[Shop] = []
    for number in range(tenants):
        shop = await open_shop(database, worker_database)
        await offer(shop, await open_stall(shop, f"Stall {number}"), f"Goods of {shop.cooperative.slug}", price=100)
        shops.append(shop)
    narrow = await Database.connect(database_urls.app, largest=CONNECTIONS, application=NAME)
    door = Door(Services(narrow, KEYRING, ports=ports()))
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    slugs = {shop.cooperative.slug for shop in shops}

    async def fails(work: Work) -> None:
        await work.rows("SELECT id FROM product WHERE cooperative_id = $1", work.cooperative_id)
        if random.random() < 0.5:
            await work.execute("SELECT 1 / 0")
        raise ABug

    async def asks(number: int) -> None:
        shop = shops[number % tenants] if number % 3 else random.choice(shops)
        own = shop.cooperative.slug
        mood = random.choices(["plain", "desk", "hangs up", "fails"], [70, 15, 10, 5])[0]
        if mood == "fails":
            with contextlib.suppress(ABug, asyncpg.DivisionByZeroError):
                await narrow.run(Scope(shop.id), Actor(system="test"), fails)
            counts[mood] += 1
            return
        viewer = shop.coordinator.viewer if mood == "desk" else shop.visitor().viewer
        program = Program(door, viewer, shop.cooperative)
        asked = asyncio.ensure_future(program.answer(DESK if mood == "desk" else PAGE))
        if mood == "hangs up":
            for _ in range(random.randrange(1, 40)):
                await asyncio.sleep(0)
            if asked.cancel():
                counts[mood] += 1
            with contextlib.suppress(asyncio.CancelledError):
                if "UNEXPECTED" in json.dumps(await asked):
                    wrong.append(f"{own}: an abort became an error")
            return
        answer = await asked
        counts[mood] += 1
        text = json.dumps(answer)
        if "errors" in answer or any(slug in text for slug in slugs - {own}):
            wrong.append(f"{own}: {text[:300]}")
        elif mood == "plain":
            told = answer["data"]["listings"]
            if [node["title"] for node in told["nodes"]] != [f"Goods of {own}"] or told["facets"]["total"] != 1:
                wrong.append(f"{own}: {text[:300]}")

    begun = time.perf_counter()
    try:
        gate = asyncio.Semaphore(CONNECTIONS * 6)

        async def guarded(number: int) -> None:
            async with gate:
                await asks(number)

        await asyncio.gather(*(guarded(number) for number in range(requests)))
        seconds = time.perf_counter() - begun
        states = await superuser.fetch(
            "SELECT state, count(*) FROM pg_stat_activity WHERE application_name = $1 GROUP BY 1", NAME
        )
        print(
            f"G17 seed {seed}: {requests} requests of {tenants} co-ops on {CONNECTIONS} connections in {seconds:.1f} s: "
            f"{dict(counts)}; connections afterwards: {[dict(row) for row in states]}; wrong answers: {len(wrong)}"
        )
        assert not wrong, wrong[:3]
        assert counts["hangs up"] >= requests * 0.05, "vacuous"
        assert counts["fails"] >= requests * 0.025, "vacuous"
        assert not {row["state"] for row in states} & {"idle in transaction", "idle in transaction (aborted)"}
        async with contextlib.AsyncExitStack() as held:
            connections = [await held.enter_async_context(narrow.pool.acquire()) for _ in range(CONNECTIONS)]
            for connection in connections:
                for name in ("app.cooperative", "app.person", "app.visitor"):
                    left = await connection.fetchval("SELECT current_setting($1, true)", name)
                    assert left in (None, ""), (name, left)
                # Nobody's connection sees nobody's rows.
                assert await connection.fetchval("SELECT count(*) FROM product") == 0
    finally:
        await narrow.close()
