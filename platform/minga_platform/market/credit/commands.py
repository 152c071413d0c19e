"""Issuing vouchers, granting store credit, and what happens when a voucher's time runs out."""

from datetime import datetime
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.credit.accounts import GRANTED, LAPSED, account
from minga_platform.market.credit.codes import code_of, hash_of
from minga_platform.market.credit.spending import enter
from minga_platform.market.law import queries as law
from minga_platform.membership import access
from minga_platform.register.keeping import kept_since
from minga_platform.rules import queries as rules

_LARGEST = 100_000_000
_BATCH = 100


async def issue_voucher(
    work: Work, viewer: Viewer, *, amount: Money, paid: str, till_id: UUID | None, note: str, sealing: str
) -> UUID:
    """A new gift voucher; its code is `codes.code_of(sealing, id)`. Needs `vouchers.issue`.

    `paid`: `till` (cash in the till of a pickup point, `till_id`), `bank`, or `granted` by the co-op.
    Refuses: NotAllowed, NoLegalBasis, NotFound, InvalidInput.
    """
    agent_id = await access.require(work, viewer, "vouchers.issue")
    await law.require(work, "store_credit")
    _check(amount, note)
    if paid not in ("till", "bank", "granted") or (paid == "till") != (till_id is not None):
        raise InvalidInput("paid", "one_of")
    source = {"bank": AccountName(AccountKind.CASH_BANK), "granted": GRANTED}.get(paid)
    if till_id is not None:
        if not await work.value(
            "SELECT EXISTS (SELECT FROM pickup_point WHERE cooperative_id = $1 AND id = $2)",
            work.cooperative_id,
            till_id,
        ):
            raise NotFound
        source = AccountName(AccountKind.CASH_TILL, till_id)
    assert source is not None
    voucher_id = ids.new()
    code = code_of(sealing, voucher_id)
    months = await rules.number_at(work, "market.voucher_months")
    await work.execute(
        "INSERT INTO voucher (cooperative_id, id, code_hash, ending, currency, issued_minor, cause, state, note, issued_by, issued_at, expires_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10::timestamptz, $10::timestamptz + make_interval(months => $11::int))",
        work.cooperative_id, voucher_id, hash_of(code), code[-4:], amount.currency, amount.minor,
        "granted" if paid == "granted" else "paid", note.strip(), agent_id, work.now, months,
    )  # fmt: skip
    await post(
        work, kind="voucher_issued", subject_kind="voucher", subject_id=voucher_id, key=f"voucher:{voucher_id}",
        moves=[Move(source, account("voucher", voucher_id), amount)],
    )  # fmt: skip
    return voucher_id


async def grant_credit(work: Work, viewer: Viewer, *, agent_id: UUID, amount: Money, reason: str) -> UUID:
    """Give somebody store credit; the line on her statement. Needs `vouchers.issue`; nobody gives it to herself.

    Refuses: NotAllowed, NoLegalBasis, NotFound, InvalidInput.
    """
    giver = await access.require(work, viewer, "vouchers.issue")
    await law.require(work, "store_credit")
    _check(amount, reason)
    if not reason.strip():
        raise InvalidInput("reason", "required")
    row = await work.row(
        "SELECT person_id FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if row is None:
        raise NotFound
    if row["person_id"] is None or giver == agent_id:
        raise InvalidInput("agentId", "somebody_else")
    entry = await enter(work, row["person_id"], amount, "granted", reason=reason.strip(), entered_by=giver)
    await post(
        work, kind="credit_granted", subject_kind="credit_entry", subject_id=entry, key=f"credit-granted:{entry}",
        moves=[Move(GRANTED, account("credit", row["person_id"]), amount)],
    )  # fmt: skip
    return entry


def _check(amount: Money, text: str) -> None:
    if not 1 <= amount.minor <= _LARGEST:
        raise InvalidInput("amount", "range", minimum="1", maximum=str(_LARGEST))
    if len(text) > 200:
        raise InvalidInput("reason", "length", maximum="200")


async def forget_notes(work: Work) -> int:
    """Blank the notes of vouchers that were issued before books need be kept; how many. Safe to repeat."""
    since = await kept_since(work)
    return await work.execute(
        "UPDATE voucher SET note = '', bought_for = '', message = '' WHERE cooperative_id = $1 AND issued_at < $2 "
        "AND (note, bought_for, message) <> ('', '', '')",
        work.cooperative_id,
        since,
    )


async def lapse_vouchers(work: Work) -> int:
    """Vouchers whose time ran out end, and what is left of them is the co-op's; how many, at most a hundred. Safe to repeat."""
    now: datetime = await work.fresh_now()
    rows = await work.rows(
        "SELECT id, currency FROM voucher WHERE cooperative_id = $1 AND state = 'open' AND expires_at <= $2 ORDER BY id LIMIT $3 "
        "FOR UPDATE SKIP LOCKED",
        work.cooperative_id, now, _BATCH,
    )  # fmt: skip
    for row in rows:
        name = account("voucher", row["id"])
        left = (await ledger.locked(work, [name], row["currency"]))[name]
        await work.execute(
            "UPDATE voucher SET state = 'lapsed', ended_at = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, row["id"], work.now,
        )  # fmt: skip
        await post(
            work, kind="voucher_lapsed", subject_kind="voucher", subject_id=row["id"], key=f"voucher-lapsed:{row['id']}:{now.isoformat()}",
            moves=[Move(name, LAPSED, Money(max(left, 0), row["currency"]))],
        )  # fmt: skip
    return len(rows)
