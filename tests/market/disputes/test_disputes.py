"""Acceptance, market 38, and hostile 9: a buyer's bank takes a payment back. Funds are held, each sum is booked once, and what goes
back to the buyer never passes what she paid."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import Statutes, Version
from minga_testing.disputing import decide, dispute_newest, disputes_of
from minga_testing.payments import StandInProcess
from minga_testing.plugin import Clock
from minga_testing.shop import new_key, offer, open_stall
from minga_testing.till import Till, open_till
from minga_testing.trade import HOLD, books, buy, cash, connect, hand_over, later, provider_cash, refund, rounds, seen

FEE = 2000


async def test_market_38_opened_and_won(own_till: Till, clock: Clock) -> None:
    """Her bank takes it, the makers wait, nobody sends anything back; won, all is as before but for the provider's fee."""
    till, shop = own_till, own_till.shop
    potter, weaver = await open_stall(shop, "Potter"), await open_stall(shop, "Weaver")
    await connect(till, potter)
    bowl, scarf = await offer(shop, potter, "Bowl", price=2400), await offer(shop, weaver, "Scarf", price=3600)
    buyer, order = await buy(till, (bowl, 1), (scarf, 1), total=6000)
    for stall, part in zip((potter, weaver), order["parts"], strict=True):
        await hand_over(shop, stall, part["id"])
    before = await books(shop)
    dispute = await dispute_newest(till, reason="fraudulent", respond_days=30)
    await till.stand_in.ask("settings", copies_least=3, copies_most=3)
    await till.heard()
    held = await books(shop)
    assert (held[("disputed", "", "")], held[("payment_cost", "", "")] - before[("payment_cost", "", "")]) == (
        6000,
        FEE,
    )
    assert await cash(till) == await provider_cash(till)
    today = await shop.by(potter.maker).ask(
        "query T($id: ID!) { makerToday(stallId: $id) { disputes nextPayableAt } }", id=potter.id
    )
    assert today["makerToday"] == {"disputes": 1, "nextPayableAt": None}, "no day is named for money that may go back"

    await later(till, clock, HOLD)
    sums = await books(shop)
    for stall in (potter, weaver):
        assert sums[("seller_held", "", stall.id)] == before[("seller_held", "", stall.id)], (
            "nothing becomes payable meanwhile"
        )
    refused = await refund(shop, order["id"], (order["parts"][0]["lines"][0]["id"], None))
    assert refused["__typename"] == "PaymentDisputed", refused
    seen_once = await disputes_of(till)
    assert [(one["state"], one["taken"]["minor"], one["fee"]["minor"]) for one in seen_once] == [
        ("needs_response", 6000, FEE)
    ]
    answered = await shop.by(shop.coordinator).wish(
        'answerDispute(key: $key, id: $id, evidence: "She fetched it herself: here is her signature.")',
        "... on AnsweredDispute { dispute { answerState } }",
        key=("String!", new_key()),
        id=("ID!", seen_once[0]["id"]),
    )
    assert answered["__typename"] == "AnsweredDispute", answered
    await rounds(till)
    (now,) = await disputes_of(till)
    assert (now["state"], now["answerState"]) == ("under_review", "sent")

    await decide(till, dispute, "won")
    await till.stand_in.ask("resend", key=till.key)
    await till.heard()
    await rounds(till)
    after = await books(shop)
    assert after[("disputed", "", "")] == 0
    assert after[("payment_cost", "", "")] - before[("payment_cost", "", "")] == FEE, "once, and the provider keeps it"
    assert after[("seller_payable", "", weaver.id)] == before[("seller_held", "", weaver.id)], "now it is hers"
    assert after[("seller_payable", "", potter.id)] == 0, "and what has an account went there"
    assert await cash(till) == await provider_cash(till)
    assert (await seen(buyer, order["id"]))["payment"]["refunded"]["minor"] == 0


