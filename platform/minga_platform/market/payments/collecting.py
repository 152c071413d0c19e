"""The co-op's own bank account: where buyers transfer what they pay by bank."""

import re
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.law import queries as law
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


@dataclass(frozen=True, slots=True)
class MobileAccount:
    """`number`: as the operator writes it, digits with a plus before the country."""

    operator: str
    holder: str
    number: str

    @classmethod
    def checked(cls, operator: str, holder: str, number: str) -> "MobileAccount":
        """Refuses: InvalidInput. An empty number switches mobile money off."""
        plain = "".join(sign for sign in number if sign not in " -.()")
        if not plain:
            return cls("", "", "")
        if not 2 <= len(operator.strip()) <= 40:
            raise InvalidInput("operator", "length", minimum="2", maximum="40")
        if not 2 <= len(holder.strip()) <= 70:
            raise InvalidInput("holder", "length", minimum="2", maximum="70")
        if not re.fullmatch(r"\+?[0-9]{5,15}", plain):
            raise InvalidInput("number", "phone_number")
        return cls(operator.strip(), holder.strip(), plain)


async def mobile_account(work: Work) -> MobileAccount | None:
    """The account that holds now; None where the co-op takes no mobile money, or has no legal basis for it. Open to whoever may buy."""
    row = await work.row(
        "SELECT operator, holder, number FROM mobile_account WHERE cooperative_id = $1 ORDER BY id DESC LIMIT 1",
        work.cooperative_id,
    )
    if row is None or not row["number"] or not await law.switched_on(work, "mobile_money"):
        return None
    return MobileAccount(**dict(row))


async def set_mobile_account(work: Work, viewer: Viewer, *, account: MobileAccount) -> UUID:
    """Name the co-op's mobile money account, or switch it off. Needs `collecting.edit` and a fresh proof.

    Refuses: SignInNeeded, NotAllowed, StepUpNeeded, NoLegalBasis.
    """
    agent_id = await access.require(work, viewer, "collecting.edit")
    if account.number:
        await law.require(work, "mobile_money")
    made = ids.new()
    await work.execute(
        "INSERT INTO mobile_account (cooperative_id, id, operator, holder, number, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, made, account.operator, account.holder, account.number, agent_id, work.now,
    )  # fmt: skip
    return made


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
