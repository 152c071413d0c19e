"""Yen have no decimals and dinars three: cart, order, cash, refund, papers, payout."""

import pytest

from minga_platform.kernel.database import Database
from minga_testing.buying import checkout_with, issue_voucher, make_discount, order_of
from minga_testing.shop import fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import books, hand_over, refund


@pytest.mark.parametrize(("unit", "exponent", "price", "told"), [("JPY", 0, 1999, "1799"), ("KWD", 3, 12345, "11.110")])
async def test_market_28_no_decimals_and_three(
    database: Database, worker_database: Database, unit: str, exponent: int, price: int, told: str
) -> None:
    """Minor units are right all the way: a discount, a voucher, cash, a refund in two steps, its papers, and the books."""
    shop = await open_shop(database, worker_database, currency=unit)
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=price, tax_bps=1000)
    await make_discount(shop, code="TENTH", percent=1000, stall=stall)
    code = await issue_voucher(shop, 500)
    buyer = shop.visitor()
    await fill(buyer, (bowl, 1))
    await start(buyer)
    await checkout_with(buyer, "TENTH")
    await checkout_with(buyer, code)
    total = price - (price * 1000 + 5000) // 10000
    placed = await place(shop, buyer, total)
    assert placed["__typename"] == "PlacedOrder", placed
    shown = await buyer.ask(
        "query T($id: ID!) { order(id: $id) { total { decimal exponent } } }", id=placed["order"]["id"]
    )
    assert shown["order"]["total"] == {"decimal": told, "exponent": exponent}
    part = placed["order"]["parts"][0]
    done = await hand_over(shop, stall, part["id"], total - 500)
    assert done["__typename"] == "ChangedPart", done
    for amount in (total // 3, None):
        done = await refund(shop, placed["order"]["id"], (part["lines"][0]["id"], amount))
        assert done["__typename"] == "ChangedOrder", done
    await shop.worker.drain()
    order = await order_of(buyer, placed)
    assert order["payment"]["refunded"]["minor"] == total - 500
    assert order["payment"]["stored"][0]["refunded"]["minor"] == 500
    papers = await shop.worker_database_value(
        "SELECT array_agg(t ORDER BY kind) FROM (SELECT kind, sum(total_minor)::bigint AS t FROM trade_document WHERE cooperative_id = $1 GROUP BY kind) w"
    )
    assert papers == [total, total], "what was invoiced was credited"
    sums = await books(shop)
    assert all(minor == 0 for (kind, _, _), minor in sums.items() if kind in ("seller_held", "fee_income", "vat_due"))
