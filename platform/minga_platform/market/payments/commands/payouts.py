"""Payouts: earnings that are payable go to their maker, each exactly once.

While a payout is under way its money is set aside in the ledger (a pending transfer), so nothing can spend it twice; it
arrives when the payout is made and is free again when it fails. What a stall owes is taken off first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post, post_pending
from minga_platform.market.credit.accounts import returned_to
from minga_platform.market.orders.supply import SUPPLY_TAX
from minga_platform.market.payments import rails, tills
from minga_platform.market.payments.commands.approvals import approve, needed_for
from minga_platform.market.payments.commands.earnings import refunded_earnings
from minga_platform.market.payments.commands.undecided import undecided
from minga_platform.market.payments.errors import NothingPayable, OwnPayout
from minga_platform.market.payments.events import PayoutMade, PayoutPrepared
from minga_platform.membership import access
from minga_platform.rules import queries as rules

REMITTED_AT_ONCE = 50
"""So many in one unit, which must end within seconds; the next unit takes the next."""

_MOST_IN_A_BATCH = 1000
_REMITTED = f"""(coalesce(a.state, 'none') = 'active' AND p.method = 'card' AND (p.stored_minor = 0 OR EXISTS (SELECT FROM portion q
    WHERE q.cooperative_id = s.cooperative_id AND q.seller_order_id = s.id AND q.captured_minor - q.refunded_minor >= s.earning_minor + {SUPPLY_TAX})))"""
"""What the provider sends on: it holds the money, and knows the maker. What a voucher or store credit paid is not there, nor what went
back to the card first, so a part that needs it is paid out by the co-op."""

Channel = Literal["bank", "hand", "remittance"]
_CASH = {"bank": AccountKind.CASH_BANK, "remittance": AccountKind.CASH_STRIPE}


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a wish to pay out: the batch, its payouts, and the stalls that were passed over because their payee is new."""

    batch_id: UUID
    payout_ids: list[UUID]
    held_stall_ids: list[UUID]


async def prepare_payouts(
    work: Work,
    viewer: Viewer,
    *,
    channel: str,
    stall_ids: Sequence[UUID] | None,
    till_id: UUID | None = None,
    rests: bool = False,
) -> Batch:
    """Gather all payable earnings (of these stalls, or all that are not remitted) into a batch, to be sent by bank or
    given by hand out of a till, a pickup point's. Needs `payouts.make`.

    `rests`: to named stalls, by hand, to the last unit: also what earlier payouts could not carry, even where nothing else is
    payable. What no coin is made for, whoever gives it rounds up, and the count of the till says so.
    Refuses: InvalidInput, NotFound (the till), OwnPayout, NothingPayable, TillTooLow. Announces: PayoutPrepared for each.
    """
    agent_id = await access.require(work, viewer, "payouts.make")
    if channel not in ("bank", "hand") or (channel == "hand") != (till_id is not None):
        raise InvalidInput("channel", "one_of")
    if rests and (channel != "hand" or stall_ids is None):
        raise InvalidInput("rests", "one_of")
    if till_id is not None:
        await tills.lock(work, till_id)
    if rests and await _keeps_one_of(work, agent_id, stall_ids or ()):
        raise OwnPayout
    rows = await _payable(work, "TRUE" if stall_ids is not None else f"NOT {_REMITTED}", stall_ids=stall_ids)
    if any(row["agent_id"] == agent_id for row in rows):
        if stall_ids is not None:
            raise OwnPayout
        rows = [row for row in rows if row["agent_id"] != agent_id]
    hours = await rules.number_at(work, "market.payout_bank_hold_hours")
    fresh = {
        row["stall_id"]
        for row in rows
        if channel == "bank" and row["payee_changed_at"] and row["payee_changed_at"] + timedelta(hours=hours) > work.now
    }
    batch_id = ids.new()
    made: list[UUID] = []
    groups = _grouped(row for row in rows if row["stall_id"] not in fresh)
    if rests:
        groups = {one: [] for one in await _stalls_with_rests(work, stall_ids or ())} | groups
    for (stall_id, unit), parts in groups.items():
        payout_id = await _prepare(
            work, stall_id, unit, parts, cast("Channel", channel), batch_id=batch_id, till_id=till_id, by=agent_id, rounded=not rests
        )  # fmt: skip
        if payout_id is None:
            continue
        made.append(payout_id)
        await _require_free(work, till_id, payout_id, unit)
    for stall_id, unit in await _stalls_with_returns(work, stall_ids, agent_id):
        if stall_id in fresh:
            continue
        back = await _return(
            work, stall_id, unit, cast("Channel", channel), batch_id=batch_id, till_id=till_id, by=agent_id, rounded=not rests
        )  # fmt: skip
        if back is None:
            continue
        made.append(back)
        await _require_free(work, till_id, back, unit)
    if not made and not fresh:
        raise NothingPayable
    return Batch(batch_id, made, sorted(fresh))


