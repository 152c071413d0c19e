"""Who is left out of a batch by bank: whose account nobody knows, whose was changed a short while ago, and what another officer has to
approve first. The page says it beside the file, and nothing of it is called sent."""

from datetime import timedelta
from typing import Any

from minga_testing.plugin import Clock
from minga_testing.shop import Program, Stall, new_key, offer, open_stall
from minga_testing.till import Till
from minga_testing.trade import HOLD, buy, hand_over, later, proven_anew, tell_bank
from minga_testing.visiting import visitor

FIRST, SECOND = "ES9121000418450200051332", "DE89370400440532013000"
OPEN = "{ openPayoutBatches { id files { kind parts waiting } leftOut { payoutId stallId why until } } stallsOnHold { stallId until } }"


async def sold(till: Till, clock: Clock, *names: str, price: int = 3000) -> list[Stall]:
    """Stalls with one sale each whose hold has passed."""
    stalls = [await open_stall(till.shop, name) for name in names]
    for stall in stalls:
        _, order = await buy(
            till, (await offer(till.shop, stall, f"Goods of {stall.slug}", price=price), 1), total=price
        )
        await hand_over(till.shop, stall, order["parts"][0]["id"])
    await later(till, clock, HOLD)
    return stalls


async def prepare(by: Program) -> dict[str, Any]:
    done = await by.wish(
        "preparePayouts(key: $key, channel: BANK)",
        "... on PayoutBatch { id payoutIds heldStallIds }",
        key=("String!", new_key()),
    )
    assert done["__typename"] == "PayoutBatch", done
    return done


async def confirm(by: Program, payout: str) -> dict[str, Any]:
    return await by.wish(
        "confirmPayouts(key: $key, payoutIds: $ids)",
        "... on NoPayee { stallId }",
        key=("String!", new_key()),
        ids=("[ID!]!", [payout]),
    )


async def file(by: Program, batch: str, part: int = 1) -> dict[str, Any]:
    return await by.wish(
        "payoutFile(batchId: $batch, kind: CSV, part: $part)",
        "... on PayoutFile { text transfers hasMore } ... on NothingToSend { held unaddressed unapproved }",
        batch=("ID!", batch),
        part=("Int!", part),
    )


async def test_what_goes_nowhere_is_not_called_paid(own_till: Till, clock: Clock) -> None:
    """Of two stalls one has told no account: the page names it beside the file, nobody can confirm its payout, and the file's next part
    has it once it told one."""
    shop = own_till.shop
    weaver, potter = await sold(own_till, clock, "Weaver", "Potter")
    await tell_bank(shop, weaver, FIRST)
    officer = await proven_anew(shop)
    batch = await prepare(officer)
    assert (await file(officer, batch["id"]))["transfers"] == 1
    [open_one] = (await officer.ask(OPEN))["openPayoutBatches"]
    [left_out] = open_one["leftOut"]
    assert (left_out["stallId"], left_out["why"], left_out["until"]) == (potter.id, "UNADDRESSED", None)
    assert {one["kind"]: (one["parts"], one["waiting"]) for one in open_one["files"]} == {
        "PAIN_001": (0, 1),
        "CSV": (1, 0),
    }
    async with visitor(own_till, shop.coordinator) as coordinator:
        page = (await coordinator.ask(f"/c/{shop.cooperative.slug}/coordination/payouts")).text
    assert "<strong>Potter</strong>: no bank account is known." in page
    assert page.count("It was sent") == 1

    refused = await confirm(officer, left_out["payoutId"])
    assert (refused["__typename"], refused["stallId"]) == ("NoPayee", potter.id)

    await tell_bank(shop, potter, SECOND)
    again = await proven_anew(shop)
    [open_one] = (await again.ask(OPEN))["openPayoutBatches"]
    assert open_one["leftOut"] == []
    assert {"kind": "CSV", "parts": 1, "waiting": 1} in open_one["files"]
    assert SECOND in (await file(again, batch["id"], 2))["text"]
    assert (await confirm(again, left_out["payoutId"]))["__typename"] == "ChangedPayouts"


async def test_good_news_is_told_only_of_payouts_that_were_prepared(own_till: Till, clock: Clock) -> None:
    """The only stall with money to come changed its account: nothing is prepared, and the page says whose was left out and until when."""
    shop = own_till.shop
    [weaver] = await sold(own_till, clock, "Weaver")
    await clock.move(-HOLD)  # What is payable stays so; her session is fresh again.
    await tell_bank(shop, weaver, FIRST)
    await tell_bank(shop, weaver, SECOND)
    async with visitor(own_till, shop.coordinator) as coordinator:
        base = f"/c/{shop.cooperative.slug}/coordination/payouts"
        answer = await coordinator.ask(f"{base}/prepare", {"key": new_key(), "channel": "bank"})
        assert answer.status_code == 303, answer.text
        page = (await coordinator.ask(answer.headers["location"])).text
    assert "Payouts are prepared." not in page
    assert "No payout was prepared" in page
    [held] = (await (await proven_anew(shop)).ask(OPEN))["stallsOnHold"]
    assert held["stallId"] == weaver.id
    assert "Weaver</span> <span>until " in page


