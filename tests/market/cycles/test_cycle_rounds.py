"""Cycles come again, are copied and changed; fees never take more than the rules let them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.database import Database
from minga_platform.ledger.amounts import split_line
from minga_platform.market.cycles.amounts import CycleFee, levy, purposes_of
from minga_platform.market.cycles.commands.rounds import later
from minga_testing.cycles import now_of, only_in_cycles, plan
from minga_testing.plugin import Clock
from minga_testing.shop import Shop, fill, offer, open_shop, open_stall

LISTED = "query L { orderCycles { nodes { id name state opensAt closesAt repeatDays version orderCount } } }"
FEES = st.lists(
    st.one_of(
        st.builds(CycleFee, st.sampled_from(["transport", "packing"]), st.just("of_goods"), st.integers(0, 5000), st.just(0)),
        st.builds(CycleFee, st.just("coordination"), st.sampled_from(["per_line", "per_order"]), st.just(0), st.integers(0, 5000)),
    ),
    max_size=4,
)  # fmt: skip


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def test_a_repeating_cycle_makes_its_next_once_and_leaves_out_what_was_missed(shop: Shop, clock: Clock) -> None:
    stall = await open_stall(shop, "Field")
    carrots = await offer(shop, stall, "Carrots", price=300)
    await only_in_cycles(shop, stall, carrots)
    first = (await plan(shop, [(stall, [carrots])], closes=timedelta(days=2), repeat_days=7))["id"]
    await shop.sweep("cycles.")
    await shop.sweep("cycles.")
    coordinator = shop.by(shop.coordinator)
    coming, now = (await coordinator.ask(LISTED))["orderCycles"]["nodes"]
    assert (now["id"], now["state"], coming["state"], coming["version"]) == (first, "OPEN", "COMING", 1)
    weeks = datetime.fromisoformat(coming["opensAt"]) - datetime.fromisoformat(now["opensAt"])
    assert abs(weeks - timedelta(days=7)) <= timedelta(hours=1)
    copied = await coordinator.ask(
        f'{{ orderCycle(id: "{coming["id"]}") {{ supplies {{ goods {{ title }} deliversFrom }} pickups {{ name }} fees {{ kind }} }} }}'
    )
    assert [good["title"] for one in copied["orderCycle"]["supplies"] for good in one["goods"]] == ["Carrots"]
    # It is the coordinator's to change until it opens.
    changed = await plan(
        shop,
        [(stall, [carrots])],
        id=coming["id"],
        version=1,
        opens=timedelta(days=8),
        closes=timedelta(days=9),
        repeat_days=7,
    )
    assert changed["__typename"] == "ChangedCycle", changed
    await clock.move(timedelta(days=40))
    for _ in range(3):
        await shop.sweep("cycles.")
    found = (await coordinator.ask(LISTED))["orderCycles"]["nodes"]
    running = [one for one in found if one["state"] in ("OPEN", "COMING")]
    assert len(running) == 1 if running[0]["state"] == "COMING" else len(running) <= 2, "what was missed is left out"
    assert len(found) <= 4


async def test_nobody_made_the_rounds_while_clocks_were_set_back(
    shop: Shop, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Two weeks later by the wall the cycle closes an hour later than counted days say: for that hour it is still open."""
    await admin.execute("UPDATE cooperative SET zone = 'Europe/Madrid' WHERE id = $1", shop.id)
    stall = await open_stall(shop, "Field")
    carrots = await offer(shop, stall, "Carrots", price=300)
    # The nearest Friday noon (in Greenwich) from now on that lies nine days before a last Sunday of October.
    now = await now_of(shop)
    sundays = (datetime(year, 10, 31, 12, tzinfo=UTC) for year in (now.year, now.year + 1))
    sundays = (day - timedelta(days=(day.weekday() + 1) % 7) for day in sundays)
    friday = next(day for sunday in sundays if (day := sunday - timedelta(days=9)) > now)
    await clock.move(friday - now)
    await plan(shop, [(stall, [carrots])], closes=timedelta(hours=4), repeat_days=7)
    await clock.move(timedelta(days=14, hours=4, minutes=30))
    for _ in range(2):
        await shop.sweep("cycles.")
    found = (await shop.by(shop.coordinator).ask(LISTED))["orderCycles"]["nodes"]
    assert sorted(one["state"] for one in found) == ["CLOSED", "COMING", "OPEN"]