async def _require_free(work: Work, till_id: UUID | None, payout_id: UUID, unit: str) -> None:
    """The till has what this payout takes, after a debt was taken off: that needs no cash. The next stall finds only what this one
    left. Refuses: TillTooLow."""
    if till_id is None:
        return
    amount: int = await work.value(
        "SELECT amount_minor FROM payout WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, payout_id
    )
    await tills.require_free(work, till_id, Money(amount, unit))


@dataclass(frozen=True, slots=True)
class HeldStall:
    """A stall with payable earnings that no batch by bank gathers `until` then, since its payee was changed a short while ago."""

    stall_id: UUID
    until: datetime


async def held_stalls(work: Work, viewer: Viewer) -> list[HeldStall] | None:
    """Whose earnings a batch by bank would pass over now, by when they may go; None without `payouts.see`."""
    if not await access.may(work, viewer, "payouts.see"):
        return None
    hours = timedelta(hours=await rules.number_at(work, "market.payout_bank_hold_hours"))
    rows = await _payable(work, f"NOT {_REMITTED} AND a.payee_changed_at IS NOT NULL", looked_at=True)
    found = {row["stall_id"]: row["payee_changed_at"] + hours for row in rows}
    return [HeldStall(*one) for one in sorted(found.items(), key=lambda one: one[1]) if one[1] > work.now]


async def prepare_remittances(work: Work) -> int:
    """One payout per payable part that was paid by card, of a stall with an active connected account: its money comes out of the
    very charge that paid it. Cash and transfers lie elsewhere: their parts go by bank or by hand, whatever account a stall has.

    For the worker; how many, at most `REMITTED_AT_ONCE`. Safe to repeat. Announces: PayoutPrepared for each.
    """
    hours = await rules.number_at(work, "market.payout_bank_hold_hours")
    rows = await _payable(
        work,
        _REMITTED,
        changed_since=work.now - timedelta(hours=hours),
        most=REMITTED_AT_ONCE,
    )
    for row in rows:
        await _prepare(work, row["stall_id"], row["currency"], [row], "remittance", account=row["provider_account"])
    return len(rows)


