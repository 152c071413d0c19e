"""The co-op's own bank account: where buyers transfer what they pay by bank."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.payees import BankPayee
from minga_platform.membership import access


@dataclass(frozen=True, slots=True)
class CollectingAccount:
    """`number` is an IBAN without blanks."""

    holder: str
    number: str


async def collecting_account(work: Work) -> CollectingAccount | None:
    """The account that holds now; None where the co-op has named none. Open to whoever may buy."""
    row = await work.row(
        "SELECT holder, number FROM collecting_account WHERE cooperative_id = $1 ORDER BY id DESC LIMIT 1",
        work.cooperative_id,
    )
    return None if row is None else CollectingAccount(row["holder"], row["number"])


async def set_collecting_account(work: Work, viewer: Viewer, *, account: BankPayee) -> UUID:
    """Name the co-op's account. Needs `collecting.edit` and a fresh proof. Refuses: SignInNeeded, NotAllowed, StepUpNeeded."""
    agent_id = await access.require(work, viewer, "collecting.edit")
    return await write_collecting_account(work, agent_id, account)


async def write_collecting_account(work: Work, agent_id: UUID, account: BankPayee) -> UUID:
    """The row itself."""
    made = ids.new()
    await work.execute(
        "INSERT INTO collecting_account (cooperative_id, id, holder, number, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)",
        work.cooperative_id, made, account.holder, account.number, agent_id, work.now,
    )  # fmt: skip
    return made
