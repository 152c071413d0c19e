"""How lines of statements stand in the books.

A line that nobody has explained stands in suspense, so our account always agrees with the bank's. To explain it is to take it
out of suspense again and to book what it was as if it had been known at once: the sale's own journal, a payout's, a deposit's.
"""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.statements.kinds import KEPT_AS

SUSPENSE = AccountName(AccountKind.SUSPENSE, purpose="statement")
SET_ASIDE = AccountName(AccountKind.SUSPENSE, purpose="set aside")
_PURPOSES = {"bank": "", "mobile": "mobile"}


def cash_of(channel: str) -> AccountName:
    """Our account at the bank, or at the mobile money operator."""
    return AccountName(AccountKind.CASH_BANK, purpose=_PURPOSES[channel])


async def park(work: Work, line_id: UUID, channel: str, amount: Money) -> None:
    """The whole line waits in suspense. `amount` is signed."""
    await move(work, line_id, "statement_parked", f"statement-parked:{line_id}", channel, amount)
    await work.execute(
        "UPDATE statement_line SET left_minor = abs(amount_minor) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        line_id,
    )


async def unpark(work: Work, line_id: UUID, channel: str, amount: Money) -> None:
    """A part of the line (signed as the line) leaves suspense: what it was is booked next."""
    back = Money(-amount.minor, amount.currency)
    await move(work, line_id, "statement_found", f"statement-found:{line_id}:{ids.new()}", channel, back)


async def move(work: Work, line_id: UUID, kind: str, key: str, channel: str, amount: Money) -> None:
    """Between our account and suspense: above zero it came in."""
    cash = cash_of(channel)
    debit, credit = (cash, SUSPENSE) if amount.minor > 0 else (SUSPENSE, cash)
    await post(
        work, kind=kind, subject_kind="statement_line", subject_id=line_id, key=key,
        moves=[Move(debit, credit, Money(abs(amount.minor), amount.currency))],
    )  # fmt: skip


async def post_for(
    work: Work, line_id: UUID, kind: str, debit: AccountName, credit: AccountName, amount: Money
) -> None:
    """What a line was, where it is one move."""
    await post(
        work, kind=kind, subject_kind="statement_line", subject_id=line_id, key=f"{kind}:{line_id}:{ids.new()}",
        moves=[Move(debit, credit, amount)],
    )  # fmt: skip


async def note(
    work: Work,
    line_id: UUID,
    kind: str,
    subject_id: UUID | None,
    amount_minor: int,
    *,
    is_booked: bool = True,
    text: str = "",
    by_agent: UUID | None = None,
) -> UUID:
    """Write down what a line, or a part of it, was."""
    use_id = ids.new()
    await work.execute(
        "INSERT INTO statement_use (cooperative_id, id, line_id, kind, subject_id, amount_minor, is_booked, note, by_agent, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        work.cooperative_id, use_id, line_id, KEPT_AS.get(kind, kind), subject_id, amount_minor, is_booked, text, by_agent, work.now,
    )  # fmt: skip
    return use_id
