"""A maker pays her order with what she has earned: where both agreed, never more than a payout would pay, exact in the books, and a
refund is payable to her again, also when a payout took the debt off meanwhile."""

import asyncio
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga_platform.kernel import ids
from minga_platform.market.credit.spending import Source, shares_of
from minga_testing.buying import may_use, order_of
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_stall, place, start
from minga_testing.till import Till
from minga_testing.trade import HOLD, books, buy, cancel, hand_over, has_told_bank, later, proven_anew, refund

NOBODY = ids.new()


async def earn(till: Till, clock: Clock, stall: Stall, price: int = 12100) -> int:
    """The stall sold something by card; what it can be paid for it."""
    goods = await offer(till.shop, stall, "Earned", price=price)
    _, order = await buy(till, (goods, 1), total=price)
    await hand_over(till.shop, stall, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    return int((await books(till.shop))[("seller_payable", "", stall.id)])


async def use(program: Program, stall: Stall, amount: int) -> dict[str, Any]:
    return await program.wish(
        "useEarnings(stallId: $stall, amount: $amount)",
        "... on ChangedMeans { id } ... on CreditTooLow { available { minor } }",
        stall=("ID!", stall.id),
        amount=("MoneyInput!", {"minor": amount, "currency": "EUR"}),
    )


async def payout(shop: Shop, stall: Stall) -> dict[str, Any]:
    await has_told_bank(shop, stall)
    answer: dict[str, Any] = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK, stallIds: $stalls)",
        "... on PayoutBatch { payoutIds }",
        key=("String!", new_key()),
        stalls=("[ID!]", [stall.id]),
    )
    return answer


async def confirm(shop: Shop, payout_ids: list[str]) -> None:
    done = await (await proven_anew(shop)).wish(
        "confirmPayouts(key: $key, payoutIds: $ids)", "", key=("String!", new_key()), ids=("[ID!]!", payout_ids)
    )
    assert done["__typename"] == "ChangedPayouts", done


async def begin(maker: Program, goods: Goods, number: int = 1) -> None:
    await fill(maker, (goods, number))
    await start(maker)


async def paid_out(admin: asyncpg.Connection, shop: Shop) -> int:
    found: int = await admin.fetchval(
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM payout WHERE cooperative_id = $1 AND state = 'paid'",
        shop.id,
    )
    return found


async def test_a_maker_pays_with_what_she_earned_where_both_agreed(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    till, shop = own_till, own_till.shop
    weaver, baker = await open_stall(shop, "Weaver"), await open_stall(shop, "Baker")
    payable = await earn(till, clock, weaver)
    bread = await offer(shop, baker, "Bread", price=3000)
    maker = shop.by(weaver.maker)
    await begin(maker, bread)
    assert (await use(maker, weaver, 1000))["__typename"] == "NoLegalBasis", "the co-op has not agreed"
    await may_use(shop, "set_off")
    assert (await use(shop.by(baker.maker), weaver, 1000))["__typename"] == "NotFound", "not hers to give"
    assert (await use(maker, weaver, payable + 1))["available"]["minor"] == payable
    assert (await use(maker, weaver, 2000))["__typename"] == "ChangedMeans"
    assert (await use(maker, weaver, 0))["__typename"] == "ChangedMeans", "she takes it back"
    means = (await maker.ask("{ checkoutMeans { earningsUsed { minor } earnings { isUsed available { minor } } } }"))[
        "checkoutMeans"
    ]
    assert means == {"earningsUsed": {"minor": 0}, "earnings": [{"isUsed": False, "available": {"minor": payable}}]}
    await use(maker, weaver, 2000)
    placed = await place(shop, maker, 3000)
    assert placed["__typename"] == "PlacedOrder", placed
    order = await order_of(maker, placed)
    assert [(one["method"], one["amount"]["minor"]) for one in order["payment"]["stored"]] == [("earnings", 2000)]
    assert order["payment"]["amount"]["minor"] == 1000
    await hand_over(shop, baker, order["parts"][0]["id"], 1000)
    batch = await payout(shop, weaver)
    await confirm(shop, batch["payoutIds"])
    assert await paid_out(admin, shop) == payable - 2000
    sums = await books(shop)
    assert (sums[("seller_payable", "", weaver.id)], sums[("seller_negative", "", weaver.id)]) == (0, 0)
    lines = await maker.ask(
        "query Money($stall: ID!) { stallMoney(stallId: $stall) { payable { minor } owed { minor } } }", stall=weaver.id
    )
    assert lines["stallMoney"] == [{"payable": {"minor": 0}, "owed": {"minor": 0}}]


@pytest.mark.parametrize("before_the_payout", [True, False])
async def test_what_goes_back_is_payable_again(
    own_till: Till, clock: Clock, admin: asyncpg.Connection, before_the_payout: bool
) -> None:
    """Refunded before or after her payout took the debt off: in the end she was paid all that she earned, once."""
    till, shop = own_till, own_till.shop
    weaver, baker = await open_stall(shop, "Weaver"), await open_stall(shop, "Baker")
    payable = await earn(till, clock, weaver)
    await may_use(shop, "set_off")
    bread = await offer(shop, baker, "Bread", price=3000)
    maker = shop.by(weaver.maker)
    await begin(maker, bread)
    await use(maker, weaver, 3000)
    placed = await place(shop, maker, 3000)
    order = await order_of(maker, placed)
    if not before_the_payout:
        await confirm(shop, (await payout(shop, weaver))["payoutIds"])
        assert await paid_out(admin, shop) == payable - 3000
    done = await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], 1000))
    assert done["__typename"] == "ChangedOrder", done
    await cancel(shop, order["id"])
    for _ in range(2):
        batch = await payout(shop, weaver)
        if batch["__typename"] == "NothingPayable":
            break
        await confirm(shop, batch["payoutIds"])
    assert await paid_out(admin, shop) == payable
    sums = await books(shop)
    assert sum(amount for (kind, _, who), amount in sums.items() if who == weaver.id) == 0


