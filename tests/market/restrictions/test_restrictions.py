"""A stall is suspended, or its payouts held back, only with a reason, evidence and an end; and it ends by itself."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.cycles import only_in_cycles, plan
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over, proven_anew, tell_bank

BATCHES = "{ openPayoutBatches { id files { kind waiting } leftOut { payoutId why until } } }"
SEEN = """query Seen($stall: ID) { restrictions(stallId: $stall) { id kind reason evidence placedBy placedById endsAt endedAt endedBecause }
  restrictionRegister { kind placed open endedEarly } stalls { id } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def restrict(
    shop: Shop, by: Program, stall: Stall, kind: str = "SELLING", *, days: float = 7, **more: Any
) -> dict[str, Any]:
    async with shop.worker_database.read(Scope(shop.id)) as work:
        ends = work.now + timedelta(days=days)
    return await by.wish(
        "restrictStall(stallId: $stall, kind: $kind, reason: $reason, evidence: $evidence, endsAt: $ends)",
        "... on RestrictionChanged { id } ... on InvalidInput { field rule maximum }",
        stall=("ID!", stall.id),
        kind=("RestrictionKind!", kind),
        reason=("String!", more.get("reason", "Mould in the jam")),
        evidence=("String!", more.get("evidence", "Two jars, photographed on Monday")),
        ends=("Instant!", ends.isoformat()),
    )


async def test_a_suspension_has_reason_evidence_and_an_end_and_ends_by_itself(shop: Shop, clock: Clock) -> None:
    stall, other = await open_stall(shop, "Jam"), await open_stall(shop, "Potter")
    goods = await offer(shop, stall, "Jam", price=1000)
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    await place(shop, buyer, 1000)
    carmen = shop.by(shop.coordinator)
    assert (await restrict(shop, shop.by(other.maker), stall))["__typename"] == "NotAllowed"
    assert (await restrict(shop, carmen, stall, evidence=" "))["field"] == "evidence"
    assert (await restrict(shop, carmen, stall, reason=""))["field"] == "reason"
    assert (await restrict(shop, carmen, stall, days=31))["maximum"] == "30"
    assert (await restrict(shop, carmen, stall, days=-1))["field"] == "endsAt"
    placed = await restrict(shop, carmen, stall)
    assert placed["__typename"] == "RestrictionChanged", placed
    assert (await restrict(shop, carmen, stall))["__typename"] == "RestrictedAlready"

    seen = await shop.by(stall.maker).ask(SEEN, stall=stall.id)
    [mine] = seen["restrictions"]
    assert (mine["reason"], mine["evidence"], mine["placedBy"]) == (
        "Mould in the jam",
        "Two jars, photographed on Monday",
        "Carmen",
    )
    assert ids.decode("agent", mine["placedById"]) == shop.coordinator.agent_id, "against whom a grievance is opened"
    public = await shop.visitor().ask(SEEN, stall=stall.id)
    assert public["restrictions"] is None, "reasons are nobody else's"
    assert public["restrictionRegister"] == [{"kind": "SELLING", "placed": 1, "open": 1, "endedEarly": 0}]
    assert stall.id not in [one["id"] for one in public["stalls"]]
    await shop.worker.drain()
    # Nobody's address is proven here, so that hers lies on paper.
    letters = {letter.to: letter.text for letter in shop.letters.sent if "stall Jam" in letter.text}
    assert "Mould in the jam" in letters["Maker Jam"]
    assert "grievance" in letters["Maker Jam"]
    assert any(letter.to == "berta@example.org" and "goes on" in letter.text for letter in shop.letters.sent)
    assert not any("Mould" in letter.text for letter in shop.letters.sent if letter.to == "berta@example.org")

    await clock.move(timedelta(days=7, minutes=1))
    await shop.sweep("restrictions.")
    seen = await shop.by(stall.maker).ask(SEEN, stall=stall.id)
    assert seen["restrictions"][0]["endedAt"]
    assert stall.id in [one["id"] for one in seen["stalls"]]
    await shop.sweep("restrictions.")
    ended = await carmen.wish('endRestriction(id: $id, because: "x")', "", id=("ID!", placed["id"]))
    assert ended["__typename"] == "InvalidTransition"


async def test_it_ends_before_its_date_with_a_word_why(shop: Shop) -> None:
    stall = await open_stall(shop, "Jam")
    carmen = shop.by(shop.coordinator)
    placed = await restrict(shop, carmen, stall)
    own = await shop.by(stall.maker).wish('endRestriction(id: $id, because: "x")', "", id=("ID!", placed["id"]))
    assert own["__typename"] == "NotAllowed"
    state = "setStallState(id: $id, state: OPEN)"
    assert (await shop.by(stall.maker).wish(state, "", id=("ID!", stall.id)))["__typename"] == "InvalidTransition"
    done = await carmen.wish('endRestriction(id: $id, because: "All jars are new")', "", id=("ID!", placed["id"]))
    assert done["__typename"] == "RestrictionChanged"
    [mine] = (await shop.by(stall.maker).ask(SEEN, stall=stall.id))["restrictions"]
    assert mine["endedBecause"] == "All jars are new"


async def test_nothing_else_suspends_a_stall(shop: Shop, admin: asyncpg.Connection) -> None:
    stall = await open_stall(shop, "Jam")
    done = await shop.by(shop.coordinator).wish("setStallState(id: $id, state: SUSPENDED)", "", id=("ID!", stall.id))
    assert done["__typename"] == "InvalidTransition"
    with pytest.raises(asyncpg.CheckViolationError, match="only by a restriction"):
        await admin.execute(
            "UPDATE stall SET state = 'suspended' WHERE cooperative_id = $1 AND id = $2",
            shop.id,
            ids.decode("stall", stall.id),
        )


async def test_nobody_decides_about_her_own_stall(shop: Shop, database: Database, worker_database: Database) -> None:
    weaver = await people.member(
        database, worker_database, shop.id, name="Wanda", classes=("producer",), offices=("coordinator",)
    )
    opened = await shop.by(weaver).wish(
        "openStall(name: $name)",
        "... on KeptStall { id slug }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "W"}]),
    )
    stall = Stall(opened["slug"], opened["id"], weaver)
    assert (await restrict(shop, shop.by(weaver), stall))["__typename"] == "OwnStall"


async def test_held_back_payouts_wait_and_are_the_makers_all_the_same(shop: Shop, clock: Clock) -> None:
    stall = await open_stall(shop, "Jam")
    goods = await offer(shop, stall, "Jam", price=1000)
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1000))["order"]
    await hand_over(shop, stall, order["parts"][0]["id"], 1000)
    placed = await restrict(shop, await proven_anew(shop), stall, "PAYOUT", days=20)
    assert placed["__typename"] == "RestrictionChanged", placed
    await clock.move(timedelta(days=8))
    await shop.sweep("payments.")

    async def pay() -> dict[str, Any]:
        return await (await proven_anew(shop)).wish(
            "preparePayouts(key: $key, channel: BANK)",
            "",
            key=("String!", new_key()),
        )

    assert (await pay())["__typename"] == "NothingPayable", "it waits, and is nobody else's"
    await (await proven_anew(shop)).wish('endRestriction(id: $id, because: "Settled")', "", id=("ID!", placed["id"]))
    paid = await pay()
    assert paid["__typename"] not in ("NothingPayable", "NotFound"), paid


