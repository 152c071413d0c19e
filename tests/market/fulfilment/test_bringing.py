"""Delivery by steps of value and weight, and carriers: the fee is what it says, frozen on the order, and the parcel can be followed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.database import Database
from minga_platform.market.fulfilment.amounts import fee
from minga_testing.getting import TO_ME, buys, carrier, order_for, plan, slots, zone
from minga_testing.shop import Goods, Shop, fill, new_key, offer, open_shop, open_stall, start

OFFERS = "query O($p: String!) { deliveryOffers(postcode: $p) { name carrierId deliveryZoneId hasSlots fee { minor } freeFrom { minor } } }"
SENT = """query S($id: ID!) { order(id: $id) { carrierName delivery { minor } tax { minor } total { minor } slot { opens }
  parts { carrierName trackingNumber trackingUrl state } } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def heavy(shop: Shop, grams: int = 800) -> Goods:
    """A bowl that weighs so much, packed."""
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2400)
    maker = shop.by(stall.maker)
    kept = (await maker.ask("query K($id: ID!) { keptProduct(id: $id) { version } }", id=bowl.product))["keptProduct"]
    done = await maker.wish(
        "editProduct(id: $id, expectedVersion: $version, changes: $changes)",
        "... on KeptProduct { id } ... on InvalidInput { field rule }",
        id=("ID!", bowl.product),
        version=("Int!", kept["version"]),
        changes=("ProductInput!", {"dimensions": {"weightG": grams}}),
    )
    assert done["__typename"] == "KeptProduct", done
    return bowl


async def offered(buyer: Any, postcode: str) -> dict[str, int]:
    found = (await buyer.ask(OFFERS, p=postcode))["deliveryOffers"]
    return {one["name"]: one["fee"]["minor"] for one in found}


async def test_the_fee_goes_by_weight_and_value_and_is_what_the_buyer_saw(shop: Shop) -> None:
    """A zone by value and free from an amount, a carrier by weight: what is shown is what is charged, its tax within it."""
    bowl = await heavy(shop)
    near = await zone(shop, 500, "28")
    done = await shop.by(shop.coordinator).wish(
        "setDeliveryFees(deliveryZoneId: $zone, basis: VALUE, steps: [{from: 4000, feeMinor: 300}], freeFrom: 7000)",
        "... on PlannedPlace { id }",
        zone=("ID!", near),
    )
    assert done["__typename"] == "PlannedPlace", done
    post = await carrier(shop, 450, steps=[{"from": 2000, "feeMinor": 900}], most=3000)
    buyer = shop.visitor()
    seen = {}
    for number in (1, 2, 3, 4):
        await fill(buyer, (bowl, 1))
        seen[number] = await offered(buyer, "28013")
    assert seen == {
        1: {"The valley": 500, "Post": 450},
        2: {"The valley": 300, "Post": 450},
        3: {"The valley": 0, "Post": 900},
        4: {"The valley": 0},  # 3.2 kg: too heavy for the post.
    }
    assert await offered(buyer, "08001") == {}
    await start(buyer)
    heavy_one = await order_for(shop, buyer, 9600 + 900, delivery=TO_ME, carrier_id=post["id"], method="BANK")
    assert (heavy_one["__typename"], heavy_one["mostGrams"]) == ("NotCarried", 3000)
    wrong = await order_for(shop, buyer, 9600 + 500, delivery=TO_ME, method="BANK")
    assert wrong["__typename"] == "PriceChanged", wrong
    placed = await order_for(shop, buyer, 9600, delivery=TO_ME, method="BANK")
    assert placed["__typename"] == "PlacedOrder", placed
    assert (await buyer.ask(SENT, id=placed["order"]["id"]))["order"]["delivery"]["minor"] == 0


async def test_a_parcel_is_sent_and_its_buyer_can_follow_it(shop: Shop) -> None:
    """The number is noted at hand-over, the link is the carrier's with the number in it, and a letter tells it."""
    bowl = await heavy(shop)
    post = await carrier(shop, 450)
    buyer = shop.visitor()
    placed = await buys(shop, buyer, bowl, 2850, delivery=TO_ME, carrier_id=post["id"], method="BANK")
    order = placed["order"]
    await shop.by(shop.coordinator).wish(
        "recordBankTransfer(key: $key, reference: $ref, amount: $amount)",
        "... on ChangedOrder { order { state } }",
        key=("String!", new_key()),
        ref=("String!", order["payment"]["reference"]),
        amount=("MoneyInput!", {"minor": 2850, "currency": "EUR"}),
    )
    done = await shop.by(shop.stalls["Potter"].maker).wish(
        'handOver(key: $key, partId: $part, trackingNumber: "AB 12/3")',
        "... on ChangedPart { part { state trackingUrl } } ... on InvalidInput { field rule }",
        key=("String!", new_key()),
        part=("ID!", order["parts"][0]["id"]),
    )
    assert done["part"] == {"state": "HANDED_OVER", "trackingUrl": "https://post.example/t?n=AB%2012%2F3"}, done
    seen = (await buyer.ask(SENT, id=order["id"]))["order"]
    assert (seen["carrierName"], seen["delivery"]["minor"], seen["tax"]["minor"]) == ("Post", 450, 417 + 78)
    await shop.worker.drain()
    await shop.worker.drain()
    [letter] = [one for one in shop.letters.sent if "on its way" in one.subject]
    assert "https://post.example/t?n=AB%2012%2F3" in letter.text


async def test_a_tracking_pattern_leads_to_another_house_and_has_the_number_in_it(shop: Shop) -> None:
    for pattern in ("javascript:alert({number})", "https://post.example/", "http://x/{number}"):
        refused = await carrier(shop, 450, tracking=pattern)
        assert (refused["__typename"], refused.get("rule")) == ("InvalidInput", "tracking"), pattern
    assert (await carrier(shop, 450, tracking=""))["__typename"] == "KeptCarrier"


async def test_the_co_op_drives_on_its_days_only(shop: Shop) -> None:
    """A zone with times asks for one; without a time nothing is placed."""
    bowl = await heavy(shop)
    near = await zone(shop, 500, "28")
    await plan(shop, capacity=1, zone=near)
    free = [one for one in await slots(shop.program, zone=near) if one["canBeChosen"]]
    buyer = shop.visitor()
    refused = await buys(shop, buyer, bowl, 2900, delivery=TO_ME, method="BANK")
    assert (refused["__typename"], refused["reason"]) == ("SlotNotOffered", "needed")
    opens = free[0]["opensAt"]
    placed = await order_for(shop, buyer, 2900, delivery=TO_ME, method="BANK", opens_at=opens)
    assert (await buyer.ask(SENT, id=placed["order"]["id"]))["order"]["slot"]["opens"] == opens
    full = await buys(shop, shop.visitor(), bowl, 2900, delivery=TO_ME, method="BANK", opens_at=opens)
    assert full["__typename"] == "SlotFull"


_STEPS = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**5)), max_size=6, unique_by=lambda one: one[0])


@given(_STEPS, st.integers(0, 10**6), st.integers(0, 10**5))
def test_the_last_step_not_above_the_measure_holds(steps: list[tuple[int, int]], measure: int, flat: int) -> None:
    written = [{"from": start, "fee_minor": minor} for start, minor in sorted(steps)]
    below = [minor for start, minor in sorted(steps) if start <= measure]
    assert fee(flat, written, measure, 0, None) == (below[-1] if below else flat)
    assert fee(flat, written, measure, 5, 5) == 0