async def test_a_returned_payout_of_what_came_back_goes_once_more(
    own_till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    till, shop = own_till, own_till.shop
    weaver, baker = await open_stall(shop, "Weaver"), await open_stall(shop, "Baker")
    payable = await earn(till, clock, weaver)
    await may_use(shop, "set_off")
    bread = await offer(shop, baker, "Bread", price=3000)
    maker = shop.by(weaver.maker)
    await begin(maker, bread)
    await use(maker, weaver, 3000)
    order = await order_of(maker, await place(shop, maker, 3000))
    await confirm(shop, (await payout(shop, weaver))["payoutIds"])
    await cancel(shop, order["id"])
    batch = await payout(shop, weaver)
    await confirm(shop, batch["payoutIds"])
    back = await (await proven_anew(shop)).wish(
        'returnPayout(key: $key, payoutId: $id, reason: "account closed")', "",
        key=("String!", new_key()), id=("ID!", batch["payoutIds"][0]),
    )  # fmt: skip
    assert back["__typename"] == "ChangedPayouts", back
    assert await paid_out(admin, shop) == payable - 3000
    await begin(maker, bread)
    assert (await use(maker, weaver, 3001))["available"]["minor"] == 3000, "it can pay again meanwhile"
    await confirm(shop, (await payout(shop, weaver))["payoutIds"])
    assert await paid_out(admin, shop) == payable


async def test_earnings_are_spent_or_paid_out_and_never_both(own_till: Till, clock: Clock) -> None:
    """Two orders of hers and a payout at the same moment, on connections of their own: what is taken is what there was."""
    till, shop = own_till, own_till.shop
    weaver, baker = await open_stall(shop, "Weaver"), await open_stall(shop, "Baker")
    payable = await earn(till, clock, weaver)
    await may_use(shop, "set_off")
    bread = await offer(shop, baker, "Bread", price=payable)
    maker = shop.by(weaver.maker)
    await begin(maker, bread)
    assert (await use(maker, weaver, payable))["__typename"] == "ChangedMeans"
    placed, batch, again = await asyncio.gather(
        place(shop, maker, payable), payout(shop, weaver), place(shop, maker, payable)
    )
    sums = await books(shop)
    kinds = [placed["__typename"], again["__typename"]]
    assert kinds.count("PlacedOrder") <= 1
    owed = sums.get(("seller_negative", "", weaver.id), 0)
    if "PlacedOrder" in kinds and batch["__typename"] == "PayoutBatch":
        # The order came first: its debt took all of the payout, which needed no money.
        assert (owed, sums[("seller_payable", "", weaver.id)]) == (0, 0)
    elif "PlacedOrder" in kinds:
        assert owed == payable
    else:
        assert "CreditTooLow" in kinds, kinds
        assert owed == 0


@given(
    st.lists(st.integers(1, 10_000), min_size=1, max_size=5),
    st.tuples(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 20_000)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_source_and_each_part_sums(totals: list[int], wishes: tuple[int, int, int]) -> None:
    """A voucher, credit and earnings together, spread by one rule."""
    left, plan = sum(totals), []
    for method, wish in zip(("voucher", "credit", "earnings"), wishes, strict=True):
        taken = min(wish, left)
        left -= taken
        if taken:
            plan.append(Source(method, NOBODY, taken))
    shares, rest = shares_of(tuple(plan), [(None, total) for total in totals])
    assert [sum(one) for one in shares] == [source.amount_minor for source in plan]
    assert sum(rest) == left
    assert all(sum(one[place] for one in shares) + rest[place] == total for place, total in enumerate(totals))
