"""Shares that were set aside to go by bank: as a table that a bank's program or a person reads, and as SEPA orders (pain.001)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_commons.equation.commands.dividing import DIVIDE
from minga_commons.equation.commands.paying import OF_SHARES
from minga_commons.equation.queries import account_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.batches.files import SEALED, PayoutFile, credit_transfers, sendable
from minga_platform.market.payments.bank_batch import COLUMNS, as_table, sort_out
from minga_platform.market.statements.naming import SHARE as SHARE_MARK
from minga_platform.market.statements.naming import SHARE_FILE, written
from minga_platform.membership import access

SHARE = "share"
"""The mark of a share's id: the reference by which the bank's statement names it again."""

_MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class BankList:
    """`text`: the table. Left out: `held_ids`, whose account was changed a short while ago; `unaddressed_ids`, of people whose
    account nobody told; `unapproved_ids`, which a second officer has not approved."""

    text: str
    held_ids: list[UUID]
    unaddressed_ids: list[UUID]
    unapproved_ids: list[UUID]


async def bank_list(work: Work, viewer: Viewer, keyring: Keyring) -> BankList:
    """All that is set aside by bank and not confirmed. Needs `payouts.make` and a fresh proof, for it shows whole numbers.

    Refuses: SignInNeeded, NotAllowed, StepUpNeeded.
    """
    await access.require(work, viewer, DIVIDE)
    found = await sort_out(work, keyring, await _prepared(work))
    lines = [COLUMNS, *(one.cells(ids.encode(SHARE, one.payout_id)) for one in found.sending)]
    return BankList(as_table(lines), found.held, found.unaddressed, found.unapproved)


async def share_file(work: Work, viewer: Viewer, keyring: Keyring, *, part: int) -> PayoutFile:
    """A SEPA order of what is set aside by bank and in none yet: made at the first asking, the same bytes ever after. Files are
    numbered through; the next number makes the next. Needs `payouts.make` and a fresh proof.

    Refuses: SignInNeeded, NotAllowed, StepUpNeeded, NotFound, InvalidInput, NotInEuros, NothingToSend.
    """
    agent_id = await access.require(work, viewer, DIVIDE)
    # Two who ask at once are given one file: the second waits here, reads after, and finds it made.
    await _prepared(work, locked=True)
    rows = await _prepared(work)
    made = await work.row(
        "SELECT sealed, transfers FROM share_file WHERE cooperative_id = $1 AND part = $2", work.cooperative_id, part
    )
    left = [row for row in rows if row["file_id"] is None]
    if made is not None:
        text = keyring.open(SEALED, bytes(made["sealed"]))
        assert text is not None, "a file is sealed under this installation's key"
        return PayoutFile(text, part, made["transfers"], bool(left))
    last = await work.value(
        "SELECT coalesce(max(part), 0) FROM share_file WHERE cooperative_id = $1", work.cooperative_id
    )
    if part != last + 1:
        raise NotFound
    sending = await sendable(work, keyring, left)
    file_id = ids.new()
    text = await credit_transfers(work, sending, message=written(SHARE_FILE, file_id), mark=SHARE_MARK)
    await work.execute(
        "INSERT INTO share_file (cooperative_id, id, part, sealed, transfers, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, file_id, part, keyring.seal(SEALED, text), len(sending), agent_id, work.now,
    )  # fmt: skip
    await work.execute(
        "UPDATE share_payout SET file_id = $2 WHERE cooperative_id = $1 AND id = ANY($3)",
        work.cooperative_id,
        file_id,
        [one.payout_id for one in sending],
    )
    return PayoutFile(text, part, len(sending), len(sending) < len(left))


@dataclass(frozen=True, slots=True)
class ShareFile:
    """A SEPA order that was made: its number, how many transfers, when."""

    part: int
    transfers: int
    made_at: datetime


async def share_files(work: Work) -> list[ShareFile]:
    """The newest of them first, without what is in them; for who sees payouts."""
    rows = await work.rows(
        "SELECT part, transfers, made_at FROM share_file WHERE cooperative_id = $1 ORDER BY part DESC LIMIT $2",
        work.cooperative_id,
        _MOST_FILES,
    )
    return [ShareFile(**dict(row)) for row in rows]


async def _prepared(work: Work, *, locked: bool = False) -> list[Any]:
    return await work.rows(
        f"""SELECT p.id, p.amount_minor, p.currency, p.file_id, p.approvals_needed, {OF_SHARES.counted} AS approvals, y.*
        FROM share_payout p
        LEFT JOIN LATERAL (SELECT a.bank_holder, a.bank_number, a.payee_changed_at
            FROM {account_of("p.cooperative_id", "p.agent_id")}) y ON true
        WHERE p.cooperative_id = $1 AND p.state = 'prepared' AND p.channel = 'bank' ORDER BY p.id
        {"FOR UPDATE OF p" if locked else ""}""",
        work.cooperative_id,
    )
