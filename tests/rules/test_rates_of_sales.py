"""Acceptance, market 42: a rate that changes after a sale leaves the sale, and what is done to it later, at the old
rate."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_infra.founding.found import STATUTES
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.ledger import queries as ledger
from minga_platform.rules.statutes import parse
from minga_testing import people
from minga_testing.cycles import append, only_in_cycles, place_in, plan, start_in
from minga_testing.shop import Shop, Stall, fill, move_clock, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over, seen


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    """A co-op whose fee falls to 4 % tomorrow."""
    async with database.read(Scope()) as work:
        instant = work.now + timedelta(days=1)
    text = f'\n[[version]]\neffective = {instant.isoformat()}\nrules = {{ "market.fee_bps" = 400 }}\n'
    return await open_shop(database, worker_database, statutes=parse(STATUTES.read_text() + text))


async def sell(shop: Shop, stall: Stall, goods: Any) -> dict[str, Any]:
    """One scarf at 12.10 with 21 % tax, handed over and paid in cash; the order."""
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1210))["order"]
    await shop.by(stall.maker).wish(
        "handOver(key: $key, partId: $part, cashReceived: $cash)",
        "... on ChangedPart { part { state } }",
        key=("String!", new_key()),
        part=("ID!", order["parts"][0]["id"]),
        cash=("MoneyInput", {"minor": 1210, "currency": "EUR"}),
    )
    told: dict[str, Any] = order
    return told


async def fees(shop: Shop) -> int:
    async with shop.worker_database.read(Scope(shop.id)) as work:
        accounts = await ledger.accounts(work)
    return sum(one.display for one in accounts if one.kind == "fee_income")


async def test_case_42_a_new_rate_is_for_new_sales_only(shop: Shop, admin: asyncpg.Connection) -> None:
    stall = await open_stall(shop, "Weaver")
    scarf = await offer(shop, stall, "Scarf", price=1210)
    old = await sell(shop, stall, scarf)
    assert old["parts"][0]["story"]["fee"]["minor"] == 80

    same_day = await sell(shop, stall, scarf)
    assert same_day["parts"][0]["story"]["fee"]["minor"] == 80, "decided is not yet in force"
    await move_clock(admin, "2 days")
    try:
        new = await sell(shop, stall, scarf)
        assert new["parts"][0]["story"]["fee"]["minor"] == 40
        assert await fees(shop) == 80 + 80 + 40
        line = old["parts"][0]["lines"][0]["id"]
        for amount, left in ((605, 160), (605, 120)):
            await back(shop, old["id"], line, amount)
            assert await fees(shop) == left, "the old line gives back its own fee, cent by cent"
        rows = await admin.fetch(
            "SELECT fee_bps, count(*) FROM order_line WHERE cooperative_id = $1 GROUP BY 1 ORDER BY 1", shop.id
        )
        assert [tuple(row) for row in rows] == [(400, 1), (800, 2)]
        # Each line names the very version that set its fee, and no line can name one that is not.
        named = await admin.fetch(
            "SELECT l.fee_bps, v.value, v.key FROM order_line l "
            "JOIN rule_version v ON v.cooperative_id = l.cooperative_id AND v.id = l.fee_version_id WHERE l.cooperative_id = $1",
            shop.id,
        )
        assert len(named) == 3
        assert all((row["key"], int(row["value"])) == ("market.fee_bps", row["fee_bps"]) for row in named)
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await admin.execute(
                "UPDATE order_line SET fee_version_id = $2 WHERE cooperative_id = $1", shop.id, ids.new()
            )
    finally:
        await move_clock(admin, "-2 days")


async def test_case_42_an_order_added_to_after_the_rate_changed(
    shop: Shop, database: Database, admin: asyncpg.Connection
) -> None:
    """What is added is sold today, at today's rate; the lines that were there keep theirs, also when they are refunded then."""
    stall = await open_stall(shop, "Field")
    carrots, leeks = [await offer(shop, stall, name, price=1210) for name in ("Carrots", "Leeks")]
    await only_in_cycles(shop, stall, carrots, leeks)
    week = (await plan(shop, [(stall, [carrots, leeks])], closes=timedelta(days=5)))["id"]
    buyer = shop.by(await people.member(database, shop.worker_database, shop.id, name="Berta", classes=("consumer",)))
    await fill(buyer, (carrots, 1))
    await start_in(buyer, week)
    order = (await place_in(shop, buyer, week, 1210))["order"]["id"]
    before = (await seen(buyer, order))["parts"][0]["lines"]
    assert [(one["title"], one["feeBps"], one["story"]["fee"]["minor"]) for one in before] == [("Carrots", 800, 80)]
    await move_clock(admin, "2 days")
    try:
        await fill(buyer, (carrots, 1), (leeks, 1))
        added = await append(shop, buyer, order, 3630)
        assert added["__typename"] == "ExtendedOrder", added
        [part] = (await seen(buyer, order))["parts"]
        told = sorted((one["title"], one["feeBps"], one["story"]["fee"]["minor"]) for one in part["lines"])
        assert told == [("Carrots", 400, 40), ("Carrots", 800, 80), ("Leeks", 400, 40)]
        assert before[0] in part["lines"], "the old line says what it said"
        assert part["story"]["fee"]["minor"] == 160
        assert (await hand_over(shop, stall, part["id"], 3630))["__typename"] == "ChangedPart"
        assert await fees(shop) == 160
        await back(shop, order, before[0]["id"], 1210)
        assert await fees(shop) == 80, "its own 0.80 went back, and nothing of the others"
    finally:
        await move_clock(admin, "-2 days")


async def back(shop: Shop, order: str, line: str, minor: int) -> None:
    done = await shop.by(shop.coordinator).wish(
        "refundLines(key: $key, orderId: $order, lines: $lines, reason: $reason)",
        "... on ChangedOrder { order { id } }",
        key=("String!", new_key()),
        order=("ID!", order),
        lines=("[LineRefundInput!]!", [{"lineId": line, "amount": {"minor": minor, "currency": "EUR"}}]),
        reason=("String!", "A flaw"),
    )
    assert done["__typename"] == "ChangedOrder", done
