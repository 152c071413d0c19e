"""Which movements of a till belong to which shift.

Whoever takes cash writes to the ledger and knows nothing of boxes: no statement more on the way of a sale. What moved is
taken up here, under the box's lock, when a shift begins, is counted and ends: every posted transfer of the till that
belongs to no shift yet. One that commits a moment later is taken up the next time, so none is lost and none counts twice.
"""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName

_LOOSE = """
    SELECT t.id, CASE WHEN t.debit_id = $2 THEN t.amount ELSE -t.amount END AS amount_minor, t.at FROM transfer t
    WHERE t.cooperative_id = $1 AND {side} = $2 AND t.state IN ('posted', 'post')
        AND NOT EXISTS (SELECT FROM cash_entry e WHERE (e.cooperative_id, e.transfer_id) = (t.cooperative_id, t.id))
"""
LOOSE = f"{_LOOSE.format(side='t.debit_id')} UNION ALL {_LOOSE.format(side='t.credit_id')}"
"""Movements of a till ($2: its account) that belong to no shift yet. An account stands on either side: a walk along each index."""


def till_account(work: Work, till_id: UUID, currency: str) -> UUID:
    """The ledger's account of a till."""
    return AccountName(AccountKind.CASH_TILL, till_id).id_in(work.cooperative_id, currency)


async def locked_box(work: Work, box_id: UUID) -> asyncpg.Record:
    """The box's row, locked: whoever opens, counts or closes holds it. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM cash_box WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, box_id
    )
    if row is None:
        raise NotFound
    return row


async def take_up(work: Work, box: asyncpg.Record, shift_id: UUID, phase: str) -> int:
    """Every movement that belongs to no shift yet belongs to this one; what they sum to. For a locked box."""
    rows = await work.rows(
        f"{LOOSE} ORDER BY id", work.cooperative_id, till_account(work, box["till_id"], box["currency"])
    )
    await work.many(
        "INSERT INTO cash_entry (cooperative_id, id, shift_id, transfer_id, phase, amount_minor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [(work.cooperative_id, ids.new(), shift_id, row["id"], phase, row["amount_minor"], row["at"]) for row in rows],
    )
    return sum(row["amount_minor"] for row in rows)


async def held(work: Work, box_id: UUID) -> int:
    """What all movements that belong to the box's shifts sum to: what should lie in it."""
    found: int = await work.value(
        "SELECT coalesce(sum(e.amount_minor), 0)::bigint FROM cash_entry e JOIN cash_shift s ON s.cooperative_id = e.cooperative_id "
        "AND s.id = e.shift_id WHERE s.cooperative_id = $1 AND s.box_id = $2",
        work.cooperative_id,
        box_id,
    )
    return found
