"""Discount codes: spread over the lines to the cent, kept by each line for good, and used no oftener than they may be."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_infra.founding.found import STATUTES
from minga_platform.kernel.database import Database
from minga_platform.ledger.amounts import split_line
from minga_platform.market.discounts.amounts import Worth, borne_by_fee, fee_can_bear, spread
from minga_platform.rules.statutes import parse
from minga_testing.buying import checkout_with, make_discount, order_of
from minga_testing.shop import Shop, fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import cancel, hand_over, refund


async def test_market_36_a_line_keeps_its_own_discount(database: Database, worker_database: Database) -> None:
    """10 % off three lines; one is cancelled: the others cost what they cost."""
    shop = await open_shop(database, worker_database)
    potter, weaver = await open_stall(shop, "Potter"), await open_stall(shop, "Weaver")
    bowl = await offer(shop, potter, "Bowl", price=3333)
    cup = await offer(shop, potter, "Cup", price=1001)
    scarf = await offer(shop, weaver, "Scarf", price=5005)
    await make_discount(shop, code="SPRING", amount=500)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1), (cup, 1), (scarf, 1))
    await start(buyer)
    assert (await checkout_with(buyer, "spring"))["kind"] == "discount"
    means = (await buyer.ask("{ checkoutMeans { discountCode discount { minor } } }"))["checkoutMeans"]
    assert means == {"discountCode": "SPRING", "discount": {"minor": 500}}
    placed = await place(shop, buyer, 9339 - 500)
    assert placed["__typename"] == "PlacedOrder", placed
    order = await order_of(buyer, placed)
    before = {line["title"]: line for part in order["parts"] for line in part["lines"]}
    assert sum(line["discount"]["minor"] for line in before.values()) == 500 == order["discount"]["minor"]
    assert sum(line["story"]["total"]["minor"] for line in before.values()) == 9339 - 500
    await cancel(shop, order["id"], weaver)
    after = {line["title"]: line for part in (await order_of(buyer, placed))["parts"] for line in part["lines"]}
    assert after == before


async def test_a_code_borne_by_the_co_op_leaves_the_makers_what_they_earn(
    database: Database, worker_database: Database
) -> None:
    """The co-op lets go of its fee, never of more: each maker earns as without the code."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=12100)
    await make_discount(shop, code="OURS", percent=5000)
    buyer, dearer = shop.visitor(), shop.visitor()
    await fill(buyer, (bowl, 1))
    await fill(dearer, (bowl, 1))
    await start(buyer)
    await start(dearer)
    await checkout_with(buyer, "OURS")
    off = (await buyer.ask("{ checkoutMeans { discount { minor } } }"))["checkoutMeans"]["discount"]["minor"]
    full = (await place(shop, dearer, 12100))["order"]["parts"][0]["story"]
    less = (await place(shop, buyer, 12100 - off))["order"]["parts"][0]["story"]
    assert less["earning"] == full["earning"]
    assert less["fee"]["minor"] == 0
    assert 0 < off < 6050, "half the price is more than the fee can bear"


async def test_market_29_a_whole_discount_needs_no_payment(database: Database, worker_database: Database) -> None:
    """A stall gives something away: an order of nothing is placed, prepared and handed over without any payment."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2400)
    await make_discount(shop, code="GIFT100", percent=10_000, stall=stall)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 2))
    await start(buyer)
    await checkout_with(buyer, "GIFT100")
    placed = await place(shop, buyer, 0, method="BANK")
    order = placed["order"]
    assert (order["state"], order["payment"]["state"], placed["paymentUrl"]) == ("PLACED", "paid", None)
    done = await hand_over(shop, stall, order["parts"][0]["id"])
    assert done["part"]["state"] == "HANDED_OVER", done


async def test_market_30_a_refunded_line_gives_its_share_of_the_discount(
    database: Database, worker_database: Database
) -> None:
    """The buyer gets what she paid for the line, tax and discount in it; fee and fee tax of that line go back, others stay."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl, cup = await offer(shop, stall, "Bowl", price=5000), await offer(shop, stall, "Cup", price=2500, tax_bps=1000)
    await make_discount(shop, code="TENOFF", percent=1000, stall=stall)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1), (cup, 1))
    await start(buyer)
    await checkout_with(buyer, "TENOFF")
    order = (await place(shop, buyer, 6750))["order"]
    part = order["parts"][0]
    await hand_over(shop, stall, part["id"], 6750)
    done = await refund(shop, order["id"], (part["lines"][0]["id"], None))
    assert done["__typename"] == "ChangedOrder", done
    kept = await order_of(buyer, {"order": order})
    assert [line["refunded"]["minor"] for line in kept["parts"][0]["lines"]] == [4500, 0]
    assert [one["amount"]["minor"] for one in kept["refunds"]] == [4500]
    story = kept["parts"][0]["lines"][0]["story"]
    rows = await shop.worker_database_value(
        "SELECT array_agg(ARRAY[tax_minor, fee_minor, fee_tax_minor, earning_minor]) FROM refund_line WHERE cooperative_id = $1"
    )
    assert rows == [[story[name]["minor"] for name in ("tax", "fee", "feeTax", "earning")]]


