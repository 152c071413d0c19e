"""Acceptance's hostile cases about single requests, over HTTP as a stranger's program would send them: a test each.

Where a case names milliseconds, the work is bounded here (tokens read, bytes read); times are in the reliability tests.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import asyncpg
import httpx
import pytest

from minga_graphql.limits import DocumentRefused, Guard
from minga_graphql.schema import SCHEMA
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.api import ORIGIN, client_of
from minga_testing.people import GOOD_PASSWORD
from minga_testing.shop import Shop, fill, new_key, offer, open_shop, open_stall, place, start

ADD = "mutation A($id: ID!, $q: MinorUnits!) { done: addToCart(variantId: $id, quantity: $q) { __typename ... on Refusal { code } } }"
CART_TOKEN = "a-basket-of-a-test-that-is-long-enough"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


@pytest.fixture
async def client(database: Database, shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(database, shop.program.door) as made:
        yield made


def at(shop: Shop) -> str:
    return f"/c/{shop.cooperative.slug}/graphql"


async def cart_rows(admin: asyncpg.Connection, shop: Shop) -> int:
    found: int = await admin.fetchval("SELECT count(*) FROM cart_line WHERE cooperative_id = $1", shop.id)
    return found


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1000000000000000000", "1.5", '"1"', "null", "true", "[1]", "1e3", "1e400"]
)
async def test_hostile_03_quantities(
    shop: Shop, client: httpx.AsyncClient, admin: asyncpg.Connection, quantity: str
) -> None:
    """A typed error for each, and no row."""
    goods = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400, on_hand=None)
    body = json.dumps({"query": ADD, "variables": {"id": goods.variant, "q": 777}}).replace("777", quantity)
    answer = await client.post(
        at(shop), content=body, headers={"content-type": "application/json", "minga-cart": CART_TOKEN}
    )
    told = answer.json()
    codes = [error["extensions"]["code"] for error in told.get("errors", ())]
    codes += [told["data"]["done"]["code"]] if told.get("data") else []
    assert codes, told
    assert "UNEXPECTED" not in codes, told
    assert answer.status_code < 500
    assert await cart_rows(admin, shop) == 0


@pytest.mark.parametrize("draws", [1, 1_000, 1_000_000])
async def test_hostile_03_many_large_quantities_never_overflow(
    shop: Shop, client: httpx.AsyncClient, draws: int
) -> None:
    """Each is allowed alone; their sum, or their price, leaves what a whole number can hold: refused, not broken."""
    goods = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400, on_hand=None, draws=draws)
    codes = []
    for _ in range(4):
        answer = await client.post(
            at(shop),
            json={"query": ADD, "variables": {"id": goods.variant, "q": 2**53 - 1}},
            headers={"minga-cart": CART_TOKEN},
        )
        told = answer.json()
        codes += [error["extensions"]["code"] for error in told.get("errors", ())]
        codes += [told["data"]["done"].get("code", "ADDED")] if told.get("data") else []
    assert "UNEXPECTED" not in codes
    read = await client.post(
        at(shop), json={"query": "{ cart { groups { subtotal { minor } } } }"}, headers={"minga-cart": CART_TOKEN}
    )
    assert "errors" not in read.json(), read.text
    placing = (
        'placeOrder(key: "a key of a test", expectedTotal: {minor: 1, currency: "EUR"}, contact: {name: "B", mail: '
        f'"b@example.org"}}, paymentMethod: PICKUP, pickupPointId: "{shop.point}")'
    )
    for call, wanted in (("startCheckout", ""), (placing, "... on PriceChanged { new { minor } }")):
        document = f"mutation {{ done: {call} {{ __typename {wanted} }} }}"
        told = await client.post(at(shop), json={"query": document}, headers={"minga-cart": CART_TOKEN})
        assert told.json()["data"]["done"]["__typename"] not in ("PlacedOrder", None)
        assert "UNEXPECTED" not in told.text, (call, told.text)


async def test_hostile_04_prices_of_the_buyers_own(
    shop: Shop, client: httpx.AsyncClient, admin: asyncpg.Connection
) -> None:
    """No place to name one; a lower total is PriceChanged, another currency refused; the server's price is the order's."""
    goods = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    for extra in ("price: 1", "fee: 0", "feeBps: 0", 'currency: "EUR"', "total: 1", "priceMinor: 1"):
        for call in (f'addToCart(variantId: "{goods.variant}", quantity: 1, {extra})', f"startCheckout({extra})"):
            if call == 'startCheckout(currency: "EUR")':
                continue  # That one says which of the basket's currencies is meant.
            answer = await client.post(at(shop), json={"query": f"mutation {{ {call} {{ __typename }} }}"})
            assert answer.json()["errors"][0]["extensions"]["code"] == "DOCUMENT_INVALID", answer.text
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    for total in (1, 0, 2399, 2401):
        assert (await place(shop, buyer, total))["__typename"] == "PriceChanged"
    for currency in ("JPY", "USD", "XXX", "", "eur"):
        told = await buyer.answer(
            "mutation P($key: String!, $total: MoneyInput!, $point: ID!) { placeOrder(key: $key, expectedTotal: $total, "
            'contact: {name: "B", mail: "b@example.org"}, paymentMethod: PICKUP, pickupPointId: $point) { __typename } }',
            key=new_key(),
            total={"minor": 2400, "currency": currency},
            point=shop.point,
        )
        assert (told.get("data") or {}).get("placeOrder", {}).get("__typename") != "PlacedOrder"
        assert "UNEXPECTED" not in json.dumps(told)
    placed = await place(shop, buyer, 2400)
    assert placed["order"]["total"] == {"minor": 2400, "currency": "EUR"}
    assert await admin.fetchval("SELECT count(*) FROM sale_order WHERE cooperative_id = $1", shop.id) == 1


async def test_hostile_05_two_tabs_and_the_last_one(shop: Shop, admin: asyncpg.Connection) -> None:
    """Ten times over: one order, and one OutOfStock that says how many are left."""
    stall = await open_stall(shop, "Potter")
    for number in range(10):
        goods = await offer(shop, stall, f"Bowl {number}", price=2400, on_hand=1)
        buyers = [shop.visitor(), shop.visitor()]
        for buyer in buyers:
            await fill(buyer, (goods, 1))

        async def buys(buyer: Any) -> dict[str, Any]:
            started = await start(buyer)
            return started if started["__typename"] == "OutOfStock" else await place(shop, buyer, 2400)

        ends = await asyncio.gather(*map(buys, buyers))
        assert sorted(end["__typename"] for end in ends) == ["OutOfStock", "PlacedOrder"]
        assert next(end for end in ends if end["__typename"] == "OutOfStock")["available"] == 0
    assert await admin.fetchval("SELECT count(*) FROM sale_order WHERE cooperative_id = $1", shop.id) == 10


BOMBS = {
    "fragments that double": " ".join(f"fragment F{n} on Cooperative {{ ...F{n + 1} ...F{n + 1} }}" for n in range(25))
    + " fragment F25 on Cooperative { id } { here { ...F0 } }",
    "fragments in a ring": "fragment A on Query { ...B } fragment B on Query { ...A } { ...A }",
    "aliases": "{ here { " + " ".join(f"a{n}: id" for n in range(300)) + " } }",
    "directives": "{ here { id " + "@skip(if: false) " * 300 + "} }",
    "depth": "{ __schema { types { " + "ofType { " * 150 + "name" + " }" * 150 + " } } }",
    "comments": "{ here { id } }" + "\n#" * 60_000,
    "brackets": "{ product(slug: " + "[" * 900 + ") { id } }",
    "operations": " ".join(f"query Q{n} {{ here {{ id }} }}" for n in range(100)),
}


@pytest.mark.parametrize("name", BOMBS)
async def test_hostile_47_bombs(client: httpx.AsyncClient, name: str) -> None:
    """Refused before anything runs, after looking at a bounded number of nodes; the next asker is heard."""
    answer = await client.post("/graphql", json={"query": BOMBS[name]})
    assert answer.status_code in (400, 413), answer.text[:300]
    assert "data" not in answer.json()
    assert len(answer.content) < 5_000, "a refusal is short, whatever was sent"
    with pytest.raises(DocumentRefused) as caught:
        Guard(SCHEMA).check(BOMBS[name])
    assert caught.value.status in (400, 413)
    assert (await client.post("/graphql", json={"query": "{ __typename }"})).json() == {"data": {"__typename": "Query"}}


async def test_hostile_48_guesses_under_aliases(client: httpx.AsyncClient, database: Database) -> None:
    """A hundred sign-ins in one document: none is tried. One by one: each is counted, and the sixth is not heard."""
    ana = await people.sign_up(database, name="Ana", password=GOOD_PASSWORD)
    guesses = " ".join(
        f'g{n}: signIn(name: "{ana.mail}", password: "guess number {n}") {{ __typename }}' for n in range(100)
    )
    two = (
        f'{{ a: signIn(name: "{ana.mail}", password: "x") {{ __typename }} '
        f'b: signIn(name: "{ana.mail}", password: "y") {{ __typename }} }}'
    )
    for document in (f"mutation {{ {guesses} }}", f"mutation {two}"):
        refused = await client.post("/graphql", json={"query": document})
        assert refused.status_code == 400
        assert "data" not in refused.json()
    one = "mutation S($n: String!, $p: String!) { signIn(name: $n, password: $p) { __typename } }"
    outcomes = []
    for number in range(7):
        answer = await client.post(
            "/graphql", json={"query": one, "variables": {"n": ana.mail, "p": f"wrong {number}"}}
        )
        outcomes.append(answer.json()["data"]["signIn"]["__typename"])
    assert outcomes[:3] == ["SignInFailed"] * 3, "the refused hundred were not counted"
    assert outcomes[-1] == "TooManyAttempts"


async def test_hostile_49_ways_that_another_site_could_use(client: httpx.AsyncClient, database: Database) -> None:
    """Batches, GET, forms, plain text, another Origin: all 4xx, and her name stays her name."""
    ana = await people.sign_up(database, name="Ana")
    change = 'mutation { renameMe(name: "Mallory", language: "en") { __typename } }'
    body, cookie = {"query": change}, {"cookie": f"__Host-minga={ana.token}"}
    ours = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    tries = [
        client.post(
            "/graphql", content=json.dumps([body, body]), headers=cookie | ours | {"content-type": "application/json"}
        ),
        client.get("/graphql", params=body, headers=cookie | ours),
        client.get("/graphql", params={"query": "{ here { id } }"}, headers=cookie | ours),
        client.post("/graphql", data=body, headers=cookie | ours),
        client.post(
            "/graphql", files={"operations": (None, json.dumps(body)), "map": (None, "{}")}, headers=cookie | ours
        ),
        client.post("/graphql", content=json.dumps(body), headers=cookie | ours | {"content-type": "text/plain"}),
        client.post("/graphql", json=body, headers=cookie | {"origin": "https://evil.example"}),
        client.post("/graphql", json=body, headers=cookie | {"origin": "null"}),
        client.post("/graphql", json=body, headers=cookie | {"sec-fetch-site": "cross-site"}),
        client.post("/graphql", json=body, headers=cookie),
    ]
    for number, asked in enumerate(tries):
        answer = await asked
        assert 400 <= answer.status_code < 500, (number, answer.status_code, answer.text)
    known = await client.post("/graphql", json={"query": "{ me { name } }"}, headers=cookie | ours)
    assert known.json()["data"]["me"]["name"] == "Ana"
    done = await client.post("/graphql", json=body, headers=cookie | ours)
    assert done.json()["data"]["renameMe"]["__typename"] == "Done", "or the tries above prove nothing"


@pytest.mark.parametrize(
    "body",
    [
        b"null", b"1", b'"x"', b"true", b"", b"[]", b"{}", b"\xff\xfe{", b'{"query": "\xc3\x28"}', b"[" * 100_000,
        b'{"query":"{ here { id } }","variables":{"a":' + b"9" * 5_000 + b"}}", b'{"query":"{ here { id } }","variables":{"a":NaN}}',
        b'{"query":"{ here { id } }","variables":{"a":Infinity}}', b'{"query":"{ here { id } }","variables":[]}', b'{"query":1}',
        b'{"query":"{ here { id } }"', b'{"query":"{ here { id } }"} {}', b'{"a":' * 5_000,
    ],
    ids=range(18),
)  # fmt: skip
async def test_hostile_50_bodies(client: httpx.AsyncClient, body: bytes) -> None:
    """400, with a reason and a reference, and nothing of our insides."""
    answer = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400, answer.text
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"]
    assert error["extensions"]["reference"]
    assert "Traceback" not in answer.text


NASTY = {
    "NUL": "a\u0000b",
    "lone surrogate": "a\ud800b",
    "right to left": "abc\u202egpj.exe",
    "markup": "<script>alert(1)</script>\"'&",
    "format": "%s {0} ${x} {{7*7}}",
    "long": "x" * 100_000,
    "too long": "x" * 1_000_000,
    "only blanks": " \u200b\u00a0\n",
}


@pytest.mark.parametrize("name", NASTY)
async def test_hostile_51_hostile_text_in_the_buyers_fields(shop: Shop, client: httpx.AsyncClient, name: str) -> None:
    """A typed error, or kept and given back as text. (Every text of every operation: the reliability tests.)"""
    text = NASTY[name]
    stall = await open_stall(shop, "Potter")
    bearer = {"authorization": f"Bearer {stall.maker.token}", "content-type": "application/json"}
    document = """mutation A($stall: ID!, $product: ProductInput!) { done: addProduct(stallId: $stall, product: $product) {
        __typename ... on Refusal { code } ... on KeptProduct { title materials } } }"""
    for product in (
        {"title": [{"language": "en", "text": text}], "taxBps": 2100},
        {"title": [{"language": "en", "text": "Bowl"}], "taxBps": 2100, "tags": [text]},
        {
            "title": [{"language": "en", "text": "Bowl"}],
            "taxBps": 2100,
            "materials": [{"language": "en", "text": text}],
        },
        {"title": [{"language": text, "text": "Bowl"}], "taxBps": 2100},
        {"title": [{"language": "en", "text": "Bowl"}], "taxBps": 2100, "slug": text},
    ):
        body = json.dumps({"query": document, "variables": {"stall": stall.id, "product": product}})
        answer = await client.post(at(shop), content=body, headers=bearer)
        assert answer.status_code < 500, answer.text[:300]
        told = answer.json()
        if name == "too long":
            assert answer.status_code == 413
            continue
        assert "UNEXPECTED" not in answer.text[:2_000], answer.text[:500]
        if told.get("data"):
            done = told["data"]["done"]
            assert done["__typename"] in ("KeptProduct", "InvalidInput", "SlugTaken"), done
            if done["__typename"] == "KeptProduct":
                assert "\u0000" not in json.dumps(done, ensure_ascii=False)
        else:
            assert told["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize(
    "host",
    [
        "a/../admin?",
        "evil.example",
        "localhost:8000.evil.example",
        "localhost:8000@evil.example",
        "",
        "LOCALHOST:8000/",
        "localhost:8000,evil",
    ],
)
async def test_hostile_52_hosts(client: httpx.AsyncClient, host: str) -> None:
    """A host that is not ours is served nothing."""
    answer = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"host": host})
    assert answer.status_code == 421
    assert b"data" not in answer.content


async def test_hostile_52_paths_and_forwarded_addresses(client: httpx.AsyncClient) -> None:
    """Odd paths reach nothing; a made-up X-Forwarded-For does not make another guesser of the same one."""
    for path in (
        "/@evil",
        "/%40evil.example/graphql",
        "//evil.example/graphql",
        "/c/../graphql/x",
        "/graphql/..;/admin",
        "/c/%2e%2e/graphql",
    ):
        answer = await client.post(ORIGIN + path, json={"query": "{ __typename }"})
        assert answer.status_code in (400, 404, 405), (path, answer.status_code)
    one = "mutation S($n: String!) { askSignInLink(name: $n) { __typename } }"
    outcomes = []
    for number in range(60):
        answer = await client.post(
            "/graphql",
            json={"query": one, "variables": {"n": f"nobody{number}@example.org"}},
            headers={
                "x-forwarded-for": f"198.51.100.{number}",
                "x-real-ip": f"198.51.100.{number}",
                "forwarded": f"for=198.51.100.{number}",
            },
        )
        outcomes.append(answer.json()["data"]["askSignInLink"]["__typename"])
        if outcomes[-1] == "TooManyAttempts":
            break
    assert outcomes[0] == "LetterAsked"
    assert outcomes[-1] == "TooManyAttempts", "one address was taken for sixty"


async def test_a_visitors_view_is_replaced_not_shared(shop: Shop) -> None:
    """Two visitors of one program never see one basket: what these cases stand on."""
    goods = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    first, second = shop.visitor(), shop.visitor()
    await fill(first, (goods, 1))
    assert (await second.ask("{ cartCount }"))["cartCount"] == 0
    assert (await replace(second, viewer=first.viewer).ask("{ cartCount }"))["cartCount"] == 1
