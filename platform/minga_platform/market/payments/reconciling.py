"""The provider's own books against ours: each of its movements must be one that we know, and when nothing is on its way its
balance must be what our ledger says. What does not agree is written down for a person and never mended silently.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.market.payments import ports
from minga_platform.market.payments.commands.applying import open_discrepancy
from minga_platform.market.payments.commands.capture import CARD_CASH, book_provider_fee
from minga_platform.market.payments.flows import ProviderAccounts, asked

_SEEN_AGAIN = timedelta(hours=26)
"""How far back each round looks: a round that was missed for a day loses nothing."""

_SETTLING = timedelta(minutes=10)
"""So long a movement may be there before its message was heard and applied."""

_MOST_PAGES = 50

_OURS = {
    ports.MovementKind.PAYMENT: "SELECT id, amount_minor, provider_fee_minor FROM payment WHERE cooperative_id = $1 AND provider_charge = $2",
    ports.MovementKind.REFUND: "SELECT id, -amount_minor AS amount_minor FROM refund WHERE cooperative_id = $1 AND provider_refund = $2",
    ports.MovementKind.REFUND_FAILED: "SELECT id, amount_minor FROM refund WHERE cooperative_id = $1 AND provider_refund = $2",
    ports.MovementKind.REMITTANCE: "SELECT id, -amount_minor AS amount_minor FROM payout WHERE cooperative_id = $1 AND provider_transfer = $2",
    ports.MovementKind.REVERSAL: "SELECT id, amount_minor FROM reversal WHERE cooperative_id = $1 AND provider_reversal = $2",
}


async def reconcile(desk: Desk) -> None:
    """Look at what moved at the provider since a day ago, then at its balance. Safe to repeat; nothing for a co-op without cards."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return
    async with desk.read() as work:
        now = work.now
    after: str | None = None
    for _ in range(_MOST_PAGES):
        found = await asked(account.movements(since=now - _SEEN_AGAIN, until=now - _SETTLING, after=after))
        if not isinstance(found, ports.Done):
            return
        items, after = found.value.items, found.value.after
        if items:
            await desk.run(partial(_compare, movements=items))
        if after is None:
            break
    await _compare_balance(desk, account)


async def _compare(work: Work, movements: tuple[ports.Movement, ...]) -> None:
    for one in movements:
        statement = _OURS.get(one.kind)
        row = await work.row(statement, work.cooperative_id, one.source_ref or "") if statement else None
        if row is None:
            await _tell_once(work, "unknown_movement", one, {})
            continue
        if row["amount_minor"] != one.amount.minor:
            await _tell_once(
                work, "other_movement", one, {"expected": Money(row["amount_minor"], one.amount.currency).decimal}
            )
        elif one.kind is ports.MovementKind.PAYMENT:
            if row["provider_fee_minor"] is None and one.fee.minor:
                # The provider tells its fee only once the charge is settled; here it is known.
                await book_provider_fee(work, row["id"], one.fee.minor)
            elif (row["provider_fee_minor"] or 0) != one.fee.minor:
                await _tell_once(work, "other_fee", one, {"expected": str(row["provider_fee_minor"] or 0)})


async def _tell_once(work: Work, kind: str, one: ports.Movement, facts: dict[str, Any]) -> None:
    """The same movement is seen for a day: what a person has resolved is not opened anew."""
    known = await work.value(
        "SELECT EXISTS (SELECT FROM discrepancy WHERE cooperative_id = $1 AND kind = $2 AND subject = $3)",
        work.cooperative_id,
        kind,
        one.movement_ref,
    )
    if not known:
        about = {
            "movement": one.kind.value,
            "source": one.source_ref or "",
            "amount": one.amount.decimal,
            "at": one.at.isoformat(),
        }
        await open_discrepancy(work, kind, one.movement_ref, about | facts)


async def _compare_balance(desk: Desk, account: ports.Payments) -> None:
    """Only while nothing is on its way, before and after asking: else the two are rightly apart for a moment."""
    before = await desk.run(_calm_cash)
    if before is None:
        return
    seen = await asked(account.balance())
    if not isinstance(seen, ports.Done):
        return
    theirs: dict[str, int] = {}
    for part in (seen.value.available, seen.value.pending):
        for unit, money in part.items():
            theirs[unit] = theirs.get(unit, 0) + money.minor

    async def note(work: Work) -> None:
        if await _calm_cash(work) != before:
            return
        for unit in sorted({*theirs, *before}):
            ours = before.get(unit, 0)
            if theirs.get(unit, 0) != ours:
                facts = {"provider": Money(theirs.get(unit, 0), unit).decimal, "books": Money(ours, unit).decimal}
                await open_discrepancy(work, "balance_differs", unit, facts)
            if theirs.get(unit, 0) < 0:
                await open_discrepancy(
                    work, "provider_overdrawn", unit, {"provider": Money(theirs[unit], unit).decimal}
                )

    await desk.run(note)


async def _calm_cash(work: Work) -> dict[str, int] | None:
    """Unit → what our books have at the provider; None while anything is on its way there."""
    busy = await work.value(
        """SELECT EXISTS (SELECT FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id
                   WHERE a.cooperative_id = $1 AND p.method = 'card' AND (a.state IN ('created', 'page_open', 'declined')
                       OR (a.state = 'superseded' AND a.lease_until < 'infinity')))
            OR EXISTS (SELECT FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id
                   WHERE r.cooperative_id = $1 AND p.method = 'card' AND r.state IN ('requested', 'pending'))
            OR EXISTS (SELECT FROM payout WHERE cooperative_id = $1 AND channel = 'remittance' AND state = 'prepared')
            OR EXISTS (SELECT FROM reversal WHERE cooperative_id = $1 AND state = 'requested')
            OR EXISTS (SELECT FROM payment p WHERE p.cooperative_id = $1 AND p.method = 'card' AND p.state = 'paid' AND p.provider_fee_minor IS NULL
                   AND p.paid_at > $2::timestamptz - interval '26 hours')
            OR EXISTS (SELECT FROM webhook_event WHERE cooperative_id = $1 AND handled_at IS NULL)""",
        work.cooperative_id,
        work.now,
    )
    if busy:
        return None
    return {row.unit: row.balance for row in await ledger.accounts(work) if row.kind is CARD_CASH.kind}
