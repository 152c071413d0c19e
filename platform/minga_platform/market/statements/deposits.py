"""Cash that was on its way between a till and the bank."""

from uuid import UUID

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.statements.reading import Line


async def named_in(work: Work, unit: str, line: Line, words: list[str]) -> list[tuple[str, UUID, bool] | None]:
    """Deposit slips that the text names; None for one that does not fit."""
    rows = await work.rows(
        "SELECT id, direction, amount_minor, currency, state FROM cash_deposit WHERE cooperative_id = $1 AND slip = ANY ($2)",
        work.cooperative_id,
        words,
    )
    found: list[tuple[str, UUID, bool] | None] = []
    for row in rows:
        signed = row["amount_minor"] if row["direction"] == "to_bank" else -row["amount_minor"]
        fits = (signed, row["currency"], row["state"]) == (line.amount_minor, unit, "in_transit")
        found.append(("deposit", row["id"], False) if fits else None)
    return found


async def arrived(work: Work, deposit_id: UUID, cash: AccountName, amount: Money) -> None:
    """The bank shows it: it is in transit no longer. Safe to repeat."""
    row = await work.row(
        "SELECT direction, state FROM cash_deposit WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        deposit_id,
    )
    assert row is not None, "a slip is never deleted"
    if row["state"] == "arrived":
        return
    await work.execute(
        "UPDATE cash_deposit SET state = 'arrived', arrived_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, deposit_id, work.now,
    )  # fmt: skip
    transit = AccountName(AccountKind.CASH_TRANSIT)
    debit, credit = (cash, transit) if row["direction"] == "to_bank" else (transit, cash)
    await post(
        work, kind="cash_arrived", subject_kind="cash_deposit", subject_id=deposit_id, key=f"cash-arrived:{deposit_id}",
        moves=[Move(debit, credit, amount)],
    )  # fmt: skip
