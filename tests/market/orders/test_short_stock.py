"""When there is less than a buyer wants, she is told of which goods and how much she can have, before and while she orders."""

from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Goods, Program, Shop, fill, new_key, offer, open_shop, open_stall, start

SHORT = "goods { variantId title { language text } left { base unit display } wanted { base } }"
STARTED = f"... on CheckoutStarted {{ heldUntil }} ... on OutOfStock {{ message available {SHORT} }}"
PLACED = f"... on PlacedOrder {{ order {{ id }} }} ... on OutOfStock {{ message {SHORT} }} ... on ReservationExpired {{ message {SHORT} }}"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def order(shop: Shop, buyer: Program, total: int) -> dict[str, Any]:
    return await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: $method, pickupPointId: $point)",
        PLACED,
        key=("String!", new_key()),
        total=("MoneyInput!", {"minor": total, "currency": "EUR"}),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
        method=("PaymentMethod!", "PICKUP"),
        point=("ID!", shop.point),
    )


async def shelf(shop: Shop) -> tuple[Goods, Goods, Goods]:
    """Five jars of honey, the last loaf, and bowls enough."""
    stall = await open_stall(shop, "Farm")
    honey = await offer(shop, stall, "Honey", price=500, on_hand=5)
    bread = await offer(shop, stall, "Bread", price=300, on_hand=1)
    bowl = await offer(shop, stall, "Bowl", price=900, on_hand=9)
    return honey, bread, bowl


async def test_a_checkout_names_what_is_short_and_how_much_is_left(shop: Shop) -> None:
    honey, bread, bowl = await shelf(shop)
    first, second = shop.visitor(), shop.visitor()
    await fill(second, (honey, 4), (bread, 1), (bowl, 1))
    await fill(first, (honey, 3), (bread, 1))
    assert (await start(first))["__typename"] == "CheckoutStarted"
    refused = await second.wish("startCheckout", STARTED)
    assert refused["__typename"] == "OutOfStock"
    told = {one["variantId"]: one for one in refused["goods"]}
    assert told.keys() == {honey.variant, bread.variant}, "of what is there, nothing is said"
    assert told[honey.variant]["title"] == [{"language": "en", "text": "Honey"}]
    assert told[honey.variant]["left"] == {"base": 2, "unit": "PIECE", "display": "2 pieces"}
    assert told[honey.variant]["wanted"] == {"base": 4}
    assert told[bread.variant]["left"]["base"] == 0
    assert refused["message"] == "There is less left than you want: Honey (2 pieces left), Bread (none left)."


async def test_less_than_it_is_sold_from_is_nothing_she_can_have(shop: Shop) -> None:
    """Flour is sold from 500 g on: of the last 300 g she can have none, and is not sent to her basket to ask for them."""
    mill = await open_stall(shop, "Mill")
    flour = await offer(shop, mill, "Flour", price=200, on_hand=1300, unit="GRAM", step=100, least=500, pricePer=1000)
    first, second = shop.visitor(), shop.visitor()
    await fill(first, (flour, 1000))
    await fill(second, (flour, 800))
    assert (await start(first))["__typename"] == "CheckoutStarted"
    refused = await second.wish("startCheckout", STARTED)
    assert refused["message"] == "There is less left than you want: Flour (none left)."
    asked = "{ cart { groups { stalls { lines { notes { kind available { base } } } } } } }"
    [group] = (await second.ask(asked))["cart"]["groups"]
    assert group["stalls"][0]["lines"][0]["notes"] == [{"kind": "QUANTITY_REDUCED", "available": {"base": 0}}]


async def test_what_is_held_for_her_already_is_left_for_her(shop: Shop) -> None:
    """She holds two of five and wants seven: she can have five, not the three that nobody holds."""
    honey, _, _ = await shelf(shop)
    buyer = shop.visitor()
    await fill(buyer, (honey, 2))
    await start(buyer)
    await fill(buyer, (honey, 5))
    for refused in (await order(shop, buyer, 3500), await buyer.wish("startCheckout", STARTED)):
        assert refused["__typename"] == "OutOfStock"
        assert [(one["left"]["base"], one["wanted"]["base"]) for one in refused["goods"]] == [(5, 7)]


async def test_a_hold_that_ran_out_names_what_others_took(shop: Shop, clock: Clock) -> None:
    _, bread, bowl = await shelf(shop)
    first, second = shop.visitor(), shop.visitor()
    for buyer in (first, second):
        await fill(buyer, (bread, 1))
    await fill(first, (bowl, 1))
    await start(first)
    await clock.move(timedelta(minutes=11))
    await fill(first, (bowl, 9))  # Ten of nine: hers is not swept yet, and bread nobody else wanted.
    refused = await order(shop, first, 300 + 9000)
    assert refused["__typename"] == "ReservationExpired", refused
    assert [(one["title"][0]["text"], one["left"]["base"]) for one in refused["goods"]] == [("Bowl", 9)]
    assert "others have taken them: Bowl (9 pieces left)" in refused["message"]


async def test_the_page_names_them_and_leads_to_the_basket(shop: Shop, database: Database) -> None:
    honey, bread, bowl = await shelf(shop)
    berta = await people.sign_up(database, name="Berta")
    first = shop.visitor()
    await fill(shop.by(berta), (honey, 4), (bowl, 1))
    async with reading(shop.program.door, berta.viewer) as browser:
        base = f"/en/c/{shop.cooperative.slug}/checkout"
        form = {"name": "Berta", "way": shop.point, "method": "PICKUP", "currency": "EUR", "key": new_key()}
        assert (await browser.post(f"{base}/start")).status_code == 303
        await fill(first, (honey, 1), (bread, 1))
        await start(first)
        await fill(shop.by(berta), (bread, 1), (honey, 1))
        told = "There is less left than you want: Honey (4 pieces left), Bread (none left)."
        for path, sent in ((f"{base}/start", {}), (f"{base}/place", {**form, "total": "3700", "pays": "3700"})):
            refused = await browser.post(path, data=sent)
            assert refused.status_code == 422, path
            assert f'<a href="#basket">{told}</a>' in refused.text, path
            assert '<a id="basket" href="/en/cart">Change your basket</a>' in refused.text, path
    async with reading(shop.program.door, replace(berta.viewer, language="fr")) as browser:
        in_french = unescape((await browser.post(f"/fr/c/{shop.cooperative.slug}/checkout/start")).text)
        assert "Honey (il reste 4 pièces), Bread (il n'en reste plus)" in in_french
