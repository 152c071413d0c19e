"""What lies in a till and is promised to nobody, looked at under its lock: cash that is not there cannot be given by hand."""

from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.market.payments.errors import TillTooLow


async def lock(work: Work, till_id: UUID) -> None:
    """Until the unit ends nobody else prepares or confirms a payment by hand out of this pickup point's till. Refuses: NotFound.

    Cash is an account without a limit (a bank's balance may fall below nothing), so no balance is kept of it that could be
    locked; the point's own row is. Orders that name the point only share its key and do not wait.
    """
    found = await work.value(
        "SELECT id FROM pickup_point WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE",
        work.cooperative_id,
        till_id,
    )
    if found is None:
        raise NotFound


async def require_free(work: Work, till_id: UUID, amount: Money) -> None:
    """The locked till holds what was set aside just now, beside all that was before. Refuses: TillTooLow{present}."""
    name = AccountName(AccountKind.CASH_TILL, till_id)
    others = await ledger.set_aside(work, name, amount.currency) - amount.minor
    _enough(amount, await ledger.balance(work, name, amount.currency) - others)


async def require_there(work: Work, till_id: UUID, amount: Money) -> None:
    """The locked till holds what is given out of it now: it may have gone to the bank since it was set aside, and who comes
    first is given hers. Refuses: TillTooLow{present}."""
    _enough(amount, await ledger.balance(work, AccountName(AccountKind.CASH_TILL, till_id), amount.currency))


def _enough(amount: Money, present: int) -> None:
    if amount.minor > present:
        raise TillTooLow(Money(max(present, 0), amount.currency))
