"""A shift with the box: taken against signature, counted by two, its difference booked, handed on or brought to the bank."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.cashbox import rights
from minga_platform.market.cashbox.amounts import faces, worth
from minga_platform.market.cashbox.errors import BoxIsOpen, CountedBefore, NotEnoughCash, ReasonNeeded
from minga_platform.market.cashbox.events import CashShiftClosed
from minga_platform.market.cashbox.sweeping import held, locked_box, take_up

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_MOST_PIECES = 100_000
_LONGEST_REASON = 300
TRANSIT = AccountName(AccountKind.CASH_TRANSIT)


async def open_shift(
    work: Work,
    viewer: Viewer,
    *,
    till_kind: str,
    till_id: UUID,
    counted: Money,
    brought: Money | None,
    keeper_name: str,
    on_paper: bool,
    reason: str,
) -> UUID:
    """Take a till's box: `counted` is what lies in it, `brought` what of that came fresh from the bank as change.

    `keeper_name`: the signature, typed, or as on the sheet that was signed (`on_paper`). What lies in the box and is not in the
    books is booked as a difference, for which a reason is needed. Needs `till.use` (a stall's own till: its keepers).
    Refuses: NotFound, NotAllowed, InvalidInput, BoxIsOpen, ReasonNeeded.
    """
    if till_kind not in ("point", "stall"):
        raise InvalidInput("tillId", "one_of")
    agent_id = await rights.require(work, viewer, till_kind, till_id)
    name = _line(keeper_name, "keeperName", shortest=2)
    if counted.minor < 0 or (brought is not None and not 0 <= brought.minor <= counted.minor):
        raise InvalidInput("brought", "range", minimum="0", maximum=str(counted.minor))
    if brought is not None and brought.currency != counted.currency:
        raise InvalidInput("brought", "currency")
    if counted.currency != await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id):
        raise InvalidInput("counted", "currency")
    box = await _box(work, till_kind, till_id, counted.currency)
    running = await work.row(
        "SELECT id FROM cash_shift WHERE cooperative_id = $1 AND box_id = $2 AND state <> 'closed'",
        work.cooperative_id,
        box["id"],
    )
    if running is not None:
        raise BoxIsOpen(running["id"])
    number = 1 + await work.value(
        "SELECT count(*) FROM cash_shift WHERE cooperative_id = $1 AND box_id = $2", work.cooperative_id, box["id"]
    )
    shift_id = ids.new()
    await work.execute(
        "INSERT INTO cash_shift (cooperative_id, id, box_id, number, state, currency, keeper_name, on_paper, opened_by, opened_at, float_minor, "
        "float_difference_minor, float_reason) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, 0, $11)",
        work.cooperative_id, shift_id, box["id"], number, counted.currency, name, on_paper, agent_id, work.now, counted.minor,
        _line(reason, "reason"),
    )  # fmt: skip
    await take_up(work, box, shift_id, "before")
    if brought is not None and brought.minor:
        await _deposit(work, box, shift_id, agent_id, "from_bank", brought)
    await take_up(work, box, shift_id, "before")
    difference = counted.minor - await held(work, box["id"])
    if difference:
        if not reason.strip():
            raise ReasonNeeded(Money(difference, counted.currency))
        await _book_difference(work, box, shift_id, "float", difference)
        await take_up(work, box, shift_id, "before")
        await work.execute(
            "UPDATE cash_shift SET float_difference_minor = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, shift_id, difference,
        )  # fmt: skip
    return shift_id


async def count_shift(work: Work, viewer: Viewer, *, shift_id: UUID, pieces: Mapping[int, int]) -> UUID:
    """One of two people says what she counted; the shift's id. `pieces`: face value in minor units → how many.

    With the first count the shift's movements are fixed; what is taken from then on belongs to the next. Nobody is told what the
    other counted, nor what the books expect, before both have. Where the two differ, both count again.
    Refuses: NotFound, NotAllowed, InvalidTransition, CountedBefore, InvalidInput.
    """
    box, shift = await _locked(work, shift_id)
    agent_id = await rights.require(work, viewer, box["till_kind"], box["till_id"])
    if shift["state"] not in ("open", "counting"):
        raise InvalidTransition(shift["state"])
    allowed = set(faces(shift["currency"]))
    if any(face not in allowed or not 0 <= number <= _MOST_PIECES for face, number in pieces.items()):
        raise InvalidInput("pieces", "one_of")
    before = await work.rows(
        "SELECT counted_by, total_minor FROM cash_count WHERE cooperative_id = $1 AND shift_id = $2 AND round = $3",
        work.cooperative_id, shift_id, shift["round"],
    )  # fmt: skip
    if any(one["counted_by"] == agent_id for one in before):
        raise CountedBefore
    total = worth(pieces)
    await work.execute(
        "INSERT INTO cash_count (cooperative_id, id, shift_id, round, counted_by, pieces, total_minor, counted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, ids.new(), shift_id, shift["round"], agent_id,
        {str(face): number for face, number in sorted(pieces.items()) if number}, total, work.now,
    )  # fmt: skip
    if shift["state"] == "open":
        during = await take_up(work, box, shift_id, "during")
        await work.execute(
            "UPDATE cash_shift SET state = 'counting', expected_minor = float_minor + $3::bigint WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, shift_id, during,
        )  # fmt: skip
    elif before and before[0]["total_minor"] == total:
        await work.execute(
            "UPDATE cash_shift SET state = 'counted', counted_minor = $3::bigint, counted_at = $4, difference_minor = $3::bigint - expected_minor "
            "WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, shift_id, total, work.now,
        )  # fmt: skip
    elif before:
        await work.execute(
            "UPDATE cash_shift SET round = round + 1 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            shift_id,
        )
    return shift_id


async def close_shift(
    work: Work, viewer: Viewer, *, shift_id: UUID, reason: str, banked: Money | None, next_keeper: str
) -> UUID:
    """End a shift that two have counted: its difference is booked with its reason, `banked` goes to the bank under a slip of its
    own, the rest stays for the next keeper.

    Refuses: NotFound, NotAllowed, InvalidTransition, InvalidInput, ReasonNeeded, NotEnoughCash. Announces: CashShiftClosed.
    """
    box, shift = await _locked(work, shift_id)
    agent_id = await rights.require(work, viewer, box["till_kind"], box["till_id"])
    if shift["state"] != "counted":
        raise InvalidTransition(shift["state"])
    unit, counted, difference = shift["currency"], shift["counted_minor"], shift["difference_minor"]
    why, name = _line(reason, "reason"), _line(next_keeper, "nextKeeper")
    if difference and not why:
        raise ReasonNeeded(Money(difference, unit))
    if banked is not None and (banked.currency != unit or banked.minor < 0):
        raise InvalidInput("banked", "currency" if banked.currency != unit else "positive")
    to_bank = banked.minor if banked is not None else 0
    if to_bank > counted:
        raise NotEnoughCash(Money(counted, unit))
    if difference:
        await _book_difference(work, box, shift_id, "count", difference)
    if to_bank:
        await _deposit(work, box, shift_id, agent_id, "to_bank", Money(to_bank, unit))
    await _take_up_closing(work, box, shift_id)
    await work.execute(
        "UPDATE cash_shift SET state = 'closed', reason = $3, banked_minor = $4, left_minor = $5, next_keeper = $6, closed_by = $7, closed_at = $8 "
        "WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, shift_id, why, to_bank, counted - to_bank, name, agent_id, work.now,
    )  # fmt: skip
    work.emit(CashShiftClosed(shift_id=shift_id))
    return shift_id


async def _take_up_closing(work: Work, box: asyncpg.Record, shift_id: UUID) -> None:
    """The journals of closing alone: what was sold since the count waits for the next shift."""
    await work.execute(
        """INSERT INTO cash_entry (cooperative_id, id, shift_id, transfer_id, phase, amount_minor, at)
           SELECT t.cooperative_id, t.id, $2, t.id, 'closing', CASE WHEN t.debit_id = $4 THEN t.amount ELSE -t.amount END, t.at
           FROM journal j JOIN transfer t ON t.cooperative_id = j.cooperative_id AND t.journal_id = j.id AND $4 IN (t.debit_id, t.credit_id)
           WHERE j.cooperative_id = $1 AND j.subject_kind = 'cash_shift' AND j.subject_id = $2 AND j.key = ANY ($3)""",
        work.cooperative_id, shift_id, [f"cash-count:{shift_id}", f"cash-to_bank:{shift_id}"],
        AccountName(AccountKind.CASH_TILL, box["till_id"]).id_in(work.cooperative_id, box["currency"]),
    )  # fmt: skip


async def _book_difference(work: Work, box: asyncpg.Record, shift_id: UUID, when: str, difference: int) -> None:
    till = AccountName(AccountKind.CASH_TILL, box["till_id"])
    named = AccountName(AccountKind.CASH_DIFFERENCE, box["till_id"])
    debit, credit = (till, named) if difference > 0 else (named, till)
    await post(
        work, kind="cash_difference", subject_kind="cash_shift", subject_id=shift_id, key=f"cash-{when}:{shift_id}",
        moves=[Move(debit, credit, Money(abs(difference), box["currency"]))],
    )  # fmt: skip


async def _deposit(
    work: Work, box: asyncpg.Record, shift_id: UUID, agent_id: UUID, direction: str, amount: Money
) -> None:
    till = AccountName(AccountKind.CASH_TILL, box["till_id"])
    debit, credit = (TRANSIT, till) if direction == "to_bank" else (till, TRANSIT)
    await post(
        work, kind=f"cash_{direction}", subject_kind="cash_shift", subject_id=shift_id, key=f"cash-{direction}:{shift_id}",
        moves=[Move(debit, credit, amount)],
    )  # fmt: skip
    slip = "D" + "".join(secrets.choice(_LETTERS) for _ in range(7))
    await work.execute(
        "INSERT INTO cash_deposit (cooperative_id, id, box_id, shift_id, direction, slip, currency, amount_minor, state, made_by, made_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'in_transit', $9, $10)",
        work.cooperative_id, ids.new(), box["id"], shift_id, direction, slip, amount.currency, amount.minor, agent_id, work.now,
    )  # fmt: skip


async def _box(work: Work, till_kind: str, till_id: UUID, currency: str) -> asyncpg.Record:
    """The till's box, made with its first shift, locked."""
    await work.execute(
        "INSERT INTO cash_box (cooperative_id, id, till_id, till_kind, currency, made_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        work.cooperative_id, ids.new(), till_id, till_kind, currency, work.now,
    )  # fmt: skip
    found = await work.value(
        "SELECT id FROM cash_box WHERE cooperative_id = $1 AND till_id = $2 AND currency = $3",
        work.cooperative_id, till_id, currency,
    )  # fmt: skip
    return await locked_box(work, found)


async def _locked(work: Work, shift_id: UUID) -> tuple[asyncpg.Record, asyncpg.Record]:
    """(box, shift), both locked, the box first. Refuses: NotFound."""
    box_id = await work.value(
        "SELECT box_id FROM cash_shift WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, shift_id
    )
    if box_id is None:
        raise NotFound
    box = await locked_box(work, box_id)
    shift: Any = await work.row(
        "SELECT * FROM cash_shift WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, shift_id
    )
    return box, shift


def _line(text: str, field: str, *, shortest: int = 0) -> str:
    plain = " ".join(text.split())
    if not shortest <= len(plain) <= _LONGEST_REASON:
        raise InvalidInput(field, "length", minimum=str(shortest), maximum=str(_LONGEST_REASON))
    return plain
