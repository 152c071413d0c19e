"""Shares that were set aside to go by bank, as a table that a bank's program or a person reads: one transfer a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from minga_commons.equation.commands.dividing import DIVIDE
from minga_commons.equation.queries import account_of, settled_since
from minga_platform.kernel import ids
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments.bank_batch import COLUMNS, as_table
from minga_platform.market.payments.commands.payees import BANK_NUMBER
from minga_platform.membership import access

SHARE = "share"
"""The mark of a share's id: the reference by which the bank's statement names it again."""


@dataclass(frozen=True, slots=True)
class BankList:
    """`text`: the table. Left out: `held_ids`, whose account was changed a short while ago; `unaddressed_ids`, of people whose
    account nobody told."""

    text: str
    held_ids: list[UUID]
    unaddressed_ids: list[UUID]


async def bank_list(work: Work, viewer: Viewer, keyring: Keyring) -> BankList:
    """All that is set aside by bank and not confirmed. Needs `payouts.make` and a fresh proof, for it shows whole numbers.

    Refuses: SignInNeeded, NotAllowed, StepUpNeeded.
    """
    await access.require(work, viewer, DIVIDE)
    settled = await settled_since(work)
    rows = await work.rows(
        f"""SELECT p.id, p.amount_minor, p.currency, y.* FROM share_payout p
        LEFT JOIN LATERAL (SELECT a.bank_holder, a.bank_number, a.payee_changed_at
            FROM {account_of("p.cooperative_id", "p.agent_id")}) y ON true
        WHERE p.cooperative_id = $1 AND p.state = 'prepared' AND p.channel = 'bank' ORDER BY p.id""",
        work.cooperative_id,
    )
    lines: list[Sequence[str]] = [COLUMNS]
    held: list[UUID] = []
    unaddressed: list[UUID] = []
    for row in rows:
        number = keyring.open(BANK_NUMBER, bytes(row["bank_number"])) if row["bank_number"] else None
        if number is None:
            unaddressed.append(row["id"])
        elif row["payee_changed_at"] is not None and row["payee_changed_at"] > settled:
            # As for the earnings of stalls: somebody who got hold of her account for an hour does not get her money.
            held.append(row["id"])
        else:
            amount = Money(row["amount_minor"], row["currency"])
            lines.append((row["bank_holder"], number, amount.decimal, amount.currency, ids.encode(SHARE, row["id"])))
    return BankList(as_table(lines), held, unaddressed)
