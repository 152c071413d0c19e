"""Verbs that move value. Each writes one journal, or finds that its key was used before and changes nothing.

The commands are for other features' commands, called with the same `work`, so that an order and its money are true
together. Who may do it is decided there, before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from minga_platform.kernel import ids
from minga_platform.kernel.database import PASSING_CONSTRAINTS
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import CHART, AccountName
from minga_platform.ledger.errors import AlreadyReversed, AlreadySettled, LimitPassed

# A machine whose clock is off by more than ten minutes writes no money; whoever asked it may ask again, or another one.
PASSING_CONSTRAINTS.add("ledger_born_now")


@dataclass(frozen=True, slots=True)
class Move:
    """One transfer to be: `amount` leaves `credit` and arrives at `debit`, as bookkeepers say it.

    The amount is ≥ 0; a move of nothing is left out. `seller_order_id` and `order_line_id` let a statement name the
    sale.
    """

    debit: AccountName
    credit: AccountName
    amount: Money
    seller_order_id: UUID | None = None
    order_line_id: UUID | None = None
    purpose: str = ""

    def __post_init__(self) -> None:
        if self.amount.minor < 0:
            raise ValueError("a move has a direction, not a sign: swap debit and credit")


@dataclass(frozen=True, slots=True)
class _Row:
    debit_id: UUID
    credit_id: UUID
    unit: str
    amount: int
    names: UUID | None
    reverses: UUID | None
    seller_order_id: UUID | None
    order_line_id: UUID | None
    purpose: str


async def post(work: Work, *, kind: str, subject_kind: str, subject_id: UUID, key: str, moves: Sequence[Move]) -> UUID:
    """Move value now. The journal's id; the same `key` again gives the first journal's id and moves nothing.

    Refuses: LimitPassed.
    """
    return await _post_moves(work, "posted", kind, subject_kind, subject_id, key, moves)


async def post_pending(
    work: Work, *, kind: str, subject_kind: str, subject_id: UUID, key: str, moves: Sequence[Move]
) -> UUID:
    """Set value aside: limits count it as gone, but it arrives only with `post_of`. Refuses: LimitPassed."""
    return await _post_moves(work, "pending", kind, subject_kind, subject_id, key, moves)


async def post_of(work: Work, *, pending_id: UUID, key: str, amounts: Sequence[int] | None = None) -> UUID:
    """Let the pending transfers of journal `pending_id` arrive: whole, or `amounts` of each in its order (1 … set
    aside).

    What is not taken is free again. Refuses: NotFound, AlreadySettled, LimitPassed.
    """
    return await _settle(work, "post", pending_id, key, amounts)


async def void(work: Work, *, pending_id: UUID, key: str) -> UUID:
    """Let go of the pending transfers of journal `pending_id`. Refuses: NotFound, AlreadySettled."""
    return await _settle(work, "void", pending_id, key, None)


async def reverse(work: Work, *, journal_id: UUID, key: str) -> UUID:
    """Undo all that journal `journal_id` moved, by transfers the other way. Refuses: NotFound, AlreadyReversed,
    LimitPassed."""
    found, first = await _journal_to_follow(work, journal_id, "reversal", key)
    if found is None:
        return first
    rows = [
        replace(row, debit_id=row.credit_id, credit_id=row.debit_id, names=None, reverses=transfer_id)
        # Backwards, so that what came in last leaves first and no limit is passed on the way.
        for transfer_id, row in reversed(await _transfers_of(work, journal_id, ("posted", "post")))
    ]
    try:
        await _insert(work, first, "posted", rows)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "transfer_reverses_uq":
            raise AlreadyReversed(journal_id) from error
        raise
    return first


async def open_accounts(work: Work, names: Sequence[AccountName], unit: str) -> None:
    """Let accounts exist before their first transfer, so that the books of a new co-op show them at zero."""
    await _open(work, {name.id_in(work.cooperative_id, unit): (name, unit) for name in names})


async def _post_moves(
    work: Work, state: str, kind: str, subject_kind: str, subject_id: UUID, key: str, moves: Sequence[Move]
) -> UUID:
    journal_id, fresh = await _open_journal(work, kind, subject_kind, subject_id, key)
    moving = [move for move in moves if move.amount.minor]
    if not fresh or not moving:
        return journal_id
    account_ids = {
        (name, move.amount.currency): name.id_in(work.cooperative_id, move.amount.currency)
        for move in moving
        for name in (move.debit, move.credit)
    }
    await _open(work, {account_id: named for named, account_id in account_ids.items()})
    rows = [
        _Row(
            debit_id=account_ids[move.debit, move.amount.currency],
            credit_id=account_ids[move.credit, move.amount.currency],
            unit=move.amount.currency,
            amount=move.amount.minor,
            names=None,
            reverses=None,
            seller_order_id=move.seller_order_id,
            order_line_id=move.order_line_id,
            purpose=move.purpose,
        )
        for move in moving
    ]
    await _insert(work, journal_id, state, rows)
    return journal_id


async def _settle(work: Work, state: str, pending_id: UUID, key: str, amounts: Sequence[int] | None) -> UUID:
    found, journal_id = await _journal_to_follow(work, pending_id, state, key)
    if found is None:
        return journal_id
    pending = await _transfers_of(work, pending_id, ("pending",))
    if not pending:
        raise NotFound
    wanted = [row.amount for _, row in pending] if amounts is None else list(amounts)
    rows = [
        replace(row, names=transfer_id, amount=amount)
        for (transfer_id, row), amount in zip(pending, wanted, strict=True)
    ]
    try:
        await _insert(work, journal_id, state, rows)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "transfer_names_uq":
            raise AlreadySettled(pending_id) from error
        raise
    return journal_id


async def _journal_to_follow(work: Work, journal_id: UUID, kind: str, key: str) -> tuple[asyncpg.Record | None, UUID]:
    """The journal that another one refers to and the new one's id; None for the former when `key` was used before."""
    found = await work.row(
        "SELECT subject_kind, subject_id FROM journal WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        journal_id,
    )
    if found is None:
        raise NotFound
    follower_id, fresh = await _open_journal(work, kind, found["subject_kind"], found["subject_id"], key)
    return (found if fresh else None), follower_id


