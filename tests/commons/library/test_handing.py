"""From hand to hand: two people sign, the deposit goes back once, custody events are those of the booking (invariant 33)."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from minga_platform.kernel import ids
from minga_testing.plugin import Clock
from minga_testing.workshop import Workshop, tomorrow

CURRENT = "... on InvalidTransition { current }"


async def _balances(workshop: Workshop) -> dict[str, int]:
    rows = await workshop.shop.worker_database_value(
        """SELECT jsonb_object_agg(k, n) FROM (SELECT a.kind AS k, sum(CASE WHEN t.debit_id = a.id THEN t.amount ELSE -t.amount END
           * a.direction)::bigint AS n FROM account a JOIN transfer t ON t.cooperative_id = a.cooperative_id AND a.id IN (t.debit_id, t.credit_id)
           WHERE a.cooperative_id = $1 GROUP BY a.kind) s"""
    )
    return dict(rows or {})


async def _out(workshop: Workshop, clock: Clock, deposit: int = 5000) -> tuple[str, str]:
    """A van that is out, in Ana's hands: tool and booking."""
    tool, _ = await workshop.tool("van", "Green", deposit=deposit)
    booked = await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(12))
    await clock.move(tomorrow(8) - datetime.now(UTC) - timedelta(minutes=30))
    if deposit:
        assert (await workshop.take(workshop.keeper, booked["id"]))["__typename"] == "Done"
    assert (await workshop.sign(workshop.ana, booked["id"], "OUT"))["isComplete"] is False
    assert (await workshop.sign(workshop.keeper, booked["id"], "OUT"))["isComplete"] is True
    return tool, booked["id"]


async def test_invariant_33_custody_events_match_the_booking(
    workshop: Workshop, clock: Clock, admin: asyncpg.Connection
) -> None:
    tool, booking = await _out(workshop, clock)
    asked = "query($id: ID!) { toolBooking(id: $id) { state signed { direction side } depositState } }"
    seen = (await workshop.by(workshop.ana).ask(asked, id=booking))["toolBooking"]
    assert (seen["state"], seen["depositState"]) == ("OUT", "HELD")
    assert (await workshop.sign(workshop.keeper, booking, "BACK"))["isComplete"] is False
    assert (await workshop.sign(workshop.keeper, booking, "BACK"))["isComplete"] is False, "twice is once"
    assert (await workshop.sign(workshop.ana, booking, "BACK"))["isComplete"] is True
    rows = await admin.fetch(
        "SELECT direction, provider_id, receiver_id FROM custody_event WHERE booking_id = $1 ORDER BY at",
        ids.decode("bkg", booking),
    )
    ana, keeper = workshop.ana.agent_id, workshop.keeper.agent_id
    assert [tuple(row) for row in rows] == [("out", keeper, ana), ("back", ana, keeper)]
    with pytest.raises(asyncpg.RestrictViolationError):
        await admin.execute("DELETE FROM custody_event WHERE booking_id = $1", ids.decode("bkg", booking))
    book = await workshop.by(workshop.ben).ask(
        "query($id: ID!) { toolLogbook(toolId: $id) { nodes { kind name unit } } }", id=tool
    )
    assert [line["kind"] for line in book["toolLogbook"]["nodes"]] == ["HANDED_BACK", "HANDED_OUT"]
    assert (
        await workshop.shop.visitor().ask("query($id: ID!) { toolLogbook(toolId: $id) { nodes { name } } }", id=tool)
    )["toolLogbook"] is None


async def test_invariant_33_the_deposit_goes_back_once_even_to_ten_at_once(workshop: Workshop, clock: Clock) -> None:
    _, booking = await _out(workshop, clock)
    assert await _balances(workshop) == {"cash_till": 5000, "deposits_held": 5000}
    assert (await workshop.settle(workshop.keeper, booking))["__typename"] == "StillOut"
    await workshop.sign(workshop.ana, booking, "BACK")
    await workshop.sign(workshop.keeper, booking, "BACK")
    told = await asyncio.gather(*(workshop.settle(workshop.keeper, booking) for _ in range(10)))
    assert sorted(one["__typename"] for one in told) == ["DepositSettled"] * 9 + ["Done"]
    assert await _balances(workshop) == {"cash_till": 0, "deposits_held": 0}


