"""How a stall is paid: its bank number, kept sealed, and its account at the card provider."""

import re
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.payout_endings import payee_changed
from minga_platform.market.payments.events import PayeeTold
from minga_platform.membership import access

BANK_NUMBER = "bank number"
"""The keyring's purpose for bank numbers."""

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class BankPayee:
    """Where a stall's money is sent. `number` is an IBAN without blanks."""

    holder: str
    number: str

    @classmethod
    def checked(cls, holder: str, number: str) -> "BankPayee":
        """Refuses: InvalidInput for `holder` or `number` (ISO 13616: the check digits must fit)."""
        plain = "".join(number.split()).upper()
        if not 2 <= len(holder.strip()) <= 70:
            raise InvalidInput("holder", "length", minimum="2", maximum="70")
        if not _IBAN.fullmatch(plain) or int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 != 1:
            raise InvalidInput("number", "iban")
        return cls(holder.strip(), plain)


async def set_bank_payee(work: Work, viewer: Viewer, *, stall_id: UUID, payee: BankPayee, sealed: bytes) -> UUID:
    """Say where a stall's money goes by bank. Needs `payee.edit` and a fresh proof; for some hours nothing is sent to a changed payee,
    and what waits to be given out for the old one is payable again.

    `sealed` is the number under the keyring (`seal`). Refuses: NotFound, NotAllowed, StepUpNeeded. Announces: PayeeTold.
    """
    if (
        await work.value("SELECT id FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id)
        is None
    ):
        raise NotFound
    await access.require(work, viewer, "payee.edit", stall_id=stall_id)
    known = await work.value(
        "SELECT bank_number IS NOT NULL FROM seller_account WHERE cooperative_id = $1 AND stall_id = $2 FOR UPDATE",
        work.cooperative_id,
        stall_id,
    )
    await work.execute(
        "INSERT INTO seller_account (cooperative_id, id, stall_id, state, bank_holder, bank_number, bank_last_four) "
        "VALUES ($1, $2, $3, 'none', $4, $5, $6) ON CONFLICT (cooperative_id, stall_id) DO UPDATE SET bank_holder = excluded.bank_holder, "
        "bank_number = excluded.bank_number, bank_last_four = excluded.bank_last_four, "
        "payee_changed_at = CASE WHEN seller_account.bank_number IS NULL THEN seller_account.payee_changed_at ELSE $7 END",
        work.cooperative_id, ids.new(), stall_id, payee.holder, sealed, payee.number[-4:], work.now,
    )  # fmt: skip
    if known:
        await payee_changed(work, stall_id)
    work.emit(PayeeTold(stall_id=stall_id))
    return stall_id


async def may_connect(work: Work, viewer: Viewer, *, stall_id: UUID) -> None:
    """Whether the asker may open the stall's account at the card provider. Needs `payee.edit` and a fresh proof.

    Refuses: NotFound, NotAllowed, StepUpNeeded.
    """
    if (
        await work.value("SELECT id FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id)
        is None
    ):
        raise NotFound
    await access.require(work, viewer, "payee.edit", stall_id=stall_id)


def seal(keyring: Keyring, payee: BankPayee) -> bytes:
    """The number as it is stored."""
    return keyring.seal(BANK_NUMBER, payee.number)
