"""The provider's own books against ours: each of its movements must be one that we know, each of ours one that it has, and when
nothing is on its way its balance must be what our ledger says. What does not agree is written down for a person and never mended
silently.

A window of time is read page by page, each page compared in one unit that also notes how far it came: so a round may end at any
page, and holds no more than one. A window begins a day before the last one ended, so nothing falls between two.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.market.payments import ports
from minga_platform.market.payments.commands.applying import open_discrepancy
from minga_platform.market.payments.commands.capture import CARD_CASH, book_provider_fee
from minga_platform.market.payments.flows import ProviderAccounts, asked

_SEEN_AGAIN = timedelta(hours=26)
"""How far back each round looks: what the provider writes down late is still seen."""

_SETTLING = timedelta(minutes=10)
"""So long a movement may be there before its message was heard and applied."""

_MOST_PAGES = 200
"""So many a round; the next one goes on where it ended."""

_MOST_MISSING = 100

_KNOWN = """
SELECT w.place, p.id AS payment_id, p.provider_fee_minor,
    coalesce(k.amount_minor, p.amount_minor, -r.amount_minor * w.sign, -y.amount_minor, v.amount_minor,
        CASE WHEN w.amount = -d.taken_minor OR w.amount = d.returned_minor THEN w.amount ELSE -d.taken_minor END) AS expected
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::int[]) AS w (place, kind, source, amount, sign)
LEFT JOIN payment p ON w.kind = 'payment' AND p.cooperative_id = $1 AND p.provider_charge = w.source
LEFT JOIN card_wish k ON k.cooperative_id = p.cooperative_id AND k.payment_id = p.id AND k.wish = 'capture' AND k.state = 'done'
LEFT JOIN refund_back b ON w.kind IN ('refund', 'refund_failed') AND b.cooperative_id = $1 AND b.provider_refund = w.source
LEFT JOIN refund r ON w.kind IN ('refund', 'refund_failed') AND r.cooperative_id = $1
    AND r.id = coalesce(b.refund_id, (SELECT n.id FROM refund n WHERE n.cooperative_id = $1 AND n.provider_refund = w.source))
LEFT JOIN payout y ON w.kind = 'remittance' AND y.cooperative_id = $1 AND y.provider_transfer = w.source
LEFT JOIN reversal v ON w.kind = 'reversal' AND v.cooperative_id = $1 AND v.provider_reversal = w.source
LEFT JOIN dispute d ON w.kind = 'dispute' AND d.cooperative_id = $1 AND d.provider_dispute = w.source
ORDER BY w.place"""

_MISSING = """
SELECT o.kind, o.source, o.amount, o.currency FROM (
    SELECT 'payment' AS kind, p.provider_charge AS source, coalesce(k.amount_minor, p.amount_minor) AS amount, p.currency, p.paid_at AS at
    FROM payment p LEFT JOIN card_wish k ON k.cooperative_id = p.cooperative_id AND k.payment_id = p.id AND k.wish = 'capture' AND k.state = 'done'
    WHERE p.cooperative_id = $1 AND p.method = 'card' AND p.state = 'paid' AND p.provider_charge IS NOT NULL AND p.paid_at BETWEEN $2 AND $3
    UNION ALL SELECT 'refund', provider_refund, -amount_minor, currency, settled_at FROM refund
    WHERE cooperative_id = $1 AND state = 'settled' AND provider_refund IS NOT NULL AND settled_at BETWEEN $2 AND $3
    UNION ALL SELECT 'remittance', provider_transfer, -amount_minor, currency, paid_at FROM payout
    WHERE cooperative_id = $1 AND state = 'paid' AND provider_transfer IS NOT NULL AND paid_at BETWEEN $2 AND $3
) o WHERE NOT EXISTS (SELECT FROM provider_movement m WHERE m.cooperative_id = $1 AND m.source_ref = o.source AND m.kind = o.kind)
ORDER BY o.at LIMIT $4"""


async def reconcile(desk: Desk) -> None:
    """Go on comparing with the provider, then look at its balance. Safe to repeat, and to be cut off anywhere; nothing for a co-op
    without cards."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return
    window = await desk.run(_window)
    for _ in range(_MOST_PAGES):
        page = await asked(account.movements(since=window["from_at"], until=window["to_at"], after=window["after"]))
        if not isinstance(page, ports.Done):
            return
        window = await desk.run(partial(_compare_page, window=window, page=page.value))
        if window["ended_at"] is not None:
            break
    await _compare_balance(desk, account)