async def test_a_damage_is_withheld_with_its_reason_and_goes_to_the_fund(workshop: Workshop, clock: Clock) -> None:
    tool, booking = await _out(workshop, clock)
    for who in (workshop.ana, workshop.keeper):
        await workshop.sign(who, booking, "BACK")
    assert (await workshop.settle(workshop.keeper, booking, 5001, "too much"))["__typename"] == "InvalidInput"
    assert (await workshop.settle(workshop.keeper, booking, 1200))["__typename"] == "InvalidInput", "no reason given"
    assert (await workshop.settle(workshop.ben, booking, 1200, "a scratch"))["__typename"] == "NotFound"
    assert (await workshop.settle(workshop.ana, booking))["__typename"] in {"NotAllowed", "OtherHands"}
    assert (await workshop.settle(workshop.keeper, booking, 1200, "a scratch"))["__typename"] == "Done"
    assert await _balances(workshop) == {"cash_till": 1200, "deposits_held": 0, "fund": 1200}
    book = await workshop.by(workshop.keeper).ask(
        "query($id: ID!) { toolLogbook(toolId: $id) { nodes { kind text } } }", id=tool
    )
    assert {"kind": "NOTE", "text": "a scratch"} in book["toolLogbook"]["nodes"]


async def test_the_order_of_a_hand_over(workshop: Workshop, clock: Clock) -> None:
    tool, [unit] = await workshop.tool("van", "Green", deposit=5000)
    booked = (await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(12)))["id"]
    assert (await workshop.sign(workshop.ben, booked, "OUT"))["__typename"] == "NotFound"
    assert (await workshop.sign(workshop.keeper, booked, "OUT"))["__typename"] == "BookingNotYet"
    assert (await workshop.sign(workshop.keeper, booked, "BACK"))["current"] == "booked"
    await clock.move(tomorrow(8) - datetime.now(UTC) - timedelta(minutes=30))
    assert (await workshop.sign(workshop.keeper, booked, "OUT"))["__typename"] == "DepositDue"
    assert (await workshop.take(workshop.ana, booked))["__typename"] in {"NotAllowed", "OtherHands"}
    assert (await workshop.take(workshop.keeper, booked, "BANK"))["__typename"] == "Done"
    assert (await workshop.take(workshop.keeper, booked))["__typename"] == "InvalidTransition"
    await workshop.sign(workshop.ana, booked, "OUT")
    await workshop.sign(workshop.keeper, booked, "OUT")
    assert (await workshop.deed(workshop.ana, "cancelToolBooking", CURRENT, id=("ID!", booked)))["current"] == "out"
    gone = await workshop.deed(workshop.keeper, "retireToolUnit", id=("ID!", unit))
    assert gone["__typename"] == "StillOut"
    # The next one waits while the one before is late.
    late = (await workshop.book(workshop.ben, tool, tomorrow(12), tomorrow(14)))["id"]
    await workshop.take(workshop.keeper, late)
    await clock.move(timedelta(hours=4))
    assert (await workshop.sign(workshop.keeper, late, "OUT"))["__typename"] == "StillOut"
    for who in (workshop.ana, workshop.keeper):
        await workshop.sign(who, booked, "BACK")
    for who in (workshop.keeper, workshop.ben):
        told = await workshop.sign(who, late, "OUT")
    assert told["isComplete"] is True  # type: ignore[possibly-undefined]


async def test_a_keeper_who_books_needs_another_keeper(workshop: Workshop, clock: Clock) -> None:
    tool, _ = await workshop.tool("loom", "Left", deposit=100)
    booked = (await workshop.book(workshop.keeper, tool, tomorrow(8), tomorrow(12)))["id"]
    await clock.move(tomorrow(8) - datetime.now(UTC))
    assert (await workshop.take(workshop.keeper, booked))["__typename"] == "OtherHands"
    add = {"toolId": ("ID!", tool), "agentId": ("ID!", ids.encode("agent", workshop.ana.agent_id))}
    assert (await workshop.deed(workshop.keeper, "addToolKeeper", **add))["__typename"] == "Done"  # type: ignore[arg-type]
    await workshop.take(workshop.ana, booked)
    assert (await workshop.sign(workshop.keeper, booked, "OUT"))["isComplete"] is False
    assert (await workshop.sign(workshop.keeper, booked, "OUT"))["isComplete"] is False, "she has but one hand here"
    assert (await workshop.sign(workshop.ana, booked, "OUT"))["isComplete"] is True


async def test_signing_at_once_is_one_hand_over(workshop: Workshop, clock: Clock) -> None:
    tool, _ = await workshop.tool("loom", "Left")
    booked = (await workshop.book(workshop.ana, tool, tomorrow(8), tomorrow(12)))["id"]
    await clock.move(tomorrow(8) - datetime.now(UTC))
    who = [workshop.ana, workshop.keeper] * 4
    told = await asyncio.gather(*(workshop.sign(one, booked, "OUT") for one in who))
    assert all(one["__typename"] == "HandoverSigned" for one in told)
    count = await workshop.shop.worker_database_value("SELECT count(*) FROM custody_event WHERE cooperative_id = $1")
    assert count == 1