@pytest.mark.parametrize("party", ["cooperative", "maker"])
async def test_market_38_lost(
    database: Database,
    worker_database: Database,
    shared_stand_in: StandInProcess,
    tmp_path: Path,
    admin: asyncpg.Connection,
    party: str,
) -> None:
    """Lost is a refund that the bank has paid: fee, tax and share reversed once; who bears the provider's fee is a rule."""
    await shared_stand_in.ask("settings", deliver_by_itself=False)
    ours = Statutes(
        {"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, {"market.dispute_fee_party": party}),)
    )
    async with open_till(database, worker_database, tmp_path, shared=shared_stand_in, statutes=ours) as till:
        await _lost(till, admin, party)


async def _lost(till: Till, admin: asyncpg.Connection, party: str) -> None:
    shop = till.shop
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    dispute = await dispute_newest(till)
    await till.heard()
    await decide(till, dispute, "lost")
    for _ in range(2):
        await till.stand_in.ask("resend", key=till.key)
        await till.heard()
        await rounds(till)
    sums = await books(shop)
    for account in (
        ("disputed", "", ""),
        ("refunds_in_flight", "", ""),
        ("seller_held", "", potter.id),
        ("fee_income", "sales", ""),
    ):
        assert sums[account] == 0, account
    borne = {"cooperative": 0, "maker": FEE}[party]
    assert sums.get(("seller_negative", "", potter.id), 0) == borne
    assert await cash(till) == await provider_cash(till)
    after = await seen(buyer, order["id"])
    assert [(one["state"], one["cause"], one["amount"]["minor"]) for one in after["refunds"]] == [
        ("settled", "dispute", 2400)
    ]
    assert await till.listed("refunds") == [], "we sent nothing beside the bank"
    credit = await admin.fetchval(
        "SELECT count(*) FROM trade_document WHERE cooperative_id = $1 AND kind = 'credit_note'", shop.id
    )
    assert credit == 1


async def test_market_38_an_inquiry_takes_nothing_until_it_does(till: Till) -> None:
    """The bank asks first: nothing is booked. Then it takes the money: booked once, whether told once or never."""
    shop = till.shop
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    before = await books(shop)
    dispute = await dispute_newest(till, inquiry=True)
    await till.heard()
    assert [one["state"] for one in await disputes_of(till)] == ["inquiry"]
    assert (await books(shop)) == before
    await till.stand_in.ask("settings", lost_per_mille=1000)
    await till.stand_in.ask("disputes", key=till.key, dispute=dispute, status="needs_response")
    await till.stand_in.ask("settings", lost_per_mille=0)
    await shop.sweep("disputes.")
    assert [(one["state"], one["taken"]["minor"]) for one in await disputes_of(till)] == [("needs_response", 2400)]
    assert (await books(shop))[("disputed", "", "")] == 2400


@pytest.mark.parametrize("first", ["refund", "dispute"])
async def test_hostile_09_a_refund_races_a_dispute(till: Till, first: str) -> None:
    """Written down before the bank took the money, or sent a moment before: the buyer gets back once what she paid."""
    shop = till.shop
    potter = await open_stall(shop, "Potter")
    bowl = await offer(shop, potter, "Bowl", price=2400)
    await buy(till, (bowl, 1), total=2400)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    line = order["parts"][0]["lines"][0]["id"]
    if first == "refund":
        # Sent with no answer heard; then the bank takes what the charge has left.
        await till.stand_in.ask(
            "faults", faults=[{"path": "/v1/refunds", "kind": "hang", "when": "after", "seconds": 0, "times": 1}]
        )
        await refund(shop, order["id"], (line, 1400))
        dispute = await dispute_newest(till)
        await till.heard()
    else:
        dispute = await dispute_newest(till)
        done, _ = await asyncio.gather(refund(shop, order["id"], (line, 1400)), till.heard())
        assert done["__typename"] in ("ChangedOrder", "PaymentDisputed")
    await decide(till, dispute, "lost")
    await rounds(till)
    after = await seen(buyer, order["id"])
    back = sum(one["amount"]["minor"] for one in after["refunds"] if one["state"] == "settled")
    assert back == after["payment"]["refunded"]["minor"] == 2400
    charge = (await till.listed("charges"))[0]
    taken = sum(one["amount"] for one in await till.listed("disputes"))
    assert charge["amount_refunded"] + taken <= charge["amount_captured"]
    assert (await books(shop))[("disputed", "", "")] == (await books(shop))[("refunds_in_flight", "", "")] == 0
    assert await cash(till) == await provider_cash(till)


async def accept(till: Till, dispute: str) -> str:
    done = await till.shop.by(till.shop.coordinator).wish(
        "acceptDispute(key: $key, id: $id)", "... on AnsweredDispute { dispute { answerState } }",
        key=("String!", new_key()), id=("ID!", dispute),
    )  # fmt: skip
    return str(done["__typename"])


async def test_market_38_a_dispute_is_accepted(till: Till) -> None:
    """The buyer is right: her bank is told once, it is lost at once, and the money is hers as with any refund. Where a bank only asks,
    nothing was taken, so there is nothing to accept."""
    shop = till.shop
    bowl = await offer(shop, await open_stall(shop, "Potter"), "Bowl", price=2400)
    buyer, order = await buy(till, (bowl, 1), total=2400)
    dispute = await dispute_newest(till, inquiry=True)
    await till.heard()
    [found] = await disputes_of(till)
    assert await accept(till, found["id"]) == "InvalidTransition", "the bank only asks"
    await decide(till, dispute, "needs_response")
    assert await accept(till, found["id"]) == "AnsweredDispute"
    assert await accept(till, found["id"]) == "InvalidTransition", "once"
    await rounds(till)
    [found] = await disputes_of(till)
    assert (found["state"], found["answerState"], found["evidence"]) == ("lost", "sent", "")
    after = await seen(buyer, order["id"])
    assert [(one["state"], one["cause"], one["amount"]["minor"]) for one in after["refunds"]] == [
        ("settled", "dispute", 2400)
    ]
    assert (await books(shop))[("disputed", "", "")] == 0
    assert await cash(till) == await provider_cash(till)
