"""Paying out what is due to contributors, as stalls are paid: set aside first, gone when somebody confirms that it went."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from minga_commons.equation import queries
from minga_commons.equation.commands.dividing import DIVIDE, payable
from minga_commons.equation.errors import NothingDue, OwnShare
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post_of, post_pending, void
from minga_platform.market.payments import tills
from minga_platform.market.payments.commands.approvals import Kind, agreed_by, approve, needed_for
from minga_platform.membership import access

MOST_AT_ONCE = 500
OF_SHARES: Final = Kind("share_payout", "share_approval")
"""Large shares need two officers, by the rule and the code of stalls' payouts."""


async def prepare_share(
    work: Work, viewer: Viewer, *, agent_id: UUID, currency: str, channel: str, till_id: UUID | None = None
) -> UUID:
    """Set aside all that is due to a contributor, to go to her by bank, or by hand out of a pickup point's till.

    Needs `payouts.make`. Refuses: SignInNeeded, NotAllowed, InvalidInput, OwnShare, NotFound, NothingDue, TillTooLow.
    """
    asker_id = await access.require(work, viewer, DIVIDE)
    if channel not in ("bank", "hand") or (channel == "hand") != (till_id is not None):
        raise InvalidInput("channel", "one_of")
    if till_id is not None:
        await tills.lock(work, till_id)
    if agent_id == asker_id:
        raise OwnShare
    due = payable(agent_id)
    amount = (await ledger.locked(work, [due], currency))[due]
    if amount <= 0:
        raise NothingDue
    payout_id = ids.new()
    await work.execute(
        "INSERT INTO share_payout (cooperative_id, id, agent_id, channel, state, currency, amount_minor, till_id, prepared_by,"
        " prepared_at, approvals_needed) VALUES ($1, $2, $3, $4, 'prepared', $5, $6, $7, $8, $9, $10)",
        work.cooperative_id, payout_id, agent_id, channel, currency, amount, till_id, asker_id, work.now,
        await needed_for(work, amount),
    )  # fmt: skip
    await approve(work, payout_id, asker_id, OF_SHARES)
    cash = AccountName(AccountKind.CASH_BANK) if till_id is None else AccountName(AccountKind.CASH_TILL, till_id)
    await post_pending(
        work, kind="share_paid", subject_kind="share_payout", subject_id=payout_id, key=f"share:{payout_id}",
        moves=[Move(due, cash, Money(amount, currency))],
    )  # fmt: skip
    if till_id is not None:
        await tills.require_free(work, till_id, Money(amount, currency))
    return payout_id


async def prepare_shares(work: Work, viewer: Viewer) -> list[UUID]:
    """Set aside all that is due to everybody whose account at a bank is known, the asker excepted; the payouts' ids.

    Needs `payouts.make`. Refuses: SignInNeeded, NotAllowed, NothingDue.
    """
    asker_id = await access.require(work, viewer, DIVIDE)
    wanted = [
        one for one in await queries.dues(work) if one.due_minor > 0 and one.bank_last_four and one.agent_id != asker_id
    ]
    if not wanted:
        raise NothingDue
    return [
        await prepare_share(work, viewer, agent_id=one.agent_id, currency=one.currency, channel="bank")
        for one in wanted
    ]


async def confirm_shares(work: Work, viewer: Viewer, *, payout_ids: Sequence[UUID]) -> list[UUID]:
    """All of these are with whom they were for; all or none. Refuses as `confirm_share`, InvalidInput."""
    if not 1 <= len(set(payout_ids)) <= MOST_AT_ONCE:
        raise InvalidInput("payoutIds", "range", minimum="1", maximum=str(MOST_AT_ONCE))
    return [await confirm_share(work, viewer, payout_id=one) for one in sorted(set(payout_ids))]


async def confirm_share(work: Work, viewer: Viewer, *, payout_id: UUID) -> UUID:
    """It is with her. Needs `payouts.make`.

    Refuses: SignInNeeded, NotAllowed, NotFound, OwnShare, TillTooLow, InvalidTransition, SecondOfficerNeeded.
    """
    return await _settled_by(work, viewer, payout_id, "paid")


async def approve_share(work: Work, viewer: Viewer, *, payout_id: UUID) -> UUID:
    """A second officer approves what was set aside. Needs `payouts.make`.

    Refuses: NotFound, OwnShare, InvalidTransition (it needs nobody, or is not set aside any more).
    """
    asker_id = await access.require(work, viewer, DIVIDE)
    row = await locked_share(work, payout_id)
    if row["agent_id"] == asker_id:
        raise OwnShare
    if row["state"] != "prepared" or not row["approvals_needed"]:
        raise InvalidTransition(row["state"])
    await approve(work, payout_id, asker_id, OF_SHARES)
    return payout_id


async def cancel_share(work: Work, viewer: Viewer, *, payout_id: UUID) -> UUID:
    """It did not go; what was set aside is due again. Refuses as `confirm_share`."""
    return await _settled_by(work, viewer, payout_id, "cancelled")


async def _settled_by(work: Work, viewer: Viewer, payout_id: UUID, state: str) -> UUID:
    asker_id = await access.require(work, viewer, DIVIDE)
    row = await locked_share(work, payout_id)
    if row["agent_id"] == asker_id:
        raise OwnShare
    if row["state"] != "prepared":
        raise InvalidTransition(row["state"])
    if state == "paid":
        await agreed_by(work, row, asker_id, OF_SHARES)
        if row["till_id"] is not None:
            await tills.lock(work, row["till_id"])
            await tills.require_there(work, row["till_id"], Money(row["amount_minor"], row["currency"]))
    await settle(work, row, state)
    return payout_id


async def settle(work: Work, row: asyncpg.Record, state: str) -> None:
    """What was set aside is with her, or due again: `paid` or `cancelled`. For a caller that has locked the row and found it prepared."""
    payout_id = row["id"]
    pending = await ledger.journal(work, key=f"share:{payout_id}")
    assert pending is not None
    if state == "paid":
        await post_of(work, pending_id=pending.id, key=f"share-paid:{payout_id}")
    else:
        await void(work, pending_id=pending.id, key=f"share-void:{payout_id}")
    await work.execute(
        "UPDATE share_payout SET state = $3, settled_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        payout_id,
        state,
        work.now,
    )


async def locked_share(work: Work, payout_id: UUID) -> asyncpg.Record:
    """The payout's row, locked. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM share_payout WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, payout_id
    )
    if row is None:
        raise NotFound
    return row


async def was_paid(work: Work, contribution_ids: Sequence[UUID], /) -> bool:
    """Fill of `contributions.ports.Paid`: whether somebody got money for any of these."""
    return bool(
        await work.value(
            """SELECT true FROM contribution c
            JOIN distribution_event e ON e.cooperative_id = c.cooperative_id AND e.agent_id = c.agent_id
            CROSS JOIN LATERAL jsonb_array_elements(e.events) k (it)
            WHERE c.cooperative_id = $1 AND c.id = ANY($2) AND k.it ->> 0 = c.id::text AND k.it -> 8 <> '[]' LIMIT 1""",
            work.cooperative_id,
            list(contribution_ids),
        )
    )
