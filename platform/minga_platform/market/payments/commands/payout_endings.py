"""How a payout ends: it was made, it failed, or it came back. Its money is set aside in the ledger until then."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post, post_of, void
from minga_platform.market.credit.accounts import returned_to
from minga_platform.market.payments import tills
from minga_platform.market.payments.commands.approvals import confirm_by, refuse_own
from minga_platform.market.payments.errors import NoPayee
from minga_platform.market.payments.events import PayoutMade
from minga_platform.membership import access

PAYEE_CHANGED = "the account changed"
"""Why a payout was cancelled whose stall named another account before it was given out, as of a remittance."""


def payable_of(payout: asyncpg.Record) -> AccountName:
    """Where the money of a payout comes from."""
    if payout["returned_minor"]:
        return returned_to(payout["stall_id"])
    return AccountName(AccountKind.SELLER_PAYABLE, payout["stall_id"])


async def locked_payout(work: Work, payout_id: UUID) -> asyncpg.Record:
    """The payout's row, locked. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM payout WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, payout_id
    )
    if row is None:
        raise NotFound
    return row


async def make(work: Work, payout_id: UUID, *, provider_transfer: str | None = None) -> bool:
    """The money is with the maker. Safe to repeat; False when it was before. Announces: PayoutMade."""
    payout = await locked_payout(work, payout_id)
    if payout["state"] != "prepared":
        return False
    await keep_payees(work, [payout_id])
    pending = await ledger.journal(work, key=f"payout:{payout_id}")
    assert pending is not None
    await post_of(work, pending_id=pending.id, key=f"payout-made:{payout_id}")
    await work.execute(
        "UPDATE payout SET state = 'paid', paid_at = $3, provider_transfer = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, payout_id, work.now, provider_transfer,
    )  # fmt: skip
    work.emit(PayoutMade(payout_id=payout_id))
    return True


async def keep_payees(work: Work, payout_ids: Sequence[UUID]) -> None:
    """These payouts by bank are given out to be sent, or were: from now on they say to whose account, whatever the stall names later."""
    await work.execute(
        "UPDATE payout SET sent_to_holder = a.bank_holder, sent_to_last_four = a.bank_last_four FROM seller_account a "
        "WHERE payout.cooperative_id = $1 AND payout.id = ANY ($2) AND payout.channel = 'bank' AND payout.sent_to_last_four IS NULL "
        "AND a.cooperative_id = payout.cooperative_id AND a.stall_id = payout.stall_id AND a.bank_number IS NOT NULL",
        work.cooperative_id,
        list(payout_ids),
    )


async def payee_changed(work: Work, stall_id: UUID) -> None:
    """The stall names another account: payouts that wait to go to the old one are cancelled, so their earnings are gathered anew once
    the new one may be paid. Those given out in a file stay: somebody says whether they were sent. Safe to repeat."""
    waiting = await work.rows(
        "SELECT id FROM payout WHERE cooperative_id = $1 AND stall_id = $2 AND channel = 'bank' AND state = 'prepared' "
        "AND sent_to_last_four IS NULL ORDER BY id FOR UPDATE",
        work.cooperative_id,
        stall_id,
    )
    for row in waiting:
        await fail(work, row["id"], failure=PAYEE_CHANGED, state="cancelled")


async def fail(work: Work, payout_id: UUID, *, failure: str, state: str = "failed") -> bool:
    """The money did not go: its earnings are payable again. Safe to repeat; False when the payout had ended."""
    payout = await locked_payout(work, payout_id)
    if payout["state"] != "prepared":
        return False
    pending = await ledger.journal(work, key=f"payout:{payout_id}")
    assert pending is not None
    await void(work, pending_id=pending.id, key=f"payout-void:{payout_id}")
    await _undo(work, payout, failure=failure, state=state)
    return True


