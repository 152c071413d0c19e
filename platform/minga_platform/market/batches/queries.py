"""Batches by bank of which something is still to be sent: their files, and who is in none of them, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.batches.kinds import KINDS
from minga_platform.market.payments.bank_batch import WITHHELD, hindrance
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_MOST = 500


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A payout that can go into no file yet. `why`: `held` (its payee was changed a short while ago, `until` then nothing is sent there),
    `withheld` (the stall's payouts are held back, `until` then at most), `unaddressed` (its stall has told no account) or `unapproved`
    (another officer has to agree)."""

    payout_id: UUID
    stall_id: UUID
    why: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one kind: `parts` were made, and `waiting` payouts would go into the next."""

    kind: str
    parts: int
    waiting: int


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch by bank that is not sent whole."""

    id: UUID
    prepared_at: datetime
    files: tuple[Files, ...]
    left_out: tuple[LeftOut, ...]


async def open_batches(work: Work, viewer: Viewer) -> list[OpenBatch] | None:
    """Batches with payouts by bank that nobody has confirmed, newest first; None without `payouts.see`."""
    if not await access.may(work, viewer, "payouts.see"):
        return None
    rows = await work.rows(
        "SELECT p.id, p.batch_id, p.stall_id, p.created_at, p.approvals_needed, a.bank_number, a.payee_changed_at, p.sent_to_last_four, "
        "p.sent_to_last_four IS NOT NULL AND (p.sent_to_holder, p.sent_to_last_four) <> (a.bank_holder, a.bank_last_four) AS is_given_to_another, "
        f"{WITHHELD}, "
        "(SELECT count(*) FROM payout_approval v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id) AS approvals, "
        "ARRAY(SELECT i.kind FROM payout_file_item i WHERE i.cooperative_id = p.cooperative_id AND i.payout_id = p.id) AS kinds "
        "FROM payout p LEFT JOIN seller_account a ON a.cooperative_id = p.cooperative_id AND a.stall_id = p.stall_id "
        "WHERE p.cooperative_id = $1 AND p.channel = 'bank' AND p.state = 'prepared' AND p.batch_id IS NOT NULL ORDER BY p.id DESC LIMIT $2",
        work.cooperative_id, _MOST,
    )  # fmt: skip
    made = await work.rows(
        "SELECT batch_id, kind, count(*) AS parts FROM payout_file WHERE cooperative_id = $1 AND batch_id = ANY ($2) GROUP BY 1, 2",
        work.cooperative_id,
        list({row["batch_id"] for row in rows}),
    )
    parts = {(row["batch_id"], row["kind"]): row["parts"] for row in made}
    hours = await rules.number_at(work, "market.payout_bank_hold_hours")
    batches: dict[UUID, list[Any]] = {}
    for row in rows:
        batches.setdefault(row["batch_id"], []).append(row)
    return [_open(batch_id, payouts, parts, hours, work.now) for batch_id, payouts in batches.items()]


def _open(
    batch_id: UUID, payouts: list[Any], parts: dict[tuple[UUID, str], int], hours: int, now: datetime
) -> OpenBatch:
    why = {row["id"]: hindrance(row, hours, now) for row in payouts}
    files = tuple(
        Files(
            kind,
            parts.get((batch_id, kind), 0),
            sum(1 for row in payouts if why[row["id"]] is None and kind not in row["kinds"]),
        )
        for kind in KINDS
    )
    left_out = tuple(
        LeftOut(
            row["id"],
            row["stall_id"],
            reason,
            row["withheld_until"]
            if reason == "withheld"
            else row["payee_changed_at"] + timedelta(hours=hours)
            if reason == "held"
            else None,
        )
        for row in payouts
        if (reason := why[row["id"]]) is not None and row["sent_to_last_four"] is None
    )
    return OpenBatch(batch_id, payouts[0]["created_at"], files, left_out)