async def test_hostile_07_a_single_use_is_had_once(database: Database, worker_database: Database) -> None:
    """Fifty baskets with one code that may be used once, placed at once: one order, the others are told it is used up."""
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=1000, on_hand=60)
    await make_discount(shop, code="ONCE", amount=100, uses_most=1, stall=stall)
    buyers = [shop.visitor() for _ in range(50)]

    async def ready(buyer: object) -> None:
        await fill(buyer, (bowl, 1))  # type: ignore[arg-type]
        await start(buyer)  # type: ignore[arg-type]
        await checkout_with(buyer, "ONCE")  # type: ignore[arg-type]

    for chunk in range(0, 50, 10):
        await asyncio.gather(*(ready(buyer) for buyer in buyers[chunk : chunk + 10]))
    done = await asyncio.gather(*(place(shop, buyer, 900) for buyer in buyers))
    kinds = [one["__typename"] for one in done]
    assert kinds.count("PlacedOrder") == 1, kinds
    assert kinds.count("CodeNotTaken") == 49, kinds
    assert await _uses(shop) == 1
    winner = next(one for one in done if one["__typename"] == "PlacedOrder")
    await cancel(shop, winner["order"]["id"])
    await shop.worker.drain()
    assert await _uses(shop) == 0, "an order that ended gives its use back"


async def _uses(shop: Shop) -> int:
    found: int = await shop.worker_database_value("SELECT uses FROM discount WHERE cooperative_id = $1")
    return found


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=12),
    st.one_of(
        st.integers(1, 10_000).map(lambda bps: Worth(bps, None)),
        st.integers(1, 10**8).map(lambda one: Worth(None, one)),
    ),
)
def test_what_is_spread_is_the_discount(grosses: list[int], worth: Worth) -> None:
    """Σ over the lines is the discount, and no line goes below nothing."""
    off = spread(worth, grosses, grosses)
    assert all(0 <= one <= gross for one, gross in zip(off, grosses, strict=True))
    if worth.amount_minor is not None:
        assert sum(off) == min(worth.amount_minor, sum(grosses))


@given(
    st.integers(0, 10**7),
    st.sampled_from([0, 550, 1000, 2000, 2100]),
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.data(),
)
def test_the_fee_bears_it_and_the_maker_does_not(
    gross: int, tax_bps: int, fee_bps: int, fee_tax_bps: int, data: st.DataObject
) -> None:
    """However much of what the fee can bear is taken off: the maker's part stays, and the parts are the price."""
    full = split_line(gross, tax_bps, fee_bps, fee_tax_bps)
    off = data.draw(st.integers(0, fee_can_bear(full, tax_bps)))
    less = borne_by_fee(full, split_line(gross - off, tax_bps, 0, 0), fee_tax_bps)
    assert less.earning == full.earning
    assert less.fee >= 0
    assert less.fee_tax >= 0
    assert less.earning + less.fee + less.fee_tax + less.tax == gross - off


@pytest.mark.parametrize(("mode", "tax"), [("line", 5977), ("order", 5977)])
async def test_market_47_with_a_discount_of_six_point_two_percent(
    database: Database, worker_database: Database, mode: str, tax: int
) -> None:
    """10 × 38.23 with 20 % within, 6.2 % off: 23.70 comes off (halves up), 358.60 is paid. Three lines bear 2.37 each and so do
    the others, so each line is 35.86 and its tax 5.98, or 59.77 once on the whole: Σ lines = total = charge = invoice."""
    statutes = STATUTES.read_text().replace('"market.tax_rounding" = "line"', f'"market.tax_rounding" = "{mode}"')
    shop = await open_shop(database, worker_database, statutes=parse(statutes))
    stall = await open_stall(shop, "Weaver")
    goods = [await offer(shop, stall, f"Scarf {number}", price=3823, tax_bps=2000) for number in range(10)]
    await make_discount(shop, code="SIXTWO", percent=620, stall=stall)
    buyer = shop.visitor()
    await fill(buyer, *((one, 1) for one in goods))
    await start(buyer)
    await checkout_with(buyer, "SIXTWO")
    placed = await place(shop, buyer, 35860)
    order = await order_of(buyer, placed)
    lines = order["parts"][0]["lines"]
    assert [line["discount"]["minor"] for line in lines] == [237] * 10
    assert sum(line["story"]["total"]["minor"] for line in lines) == 35860
    told = sum(line["story"]["tax"]["minor"] for line in lines)
    assert told == (5980 if mode == "line" else tax)
    await hand_over(shop, stall, order["parts"][0]["id"], 35860)
    await shop.worker.drain()
    paper = await shop.worker_database_value(
        "SELECT ARRAY[total_minor, tax_minor] FROM trade_document WHERE cooperative_id = $1 AND kind = 'invoice'"
    )
    assert paper == [35860, told]
