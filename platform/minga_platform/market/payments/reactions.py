"""What follows by itself: flows that somebody began are finished, holds pass, earnings are sent on, messages are handled."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Job, Reaction, Sweep
from minga_platform.kernel.work import Work
from minga_platform.market.payments import (
    authorised_flows,
    flows,
    leases,
    onward_flows,
    refund_flows,
    reversal_flows,
    seller_flows,
)
from minga_platform.market.payments.commands import ending_cycles, payouts
from minga_platform.market.payments.commands.bank import lapse_unpaid_transfers
from minga_platform.market.payments.commands.earnings import become_payable
from minga_platform.market.payments.commands.undecided import undecided
from minga_platform.market.payments.inbox import HANDLE, handle
from minga_platform.market.payments.reconciling import reconcile

_A_WHILE = timedelta(minutes=1)
_MOST_TURNS = 100


async def _refund_asked(desk: Desk, event: dict[str, Any]) -> None:
    refund_id = UUID(event["refund_id"])
    await refund_flows.send_refund(desk, refund_id)
    await reversal_flows.take_back(desk, refund_id)


async def _card_wish_made(desk: Desk, event: dict[str, Any]) -> None:
    await authorised_flows.send_wish(desk, UUID(event["wish_id"]))


async def _payout_prepared(desk: Desk, event: dict[str, Any]) -> None:
    if event["channel"] == "remittance":
        await seller_flows.send_remittance(desk, UUID(event["payout_id"]))


async def _payout_made(desk: Desk, event: dict[str, Any]) -> None:
    await reversal_flows.take_back_of(desk, UUID(event["payout_id"]))


async def _cycle_cancelled(desk: Desk, event: dict[str, Any]) -> None:
    """Order by order, each in a unit of its own: two thousand orders are two thousand small steps, not one that locks them all."""
    cycle_id, after = UUID(event["cycle_id"]), None
    while True:
        async with desk.read() as work:
            after = await ending_cycles.next_to_end(work, cycle_id, after)
        if after is None:
            return
        await desk.run(partial(ending_cycles.end_with_cycle, order_id=after))


async def _superseded(desk: Desk, _event: dict[str, Any]) -> None:
    await _finish_attempts(desk)


async def _round(
    desk: Desk, due: Callable[[Work], Awaitable[list[Any]]], finish: Callable[[Desk, Any], Awaitable[bool]]
) -> None:
    """Take up what is due, a few at a time, until nothing is, or until nobody answers: then the rest waits for the next round."""
    for _ in range(_MOST_TURNS):
        rows = await desk.run(due)
        ends = await asyncio.gather(*(finish(desk, row) for row in rows), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        if not any(ends):
            return


async def _finish_attempts(desk: Desk) -> None:
    """Attempts whose lease ran out: opened anew under the same id, looked up, or closed when their time is over."""
    await _round(desk, leases.claim_attempts, _finish_attempt)


async def _finish_attempt(desk: Desk, row: Any) -> bool:
    if row["state"] == "created" and not row["is_over"] and not row["is_old"]:
        return await flows.finish_opening(desk, row["id"])
    return await flows.look_up_attempt(desk, row["id"], close=row["is_over"] or row["state"] == "superseded")


async def _finish_money(desk: Desk) -> None:
    """Refunds, remittances and captures whose lease ran out."""
    await _round(desk, leases.due_remittances, lambda desk, row: seller_flows.send_remittance(desk, row["id"]))
    await _round(desk, leases.claim_card_wishes, lambda desk, row: authorised_flows.send_wish(desk, row["id"]))
    await _round(desk, leases.claim_refunds, lambda desk, row: refund_flows.send_refund(desk, row["id"]))


async def _finish_reversals(desk: Desk) -> None:
    """The reaction takes back at once; a minute later it lost its worker, or had no answer often enough to be given up."""
    async with desk.read() as work:
        owing = sorted(
            {
                row["refund_id"]
                for row in await undecided(work)
                if row["provider_transfer"] and row["at"] < work.now - _A_WHILE
            }
        )
    for refund_id in owing[:50]:
        try:
            await reversal_flows.take_back(desk, refund_id)
        except TimeoutError:
            return


async def _pass_holds(desk: Desk) -> None:
    while await desk.run(become_payable) == 100:
        pass
    while await desk.run(payouts.prepare_remittances) == payouts.REMITTED_AT_ONCE:
        pass
    await desk.run(lapse_unpaid_transfers)


JOBS = (Job(HANDLE, handle),)
REACTIONS = (
    Reaction("RefundAsked", "payments.send_refund", _refund_asked),
    Reaction("CardWishMade", "payments.send_card_wish", _card_wish_made),
    Reaction("PayoutPrepared", "payments.send_remittance", _payout_prepared),
    Reaction("PayoutMade", "payments.take_back", _payout_made),
    Reaction("OrderCancelled", "payments.close_page", _superseded),
    Reaction("CycleCancelled", "payments.end_cycle", _cycle_cancelled),
)
SWEEPS = (
    Sweep("payments.finish_attempts", 2.0, _finish_attempts),
    Sweep("payments.finish_money", 2.0, _finish_money),
    Sweep("payments.finish_reversals", 20.0, _finish_reversals),
    Sweep("payments.pass_holds", 20.0, _pass_holds),
    Sweep("payments.watch_authorisations", 300.0, authorised_flows.watch),
    Sweep("payments.pay_out_accounts", 300.0, onward_flows.pay_out_accounts),
    Sweep("payments.reconcile", 600.0, reconcile),
)
