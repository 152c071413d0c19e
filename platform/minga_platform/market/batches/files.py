"""A batch by bank as a file: pain.001 for banks of SEPA, a table (CSV) for the others."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.batches import pain_001
from minga_platform.market.batches.errors import NothingToSend, NotInEuros
from minga_platform.market.batches.kinds import KINDS
from minga_platform.market.payments.collecting import collecting_account
from minga_platform.market.payments.commands.payees import BANK_NUMBER
from minga_platform.membership import access
from minga_platform.rules import queries as rules

SEALED = "payout file"
COLUMNS = ("holder", "iban", "amount", "currency", "reference")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula when a cell begins with it (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True)
class PayoutFile:
    """A file's text; `has_more`: whether payouts of the batch are in no file of this kind yet."""

    text: str
    part: int
    transfers: int
    has_more: bool


def reference(kind: str, value: UUID) -> str:
    """An id as a bank carries it: a mark of two letters and 26 signs, at most 35; statements give it back to us."""
    return kind + ids.encode("x", value)[2:].upper()


async def payout_file(
    work: Work, viewer: Viewer, keyring: Keyring, *, batch_id: UUID, kind: str, part: int
) -> PayoutFile:
    """A part of a batch as a file: made at the first asking, the same bytes ever after. Needs `payouts.make` and a fresh proof.

    Refuses: NotFound, NotAllowed, StepUpNeeded, InvalidInput, NotInEuros, NothingToSend.
    """
    agent_id = await access.require(work, viewer, "payouts.make")
    if kind not in KINDS:
        raise InvalidInput("kind", "one_of")
    rows = await _batch(work, batch_id)
    if not rows:
        raise NotFound
    made = await work.rows(
        "SELECT part, sealed, transfers FROM payout_file WHERE cooperative_id = $1 AND batch_id = $2 AND kind = $3 ORDER BY part",
        work.cooperative_id, batch_id, kind,
    )  # fmt: skip
    inside = await work.rows(
        "SELECT i.payout_id FROM payout_file_item i JOIN payout_file f ON f.cooperative_id = i.cooperative_id AND f.id = i.file_id "
        "WHERE i.cooperative_id = $1 AND i.kind = $2 AND f.batch_id = $3",
        work.cooperative_id, kind, batch_id,
    )  # fmt: skip
    given = {row["payout_id"] for row in inside}
    left = [row for row in rows if row["state"] == "prepared" and row["id"] not in given]
    for one in made:
        if one["part"] == part:
            text = keyring.open(SEALED, bytes(one["sealed"]))
            assert text is not None, "a file is sealed under this installation's key"
            return PayoutFile(text, part, one["transfers"], bool(left))
    if part != len(made) + 1:
        raise NotFound
    sending = await _sendable(work, keyring, left)
    text = await _written(work, kind, batch_id, part, sending)
    file_id = ids.new()
    await work.execute(
        "INSERT INTO payout_file (cooperative_id, id, batch_id, kind, part, sealed, transfers, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        work.cooperative_id, file_id, batch_id, kind, part, keyring.seal(SEALED, text), len(sending), agent_id, work.now,
    )  # fmt: skip
    await work.many(
        "INSERT INTO payout_file_item (cooperative_id, id, file_id, payout_id, kind) VALUES ($1, $2, $3, $4, $5)",
        [(work.cooperative_id, ids.new(), file_id, row["id"], kind) for row, _ in sending],
    )
    return PayoutFile(text, part, len(sending), len(sending) < len(left))


async def _batch(work: Work, batch_id: UUID) -> list[Any]:
    """The batch's payouts by bank, locked: two who ask at once are given one file."""
    return await work.rows(
        "SELECT p.*, a.bank_holder, a.bank_number, a.payee_changed_at, "
        "(SELECT count(*) FROM payout_approval v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id) AS approvals "
        "FROM payout p LEFT JOIN seller_account a ON a.cooperative_id = p.cooperative_id AND a.stall_id = p.stall_id "
        "WHERE p.cooperative_id = $1 AND p.batch_id = $2 AND p.channel = 'bank' ORDER BY p.id FOR UPDATE OF p",
        work.cooperative_id,
        batch_id,
    )


async def _sendable(work: Work, keyring: Keyring, rows: Sequence[Any]) -> list[tuple[Any, str]]:
    """(payout, bank number) of all that may go out now. Refuses: NothingToSend."""
    hours = await rules.number_at(work, "market.payout_bank_hold_hours")
    sending: list[tuple[Any, str]] = []
    held = unaddressed = unapproved = 0
    for row in rows:
        changed = row["payee_changed_at"]
        number = keyring.open(BANK_NUMBER, bytes(row["bank_number"])) if row["bank_number"] else None
        if row["approvals"] < row["approvals_needed"]:
            unapproved += 1
        elif changed is not None and changed + timedelta(hours=hours) > work.now:
            # A payee changed between preparing and sending would slip past the waiting time that holds at preparing.
            held += 1
        elif number is None:
            unaddressed += 1
        else:
            sending.append((row, number))
    if not sending:
        raise NothingToSend(held, unaddressed, unapproved)
    return sending


async def _written(work: Work, kind: str, batch_id: UUID, part: int, sending: Sequence[tuple[Any, str]]) -> str:
    if kind == "csv":
        return _table(sending)
    foreign = sorted({row["currency"] for row, _ in sending} - {"EUR"})
    if foreign:
        raise NotInEuros(foreign[0])
    account = await collecting_account(work)
    if account is None:
        raise InvalidInput("account", "required")
    name: str = await work.value("SELECT slug FROM cooperative WHERE id = $1", work.cooperative_id)
    transfers = [
        pain_001.Transfer(row["bank_holder"], number, Money(row["amount_minor"], "EUR"), reference("PO", row["id"]), f"{name} {reference('PO', row['id'])}")
        for row, number in sending
    ]  # fmt: skip
    made = pain_001.order(
        message=f"{reference('BA', batch_id)}-{part}",
        made_at=work.now,
        on=work.now.date(),
        holder=account.holder,
        iban=account.number,
        transfers=transfers,
    )
    return made.decode()


def _table(sending: Sequence[tuple[Any, str]]) -> str:
    """RFC 4180: CRLF at the end of each line, quotes where needed; a name that looks like a formula gets an apostrophe."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(COLUMNS)
    for row, number in sending:
        amount = Money(row["amount_minor"], row["currency"])
        cells = (row["bank_holder"], number, amount.decimal, amount.currency, reference("PO", row["id"]))
        write.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Handing:
    """One payout of a cash sheet."""

    stall_name: dict[str, str]
    payee: str
    amount_minor: int
    currency: str
    state: str


async def cash_sheet(work: Work, viewer: Viewer, *, batch_id: UUID) -> list[Handing] | None:
    """The payouts by hand of a batch, for a sheet that each maker signs; None for who may not see it."""
    if not await access.may(work, viewer, "payouts.see"):
        return None
    rows = await work.rows(
        "SELECT s.name AS stall_name, a.name AS payee, p.amount_minor, p.currency, p.state FROM payout p "
        "JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id "
        "WHERE p.cooperative_id = $1 AND p.batch_id = $2 AND p.channel = 'hand' AND p.state IN ('prepared', 'paid') ORDER BY a.name, p.id",
        work.cooperative_id,
        batch_id,
    )
    return [Handing(**dict(row)) for row in rows]