async def _open_journal(work: Work, kind: str, subject_kind: str, subject_id: UUID, key: str) -> tuple[UUID, bool]:
    """The journal under `key`, and whether it is new. A second writer waits here until the first has committed."""
    journal_id = await work.value(
        "INSERT INTO journal (cooperative_id, id, kind, subject_kind, subject_id, key, by_person_id, for_person_id,"
        " system, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        " ON CONFLICT (cooperative_id, key) DO NOTHING RETURNING id",
        work.cooperative_id,
        ids.new(),
        kind,
        subject_kind,
        subject_id,
        key,
        work.actor.by_person_id,
        work.actor.for_person_id,
        work.actor.system,
        work.now,
    )
    if journal_id is not None:
        return journal_id, True
    first = await work.row(
        "SELECT id, kind, subject_id FROM journal WHERE cooperative_id = $1 AND key = $2", work.cooperative_id, key
    )
    # A key under which something else happened is a bug of the caller: silence here would lose money.
    assert first is not None
    assert (first["kind"], first["subject_id"]) == (kind, subject_id), f"key {key} was used for another journal"
    return first["id"], False


async def _open(work: Work, accounts: dict[UUID, tuple[AccountName, str]]) -> None:
    """Let the accounts exist. One statement that finds them there nearly always; ids in order, against deadlocks."""
    rows = [(account_id, *accounts[account_id]) for account_id in sorted(accounts)]
    await work.execute(
        "INSERT INTO account (cooperative_id, id, unit, kind, holder_id, purpose, direction, minimum, opened_at)"
        " SELECT $1, id, unit, kind, holder_id, purpose, direction, minimum, $2"
        " FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::int2[], $9::int8[])"
        " AS fresh (id, unit, kind, holder_id, purpose, direction, minimum)"
        " ON CONFLICT DO NOTHING",
        work.cooperative_id,
        work.now,
        [account_id for account_id, _, _ in rows],
        [unit for _, _, unit in rows],
        [name.kind.value for _, name, _ in rows],
        [name.holder_id for _, name, _ in rows],
        [name.purpose for _, name, _ in rows],
        [CHART[name.kind].direction for _, name, _ in rows],
        [CHART[name.kind].minimum for _, name, _ in rows],
    )


async def _transfers_of(work: Work, journal_id: UUID, states: tuple[str, ...]) -> list[tuple[UUID, _Row]]:
    rows = await work.rows(
        "SELECT id, debit_id, credit_id, unit, amount, names, reverses, seller_order_id, order_line_id, purpose"
        " FROM transfer WHERE cooperative_id = $1 AND journal_id = $2 AND state = ANY ($3) ORDER BY place",
        work.cooperative_id,
        journal_id,
        list(states),
    )
    return [(row["id"], _Row(**{name: value for name, value in row.items() if name != "id"})) for row in rows]


async def _insert(work: Work, journal_id: UUID, state: str, rows: Sequence[_Row]) -> None:
    """All transfers of a journal in one statement; the database checks them and follows the limited balances."""
    columns: list[list[Any]] = [
        # In order, so that transfers of one journal are listed as they were written.
        sorted(ids.new() for _ in rows),
        list(range(len(rows))),
        [row.debit_id for row in rows],
        [row.credit_id for row in rows],
        [row.unit for row in rows],
        [row.amount for row in rows],
        [row.names for row in rows],
        [row.reverses for row in rows],
        [row.seller_order_id for row in rows],
        [row.order_line_id for row in rows],
        [row.purpose for row in rows],
    ]
    try:
        await work.execute(
            "INSERT INTO transfer (cooperative_id, journal_id, state, at, id, place, debit_id, credit_id, unit, amount,"
            " names, reverses, seller_order_id, order_line_id, purpose)"
            " SELECT $1, $2, $3, $4, fresh.* FROM unnest($5::uuid[], $6::int2[], $7::uuid[], $8::uuid[], $9::text[],"
            " $10::int8[], $11::uuid[], $12::uuid[], $13::uuid[], $14::uuid[], $15::text[]) AS fresh",
            work.cooperative_id,
            journal_id,
            state,
            work.now,
            *columns,
        )
    except asyncpg.CheckViolationError as error:
        if error.constraint_name == "balance_minimum_ck":
            told = orjson.loads(error.detail or "{}")
            raise LimitPassed(told["kind"], told["holder_id"] and UUID(told["holder_id"])) from error
        raise
