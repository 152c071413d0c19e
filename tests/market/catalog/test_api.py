"""Browsing and keeping a stall through the API alone."""

import pytest

from minga_graphql.context import Context
from minga_graphql.schema import SCHEMA
from minga_graphql.services import Services
from minga_infra import rules as every_rule
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.market.catalog import search
from minga_platform.rules.commands import adopt_declared_defaults

SERVICES_KEY = Keyring(b"k" * 32)


@pytest.fixture(autouse=True)
async def rules_known(hall, worker_database):
    every_rule.register_all()
    search.forget_vocabularies()
    async with worker_database.work(hall.scope) as work:
        await adopt_declared_defaults(work)


async def ask(hall, document, viewer=ANONYMOUS, *, everywhere=False, **variables):
    """The answer's data; an error of the document fails the test."""
    async with hall.database.read(hall.scope) as work:
        cooperative = await cooperatives.by_slug(work, hall.slug)
    context = Context(Services(hall.database, SERVICES_KEY), viewer, None if everywhere else cooperative)
    try:
        answer = await SCHEMA.execute(document, variables, context_value=context)
    finally:
        await context.close()
    assert answer.errors is None, answer.errors
    return answer.data


LISTINGS = """query ($filter: ListingFilter, $search: String, $sort: ListingSort! = TITLE, $first: Int! = 24, $after: String) {
  listings(filter: $filter, search: $search, sort: $sort, first: $first, after: $after) {
    mended totalCount pageInfo { hasNextPage endCursor }
    facets { total more categories { value label listings } tags { value listings } stalls { value listings } }
    nodes { id slug title summary tags priceVaries stockBand publishedAt stall { slug name place } category { slug name }
      price { minor currency decimal } pricePer { base unit display } picture { alt sizes { width address } } }
  }
}"""


async def test_a_card_tells_what_a_card_shows(hall):
    await hall.offer(
        "Apples", tags=["fruit"], description={"en": "Crisp."}, on_hand=10_000,
        variant={"unit": "g", "step": 500, "least": 500, "price_per": 1000}, price=280,
    )  # fmt: skip
    page = (await ask(hall, LISTINGS))["listings"]
    [card] = page["nodes"]
    assert card["title"] == "Apples"
    assert card["price"] == {"minor": 280, "currency": "EUR", "decimal": "2.80"}
    assert card["pricePer"] == {"base": 1000, "unit": "GRAM", "display": "1 kg"}
    assert (card["stockBand"], card["stall"]["name"], card["category"]) == ("PLENTY", "Clay & Fire", None)
    assert (page["totalCount"], page["facets"]["tags"]) == (1, [{"value": "fruit", "listings": 1}])


async def test_pages_follow_each_other(hall):
    for n in range(5):
        await hall.offer(f"Bowl {n}")
    seen, after = [], None
    while True:
        page = (await ask(hall, LISTINGS, first=2, after=after))["listings"]
        seen += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [f"Bowl {n}" for n in range(5)]


async def test_a_mended_search_says_so_and_counts_what_it_shows(hall):
    await hall.offer("Bicycle rental")
    page = (await ask(hall, LISTINGS, search="bicicle rentl", sort="RELEVANCE"))["listings"]
    assert (page["mended"], page["facets"]["total"]) == ("bicycle rental", 1)
    assert [node["title"] for node in page["nodes"]] == ["Bicycle rental"]
    for nothing in ("zzzzzz", "!!!", "'"):
        page = (await ask(hall, LISTINGS, search=nothing))["listings"]
        assert (page["nodes"], page["totalCount"]) == ([], 0)


PRODUCT = """query ($slug: String, $id: ID) { product(slug: $slug, id: $id) {
  id slug title description taxBps allergens stall { slug name contact { mail } }
  variants { id title unit step least most price { minor } smallestPrice { minor } stockBand }
  priceStory { quantity { base } total { minor } maker { minor } fee { minor } feeBps feeTax { minor } tax { minor } feeAdoption }
} }"""


async def test_a_product_tells_where_the_money_goes_to_the_cent(hall):
    product, _ = await hall.offer("Bowl", price=2420)
    told = (await ask(hall, PRODUCT, slug="bowl"))["product"]
    story = told["priceStory"]
    parts = [story[part]["minor"] for part in ("maker", "fee", "feeTax", "tax")]
    # 24.20 with 21 %: net 20.00, fee 8 % = 1.60, its tax 0.34 (0.336 half up), maker 18.06.
    assert parts == [1806, 160, 34, 420]
    assert sum(parts) == story["total"]["minor"] == 2420
    assert told["id"] == ids.encode("prod", product)
    assert (await ask(hall, PRODUCT, id=told["id"]))["product"] == told


async def test_what_is_not_shown_answers_like_what_is_not_there(hall, other_hall):
    draft, _ = await hall.offer("Draft", publish=False)
    foreign, _ = await other_hall.offer("Foreign")
    for unseen in (draft, foreign, ids.new()):
        assert await ask(hall, PRODUCT, id=ids.encode("prod", unseen)) == {"product": None}
    for malformed in ("prod_", "x", "prod_" + "z" * 26, "coop_" + "0" * 26):
        assert await ask(hall, PRODUCT, id=malformed) == {"product": None}
    assert await ask(hall, PRODUCT, slug="foreign") == {"product": None}
    page = await ask(hall, "{ listings { nodes { cooperativeSlug } } }", everywhere=True)
    assert all(node["cooperativeSlug"] for node in page["listings"]["nodes"])