async def _payable(
    work: Work,
    which: str,
    *,
    stall_ids: Sequence[UUID] | None = None,
    changed_since: datetime | None = None,
    most: int = _MOST_IN_A_BATCH,
    looked_at: bool = False,
) -> list[asyncpg.Record]:
    """Parts that are payable, in no living payout, and `which` (a condition), locked in id order (unless they are only `looked_at`); not those of stalls whose
    account was exchanged after `changed_since`, nor what was paid into a maker's own till: that is in her hand already
    (`cashbox/own_till.py`)."""
    found = f"""FROM seller_order s JOIN stall t ON t.cooperative_id = s.cooperative_id AND t.id = s.stall_id
        JOIN payment p ON p.cooperative_id = s.cooperative_id AND p.order_id = s.order_id
        LEFT JOIN seller_account a ON a.cooperative_id = s.cooperative_id AND a.stall_id = s.stall_id
        WHERE s.cooperative_id = $1 AND s.payable_at IS NOT NULL AND p.disputed_at IS NULL AND ($2::uuid[] IS NULL OR s.stall_id = ANY($2))
        AND ($3::timestamptz IS NULL OR NOT coalesce(a.had_account_before AND a.payee_changed_at > $3, false)) AND ({which})
        AND NOT EXISTS (SELECT FROM payout_item i WHERE i.cooperative_id = s.cooperative_id AND i.seller_order_id = s.id AND i.live)
        AND NOT EXISTS (SELECT FROM portion o WHERE o.cooperative_id = s.cooperative_id AND o.seller_order_id = s.id AND o.till_id = s.stall_id)
        AND NOT EXISTS (SELECT FROM restriction r WHERE r.cooperative_id = s.cooperative_id AND r.stall_id = s.stall_id
            AND r.kind = 'payout' AND r.ended_at IS NULL)"""
    arguments = (work.cooperative_id, None if stall_ids is None else list(stall_ids), changed_since)
    # Locked first, read after: whoever waited here for another payout would else still believe what it saw before it.
    hold = "" if looked_at else "FOR UPDATE OF s"
    locked = await work.rows(f"SELECT s.id {found} ORDER BY s.id LIMIT $4 {hold}", *arguments, most)
    return await work.rows(
        f"SELECT s.id, s.stall_id, s.currency, s.earning_minor + {SUPPLY_TAX} AS due_minor, t.agent_id, a.payee_changed_at, a.provider_account "
        f"{found} AND s.id = ANY($4) ORDER BY s.id",
        *arguments, [row["id"] for row in locked],
    )  # fmt: skip


def _grouped(rows) -> dict[tuple[UUID, str], list[asyncpg.Record]]:  # type: ignore[no-untyped-def]
    groups: dict[tuple[UUID, str], list[asyncpg.Record]] = {}
    for row in rows:
        groups.setdefault((row["stall_id"], row["currency"]), []).append(row)
    return groups


async def _prepare(
    work: Work,
    stall_id: UUID,
    unit: str,
    parts: Sequence[asyncpg.Record],
    channel: Channel,
    *,
    batch_id: UUID | None = None,
    till_id: UUID | None = None,
    account: str | None = None,
    by: UUID | None = None,
    rounded: bool = True,
    brings: bool = True,
) -> UUID | None:
    """A payout of these parts and of what earlier ones could not carry (`brings`), as far as the channel carries it (`rounded`), else to
    the last unit; its id. None where there are no parts and nothing is left of earlier ones."""
    back = await refunded_earnings(work, [part["id"] for part in parts])
    amounts = {part["id"]: part["due_minor"] - back.get(part["id"], 0) for part in parts}
    earned = sum(amounts.values())
    payable = AccountName(AccountKind.SELLER_PAYABLE, stall_id)
    negative = AccountName(AccountKind.SELLER_NEGATIVE, stall_id)
    balances = await ledger.locked(work, [payable, negative], unit)
    # Read after the lock. What the provider may still give back is not netted: only one of the two may take it.
    asked_for = sum(row["owed_minor"] for row in await undecided(work, stall_id=stall_id) if row["currency"] == unit)
    brought = await _carried_forward(work, stall_id, unit) if brings else 0
    if not parts and brought <= 0:
        return None
    netted = min(max(earned + brought, 0), max(balances[negative] - asked_for, 0))
    due = earned + brought - netted
    # What the rail cannot carry is payable still, and goes with her next payout.
    amount = rails.carried(due, channel, unit) if rounded else max(due, 0)
    payout_id = ids.new()
    await work.execute(
        "INSERT INTO payout (cooperative_id, id, stall_id, channel, state, currency, amount_minor, netted_minor, batch_id, till_id, provider_account, "
        "reversed_minor, created_at, lease_until, paid_at, approvals_needed, brought_minor, carried_minor) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, $15, $16, $17)",
        work.cooperative_id, payout_id, stall_id, channel, "prepared" if amount else "paid", unit, amount, netted, batch_id, till_id, account,
        work.now, work.now + LEASE, None if amount else work.now, await needed_for(work, amount), brought, due - amount,
    )  # fmt: skip
    if by is not None:
        await approve(work, payout_id, by)
    await work.many(
        "INSERT INTO payout_item (cooperative_id, id, payout_id, seller_order_id, amount_minor, live) VALUES ($1, $2, $3, $4, $5, true)",
        [(work.cooperative_id, ids.new(), payout_id, part_id, part) for part_id, part in amounts.items()],
    )
    if netted:
        await post(
            work, kind="netting", subject_kind="payout", subject_id=payout_id, key=f"netting:{payout_id}",
            moves=[Move(payable, negative, Money(netted, unit))],
        )  # fmt: skip
    if amount:
        cash = AccountName(AccountKind.CASH_TILL, till_id) if till_id else AccountName(_CASH[channel])
        await post_pending(
            work, kind="payout", subject_kind="payout", subject_id=payout_id, key=f"payout:{payout_id}",
            moves=[Move(payable, cash, Money(amount, unit), seller_order_id=parts[0]["id"] if len(parts) == 1 else None)],
        )  # fmt: skip
        work.emit(PayoutPrepared(payout_id=payout_id, channel=channel))
    else:
        work.emit(PayoutMade(payout_id=payout_id))
    return payout_id


