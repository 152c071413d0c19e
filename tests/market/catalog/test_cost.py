"""A page asks the database once or twice, whatever the list's length; beside that only what opens the transaction."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra import rules as every_rule
from minga_platform.kernel import cooperatives
from minga_platform.kernel.database import Database
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.market.catalog import search
from minga_platform.market.catalog.queries.listings import Filter, Within
from minga_platform.market.catalog.ranking import Moment
from minga_platform.rules.commands import adopt_declared_defaults


@pytest.fixture
async def counted(hall, database_urls, worker_database):
    """A door whose statements are written down."""
    every_rule.register_all()
    search.forget_vocabularies()
    async with worker_database.work(hall.scope) as work:
        await adopt_declared_defaults(work)
    own = await Database.connect(database_urls.app, largest=1, application="minga test counting")
    said: list[str] = []
    connection = await own.pool.acquire()
    connection.add_query_logger(lambda record: said.append(record.query))
    await own.pool.release(connection)
    async with own.read(hall.scope) as work:
        cooperative = await cooperatives.by_slug(work, hall.slug)
    door = Door(Services(own, Keyring(b"k" * 32)))

    async def ask(document, **variables):
        del said[:]
        answer = await door.execute(document, variables, ANONYMOUS, cooperative)
        read = answer.read()
        assert "errors" not in read, read
        return read["data"], [query for query in said if not _opens(query)]

    yield ask
    await own.close()


def _opens(query: str) -> bool:
    return query.startswith(("BEGIN", "ROLLBACK", "COMMIT", "SELECT set_config"))


LIST = """query ($search: String, $filter: ListingFilter, $sort: ListingSort! = NEWEST) {
  listings(first: 24, search: $search, filter: $filter, sort: $sort) {
    nodes { slug title tags price { minor } stall { name } picture { sizes { address } } }
    facets { total categories { label listings } stalls { label listings } tags { value listings } } } }"""


async def test_lists_searches_and_products(hall, counted):
    for number in range(30):
        await hall.offer(f"Bowl {number}", tags=["gift"])
    await counted(LIST, search="bowl", sort="RELEVANCE")  # The co-op's own words are kept in the process.
    data, said = await counted(LIST.replace("facets {", "totalCount facets {"))
    assert (len(data["listings"]["nodes"]), len(said)) == (24, 2)
    ranked = {"search": "bowl", "sort": "RELEVANCE"}
    for wish, statements in (
        ({"filter": {"tag": "gift"}}, 2),
        ({"sort": "PRICE_LOW"}, 2),
        # What was found is what is counted, unless a choice of a facet takes some of it away.
        (ranked, 1),
        ({**ranked, "filter": {"inStock": True}}, 1),
        ({**ranked, "filter": {"stall": "clay-fire"}}, 2),
        ({"search": "bowl", "filter": {"stall": "clay-fire", "inStock": True}}, 2),
    ):
        data, said = await counted(LIST, **wish)
        assert (len(data["listings"]["nodes"]), len(said)) == (24, statements), wish
    plain = "{ listings { nodes { title price { minor } } } }"
    assert len((await counted(plain))[1]) == 1
    product = """{ product(slug: "bowl-7") { title variants { title price { minor } } pictures { alt } stall { name }
        priceStory { maker { minor } } } }"""
    await counted(product)
    assert len((await counted(product))[1]) == 1, "the rules are kept in the process"


async def test_a_page_far_down_costs_the_same(hall, counted):
    for number in range(12):
        await hall.offer(f"Cup {number:02}")
    page = """query ($after: String) { listings(first: 5, sort: TITLE, after: $after) {
        nodes { title } pageInfo { endCursor } } }"""
    after, seen = None, []
    for _ in range(3):
        data, said = await counted(page, after=after)
        assert len(said) == 1
        assert "OFFSET" not in said[0].upper()
        seen += [node["title"] for node in data["listings"]["nodes"]]
        after = data["listings"]["pageInfo"]["endCursor"]
    assert seen == [f"Cup {number:02}" for number in range(12)]


async def test_no_search_scans_what_it_does_not_show(hall, database):
    """The plans of the hot reads stand on indexes, even where the table is small enough to tempt the planner."""
    from minga_platform.market.catalog import ranking
    from minga_platform.market.catalog.queries import listings
    from minga_platform.market.catalog.queries.facets import found_and_counted
    from minga_platform.market.catalog.queries.listings import Filter, Sort
    from minga_platform.market.catalog.search import Wanted

    await hall.offer("Bowl")
    seen: list[tuple[str, str]] = []
    async with database.read(hall.scope) as work:
        await work.execute("SET LOCAL enable_seqscan = off")

        await ranking.weights(work)  # Kept in the process, as every rule is.

        class Explaining:
            scope, now, cooperative_id = work.scope, work.now, work.cooperative_id

            async def rows(self, statement, *arguments):
                plan = await work.rows(f"EXPLAIN {statement}", *arguments)
                seen.append((statement, "\n".join(row[0] for row in plan)))
                return []

        for wanted, sort in (
            (Filter(), Sort.NEWEST),
            (Filter(), Sort.TITLE),
            (Filter(), Sort.PRICE_LOW),
            (Filter(category="bread"), Sort.NEWEST),
            (Filter(stall="clay-fire"), Sort.NEWEST),
            (Filter(words=Wanted.read("bowl").query_text), Sort.RELEVANCE),
        ):
            await listings.listings(Explaining(), wanted, sort)  # type: ignore[arg-type]  # it only needs to explain
        await found_and_counted(Explaining(), wanted, (), 24)  # type: ignore[arg-type]  # likewise, the last of them
    for statement, plan in seen:
        assert "Index" in plan, (statement, plan)
        assert "Seq Scan on listing" not in plan


def test_a_filter_is_plain_only_where_each_of_its_fields_is() -> None:
    """A field that `plain` forgot would answer a filtered list with the counts of everything."""
    asked = {
        "category": "bread", "stall": "hall", "tag": "rye", "least_minor": 0, "most_minor": 0, "in_stock": True, "words": "'rye':*",
        "in_season": True, "in_cycle": True, "within": Within(True, ()), "moment": Moment.of(datetime.now(UTC), ""),
    }  # fmt: skip
    assert set(asked) == {one.name for one in fields(Filter)}
    assert Filter().plain
    for name, value in asked.items():
        wanted = Filter(**{name: value})  # type: ignore[arg-type]  # each field with a value of its own
        assert wanted.plain is (name == "moment"), name
        assert replace(wanted, words="'rye':*").lone_word == ("rye" if name in ("words", "moment") else None), name