KEPT = """... on KeptProduct { id version state titles { language text }
  variants { id version state price { minor } onHand held counted stockItemId stockBand } }
... on Refusal { code message }"""


async def test_a_maker_lists_a_product_from_nothing(hall):
    made = (await ask(hall, """mutation { openStall(name: [{language: "en", text: "New place"}], place: "Ronda") {
        ... on KeptStall { id slug state } ... on Refusal { code } } }""", hall.maker))["openStall"]  # fmt: skip
    assert (made["slug"], made["state"]) == ("new-place", "open")
    product = (await ask(hall, f"""mutation ($stall: ID!) {{ addProduct(stallId: $stall, product: {{
        title: [{{language: "en", text: "Jug"}}, {{language: "es", text: "Jarra"}}], taxBps: 2100, tags: ["clay"] }}) {{ {KEPT} }} }}""",
        hall.maker, stall=made["id"]))["addProduct"]  # fmt: skip
    assert product["state"] == "draft"
    nothing = await ask(
        hall, f"mutation ($id: ID!) {{ publishProduct(id: $id) {{ {KEPT} }} }}", hall.maker, id=product["id"]
    )
    assert nothing["publishProduct"]["code"] == "NOTHING_TO_SELL"
    add = f"""mutation ($id: ID!, $variant: VariantInput!) {{ addVariant(productId: $id, variant: $variant, onHand: 4) {{ {KEPT} }} }}"""
    wrong = await ask(hall, add, hall.maker, id=product["id"], variant={"price": {"minor": 100, "currency": "USD"}})
    assert wrong["addVariant"]["code"] == "INVALID_INPUT"
    sold = (await ask(hall, add, hall.maker, id=product["id"], variant={"price": {"minor": 1800, "currency": "EUR"}}))[
        "addVariant"
    ]
    [form] = sold["variants"]
    assert (form["onHand"], form["held"], form["stockBand"]) == (4, 0, "FEW")
    shown = await ask(
        hall, f"mutation ($id: ID!) {{ publishProduct(id: $id) {{ {KEPT} }} }}", hall.maker, id=product["id"]
    )
    assert shown["publishProduct"]["state"] == "published"
    assert (await ask(hall, PRODUCT, slug="jug"))["product"]["title"] == "Jug"
    stock = await ask(hall, """mutation ($id: ID!) { setStock(stockItemId: $id, onHand: 40) {
        ... on StockItem { onHand } ... on Refusal { code } } }""", hall.maker, id=form["stockItemId"])  # fmt: skip
    assert stock["setStock"] == {"onHand": 40}
    mine = await ask(
        hall,
        """{ myStalls { slug } keptProducts(stall: "new-place") { nodes { title state available left { display } price { minor } pricePer { base } } } }""",
        hall.maker,
    )
    assert {"slug": "new-place"} in mine["myStalls"]
    assert mine["keptProducts"]["nodes"] == [
        {
            "title": "Jug",
            "state": "published",
            "available": 40,
            "left": [{"display": "40 pieces"}],
            "price": {"minor": 1800},
            "pricePer": {"base": 1},
        }
    ]


async def test_a_stalls_inside_is_its_keepers_alone(hall, other_hall):
    product, form = await hall.offer("Bowl")
    inside = """query ($id: ID!) { keptProduct(id: $id) { id } keptStall(slug: "clay-fire") { id } keptProducts(stall: "clay-fire") { nodes { id } } }"""
    nothing = {"keptProduct": None, "keptStall": None, "keptProducts": None}
    told = ids.encode("prod", product)
    for viewer in (ANONYMOUS, hall.rival, other_hall.maker):
        assert await ask(hall, inside, viewer, id=told) == nothing
    assert (await ask(hall, inside, hall.maker, id=told))["keptProduct"]["id"] == told
    assert (await ask(hall, inside, hall.coordinator, id=told))["keptProduct"]["id"] == told
    wish = """mutation ($id: ID!) { setStock(stockItemId: $id, onHand: 1) { ... on Refusal { code message } } }"""
    item = ids.encode("stock", await hall.stock_of(form))
    refused = await ask(hall, wish, hall.rival, id=item)
    assert refused == await ask(hall, wish, hall.rival, id=ids.encode("stock", ids.new()))
    assert refused["setStock"]["code"] == "NOT_FOUND"


async def test_an_edit_keeps_what_it_does_not_name(hall):
    product, _ = await hall.offer("Bowl", description={"en": "Deep."}, tags=["a"])
    edit = f"""mutation ($id: ID!, $version: Int!, $changes: ProductInput!) {{
        editProduct(id: $id, expectedVersion: $version, changes: $changes) {{ {KEPT} ... on Conflict {{ currentVersion }} }} }}"""
    told = ids.encode("prod", product)
    changed = await ask(hall, edit, hall.maker, id=told, version=2, changes={"tags": ["b"]})
    assert changed["editProduct"]["version"] == 3
    again = await ask(hall, edit, hall.maker, id=told, version=2, changes={"tags": ["c"]})
    assert (again["editProduct"]["code"], again["editProduct"]["currentVersion"]) == ("CONFLICT", 3)
    [row] = await hall.listings()
    assert (row["tags"], row["summary"]) == (["b"], {"en": "Deep."})
    empty = await ask(hall, edit, hall.maker, id=told, version=3, changes={"title": None})
    assert empty["editProduct"]["code"] == "INVALID_INPUT"