async def test_who_has_approved_is_not_asked_again(own_till: Till, clock: Clock) -> None:
    """A large payout needs two: who prepared it is one of them, and her page says that somebody else has to."""
    shop = own_till.shop
    [weaver] = await sold(own_till, clock, "Weaver", price=240_000)
    await tell_bank(shop, weaver, FIRST)
    officer = await proven_anew(shop)
    batch = await prepare(officer)
    [open_one] = (await officer.ask(OPEN))["openPayoutBatches"]
    assert [one["why"] for one in open_one["leftOut"]] == ["UNAPPROVED"]
    [payout] = (await officer.ask("{ payouts { nodes { id approvals approvalsNeeded isApprovedByMe } } }"))["payouts"][
        "nodes"
    ]
    assert payout == {"id": batch["payoutIds"][0], "approvals": 1, "approvalsNeeded": 2, "isApprovedByMe": True}
    async with visitor(own_till, shop.coordinator) as coordinator:
        page = (await coordinator.ask(f"/c/{shop.cooperative.slug}/coordination/payouts")).text
    assert "Another officer has to as well." in page
    assert ("/payouts/approve" in page, "It was sent" in page) == (False, False)


async def payouts_told(by: Program) -> list[tuple[str, str, str]]:
    """(state, holder, end of the number) of every payout, newest first."""
    rows = (await by.ask("{ payouts { nodes { state bankHolder bankLastFour } } }"))["payouts"]["nodes"]
    return [(one["state"], one["bankHolder"], one["bankLastFour"]) for one in rows]


async def test_case_44_swapped_before_the_file_it_is_gathered_anew(own_till: Till, clock: Clock) -> None:
    """What waits to go to the old account is cancelled, and prepared again for the new one when that may be paid."""
    shop = own_till.shop
    [weaver] = await sold(own_till, clock, "Weaver")
    await tell_bank(shop, weaver, FIRST, "Aurora Sanchis")
    officer = await proven_anew(shop)
    batch = await prepare(officer)
    assert await payouts_told(officer) == [("prepared", "Aurora Sanchis", "1332")]
    await tell_bank(shop, weaver, SECOND, "Aurora Neu")
    officer = await proven_anew(shop)
    assert await payouts_told(officer) == [("cancelled", "", "")]
    assert (await confirm(officer, batch["payoutIds"][0]))["__typename"] == "InvalidTransition"
    assert [one["stallId"] for one in (await officer.ask(OPEN))["stallsOnHold"]] == [weaver.id]
    await clock.move(timedelta(hours=72, minutes=1))
    officer = await proven_anew(shop)
    again = await prepare(officer)
    assert SECOND in (await file(officer, again["id"]))["text"]


async def test_case_44_what_was_given_out_says_where_it_went(own_till: Till, clock: Clock) -> None:
    """Swapped after the file: it goes into no other file, and says to whom it was sent, also once it is paid."""
    shop = own_till.shop
    [weaver] = await sold(own_till, clock, "Weaver")
    await tell_bank(shop, weaver, FIRST, "Aurora Sanchis")
    officer = await proven_anew(shop)
    batch = await prepare(officer)
    assert FIRST in (await file(officer, batch["id"]))["text"]
    await tell_bank(shop, weaver, SECOND, "Aurora Neu")
    await clock.move(timedelta(hours=72, minutes=1))
    officer = await proven_anew(shop)
    assert await payouts_told(officer) == [("prepared", "Aurora Sanchis", "1332")]
    other = await officer.wish(
        "payoutFile(batchId: $batch, kind: PAIN_001)", "... on NothingToSend { held }", batch=("ID!", batch["id"])
    )
    assert (other["__typename"], other["held"]) == ("NothingToSend", 1)
    assert (await confirm(officer, batch["payoutIds"][0]))["__typename"] == "ChangedPayouts"
    assert await payouts_told(officer) == [("paid", "Aurora Sanchis", "1332")]


async def test_a_payout_paid_without_a_file_keeps_its_payee_too(own_till: Till, clock: Clock) -> None:
    shop = own_till.shop
    [weaver] = await sold(own_till, clock, "Weaver")
    await tell_bank(shop, weaver, FIRST, "Aurora Sanchis")
    officer = await proven_anew(shop)
    batch = await prepare(officer)
    assert (await confirm(officer, batch["payoutIds"][0]))["__typename"] == "ChangedPayouts"
    await tell_bank(shop, weaver, SECOND, "Aurora Neu")
    assert await payouts_told(await proven_anew(shop)) == [("paid", "Aurora Sanchis", "1332")]
