"""A group's purse: a fund of the ledger that bears the group's id. It never falls below zero, for the ledger does not let it."""

from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName

PREFIX = "group "
"""What the purpose of a purse begins with: no other fund's does."""
GRANTED = AccountName(AccountKind.GROUPS_GRANTED)
BANK = AccountName(AccountKind.CASH_BANK)


def purse_of(group_id: UUID) -> AccountName:
    """The fund of a group."""
    return AccountName(AccountKind.FUND, purpose=f"{PREFIX}{group_id}")


async def available(work: Work, group_id: UUID) -> int:
    """What is in it and not set aside, in minor units of the co-op's currency, under the account's lock."""
    name = purse_of(group_id)
    return (await ledger.locked(work, [name], await currency(work)))[name]


async def currency(work: Work) -> str:
    """The co-op's own."""
    found: str = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
    return found
