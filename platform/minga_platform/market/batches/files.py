"""A batch by bank as a file: pain.001 for banks of SEPA, a table (CSV) for the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.batches import pain_001
from minga_platform.market.batches.errors import NothingToSend, NotInEuros
from minga_platform.market.batches.kinds import KINDS
from minga_platform.market.payments.bank_batch import COLUMNS, WITHHELD, Sending, as_table, sort_out
from minga_platform.market.payments.collecting import collecting_account
from minga_platform.market.payments.commands.payout_endings import keep_payees
from minga_platform.membership import access

SEALED = "payout file"


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
    sending = await sendable(work, keyring, left)
    text = await _written(work, kind, batch_id, part, sending)
    file_id = ids.new()
    await work.execute(
        "INSERT INTO payout_file (cooperative_id, id, batch_id, kind, part, sealed, transfers, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        work.cooperative_id, file_id, batch_id, kind, part, keyring.seal(SEALED, text), len(sending), agent_id, work.now,
    )  # fmt: skip
    await work.many(
        "INSERT INTO payout_file_item (cooperative_id, id, file_id, payout_id, kind) VALUES ($1, $2, $3, $4, $5)",
        [(work.cooperative_id, ids.new(), file_id, one.payout_id, kind) for one in sending],
    )
    await keep_payees(work, [one.payout_id for one in sending])
    return PayoutFile(text, part, len(sending), len(sending) < len(left))


async def _batch(work: Work, batch_id: UUID) -> list[Any]:
    """The batch's payouts by bank, locked: two who ask at once are given one file."""
    return await work.rows(
        "SELECT p.*, a.bank_holder, a.bank_number, a.payee_changed_at, "
        "p.sent_to_last_four IS NOT NULL AND (p.sent_to_holder, p.sent_to_last_four) <> (a.bank_holder, a.bank_last_four) AS is_given_to_another, "
        f"{WITHHELD}, "
        "(SELECT count(*) FROM payout_approval v WHERE v.cooperative_id = p.cooperative_id AND v.payout_id = p.id) AS approvals "
        "FROM payout p LEFT JOIN seller_account a ON a.cooperative_id = p.cooperative_id AND a.stall_id = p.stall_id "
        "WHERE p.cooperative_id = $1 AND p.batch_id = $2 AND p.channel = 'bank' ORDER BY p.id FOR UPDATE OF p",
        work.cooperative_id,
        batch_id,
    )


async def sendable(work: Work, keyring: Keyring, rows: Sequence[Any]) -> list[Sending]:
    """All of these prepared payouts that may go out now, as `sort_out` wants them. Refuses: NothingToSend."""
    found = await sort_out(work, keyring, rows)
    if not found.sending:
        raise NothingToSend(len(found.held), len(found.unaddressed), len(found.unapproved))
    return found.sending


async def credit_transfers(work: Work, sending: Sequence[Sending], *, message: str, mark: str) -> str:
    """These as one SEPA order out of the co-op's account. `message`: what no other file is called; `mark`: two letters before each id.

    Refuses: NotInEuros, InvalidInput (the co-op has named no account of its own).
    """
    foreign = sorted({one.amount.currency for one in sending} - {"EUR"})
    if foreign:
        raise NotInEuros(foreign[0])
    account = await collecting_account(work)
    if account is None:
        raise InvalidInput("account", "required")
    here = await work.row("SELECT slug, zone FROM cooperative WHERE id = $1", work.cooperative_id)
    assert here is not None
    name = here["slug"]
    transfers = [
        pain_001.Transfer(one.holder, one.number, one.amount, named, f"{name} {named}")
        for one in sending
        for named in [reference(mark, one.payout_id)]
    ]
    made = pain_001.order(
        message=message,
        made_at=work.now,
        on=work.now.astimezone(ZoneInfo(here["zone"])).date(),
        holder=account.holder,
        iban=account.number,
        transfers=transfers,
    )
    return made.decode()


async def _written(work: Work, kind: str, batch_id: UUID, part: int, sending: Sequence[Sending]) -> str:
    if kind == "csv":
        return as_table([COLUMNS, *(one.cells(reference("PO", one.payout_id)) for one in sending)])
    return await credit_transfers(work, sending, message=f"{reference('BA', batch_id)}-{part}", mark="PO")


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