async def spendable(work: Work, stall_id: UUID, unit: str, locked: bool) -> int:
    """What a payout to this stall would pay now: what is payable and in no living payout, with what came back, less all that it owes
    (also what the provider may still give back: here nobody is paid ahead of that). `locked`: its parts and balances."""
    rows = [
        row
        for row in await _payable(work, "TRUE", stall_ids=[stall_id], looked_at=not locked)
        if row["currency"] == unit
    ]
    back = await refunded_earnings(work, [row["id"] for row in rows])
    earned: int = sum(row["due_minor"] - back.get(row["id"], 0) for row in rows)
    if await _withheld(work, stall_id):
        return 0
    negative, returned = AccountName(AccountKind.SELLER_NEGATIVE, stall_id), returned_to(stall_id)
    if locked:
        payable = AccountName(AccountKind.SELLER_PAYABLE, stall_id)
        balances = await ledger.locked(work, [payable, negative, returned], unit)
        return max(min(earned, balances[payable]) + balances[returned] - balances[negative], 0)
    owed, there = await ledger.balance(work, negative, unit), -await ledger.balance(work, returned, unit)
    return max(earned + there - owed, 0)


async def _withheld(work: Work, stall_id: UUID) -> bool:
    found: bool = await work.value(
        "SELECT EXISTS (SELECT FROM restriction WHERE cooperative_id = $1 AND stall_id = $2 AND kind = 'payout' AND ended_at IS NULL)",
        work.cooperative_id,
        stall_id,
    )
    return found


async def _return(
    work: Work,
    stall_id: UUID,
    unit: str,
    channel: Channel,
    *,
    batch_id: UUID,
    till_id: UUID | None,
    by: UUID,
    rounded: bool,
) -> UUID | None:
    """A payout of what came back from purchases that the stall paid out of its earnings, less what it owes; None where nothing is left.
    It has no items, for nothing was earned with it a second time. Announces: PayoutPrepared."""
    returned, negative = returned_to(stall_id), AccountName(AccountKind.SELLER_NEGATIVE, stall_id)
    balances = await ledger.locked(work, [returned, negative], unit)
    asked_for = sum(row["owed_minor"] for row in await undecided(work, stall_id=stall_id) if row["currency"] == unit)
    cleared = max(min(balances[returned], balances[negative] - asked_for), 0)
    payout_id = ids.new()
    if cleared:
        await post(
            work, kind="set_off_cleared", subject_kind="stall", subject_id=stall_id, key=f"set-off-cleared:{payout_id}",
            moves=[Move(returned, negative, Money(cleared, unit))],
        )  # fmt: skip
    # What the rail cannot carry stays where it is, and goes with the next one.
    left = balances[returned] - cleared
    amount = rails.carried(left, channel, unit) if rounded else left
    if amount <= 0:
        return None
    await work.execute(
        "INSERT INTO payout (cooperative_id, id, stall_id, channel, state, currency, amount_minor, netted_minor, returned_minor, batch_id, till_id, "
        "reversed_minor, created_at, lease_until, approvals_needed) VALUES ($1, $2, $3, $4, 'prepared', $5, $6, 0, $6, $7, $8, 0, $9, $10, $11)",
        work.cooperative_id, payout_id, stall_id, channel, unit, amount, batch_id, till_id, work.now, work.now + LEASE,
        await needed_for(work, amount),
    )  # fmt: skip
    await approve(work, payout_id, by)
    cash = AccountName(AccountKind.CASH_TILL, till_id) if till_id else AccountName(_CASH[channel])
    await post_pending(
        work, kind="payout", subject_kind="payout", subject_id=payout_id, key=f"payout:{payout_id}",
        moves=[Move(returned, cash, Money(amount, unit))],
    )  # fmt: skip
    work.emit(PayoutPrepared(payout_id=payout_id, channel=channel))
    return payout_id


