"""The main job, told through the API alone: three makers in one cart, a card, hand-over, the hold, remittances, a refund, payouts.

After each step the ledger is looked at; at the end hledger reads our journal and agrees with every balance.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.ledger import queries as ledger
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Stall, fill, new_key, offer, open_stall, place, start
from minga_testing.till import Till, open_till, pay
from minga_testing.trade import has_told_bank

Sums = dict[tuple[str, str, str], int]


async def books(till: Till) -> Sums:
    """(kind, purpose, holder) → the balance as people say it. Checks on the way that everything sums to zero."""
    async with till.shop.worker_database.read(Scope(till.shop.id)) as work:
        accounts = await ledger.accounts(work)
    assert sum(account.balance for account in accounts) == 0
    return {
        (
            account.kind.value,
            account.purpose,
            ids.encode("stall", account.holder_id) if account.holder_id else "",
        ): account.display
        for account in accounts
    }


async def handed_over(till: Till, stall: Stall, part_id: str) -> None:
    done = await till.shop.by(stall.maker).wish(
        "handOver(key: $key, partId: $part)",
        "... on ChangedPart { part { state } }",
        key=("String!", new_key()),
        part=("ID!", part_id),
    )
    assert done["__typename"] == "ChangedPart", done


async def later(till: Till, clock: Clock, by: timedelta) -> None:
    """Time passes, for us and for the provider."""
    await clock.move(by)
    await till.stand_in.ask("clock", advance_seconds=int(by.total_seconds()))


async def test_three_makers_one_cart_one_card(
    database: Database, worker_database: Database, clock: Clock, tmp_path: Path
) -> None:
    async with open_till(database, worker_database, tmp_path) as till:
        shop = till.shop
        weaver, potter, baker = [await open_stall(shop, name) for name in ("Weaver", "Potter", "Baker")]
        scarf = await offer(shop, weaver, "Scarf", price=4850, on_hand=3)
        bowl = await offer(shop, potter, "Bowl", price=2399, on_hand=5)
        bread = await offer(shop, baker, "Bread", price=415, on_hand=10, tax_bps=400)
        buyer = shop.visitor()
        await fill(buyer, (scarf, 1), (bowl, 2), (bread, 3))
        total = 4850 + 2 * 2399 + 3 * 415
        await start(buyer)

        # The messages come late and doubled; the order is confirmed once.
        await till.stand_in.ask("settings", copies_least=2, copies_most=2)
        placed = await place(shop, buyer, total, method="CARD")
        assert placed["__typename"] == "PlacedOrder", placed
        assert placed["order"]["state"] == "AWAITING_PAYMENT"
        assert not any((await books(till)).values()), "nothing was paid yet"
        await pay(till, placed["paymentUrl"])
        await till.heard()
        order = await seen(buyer, placed["order"]["id"])
        assert order["state"] == "PLACED"
        assert order["payment"]["captured"]["minor"] == total
        sums = await books(till)
        parts = {part["stallName"]: part for part in order["parts"]}
        for stall in (weaver, potter, baker):
            part = next(part for part in order["parts"] if part["stallId"] == stall.id)
            assert sums[("seller_held", "", stall.id)] == part["story"]["earning"]["minor"]
        assert sums[("receivable", "", "")] == 0
        assert sum(part["story"]["total"]["minor"] for part in order["parts"]) == total

        # Weaver has a card account, the others have not.
        await connect(till, weaver)
        for stall in (weaver, potter, baker):
            await handed_over(till, stall, next(part["id"] for part in order["parts"] if part["stallId"] == stall.id))
        await shop.worker.drain()
        await shop.worker.sweep()
        assert (await books(till)).get(("seller_payable", "", weaver.id), 0) == 0, "the hold has not passed"

        await later(till, clock, timedelta(days=7, minutes=1))
        await shop.worker.sweep()
        await till.heard()
        sums = await books(till)
        earned = {
            stall.id: next(p for p in order["parts"] if p["stallId"] == stall.id)["story"]["earning"]["minor"]
            for stall in (weaver, potter, baker)
        }
        assert sums[("seller_payable", "", weaver.id)] == 0, "it was remitted"
        assert sums[("seller_payable", "", potter.id)] == earned[potter.id]

        # One line of the weaver goes back after her remittance: fee, tax and remittance with it, to the cent.
        line = parts["Weaver"]["lines"][0]
        coordinator = shop.by(shop.coordinator)
        refunded = await coordinator.wish(
            "refundLines(key: $key, orderId: $order, lines: $lines, reason: $reason)",
            "... on ChangedOrder { order { payment { refunded { minor } } refunds { state amount { minor } } } }",
            key=("String!", new_key()),
            order=("ID!", order["id"]),
            lines=("[LineRefundInput!]!", [{"lineId": line["id"]}]),
            reason=("String!", "a hole in it"),
        )
        assert refunded["order"]["payment"]["refunded"]["minor"] == 4850
        await till.heard()
        await shop.worker.drain()
        after = await books(till)
        assert after[("seller_negative", "", weaver.id)] == 0, "the remittance was reversed"
        assert after[("refunds_in_flight", "", "")] == 0
        story = parts["Weaver"]["story"]
        assert sums[("fee_income", "sales", "")] - after[("fee_income", "sales", "")] == story["fee"]["minor"]
        assert sums[("vat_due", "sales", "")] - after[("vat_due", "sales", "")] == story["tax"]["minor"]
        assert sums[("cash_stripe", "", "")] - after[("cash_stripe", "", "")] == 4850 - earned[weaver.id]

        # The others are paid by bank, once.
        for stall in (potter, baker):
            await has_told_bank(shop, stall)
        await proven_anew(till)
        coordinator = shop.by(shop.coordinator)
        batch = await coordinator.wish(
            "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { payoutIds }", key=("String!", new_key())
        )
        assert len(batch["payoutIds"]) == 2, batch
        confirmed = await coordinator.wish(
            "confirmPayouts(key: $key, payoutIds: $ids)",
            "... on ChangedPayouts { payoutIds }",
            key=("String!", new_key()),
            ids=("[ID!]!", batch["payoutIds"]),
        )
        assert confirmed["__typename"] == "ChangedPayouts", confirmed
        again = await coordinator.wish(
            "preparePayouts(key: $key, channel: BANK)", "... on PayoutBatch { payoutIds }", key=("String!", new_key())
        )
        assert again["__typename"] == "NothingPayable"
        last = await books(till)
        assert last[("cash_bank", "", "")] == -(earned[potter.id] + earned[baker.id])
        assert all(last[("seller_payable", "", stall.id)] == 0 for stall in (weaver, potter, baker))


async def seen(program: Program, order_id: str) -> dict[str, Any]:
    """An order as its buyer sees it."""
    data = await program.ask(
        """query Seen($id: ID!) { order(id: $id) { id state payment { state captured { minor } refunded { minor } }
        parts { id stallId stallName state story { total { minor } earning { minor } fee { minor } feeTax { minor } tax { minor } }
        lines { id title story { total { minor } earning { minor } } } } } }""",
        id=order_id,
    )
    order: dict[str, Any] = data["order"]
    return order


async def connect(till: Till, stall: Stall) -> None:
    """The maker opens her account at the provider and tells it who she is."""
    done = await till.shop.by(stall.maker).wish(
        "connectCardAccount(stallId: $stall)", "... on CardAccount { onboardingUrl state }", stall=("ID!", stall.id)
    )
    assert done["__typename"] == "CardAccount", done
    await till.stand_in.click(done["onboardingUrl"], "done")
    looked = await till.shop.by(stall.maker).wish(
        "checkCardAccount(stallId: $stall)", "... on CardAccount { state }", stall=("ID!", stall.id)
    )
    assert looked["state"] == "active", looked


async def proven_anew(till: Till) -> None:
    """The coordinator proves anew who she is: payouts ask for it."""
    async with till.shop.worker_database.read(Scope(till.shop.id)) as work:
        proven_at = work.now
    coordinator = till.shop.coordinator
    till.shop.coordinator = replace(coordinator, viewer=replace(coordinator.viewer, proven_at=proven_at))
