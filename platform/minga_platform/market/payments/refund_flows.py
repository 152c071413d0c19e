"""Money on its way back to a buyer's card: sent once, asked for again while there is no answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.failpoints import reach
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.payments import ports, rails
from minga_platform.market.payments.commands.applying import apply_refund, open_discrepancy
from minga_platform.market.payments.flows import ID_REMEMBERED, ProviderAccounts, asked, pause
from minga_platform.market.payments.leases import held


async def send_refund(desk: Desk, refund_id: UUID) -> bool:
    """Have the provider send a refund back to the card it came from; whether there was an answer. Safe to repeat; nothing for
    cash and bank."""
    async with desk.read() as work:
        row = await work.row(
            "SELECT r.*, p.method, p.provider_intent, p.disputed_at FROM refund r "
            "JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id "
            "WHERE r.cooperative_id = $1 AND r.id = $2",
            work.cooperative_id,
            refund_id,
        )
        now = work.now
    if (
        row is None
        or row["method"] != "card"
        or row["state"] not in ("requested", "pending")
        or row["provider_intent"] is None
        # The provider sends nothing back of a disputed payment: this waits until that is decided.
        or (row["disputed_at"] is not None and row["state"] == "requested")
    ):
        return True
    if rails.by_hand(row["amount_minor"], row["currency"]):
        # The provider is never asked for it: it waits for a person, and for no round.
        await desk.run(lambda work: _wait_for_hand(work, refund_id))
        return True
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return False
    reach("refund.committed")
    async with held(desk, "refund", refund_id):
        outcome = await _refunded(account, row, now)
    reach("refund.sent")
    if isinstance(outcome, ports.Done):
        seen = outcome.value
        await desk.run(lambda work: apply_refund(work, seen, refund_id=refund_id))
    else:
        await desk.run(lambda work: _refund_not_sent(work, refund_id, outcome, trial=row["trial"]))
    return not isinstance(outcome, ports.Unknown)


async def _refunded(account: ports.Payments, row: Any, now: datetime) -> Any:
    if row["provider_refund"] is None:
        return await asked(
            account.refund(
                ports.RefundWish(
                    refund=ids.encode("refund", row["id"]),
                    cooperative=ids.encode("coop", row["cooperative_id"]),
                    payment_ref=row["provider_intent"],
                    amount=Money(row["amount_minor"], row["currency"]),
                    trial=row["trial"],
                    # By age and not by tries: a kill leaves no count of them.
                    maybe_sent=now - row["created_at"] > ID_REMEMBERED,
                )
            )
        )
    return await asked(account.look_up_refund(row["provider_refund"]))


async def _wait_for_hand(work: Work, refund_id: UUID) -> None:
    await work.execute(
        "UPDATE refund SET lease_until = 'infinity' WHERE cooperative_id = $1 AND id = $2 AND state = 'requested'",
        work.cooperative_id,
        refund_id,
    )


async def _refund_not_sent(
    work: Work, refund_id: UUID, outcome: "ports.Declined | ports.Unknown", *, trial: int
) -> None:
    """`trial`: the one that was answered. Who comes with an old answer changes nothing of a later trial: it may have been done
    without an answer, and yet another one would pay the buyer twice."""
    later = isinstance(outcome, ports.Declined) and outcome.reason is ports.DeclineReason.BALANCE_SHORT
    tries = await work.value(
        "UPDATE refund SET tries = tries + 1, trial = CASE WHEN $3 AND trial = $4 THEN trial + 1 ELSE trial END "
        "WHERE cooperative_id = $1 AND id = $2 RETURNING tries",
        work.cooperative_id, refund_id, later, trial,
    )  # fmt: skip
    await work.execute(
        "UPDATE refund SET lease_until = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        refund_id,
        work.now + pause(tries),
    )
    if isinstance(outcome, ports.Declined) and not later:
        await open_discrepancy(
            work,
            "refund_declined",
            ids.encode("refund", refund_id),
            {"reason": outcome.reason.value, "code": outcome.provider_code or ""},
        )
