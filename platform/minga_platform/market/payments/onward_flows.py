"""The second step of a payout: from a maker's account at the provider to her bank, once the money is really there.

What was remitted is her own, so our books do not move here. Each remittance is in one living payout to a bank; one that the bank
sent back, even after it had been told as paid, sets its remittances free again, and they go out anew a day later or as soon as
her account was put in order.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.payments import ports, rails
from minga_platform.market.payments.commands.applying import open_discrepancy
from minga_platform.market.payments.flows import ID_REMEMBERED, ProviderAccounts, asked, pause
from minga_platform.market.payments.leases import held
from minga_platform.market.payments.states import ACCOUNT_PAYOUT_MOVES
from minga_platform.rules import queries as rules

_REST_AFTER_FAILURE = timedelta(days=1)
_LOOKED_AT_AGAIN = timedelta(hours=6)
_AT_ONCE = 20
_MOST_REMITTANCES = 500

_STATES = {
    ports.AccountPayoutState.PENDING: "sent",
    ports.AccountPayoutState.PAID: "paid",
    ports.AccountPayoutState.FAILED: "failed",
}


async def pay_out_accounts(desk: Desk) -> None:
    """Begin what can go to banks, finish what was begun, and look at what no message told of. Safe to repeat."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return
    for row in await desk.run(_waiting_stalls):
        there = await asked(account.seller_balance(row["provider_account"]))
        if not isinstance(there, ports.Done):
            return
        available = there.value.available.get(row["currency"])
        if available is not None and available.minor > 0:
            begun = await desk.run(partial(_begin, row=row, most=available.minor))
            if begun is not None:
                await send(desk, begun)
    for row in await desk.run(_unfinished):
        if row["state"] == "requested":
            await send(desk, row["id"])
        else:
            await look_up(desk, row["provider_payout"], row["provider_account"])


async def _waiting_stalls(work: Work) -> list[Any]:
    """Stalls with something that was remitted and is in no living payout to a bank; not those whose last one failed today, nor
    whose payee was exchanged a short while ago or whose payouts are held."""
    return await work.rows(
        """SELECT p.stall_id, p.provider_account, p.currency FROM payout p
           JOIN seller_account a ON a.cooperative_id = p.cooperative_id AND a.stall_id = p.stall_id
               AND a.state = 'active' AND a.provider_account = p.provider_account
           WHERE p.cooperative_id = $1 AND p.channel = 'remittance' AND p.state = 'paid' AND p.account_payout_id IS NULL
               AND p.amount_minor > p.reversed_minor AND p.paid_at <= $4
               AND NOT EXISTS (SELECT FROM account_payout w WHERE w.cooperative_id = p.cooperative_id AND w.stall_id = p.stall_id
                   AND (w.state = 'requested' OR (w.state = 'failed' AND w.ended_at > $2)))
               AND NOT EXISTS (SELECT FROM restriction r WHERE r.cooperative_id = p.cooperative_id AND r.stall_id = p.stall_id
                   AND r.kind = 'payout' AND r.ended_at IS NULL)
           GROUP BY 1, 2, 3 ORDER BY min(p.paid_at) LIMIT $3""",
        work.cooperative_id, work.now - _REST_AFTER_FAILURE, _AT_ONCE, await _rested_since(work),
    )  # fmt: skip


async def _rested_since(work: Work) -> datetime:
    return work.now - timedelta(days=await rules.number_at(work, "market.payout_onward_days"))


async def _begin(work: Work, row: Any, most: int) -> UUID | None:
    """Write down a payout of the oldest remittances, as many as `most` (minor units) covers whole; None when it covers none,
    or nothing that a bank can be sent."""
    rows = await work.rows(
        "SELECT id, amount_minor - reversed_minor AS left_minor FROM payout WHERE cooperative_id = $1 AND stall_id = $2 AND channel = 'remittance' "
        "AND state = 'paid' AND account_payout_id IS NULL AND provider_account = $3 AND currency = $4 AND amount_minor > reversed_minor "
        "AND paid_at <= $6 ORDER BY id LIMIT $5 FOR UPDATE",
        work.cooperative_id, row["stall_id"], row["provider_account"], row["currency"], _MOST_REMITTANCES,
        await _rested_since(work),
    )  # fmt: skip
    # What earlier ones could not carry rests in her account, and goes with this one.
    brought = await work.value(
        "SELECT coalesce(sum(carried_minor - brought_minor), 0)::bigint FROM account_payout WHERE cooperative_id = $1 AND stall_id = $2 "
        "AND provider_account = $3 AND currency = $4 AND state <> 'failed'",
        work.cooperative_id, row["stall_id"], row["provider_account"], row["currency"],
    )  # fmt: skip
    total, taken = brought, []
    for one in rows:
        if total + one["left_minor"] > most:
            break
        total += one["left_minor"]
        taken.append(one["id"])
    amount = rails.carried(total, "account", row["currency"])
    if not taken or amount == 0:
        return None
    made = ids.new()
    await work.execute(
        "INSERT INTO account_payout (cooperative_id, id, stall_id, provider_account, currency, amount_minor, state, created_at, lease_until, "
        "brought_minor, carried_minor) VALUES ($1, $2, $3, $4, $5, $6, 'requested', $7, $8, $9, $10)",
        work.cooperative_id, made, row["stall_id"], row["provider_account"], row["currency"], amount, work.now, work.now + LEASE,
        brought, total - amount,
    )  # fmt: skip
    await work.execute(
        "UPDATE payout SET account_payout_id = $3 WHERE cooperative_id = $1 AND id = ANY ($2)", work.cooperative_id, taken, made
    )  # fmt: skip
    return made


