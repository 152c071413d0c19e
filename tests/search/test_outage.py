"""G8: the search program is killed amid writes, then loses everything. No write fails, search goes on, the index returns."""

import asyncio
import os
import random
import shutil
import time
from uuid import UUID

import pytest

from minga_graphql.context import Context
from minga_graphql.schema import SCHEMA
from minga_graphql.services import Services
from minga_infra.duties import all_duties
from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_infra.worker import Duties, Worker
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.database import Database
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.market.catalog.commands import products
from minga_platform.market.catalog.ports import SearchIndex
from minga_platform.market.catalog.queries.listings import Filter
from minga_testing.figures import full, within
from minga_testing.hall import found_hall

pytestmark = pytest.mark.reliability

_SEARCHING = '{ listings(search: "thing", sort: RELEVANCE, first: 5) { nodes { id } } }'


@pytest.fixture
def urls(cluster, template):
    """A database of its own, so that the worker does this test's work alone."""
    name = f"outage_{os.getpid()}"
    yield cluster.copy(template, name)
    cluster.drop(name)


@pytest.fixture
async def own(urls):
    app, worker = await Database.connect(urls.app, largest=12), await Database.connect(urls.worker, largest=4)
    yield app, worker
    await app.close()
    await worker.close()


async def test_g8_killed_wiped_and_back(own, engine, request):
    writes, down_seconds = (2_000, 60) if full(request.config) else (200, 6)
    seed = 8
    dice = random.Random(seed)
    app, worker_database = own
    hall = await found_hall(app, worker_database)
    index = MeilisearchIndex(engine.url, engine.key, index=f"g8_{os.getpid()}")
    every = all_duties()
    duties = Duties(
        tuple(one for one in every.reactions if one.name.startswith("search.")),
        tuple(one for one in every.jobs if one.name.startswith("search.")),
        tuple(one for one in every.sweeps if one.name.startswith("search.")),
    )
    worker = Worker(worker_database, {SearchIndex: index}, duties)
    running = asyncio.create_task(worker.run(0.1))
    made: list[UUID] = []
    failed, searched, waits = [], [], []
    done = asyncio.Event()

    async def write(number):
        try:
            if made and dice.random() < 0.3:
                product = dice.choice(made)
                verb = dice.choice([products.unpublish_product, products.publish_product])
                await hall.do(verb, product_id=product)
            else:
                made.append((await hall.offer(f"Thing {number}"))[0])
        except Exception as problem:  # noqa: BLE001 - whatever it is, a write failed
            failed.append(repr(problem))

    async def writer(numbers):
        for number in numbers:
            await write(number)

    async def searcher():
        async with app.read(hall.scope) as work:
            cooperative = await cooperatives.by_slug(work, hall.slug)
        services = Services(app, Keyring(b"k" * 32), ports={SearchIndex: index})
        while not done.is_set():
            begun = time.monotonic()
            context = Context(services, ANONYMOUS, cooperative)
            answer = await SCHEMA.execute(_SEARCHING, context_value=context)
            await context.close()
            waits.append(time.monotonic() - begun)
            searched.append(answer.errors is None)
            await asyncio.sleep(0.05)

    looking = asyncio.create_task(searcher())
    half = writes // 2
    first = asyncio.gather(*(writer(range(start, half, 4)) for start in range(4)))
    await asyncio.sleep(0.5)
    await asyncio.to_thread(engine.stop)
    stopped = time.monotonic()
    await first
    second = asyncio.gather(*(writer(range(half + start, writes, 4)) for start in range(4)))
    await asyncio.sleep(max(0.0, down_seconds - (time.monotonic() - stopped)))
    shutil.rmtree(engine._home / "data", ignore_errors=True)
    engine.start()  # Not in a thread: the program dies with the thread that started it.
    back = time.monotonic()
    await second
    listed = {row["product_id"] for row in await hall.listings()}
    index._quiet_until = 0
    held: set[object] = set()
    while time.monotonic() < back + 120:
        try:
            held = set(
                (await index.find(lambda: app.read(hall.scope), hall.id, "thing", Filter(), limit=1000)).product_ids
            )
        except Exception:  # noqa: BLE001 - not back yet
            held = set()
        if held == listed or (len(listed) > 1000 and await index.count(hall.id) == len(listed)):
            break
        await asyncio.sleep(0.3)
    seconds = time.monotonic() - back
    done.set()
    await looking
    worker.stop()
    await running
    waits.sort()
    print(
        f"G8 seed {seed}: {writes} writes, {len(failed)} failed; {len(searched)} searches, "
        f"{searched.count(False)} failed, p95 {waits[len(waits) * 95 // 100] * 1000:.0f} ms; down {down_seconds} s; "
        f"index = database {seconds:.1f} s after it came back"
    )
    assert failed == []
    assert len(searched) >= 10, "nobody searched: the run proves nothing"
    assert all(searched)
    assert len(listed) >= writes // 4
    within(request.config, seconds, 60, "seconds until the index was what the database is")


async def test_g8_a_whole_index_is_made_anew_in_time(engine, request):
    number = 50_000 if full(request.config) else 5_000
    index = MeilisearchIndex(engine.url, engine.key, index=f"g8_whole_{os.getpid()}")
    cooperative = ids.new()

    async def batches():
        for start in range(0, number, 500):
            yield [
                {
                    "id": str(ids.new()), "cooperative": str(cooperative), "title": f"thing {n}", "maker": "stall", "place": "",
                    "rest": f"a thing of word{n % 997} and word{n % 89}", "category": "", "stall": "s", "tag": [], "price": n,
                    "there": True, "published": n,
                }
                for n in range(start, start + 500)
            ]  # fmt: skip

    begun = time.monotonic()
    assert await index.rebuild(batches()) == number
    seconds = time.monotonic() - begun
    print(f"G8: {number} documents in {seconds:.1f} s")
    assert await index.count(cooperative) == number
    within(request.config, seconds, 300 * number / 50_000, "seconds to make the index anew")
