"""The search program may lag, die and lose everything: nothing is refused for that, and it finds its way back."""

import asyncio
import json
import shutil

import pytest

from minga_graphql.context import Context
from minga_graphql.schema import SCHEMA
from minga_graphql.services import Services
from minga_infra.search import reactions
from minga_infra.search.meilisearch_index import MeilisearchIndex
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.market.catalog.commands import products
from minga_platform.market.catalog.ports import SearchIndex, SearchUnavailable
from minga_platform.market.catalog.queries.listings import Filter


@pytest.fixture
def index(engine, request):
    return MeilisearchIndex(engine.url, engine.key, index=f"m{id(request):x}")


def desk(hall, index):
    return Desk(hall.worker, {SearchIndex: index}, "search.feed", hall.id)


async def feed(hall, index, admin):
    """What the worker does with the outbox; then wait until the program has worked it off."""
    for row in await admin.fetch(
        "SELECT payload::text FROM outbox WHERE cooperative_id = $1 AND name = 'ListingsChanged' ORDER BY id", hall.id
    ):
        await reactions.feed(desk(hall, index), json.loads(row["payload"]))
    await index.put([{"id": str(ids.new()), "cooperative": "nobody"}])


async def find(hall, index, text):
    return (await index.find(lambda: hall.database.read(hall.scope), hall.id, text, Filter())).product_ids


async def search(hall, index, text):
    async with hall.database.read(hall.scope) as work:
        cooperative = await cooperatives.by_slug(work, hall.slug)
    services = Services(hall.database, Keyring(b"k" * 32), ports={SearchIndex: index})
    context = Context(services, ANONYMOUS, cooperative)
    document = """query ($text: String) { listings(search: $text, sort: RELEVANCE, first: 2) {
        nodes { title } facets { total categories { value label listings } stalls { label } } pageInfo { hasNextPage endCursor } } }"""
    try:
        answer = await SCHEMA.execute(document, {"text": text}, context_value=context)
    finally:
        await context.close()
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    return answer.data["listings"]


async def test_it_follows_what_makers_do(hall, index, admin):
    await reactions.compare(desk(hall, index))
    product, _ = await hall.offer("Blue bowl")
    await feed(hall, index, admin)
    assert await find(hall, index, "bowl") == [product]
    await hall.do(products.unpublish_product, product_id=product)
    await feed(hall, index, admin)
    assert await find(hall, index, "bowl") == []
    await feed(hall, index, admin)  # Events come at least once, in any order: the listing decides.
    assert await find(hall, index, "bowl") == []


async def test_an_index_that_is_missing_or_differs_is_made_whole(hall, other_hall, index):
    first, _ = await hall.offer("Blue bowl")
    await other_hall.offer("Blue jug")
    with pytest.raises(SearchUnavailable):
        await find(hall, index, "blue")
    await reactions.compare(desk(hall, index))
    index._quiet_until = 0
    assert await find(hall, index, "blue") == [first]
    assert await index.count(other_hall.id) == 1
    # An event was lost: counting finds out.
    second, _ = await hall.offer("Blue cup")
    await reactions.compare(desk(hall, index))
    assert set(await find(hall, index, "blue")) == {first, second}
    await hall.do(products.archive_product, product_id=first)
    await reactions.compare(desk(hall, index))
    assert await find(hall, index, "blue") == [second]


async def test_the_api_pages_and_labels_what_it_finds(hall, index, admin):
    await reactions.compare(desk(hall, index))
    bread = await hall.do(products.add_category, hall.coordinator, name={"en": "Fresh bread"})
    for n in range(3):
        await hall.offer(f"Loaf {n}", category_id=bread)
    await feed(hall, index, admin)
    page = await search(hall, index, "laof")
    assert len(page["nodes"]) == 2
    assert page["pageInfo"]["hasNextPage"]
    assert page["facets"] == {
        "total": 3,
        "categories": [{"value": "fresh-bread", "label": "Fresh bread", "listings": 3}],
        "stalls": [{"label": "Clay & Fire"}],
    }


async def test_market_52_the_index_tells_a_coop_nothing_of_another_nor_of_drafts(hall, other_hall, index, admin):
    """Through the API, the same word in both: neither a title, nor a count, nor a name of a stall or category that is not this co-op's."""
    await reactions.compare(desk(hall, index))
    await hall.offer("Secret bowl")
    await hall.offer("Secret draft", publish=False)
    for number in range(3):
        await other_hall.offer(f"Secret jug {number}")
    for one in (hall, other_hall):
        await feed(one, index, admin)
    told = await search(hall, index, "secret")
    assert [node["title"] for node in told["nodes"]] == ["Secret bowl"]
    assert told["facets"]["total"] == 1
    assert len(told["facets"]["stalls"]) == 1
    assert sum(one["listings"] for one in told["facets"]["categories"]) <= 1
    assert not told["pageInfo"]["hasNextPage"]
    for nothing in ("jug", "draft"):
        told = await search(hall, index, nothing)
        assert (told["nodes"], told["facets"]["total"], told["facets"]["stalls"]) == ([], 0, []), nothing
    assert (await search(other_hall, index, "jug"))["facets"]["total"] == 3, "or the index knows of nothing"


async def test_while_it_is_down_postgresql_answers_and_nobody_waits(hall, engine, index, admin):
    await reactions.compare(desk(hall, index))
    await hall.offer("Blue bowl")
    await feed(hall, index, admin)
    engine.stop()
    try:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for _ in range(20):
            assert [node["title"] for node in (await search(hall, index, "blue"))["nodes"]] == ["Blue bowl"]
        assert loop.time() - begun < 10, "only the first question may wait for it"
        await hall.offer("Blue jug")
        for row in await admin.fetch("SELECT payload::text FROM outbox WHERE cooperative_id = $1", hall.id):
            payload = json.loads(row["payload"])
            if "product_ids" in payload:
                await reactions.feed(desk(hall, index), payload)
        waiting = await admin.fetch(
            "SELECT id FROM job WHERE cooperative_id = $1 AND name = $2", hall.id, reactions.CATCH_UP
        )
        assert len(waiting) == 1, "however much changes meanwhile, one job catches up"
    finally:
        # Not only dead: everything it knew is gone.
        shutil.rmtree(engine._home / "data", ignore_errors=True)
        engine.start()
    index._quiet_until = 0
    await reactions.compare(desk(hall, index))
    assert len(await find(hall, index, "blue")) == 2