async def _unfinished(work: Work) -> list[Any]:
    """Those that nobody holds: wishes without an answer, and what was sent and not heard of for hours; now held."""
    return await work.rows(
        "UPDATE account_payout SET lease_until = CASE state WHEN 'sent' THEN $4::timestamptz ELSE $3::timestamptz END "
        "WHERE cooperative_id = $1 AND id IN (SELECT id FROM account_payout WHERE cooperative_id = $1 AND state IN ('requested', 'sent') "
        "AND lease_until <= $2 ORDER BY lease_until LIMIT $5 FOR UPDATE SKIP LOCKED) RETURNING id, state, provider_payout, provider_account",
        work.cooperative_id, work.now, work.now + LEASE, work.now + _LOOKED_AT_AGAIN, _AT_ONCE,
    )  # fmt: skip


async def send(desk: Desk, account_payout_id: UUID) -> None:
    """Have the provider send it to her bank. Safe to repeat."""
    async with desk.read() as work:
        row = await work.row(
            "SELECT * FROM account_payout WHERE cooperative_id = $1 AND id = $2 AND state = 'requested'",
            work.cooperative_id,
            account_payout_id,
        )
        now = work.now
    account = await desk.port(ProviderAccounts).account_of(desk)
    if row is None or account is None:
        return
    wish = ports.AccountPayoutWish(
        payout=ids.encode("onward", account_payout_id),
        cooperative=ids.encode("coop", desk.here),
        account_ref=row["provider_account"],
        amount=Money(row["amount_minor"], row["currency"]),
        trial=row["trial"],
        maybe_sent=now - row["created_at"] > ID_REMEMBERED,
    )
    async with held(desk, "account_payout", account_payout_id):
        outcome = await asked(account.pay_out_account(wish))
    if isinstance(outcome, ports.Done):
        seen = outcome.value
        await desk.run(lambda work: apply_account_payout(work, seen, account_payout_id=account_payout_id))
    elif isinstance(outcome, ports.Declined):
        await desk.run(lambda work: _declined(work, row, outcome))
    else:
        await desk.run(lambda work: _wait(work, row))


async def look_up(desk: Desk, payout_ref: str, account_ref: str) -> str:
    """Learn what became of a payout to a bank, and apply it; what was done, in a word. Safe to repeat."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return "no account"
    seen = await asked(account.look_up_account_payout(payout_ref, account_ref=account_ref))
    if isinstance(seen, ports.Unknown):
        raise TimeoutError("the provider does not tell what became of a payout")
    if isinstance(seen, ports.Declined):
        return "foreign"
    return str(await desk.run(lambda work: apply_account_payout(work, seen.value)))


async def apply_account_payout(
    work: Work, seen: ports.AccountPayoutSeen, *, account_payout_id: UUID | None = None
) -> str:
    """Apply what the provider has of it, by the table of moves. Safe to repeat. One that is not ours (a maker may have asked her
    provider herself) changes nothing."""
    row = await work.row(
        "SELECT * FROM account_payout WHERE cooperative_id = $1 AND (id = $2 OR provider_payout = $3) FOR UPDATE",
        work.cooperative_id,
        account_payout_id,
        seen.payout_ref,
    )
    if row is None or row["provider_account"] != seen.account_ref:
        return "not ours"
    state = _STATES[seen.state]
    if state not in ACCOUNT_PAYOUT_MOVES[row["state"]]:
        return "known"
    await work.execute(
        "UPDATE account_payout SET state = $3, provider_payout = $4, failure = $5, ended_at = CASE WHEN $3 = 'sent' THEN NULL ELSE $6::timestamptz END, "
        "lease_until = $7 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], state, seen.payout_ref, (seen.failure_code or "")[:300], work.now, work.now + _LOOKED_AT_AGAIN,
    )  # fmt: skip
    if state == "failed":
        await _free(work, row, seen.failure_code or "")
    return state


async def _free(work: Work, row: Any, why: str) -> None:
    await work.execute(
        "UPDATE payout SET account_payout_id = NULL WHERE cooperative_id = $1 AND account_payout_id = $2",
        work.cooperative_id,
        row["id"],
    )
    await open_discrepancy(
        work, "account_payout_failed", ids.encode("onward", row["id"]),
        {"stall": ids.encode("stall", row["stall_id"]), "amount": Money(row["amount_minor"], row["currency"]).decimal, "code": why},
    )  # fmt: skip


async def _declined(work: Work, row: Any, outcome: ports.Declined) -> None:
    """A clear no: free again; what is only not there yet is tried again at the next round, without telling anybody."""
    ended = await work.execute(
        "UPDATE account_payout SET state = 'failed', failure = $3, ended_at = $4 WHERE cooperative_id = $1 AND id = $2 AND state = 'requested'",
        work.cooperative_id, row["id"], outcome.reason.value, work.now,
    )  # fmt: skip
    if ended:
        await _free(work, row, outcome.provider_code or outcome.reason.value)


async def _wait(work: Work, row: Any) -> None:
    await work.execute(
        "UPDATE account_payout SET tries = tries + 1, lease_until = $3 WHERE cooperative_id = $1 AND id = $2 AND state = 'requested'",
        work.cooperative_id, row["id"], work.now + pause(row["tries"]),
    )  # fmt: skip