async def _window(work: Work) -> Any:
    """The window that is being read; the next one where the last was read to its end."""
    row = await work.row("SELECT * FROM reconciliation WHERE cooperative_id = $1 FOR UPDATE", work.cooperative_id)
    if row is not None and row["ended_at"] is None:
        return row
    begin = row["to_at"] if row is not None else await work.value(
        "SELECT coalesce(min(created_at), $2::timestamptz) FROM payment WHERE cooperative_id = $1 AND method = 'card'",
        work.cooperative_id, work.now,
    )  # fmt: skip
    return await work.row(
        "INSERT INTO reconciliation (cooperative_id, id, from_at, to_at) VALUES ($1, $2, $3, $4) ON CONFLICT (cooperative_id) DO UPDATE SET "
        "from_at = excluded.from_at, to_at = excluded.to_at, after = NULL, seen = 0, ended_at = NULL RETURNING *",
        work.cooperative_id, ids.new(), min(begin, work.now) - _SEEN_AGAIN, work.now - _SETTLING,
    )  # fmt: skip


async def _compare_page(work: Work, *, window: Any, page: ports.Page[ports.Movement]) -> Any:
    if page.items:
        await _compare(work, page.items)
    row = await work.row(
        "UPDATE reconciliation SET after = $3, seen = seen + $4, ended_at = CASE WHEN $3::text IS NULL THEN $5::timestamptz END "
        "WHERE cooperative_id = $1 AND id = $2 RETURNING *",
        work.cooperative_id, window["id"], page.after, len(page.items), work.now,
    )  # fmt: skip
    assert row is not None
    if row["ended_at"] is not None:
        await _tell_missing(work, row)
    return row


async def _compare(work: Work, movements: tuple[ports.Movement, ...]) -> None:
    """A page in a few statements, whatever is on it."""
    rows = await work.rows(
        _KNOWN,
        work.cooperative_id,
        list(range(len(movements))),
        [one.kind.value for one in movements],
        [one.source_ref or "" for one in movements],
        [one.amount.minor for one in movements],
        [-1 if one.kind is ports.MovementKind.REFUND_FAILED else 1 for one in movements],
    )
    await work.execute(
        "INSERT INTO provider_movement (cooperative_id, id, movement_ref, kind, source_ref, currency, amount_minor, fee_minor, moved_at) "
        "SELECT $1, w.* FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::timestamptz[]) "
        "AS w (id, ref, kind, source, currency, amount, fee, at) ON CONFLICT (cooperative_id, movement_ref) DO NOTHING",
        work.cooperative_id, [ids.new() for _ in movements], [one.movement_ref for one in movements], [one.kind.value for one in movements],
        [one.source_ref or "" for one in movements], [one.amount.currency for one in movements], [one.amount.minor for one in movements],
        [one.fee.minor for one in movements], [one.at for one in movements],
    )  # fmt: skip
    odd: list[tuple[str, ports.Movement, dict[str, Any]]] = []
    for row in rows:
        one = movements[row["place"]]
        if row["expected"] is None:
            odd.append(("unknown_movement", one, {}))
        elif row["expected"] != one.amount.minor:
            expected = Money(row["expected"], one.amount.currency).decimal
            odd.append(("other_movement", one, {"expected": expected}))
        elif row["payment_id"] is not None:
            if row["provider_fee_minor"] is None and one.fee.minor:
                # The provider tells its fee only once the charge is settled; here it is known.
                await book_provider_fee(work, row["payment_id"], one.fee.minor)
            elif (row["provider_fee_minor"] or 0) != one.fee.minor:
                odd.append(("other_fee", one, {"expected": str(row["provider_fee_minor"] or 0)}))
    await _tell_once(work, odd)