async def test_payouts_that_were_prepared_before_they_were_held_back_go_into_no_file(shop: Shop, clock: Clock) -> None:
    """Prepared on Monday, held back on Tuesday: the file of Wednesday is without them, and says so; the one after the end has them."""
    stall = await open_stall(shop, "Jam")
    goods = await offer(shop, stall, "Jam", price=1000)
    await tell_bank(shop, stall)
    buyer = shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1000))["order"]
    await hand_over(shop, stall, order["parts"][0]["id"], 1000)
    await clock.move(timedelta(days=8))
    await shop.sweep("payments.")
    prepared = await (await proven_anew(shop)).wish(
        "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { id payoutIds }", key=("String!", new_key())
    )
    placed = await restrict(shop, await proven_anew(shop), stall, "PAYOUT", days=20)

    async def lines() -> dict[str, Any]:
        return await (await proven_anew(shop)).wish(
            "exportPayoutBatch(batchId: $id)",
            "... on ExportedPayouts { text heldPayoutIds }",
            id=("ID!", prepared["id"]),
        )

    held = await lines()
    assert held["heldPayoutIds"] == prepared["payoutIds"]
    assert "Aurora" not in held["text"]
    [batch] = (await (await proven_anew(shop)).ask(BATCHES))["openPayoutBatches"]
    [out] = batch["leftOut"]
    assert (out["payoutId"], out["why"]) == (prepared["payoutIds"][0], "WITHHELD")
    assert out["until"]
    assert {one["waiting"] for one in batch["files"]} == {0}
    await (await proven_anew(shop)).wish('endRestriction(id: $id, because: "Settled")', "", id=("ID!", placed["id"]))
    sent = await lines()
    assert (sent["heldPayoutIds"], "Aurora" in sent["text"]) == ([], True)


async def test_a_suspended_stall_sells_nothing_in_an_open_cycle_nor_out_of_a_checkout(shop: Shop) -> None:
    """The cycle goes on without it; who had begun to check out, or has it in her basket, is not charged for it."""
    stall = await open_stall(shop, "Field")
    kale, soup = await offer(shop, stall, "Kale", price=500), await offer(shop, stall, "Soup", price=700)
    await only_in_cycles(shop, stall, kale)
    await plan(shop, [(stall, [kale])], closes=timedelta(days=2))
    waiting, paying = shop.visitor(), shop.visitor()
    await fill(waiting, (kale, 1))
    await fill(paying, (soup, 1))
    await start(paying)
    await restrict(shop, shop.by(shop.coordinator), stall)
    assert (await start(waiting))["__typename"] == "CartEmpty"
    assert (await place(shop, paying, 700))["__typename"] == "CartEmpty"
    added = await shop.visitor().wish("addToCart(variantId: $id, quantity: 1)", "", id=("ID!", kale.variant))
    assert added["__typename"] == "NotOffered"
    assert await shop.worker_database_value("SELECT count(*) FROM sale_order WHERE cooperative_id = $1") == 0