async def _stalls_with_returns(
    work: Work, stall_ids: Sequence[UUID] | None, but_agent_id: UUID
) -> list[tuple[UUID, str]]:
    rows = await work.rows(
        "SELECT a.holder_id, a.unit FROM account a JOIN balance b ON b.cooperative_id = a.cooperative_id AND b.id = a.id "
        "JOIN stall s ON s.cooperative_id = a.cooperative_id AND s.id = a.holder_id AND s.agent_id <> $3 "
        "WHERE a.cooperative_id = $1 AND a.kind = 'seller_payable' AND a.purpose = 'returned' AND b.posted - b.pending > 0 "
        "AND ($2::uuid[] IS NULL OR s.id = ANY ($2)) AND NOT EXISTS (SELECT FROM restriction r WHERE r.cooperative_id = s.cooperative_id "
        "AND r.stall_id = s.id AND r.kind = 'payout' AND r.ended_at IS NULL) ORDER BY a.holder_id, a.unit LIMIT 200",
        work.cooperative_id,
        None if stall_ids is None else list(stall_ids),
        but_agent_id,
    )
    return [(row["holder_id"], row["unit"]) for row in rows]


async def prepare_parts(
    work: Work,
    stall_id: UUID,
    unit: str,
    parts: Sequence[asyncpg.Record],
    channel: Channel,
    *,
    till_id: UUID | None = None,
) -> UUID:
    """A payout of these payable parts of a stall, locked by the caller; its id. Announces: PayoutPrepared or PayoutMade.

    To the last minor unit: what is set off within a till is not sent."""
    made = await _prepare(work, stall_id, unit, parts, channel, till_id=till_id, rounded=False, brings=False)
    assert made is not None, "there are parts"
    return made


async def _keeps_one_of(work: Work, agent_id: UUID, stall_ids: Sequence[UUID]) -> bool:
    found: bool = await work.value(
        "SELECT EXISTS (SELECT FROM stall WHERE cooperative_id = $1 AND id = ANY ($2) AND agent_id = $3)",
        work.cooperative_id,
        list(stall_ids),
        agent_id,
    )
    return found


async def _stalls_with_rests(work: Work, stall_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    rows = await work.rows(
        "SELECT p.stall_id, p.currency FROM payout p WHERE p.cooperative_id = $1 AND p.stall_id = ANY ($2) AND p.state IN ('prepared', 'paid') "
        "AND NOT EXISTS (SELECT FROM restriction r WHERE r.cooperative_id = p.cooperative_id AND r.stall_id = p.stall_id "
        "AND r.kind = 'payout' AND r.ended_at IS NULL) GROUP BY 1, 2 HAVING sum(p.carried_minor - p.brought_minor) > 0 ORDER BY 1, 2",
        work.cooperative_id, list(stall_ids),
    )  # fmt: skip
    return [(row["stall_id"], row["currency"]) for row in rows]


async def _carried_forward(work: Work, stall_id: UUID, unit: str) -> int:
    """What a stall's payouts could not carry and none has paid since; below zero where one failed whose rest was paid. For a
    stall whose balances are locked."""
    found: int = await work.value(
        "SELECT coalesce(sum(carried_minor - brought_minor), 0)::bigint FROM payout WHERE cooperative_id = $1 AND stall_id = $2 "
        "AND currency = $3 AND state IN ('prepared', 'paid')",
        work.cooperative_id, stall_id, unit,
    )  # fmt: skip
    return found
