"""What follows by itself: flows that somebody began are finished, holds pass, earnings are sent on, messages are handled."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel.jobs import Desk, Job, Reaction, Sweep
from minga_platform.market.payments import flows, reversal_flows, seller_flows
from minga_platform.market.payments.commands.bank import lapse_unpaid_transfers
from minga_platform.market.payments.commands.earnings import become_payable
from minga_platform.market.payments.commands.payouts import prepare_remittances
from minga_platform.market.payments.commands.undecided import undecided
from minga_platform.market.payments.inbox import HANDLE, handle
from minga_platform.market.payments.reconciling import reconcile

_A_WHILE = timedelta(minutes=1)


async def _refund_asked(desk: Desk, event: dict[str, Any]) -> None:
    refund_id = UUID(event["refund_id"])
    await flows.send_refund(desk, refund_id)
    await reversal_flows.take_back(desk, refund_id)


async def _payout_prepared(desk: Desk, event: dict[str, Any]) -> None:
    if event["channel"] == "remittance":
        await seller_flows.send_remittance(desk, UUID(event["payout_id"]))


async def _payout_made(desk: Desk, event: dict[str, Any]) -> None:
    await reversal_flows.take_back_of(desk, UUID(event["payout_id"]))


async def _superseded(desk: Desk, _event: dict[str, Any]) -> None:
    await _finish_attempts(desk)


async def _finish_attempts(desk: Desk) -> None:
    """Attempts whose lease ran out: opened anew under the same id, looked up, or closed when their time is over."""
    async with desk.read() as work:
        rows = await work.rows(
            "SELECT a.id, a.state, a.expires_at <= $2 AS is_over, a.created_at < $2::timestamptz - interval '23 hours' AS is_old FROM payment_attempt a "
            "JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id WHERE a.cooperative_id = $1 AND p.method = 'card' "
            "AND a.state IN ('created', 'page_open', 'declined', 'superseded') AND (a.lease_until <= $2 OR (a.expires_at <= $2 AND a.state <> 'superseded')) "
            "AND a.lease_until < 'infinity' ORDER BY a.lease_until LIMIT 50",
            work.cooperative_id,
            work.now,
        )
    for row in rows:
        if row["state"] == "created" and not row["is_over"] and not row["is_old"]:
            await flows.open_page(desk, row["id"])
        else:
            await flows.look_up_attempt(desk, row["id"], close=row["is_over"] or row["state"] == "superseded")


async def _finish_money(desk: Desk) -> None:
    """Refunds and remittances whose lease ran out."""
    async with desk.read() as work:
        refunds = await work.rows(
            "SELECT r.id FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id WHERE r.cooperative_id = $1 "
            "AND r.state IN ('requested', 'pending') AND r.lease_until <= $2 AND p.method = 'card' ORDER BY r.lease_until LIMIT 50",
            work.cooperative_id,
            work.now,
        )
        payouts = await work.rows(
            "SELECT id FROM payout WHERE cooperative_id = $1 AND state = 'prepared' AND channel = 'remittance' AND lease_until <= $2 "
            "ORDER BY lease_until LIMIT 50",
            work.cooperative_id,
            work.now,
        )
        # The reaction takes back at once; a minute later it lost its worker, or had no answer often enough to be given up.
        owing = sorted(
            {
                row["refund_id"]
                for row in await undecided(work)
                if row["provider_transfer"] and row["at"] < work.now - _A_WHILE
            }
        )
    for row in payouts:
        await seller_flows.send_remittance(desk, row["id"])
    for row in refunds:
        await flows.send_refund(desk, row["id"])
    for refund_id in owing[:50]:
        await reversal_flows.take_back(desk, refund_id)


async def _pass_holds(desk: Desk) -> None:
    while await desk.run(become_payable) == 100:
        pass
    await desk.run(prepare_remittances)
    await desk.run(lapse_unpaid_transfers)


JOBS = (Job(HANDLE, handle),)
REACTIONS = (
    Reaction("RefundAsked", "payments.send_refund", _refund_asked),
    Reaction("PayoutPrepared", "payments.send_remittance", _payout_prepared),
    Reaction("PayoutMade", "payments.take_back", _payout_made),
    Reaction("OrderCancelled", "payments.close_page", _superseded),
)
SWEEPS = (
    Sweep("payments.finish_attempts", 5.0, _finish_attempts),
    Sweep("payments.finish_money", 5.0, _finish_money),
    Sweep("payments.pass_holds", 20.0, _pass_holds),
    Sweep("payments.reconcile", 600.0, reconcile),
)