async def _tell_once(work: Work, odd: list[tuple[str, ports.Movement, dict[str, Any]]]) -> None:
    """The same movement is seen for a day: what a person has resolved is not opened anew."""
    if not odd:
        return
    known = {
        (row["kind"], row["subject"])
        for row in await work.rows(
            "SELECT kind, subject FROM discrepancy WHERE cooperative_id = $1 AND subject = ANY ($2)",
            work.cooperative_id,
            [one.movement_ref for _, one, _ in odd],
        )
    }
    for kind, one, facts in odd:
        if (kind, one.movement_ref) in known:
            continue
        about = {
            "movement": one.kind.value,
            "source": one.source_ref or "",
            "amount": one.amount.decimal,
            "at": one.at.isoformat(),
        }
        amount = one.net if kind == "unknown_movement" else None
        await open_discrepancy(work, kind, one.movement_ref, about | facts, amount=amount)


async def _tell_missing(work: Work, window: Any) -> None:
    """What we have booked in the window, and no line of the provider's says."""
    rows = await work.rows(_MISSING, work.cooperative_id, window["from_at"], window["to_at"], _MOST_MISSING)
    for row in rows:
        known = await work.value(
            "SELECT EXISTS (SELECT FROM discrepancy WHERE cooperative_id = $1 AND kind = 'missing_movement' AND subject = $2)",
            work.cooperative_id,
            row["source"],
        )
        if not known:
            ours = Money(row["amount"], row["currency"])
            facts = {"movement": row["kind"], "source": row["source"], "amount": ours.decimal}
            less = Money(-row["amount"], row["currency"])
            await open_discrepancy(work, "missing_movement", row["source"], facts, amount=less)


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
                await open_discrepancy(
                    work, "balance_differs", unit, facts, amount=Money(theirs.get(unit, 0) - ours, unit)
                )
            if theirs.get(unit, 0) < 0:
                await open_discrepancy(
                    work, "provider_overdrawn", unit, {"provider": Money(theirs[unit], unit).decimal}
                )

    await desk.run(note)


async def _calm_cash(work: Work) -> dict[str, int] | None:
    """Unit → what our books have at the provider; None while anything is on its way there."""
    busy = await work.value(
        """SELECT EXISTS (SELECT FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id
                   WHERE a.cooperative_id = $1 AND p.method IN ('card', 'pickup') AND (a.state IN ('created', 'page_open', 'declined')
                       OR (a.state = 'superseded' AND a.lease_until < 'infinity')))
            OR EXISTS (SELECT FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id
                   WHERE r.cooperative_id = $1 AND p.method = 'card' AND r.state IN ('requested', 'pending') AND r.lease_until < 'infinity')
            OR EXISTS (SELECT FROM payout WHERE cooperative_id = $1 AND channel = 'remittance' AND state = 'prepared')
            OR EXISTS (SELECT FROM card_wish WHERE cooperative_id = $1 AND state = 'requested' AND wish = 'capture')
            OR EXISTS (SELECT FROM reversal WHERE cooperative_id = $1 AND state = 'requested')
            OR EXISTS (SELECT FROM payment p WHERE p.cooperative_id = $1 AND p.method = 'card' AND p.state = 'paid' AND p.provider_fee_minor IS NULL
                   AND p.paid_at > $2::timestamptz - interval '26 hours')
            OR EXISTS (SELECT FROM reconciliation WHERE cooperative_id = $1 AND ended_at IS NULL)
            OR EXISTS (SELECT FROM webhook_event WHERE cooperative_id = $1 AND handled_at IS NULL)""",
        work.cooperative_id,
        work.now,
    )
    if busy:
        return None
    return {row.unit: row.balance for row in await ledger.accounts(work) if row.kind is CARD_CASH.kind}
