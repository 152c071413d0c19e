"""W1 to W9: what a visit asks of us, and the same of the hand-written limit."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from minga_infra.bench.client import Broken, Visit, Wire, post
from minga_infra.bench.filling import SLUG, Filled, Goods
from minga_infra.bench.voting import visits
from minga_infra.bench.works import visits as works
from minga_platform.kernel import ids

_CARD = """id slug title summary price { minor currency decimal } pricePer { base unit } priceVaries stockBand tags
stall { slug name place } picture { alt sizes { width height address } }"""
_LIST = f"query List {{ listings(first: 24) {{ nodes {{ {_CARD} }} pageInfo {{ hasNextPage endCursor }} }} }}"
# What a plan cannot hold: the type system asked about beside the goods. The whole document goes through the executor.
_LIST_WALKED = _LIST.replace("query List {", 'query List { __type(name: "Money") { name }')
_PRODUCT = """query Product($slug: String!) { product(slug: $slug) { id slug title description provenance materials care tags taxBps
category { slug name } stall { slug name place story contact { name address mail } }
variants { id title unit step least most price { minor currency decimal } pricePer { base unit } stockBand }
pictures { alt sizes { width height address } } } }"""
_SEARCH = f"""query Search($text: String!) {{ listings(search: $text, sort: RELEVANCE, first: 24) {{ mended
facets {{ total more categories {{ value label listings }} stalls {{ value label listings }} tags {{ value listings }} }}
nodes {{ {_CARD} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
_ADD = """mutation Add($variant: ID!) { done: addToCart(variantId: $variant, quantity: 1) {
__typename ... on AddedToCart { lineId quantity { base } } ... on Refusal { code message } } }"""
_START = """mutation Start { done: startCheckout { __typename ... on CheckoutStarted { id heldUntil } ... on Refusal { code message } } }"""
_PLACE = """mutation Place($key: String!, $total: MoneyInput!, $contact: BuyerInput!, $point: ID!) {
done: placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: PICKUP, pickupPointId: $point) {
__typename ... on PlacedOrder { order { id number state followToken total { minor } } } ... on Refusal { code message } } }"""

_CONTACT = {"name": "Berta", "mail": "berta@example.org", "phone": ""}
_LINES_OF_A_CART = 50


@dataclass(frozen=True, slots=True)
class Workload:
    """A visit to us and the same visit to the limit. `aim`: our part of the limit's rate, in percent."""

    key: str
    title: str
    aim: int
    ours: Visit
    limit: Visit


def workloads(filled: Filled, our_port: int, limit_port: int) -> list[Workload]:
    """All of them, over the goods that were filled in."""
    chance = random.Random(7)  # noqa: S311 - which goods are asked for, nothing secret
    door = f"/c/{SLUG}/graphql"
    point = ids.encode("point", filled.point_id)

    def ask(document: str, variables: dict[str, object] | None = None, token: str = "") -> bytes:
        return post(our_port, door, orjson.dumps({"query": document, "variables": variables or {}}), token)

    def tell(path: str, wish: dict[str, object], token: str = "") -> bytes:
        return post(limit_port, path, orjson.dumps(wish), token)

    def goods() -> Goods:
        return chance.choice(filled.goods)

    def reading(request: Callable[[], bytes]) -> Visit:
        async def visit(wire: Wire) -> None:
            _good(await wire.ask(request()))

        return visit

    def carrying(wire: Wire) -> str:
        # A basket holds at most 200 lines, so a visitor comes back with a new one after a while.
        if not wire.token or chance.random() < 1 / _LINES_OF_A_CART:
            wire.token = secrets.token_urlsafe(32)
        return wire.token

    async def add(wire: Wire) -> None:
        _done(
            await wire.ask(ask(_ADD, {"variant": ids.encode("var", goods().variant_id)}, carrying(wire))),
            b"AddedToCart",
        )

    async def add_by_hand(wire: Wire) -> None:
        _done(await wire.ask(tell("/w4", {"variant": goods().variant_id.hex}, carrying(wire))), b"AddedToCart")

    async def check_out(wire: Wire) -> None:
        token, wanted = secrets.token_urlsafe(32), _two(filled, chance)
        for one in wanted:
            _done(await wire.ask(ask(_ADD, {"variant": ids.encode("var", one.variant_id)}, token)), b"AddedToCart")
        _done(await wire.ask(ask(_START, None, token)), b"CheckoutStarted")
        total = {"minor": sum(one.price_minor for one in wanted), "currency": "EUR"}
        wish: dict[str, object] = {
            "key": secrets.token_urlsafe(16),
            "total": total,
            "contact": _CONTACT,
            "point": point,
        }
        _done(await wire.ask(ask(_PLACE, wish, token)), b"PlacedOrder")

    async def check_out_by_hand(wire: Wire) -> None:
        token, wanted = secrets.token_urlsafe(32), _two(filled, chance)
        for one in wanted:
            _done(await wire.ask(tell("/w4", {"variant": one.variant_id.hex}, token)), b"AddedToCart")
        _done(await wire.ask(tell("/start", {}, token)), b"CheckoutStarted")
        wish = {
            "key": secrets.token_urlsafe(16),
            "total": sum(one.price_minor for one in wanted),
            "contact": _CONTACT,
            "point": filled.point_id.hex,
        }
        _done(await wire.ask(tell("/place", wish, token)), b"PlacedOrder")

    listed, walked, by_hand = ask(_LIST), ask(_LIST_WALKED), tell("/w1", {"first": 24})
    unseen = iter(range(10**9))
    commons = works(filled.works, our_port, limit_port, SLUG)
    return [
        Workload("W1", "list of 24 cards", 50, reading(lambda: listed), reading(lambda: by_hand)),
        Workload("W1x", "the same by the executor", 25, reading(lambda: walked), reading(lambda: by_hand)),
        Workload(
            "W1n", "the same, a document never seen before", 25,
            reading(lambda: ask(f"{_LIST} # {next(unseen)}")), reading(lambda: by_hand),
        ),
        Workload(
            "W2", "product with variants", 40,
            reading(lambda: ask(_PRODUCT, {"slug": goods().slug})), reading(lambda: tell("/w2", {"slug": goods().slug})),
        ),
        Workload(
            "W3", "search with facets", 40,
            reading(lambda: ask(_SEARCH, {"text": _text(goods(), chance)})), reading(lambda: tell("/w3", {"text": _text(goods(), chance)})),
        ),
        Workload("W4", "add to cart", 40, add, add_by_hand),
        Workload("W5", "whole checkout paid at pickup (4 requests)", 35, check_out, check_out_by_hand),
        Workload("W6", "cast a secret ballot", 40, *visits(filled.votes, our_port, limit_port, SLUG)),
        Workload("W8", "search among works with seven facets", 40, *commons["W8"]),
        Workload("W9", "work with a lineage of 200 releases", 40, *commons["W9"]),
    ]  # fmt: skip


def _text(one: Goods, chance: random.Random) -> str:
    return one.common if chance.random() < 0.125 else one.word


def _two(filled: Filled, chance: random.Random) -> list[Goods]:
    return chance.sample(filled.goods, 2)


def _good(body: bytes) -> None:
    if b'"errors"' in body or b'"data":null' in body or b'"product":null' in body:
        raise Broken(body[:300].decode(errors="replace"))


def _done(body: bytes, kind: bytes) -> None:
    if kind not in body:
        raise Broken(body[:300].decode(errors="replace"))
