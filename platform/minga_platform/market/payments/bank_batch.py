"""A prepared batch of payouts by bank, as a text that a bank's program or a person reads: comma-separated, one transfer a line."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.payees import BANK_NUMBER
from minga_platform.market.payments.commands.payout_endings import keep_payees
from minga_platform.membership import access
from minga_platform.rules import queries as rules

COLUMNS = ("holder", "iban", "amount", "currency", "reference")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet would take for a formula when a cell begins with it (OWASP, CSV injection)."""


WITHHELD = """(SELECT r.ends_at FROM restriction r WHERE r.cooperative_id = p.cooperative_id AND r.stall_id = p.stall_id
    AND r.kind = 'payout' AND r.ended_at IS NULL) AS withheld_until"""
"""Of payout `p`: until when its stall's payouts are held back, by a decision that may be younger than the payout."""


@dataclass(frozen=True, slots=True)
class BankBatch:
    """`text`: the lines. `held_payout_ids`: left out, since their payee was changed after the batch was prepared, or their stall's
    payouts were held back since.
    `unaddressed_payout_ids`: left out, since their stalls have told no bank number. `unapproved_payout_ids`: left out, since
    a second officer has not approved them.
    """

    text: str
    held_payout_ids: list[UUID]
    unaddressed_payout_ids: list[UUID]
    unapproved_payout_ids: list[UUID]


async def bank_batch(work: Work, viewer: Viewer, keyring: Keyring, *, batch_id: UUID) -> BankBatch:
    """What is still to be sent of a batch; its payouts say from now on for whose account. Needs `payouts.make` and a fresh proof, since it
    shows whole bank numbers.

    Refuses: NotFound, NotAllowed, StepUpNeeded.
    """
    await access.require(work, viewer, "payouts.make")
    rows = await work.rows(
        "SELECT p.id, p.approvals_needed, (SELECT count(*) FROM payout_approval v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id) "
        "AS approvals, p.amount_minor, p.currency, p.state, p.created_at, a.bank_holder, a.bank_number, a.payee_changed_at, "
        "p.sent_to_last_four IS NOT NULL AND (p.sent_to_holder, p.sent_to_last_four) <> (a.bank_holder, a.bank_last_four) AS is_given_to_another, "
        f"{WITHHELD} "
        "FROM payout p "
        "LEFT JOIN seller_account a ON a.cooperative_id = p.cooperative_id AND a.stall_id = p.stall_id "
        "WHERE p.cooperative_id = $1 AND p.batch_id = $2 AND p.channel = 'bank' ORDER BY p.id FOR UPDATE OF p",
        work.cooperative_id,
        batch_id,
    )
    if not rows:
        raise NotFound
    found = await sort_out(work, keyring, [row for row in rows if row["state"] == "prepared"])
    await keep_payees(work, [one.payout_id for one in found.sending])
    lines = [COLUMNS, *(one.cells(ids.encode("payout", one.payout_id)) for one in found.sending)]
    return BankBatch(as_table(lines), found.held, found.unaddressed, found.unapproved)


@dataclass(frozen=True, slots=True)
class Sending:
    """One transfer that may go out now, with the whole number."""

    payout_id: UUID
    holder: str
    number: str
    amount: Money

    def cells(self, reference: str) -> Sequence[str]:
        """As a line of `COLUMNS`."""
        return (self.holder, self.number, self.amount.decimal, self.amount.currency, reference)


@dataclass(frozen=True, slots=True)
class SortedOut:
    """What may go out by bank now, and what may not: it is `held`, since the account was changed a short while ago or the stall's payouts
    are held back; nobody told one; a second officer has not approved it."""

    sending: list[Sending]
    held: list[UUID]
    unaddressed: list[UUID]
    unapproved: list[UUID]


def hindrance(row: Any, hours: int, now: datetime) -> str | None:
    """Why a prepared payout cannot go out by bank yet, of what `sort_out` knows of it; None: it can."""
    changed = row["payee_changed_at"]
    if row["approvals"] < row["approvals_needed"]:
        return "unapproved"
    if row.get("withheld_until") is not None:
        return "withheld"
    if row.get("is_given_to_another"):
        # A file that names the old account is out: until somebody says what became of it, nothing of it goes to the new one too.
        return "held"
    if changed is not None and changed + timedelta(hours=hours) > now:
        # A payee changed between preparing and sending would slip past the waiting time that holds at preparing.
        return "held"
    return None if row["bank_number"] else "unaddressed"


async def sort_out(work: Work, keyring: Keyring, rows: Sequence[Any]) -> SortedOut:
    """Of prepared payouts, whosever: `id`, `amount_minor`, `currency`, `approvals`, `approvals_needed`, and their account's
    `bank_holder`, `bank_number` (sealed), `payee_changed_at`."""
    hours = await rules.number_at(work, "market.payout_bank_hold_hours")
    found = SortedOut([], [], [], [])
    left_out = {
        "held": found.held,
        "withheld": found.held,
        "unaddressed": found.unaddressed,
        "unapproved": found.unapproved,
    }
    for row in rows:
        number = keyring.open(BANK_NUMBER, bytes(row["bank_number"])) if row["bank_number"] else None
        why = hindrance(row, hours, work.now) or ("unaddressed" if number is None else None)
        if why is not None:
            left_out[why].append(row["id"])
        else:
            assert number is not None
            amount = Money(row["amount_minor"], row["currency"])
            found.sending.append(Sending(row["id"], row["bank_holder"], number, amount))
    return found


def as_table(lines: Sequence[Sequence[str]]) -> str:
    """RFC 4180: CRLF at the end of each line, quotes where needed; a name that looks like a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in lines:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line])
    return out.getvalue()