async def _undo(work: Work, payout: asyncpg.Record, *, failure: str, state: str) -> None:
    """Its earnings are in no living payout any more; what was set off against a debt is owed again, and earned again."""
    payout_id, stall_id = payout["id"], payout["stall_id"]
    if payout["netted_minor"]:
        netted = Money(payout["netted_minor"], payout["currency"])
        await post(
            work, kind="netting_undone", subject_kind="payout", subject_id=payout_id, key=f"netting-undone:{payout_id}",
            moves=[Move(AccountName(AccountKind.SELLER_NEGATIVE, stall_id), AccountName(AccountKind.SELLER_PAYABLE, stall_id), netted)],
        )  # fmt: skip
    await work.execute(
        "UPDATE payout_item SET live = NULL WHERE cooperative_id = $1 AND payout_id = $2",
        work.cooperative_id,
        payout_id,
    )
    await work.execute(
        "UPDATE payout SET state = $3, failure = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        payout_id,
        state,
        failure[:300],
    )


async def return_payout(work: Work, viewer: Viewer, *, payout_id: UUID, reason: str) -> UUID:
    """A payout by bank that had been confirmed came back to the co-op's account: its earnings are payable again, once.

    Needs `payouts.make`. Refuses: NotFound, InvalidInput, OwnPayout, InvalidTransition (it was not paid, or came back before).
    """
    agent_id = await access.require(work, viewer, "payouts.make")
    if not 1 <= len(reason.strip()) <= 300:
        raise InvalidInput("reason", "length", minimum="1", maximum="300")
    payout = await locked_payout(work, payout_id)
    await refuse_own(work, payout, agent_id)
    if payout["channel"] != "bank" or payout["state"] != "paid" or not payout["amount_minor"]:
        raise InvalidTransition(payout["state"])
    back = Money(payout["amount_minor"], payout["currency"])
    await post(
        work, kind="payout_returned", subject_kind="payout", subject_id=payout_id, key=f"payout-returned:{payout_id}",
        moves=[Move(AccountName(AccountKind.CASH_BANK), payable_of(payout), back)],
    )  # fmt: skip
    await _undo(work, payout, failure=reason.strip(), state="failed")
    return payout_id


async def confirm_payouts(work: Work, viewer: Viewer, *, payout_ids: Sequence[UUID]) -> int:
    """A person sent these by bank or gave them by hand; how many. Needs `payouts.make`.

    Refuses: NotFound, OwnPayout, SecondOfficerNeeded, NoPayee, TillTooLow, InvalidTransition.
    """
    agent_id = await access.require(work, viewer, "payouts.make")
    for payout_id in sorted(set(payout_ids)):
        payout = await locked_payout(work, payout_id)
        await confirm_by(work, payout, agent_id)
        if payout["channel"] == "hand" and payout["state"] == "prepared":
            # What lay there when it was prepared may have gone to the bank since.
            await tills.lock(work, payout["till_id"])
            await tills.require_there(work, payout["till_id"], Money(payout["amount_minor"], payout["currency"]))
        if payout["channel"] == "bank" and payout["state"] == "prepared":
            await _require_payee(work, payout)
        if payout["channel"] == "remittance" or not await make(work, payout_id):
            raise InvalidTransition(payout["state"])
    return len(set(payout_ids))


async def _require_payee(work: Work, payout: asyncpg.Record) -> None:
    """Refuses: NoPayee."""
    told = payout["sent_to_last_four"] is not None or await work.value(
        "SELECT bank_number IS NOT NULL FROM seller_account WHERE cooperative_id = $1 AND stall_id = $2",
        work.cooperative_id,
        payout["stall_id"],
    )
    if not told:
        raise NoPayee(payout["stall_id"])


async def cancel_payout(work: Work, viewer: Viewer, *, payout_id: UUID, reason: str) -> UUID:
    """A prepared payout by bank or hand is not made after all. Needs `payouts.make`. Refuses: NotFound, InvalidTransition."""
    await access.require(work, viewer, "payouts.make")
    payout = await locked_payout(work, payout_id)
    if payout["channel"] == "remittance" or not await fail(work, payout_id, failure=reason, state="cancelled"):
        raise InvalidTransition(payout["state"])
    return payout_id
