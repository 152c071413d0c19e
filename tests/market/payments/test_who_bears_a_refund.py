"""Acceptance, market 35: a refund names who bears the maker's share, and that account of the books is debited."""

from datetime import timedelta

import pytest

from minga_testing.plugin import Clock
from minga_testing.shop import new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import HOLD, books, buy, hand_over, later, rounds


@pytest.mark.parametrize(
    ("liable", "account"),
    [("COOP", "refund_cost"), ("COURIER", "courier_due"), ("PRODUCER", "seller_held")],
)
async def test_market_35_the_liable_party_is_debited(till: Till, liable: str, account: str) -> None:
    """Half of a line goes back, then the rest: the maker's share comes from who is liable; fee and tax go back as ever."""
    shop = till.shop
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    before = await books(shop)
    _, order = await buy(till, (bowl, 1), total=2400)
    sold = await books(shop)
    line = order["parts"][0]["lines"][0]["id"]
    for amount in (1001, 1399):
        done = await shop.by(shop.coordinator).wish(
            'refundLines(key: $key, orderId: $order, lines: $lines, reason: "dropped", liableParty: $liable)',
            "... on ChangedOrder { order { refunds { state liableParty amount { minor } } } }",
            key=("String!", new_key()),
            order=("ID!", order["id"]),
            lines=("[LineRefundInput!]!", [{"lineId": line, "amount": {"minor": amount, "currency": "EUR"}}]),
            liable=("LiableParty!", liable),
        )
        assert done["__typename"] == "ChangedOrder", done
        assert {one["liableParty"] for one in done["order"]["refunds"]} == {liable}
    await rounds(till)
    after = await books(shop)
    share = sold[("seller_held", "", stall.id)] - before[("seller_held", "", stall.id)]
    assert share > 0
    if liable == "PRODUCER":
        assert after[("seller_held", "", stall.id)] == before[("seller_held", "", stall.id)]
    else:
        assert after[("seller_held", "", stall.id)] == sold[("seller_held", "", stall.id)], (
            "the maker keeps what she earned"
        )
        assert after[(account, "", "")] == share
    for kind, purpose in (
        ("fee_income", "sales"),
        ("vat_due", "fees"),
        ("vat_due", "sales"),
        ("refunds_in_flight", ""),
    ):
        assert after[(kind, purpose, "")] == before.get((kind, purpose, ""), 0), (kind, purpose)


async def test_market_35_the_maker_is_paid_what_somebody_else_bore(own_till: Till, clock: Clock) -> None:
    """Lost on the way: the buyer has her money, the courier owes it, and the maker's earning becomes payable whole."""
    till, shop = own_till, own_till.shop
    stall = await open_stall(shop, "Potter")
    bowl = await offer(shop, stall, "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    _, order = await buy(till, (bowl, 1), total=2400)
    part = order["parts"][0]
    await hand_over(shop, stall, part["id"])
    await shop.by(shop.coordinator).wish(
        'refundLines(key: $key, orderId: $order, lines: $lines, reason: "lost", liableParty: COURIER)',
        "... on ChangedOrder { order { state } }",
        key=("String!", new_key()),
        order=("ID!", order["id"]),
        lines=("[LineRefundInput!]!", [{"lineId": part["lines"][0]["id"]}]),
    )
    await later(till, clock, HOLD)
    sums = await books(shop)
    earned = part["story"]["earning"]["minor"]
    assert sums[("seller_payable", "", stall.id)] == earned
    assert sums[("courier_due", "", "")] == earned
    await later(till, clock, timedelta(days=1))
