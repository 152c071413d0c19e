"""Where shares and dues stand in the ledger: the accounts of one member in one class, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName

KINDS = (
    AccountKind.SHARES_DUE,
    AccountKind.SHARES_PROMISED,
    AccountKind.SHARE_CAPITAL,
    AccountKind.SHARES_TO_REPAY,
    AccountKind.DUES_DUE,
)


def account(kind: AccountKind, agent_id: UUID, class_key: str) -> AccountName:
    """A member's account in a class: the holder is her agent, the purpose her class."""
    return AccountName(kind, agent_id, class_key)


@dataclass(frozen=True, slots=True)
class Balances:
    """What one member has and owes in one class, minor units."""

    due_minor: int = 0
    """Promised for shares and not paid yet."""
    capital_minor: int = 0
    """Paid in for shares."""
    to_repay_minor: int = 0
    """Owed back to her after she left."""
    dues_minor: int = 0
    """Dues that are open."""


async def balances(work: Work, agent_ids: Sequence[UUID]) -> dict[tuple[UUID, str], Balances]:
    """By agent and class; who never had any is left out."""
    found: dict[tuple[UUID, str], dict[AccountKind, int]] = {}
    for state in await ledger.accounts(work, holder_ids=list(agent_ids)):
        if state.kind in KINDS and state.holder_id is not None:
            found.setdefault((state.holder_id, state.purpose), {})[state.kind] = state.display
    return {
        key: Balances(
            kinds.get(AccountKind.SHARES_DUE, 0),
            kinds.get(AccountKind.SHARE_CAPITAL, 0),
            kinds.get(AccountKind.SHARES_TO_REPAY, 0),
            kinds.get(AccountKind.DUES_DUE, 0),
        )
        for key, kinds in found.items()
    }