async def test_an_open_cycle_keeps_its_opening_and_a_closed_one_stays(shop: Shop, clock: Clock) -> None:
    stall = await open_stall(shop, "Field")
    carrots = await offer(shop, stall, "Carrots", price=300)
    week = (await plan(shop, [(stall, [carrots])], closes=timedelta(hours=1)))["id"]
    moved = await plan(shop, [(stall, [carrots])], id=week, version=1, opens=timedelta(hours=-2))
    assert moved["current"] == "open"
    await clock.move(timedelta(hours=2))
    await shop.sweep("cycles.")
    late = await plan(shop, [(stall, [carrots])], id=week, version=1)
    assert late["current"] == "closed"


async def test_what_only_cycles_sell_cannot_be_bought_before_or_after(shop: Shop, clock: Clock) -> None:
    stall = await open_stall(shop, "Field")
    carrots = await offer(shop, stall, "Carrots", price=300)
    await only_in_cycles(shop, stall, carrots, months=(7, 8))
    await plan(shop, [(stall, [carrots])], opens=timedelta(hours=1), closes=timedelta(hours=2))
    buyer = shop.visitor()

    async def added() -> str:
        done = await buyer.wish(
            "addToCart(variantId: $variant, quantity: 1)",
            "... on NotOffered { reason }",
            variant=("ID!", carrots.variant),
        )
        return str(done.get("reason", done["__typename"]))

    assert await added() == "not_in_cycle"
    time = (
        await buyer.ask(
            f'{{ sellingTime(productId: "{carrots.product}") {{ onlyInCycles seasonMonths openCycle {{ id }} nextCycle {{ id }} }} }}'
        )
    )["sellingTime"]
    assert time["onlyInCycles"]
    assert (time["seasonMonths"], time["openCycle"]) == ([7, 8], None)
    assert time["nextCycle"]
    await clock.move(timedelta(minutes=90))
    assert await added() == "AddedToCart"
    await clock.move(timedelta(hours=1))
    assert await added() == "not_in_cycle"
    assert (await now_of(shop)).tzinfo is not None
    await fill(buyer)


def test_a_week_in_which_clocks_change_is_a_week_by_the_clock_on_the_wall() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    friday = datetime(2026, 10, 23, 18, 0, tzinfo=madrid).astimezone(UTC)
    assert later(friday, 7, madrid).astimezone(madrid).strftime("%d %H:%M") == "30 18:00"


@given(
    st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 2500)), min_size=1, max_size=5),
    FEES,
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.integers(0, 4000),
)
def test_fees_by_purpose_sum_to_the_fee_and_leave_the_line_whole(
    lines: list[tuple[int, int]], fees: list[CycleFee], fee_bps: int, fee_tax_bps: int, most_bps: int
) -> None:
    splits = [split_line(gross, tax, fee_bps, fee_tax_bps) for gross, tax in lines]
    for before, (after, purposes) in zip(
        splits, levy(splits, fees, fee_tax_bps=fee_tax_bps, most_bps=most_bps, order_fees_due=True), strict=True
    ):
        assert after.gross == after.tax + after.fee + after.fee_tax + after.earning
        assert (after.gross, after.tax) == (before.gross, before.tax), "the buyer pays what she would have paid"
        assert after.earning >= 0
        assert after.fee - before.fee <= before.net * most_bps // 10_000
        assert sum(amount for _, amount in purposes) == after.fee
        assert all(amount > 0 for _, amount in purposes)


@given(st.dictionaries(st.sampled_from(["sales", "transport", "packing"]), st.integers(1, 5000), min_size=1), st.data())
def test_what_goes_back_in_steps_is_each_purpose_to_the_cent(purposes: dict[str, int], data: st.DataObject) -> None:
    whole, before, back = sum(purposes.values()), 0, dict.fromkeys(purposes, 0)
    while before < whole:
        step = data.draw(st.integers(1, whole - before))
        for name, amount in purposes_of(purposes, step, before=before):
            assert amount > 0
            back[name] += amount
        before += step
    assert back == purposes


async def test_nothing_is_fetched_before_everybody_has_ordered(shop: Shop) -> None:
    """A pickup that is over when its cycle closes is refused: who orders last could not come."""
    stall = await open_stall(shop, "Field")
    leek = await offer(shop, stall, "Leek", price=200)
    now = await now_of(shop)
    early = (now + timedelta(days=1), now + timedelta(days=2))
    refused = await plan(shop, [(stall, [leek])], closes=timedelta(days=2), fetched=early)
    assert refused["__typename"] == "InvalidInput", refused
    until_after = (early[0], early[1] + timedelta(minutes=1))
    planned = await plan(shop, [(stall, [leek])], closes=timedelta(days=2), fetched=until_after)
    assert planned["__typename"] == "ChangedCycle", planned
