"""A refund's end: its money reached the buyer. Whoever carries it says so, and then it leaves the account that paid."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments import rails, tills
from minga_platform.market.payments.commands.refund_parts import IN_FLIGHT
from minga_platform.market.payments.errors import PaymentDisputed
from minga_platform.market.payments.events import RefundAsked, RefundSettled
from minga_platform.market.payments.states import REFUND_MOVES
from minga_platform.membership import access


async def settle(
    work: Work, refund_id: UUID, cash: AccountName | Mapping[AccountName, int], *, provider_refund: str | None = None
) -> bool:
    """The money reached the buyer: it leaves `cash`, one account or so much (minor units) of each. Safe to repeat; False when it
    had been settled. Announces: RefundSettled."""
    refund = await locked_refund(work, refund_id)
    if "settled" not in REFUND_MOVES[refund["state"]]:
        return False
    leaves = {cash: refund["amount_minor"]} if isinstance(cash, AccountName) else cash
    assert sum(leaves.values()) == refund["amount_minor"], "what leaves the tills is what goes back"
    await work.execute(
        "UPDATE refund SET state = 'settled', settled_at = $3, provider_refund = coalesce($4, provider_refund) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, refund_id, work.now, provider_refund,
    )  # fmt: skip
    await post(
        work, kind="refund_settled", subject_kind="refund", subject_id=refund_id, key=f"refund-settled:{refund_id}:{refund['tries']}",
        moves=[Move(IN_FLIGHT, account, Money(minor, refund["currency"])) for account, minor in leaves.items()],
    )  # fmt: skip
    work.emit(RefundSettled(order_id=refund["order_id"], refund_id=refund_id))
    return True


async def locked_refund(work: Work, refund_id: UUID) -> asyncpg.Record:
    """The refund's row, locked. Refuses: NotFound."""
    row = await work.row(
        "SELECT * FROM refund WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, refund_id
    )
    if row is None:
        raise NotFound
    return row


async def confirm_bank_refund(work: Work, viewer: Viewer, *, refund_id: UUID) -> UUID:
    """A person sent the money by bank. Needs `till.use`. Refuses: NotFound, InvalidTransition."""
    await access.require(work, viewer, "till.use")
    refund = await locked_refund(work, refund_id)
    method = await work.value(
        "SELECT method FROM payment WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, refund["payment_id"]
    )
    if method not in ("bank", "invoice") or not await settle(work, refund_id, AccountName(AccountKind.CASH_BANK)):
        raise InvalidTransition(refund["state"])
    return refund_id


async def send_refund_again(work: Work, viewer: Viewer, *, refund_id: UUID) -> UUID:
    """A refund that her bank sent back is sent to the buyer's card once more: a new one at the provider. Needs `orders.refund`.

    Refuses: NotFound, InvalidTransition (it did not come back), PaymentDisputed. Announces: RefundAsked.
    """
    await access.require(work, viewer, "orders.refund")
    refund, payment = await _to_card(work, refund_id)
    if refund["state"] != "failed":
        raise InvalidTransition(refund["state"])
    if payment["disputed_at"] is not None:
        raise PaymentDisputed
    await _open_again(work, refund_id)
    work.emit(RefundAsked(order_id=refund["order_id"], refund_id=refund_id))
    return refund_id


async def give_refund_by_hand(work: Work, viewer: Viewer, *, refund_id: UUID, till_id: UUID | None) -> UUID:
    """What no card can be given back, or what came back from it, reached its buyer: in cash out of the till of a pickup point, or
    (no till) by bank. Needs `till.use`.

    Refuses: NotFound (the till too), InvalidTransition (it goes another way, or was given), PaymentDisputed, TillTooLow.
    Announces: RefundSettled.
    """
    await access.require(work, viewer, "till.use")
    if till_id is not None:
        await tills.lock(work, till_id)
    refund, payment = await _to_card(work, refund_id)
    if refund["state"] != "failed" and not rails.by_hand(refund["amount_minor"], refund["currency"]):
        raise InvalidTransition(refund["state"])
    if payment["disputed_at"] is not None:
        raise PaymentDisputed
    if refund["state"] == "failed":
        await _open_again(work, refund_id)
    if till_id is not None and refund["state"] in ("requested", "failed"):
        await tills.require_there(work, till_id, Money(refund["amount_minor"], refund["currency"]))
    source = AccountName(AccountKind.CASH_TILL, till_id) if till_id else AccountName(AccountKind.CASH_BANK)
    if not await settle(work, refund_id, source):
        raise InvalidTransition(refund["state"])
    return refund_id


async def _open_again(work: Work, refund_id: UUID) -> None:
    """It is owed as on its first day; the provider, if it is asked once more, is asked for another one."""
    await work.execute(
        "UPDATE refund SET state = 'requested', provider_refund = NULL, trial = trial + 1, lease_until = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, refund_id, work.now + LEASE,
    )  # fmt: skip


async def _to_card(work: Work, refund_id: UUID) -> tuple[asyncpg.Record, asyncpg.Record]:
    """(the refund, locked, its payment), of a card. Refuses: NotFound, InvalidTransition (it goes another way)."""
    refund = await locked_refund(work, refund_id)
    payment = await work.row(
        "SELECT method, disputed_at FROM payment WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        refund["payment_id"],
    )
    assert payment is not None
    if payment["method"] != "card" or refund["goes_to"] != "source":
        raise InvalidTransition(refund["state"])
    return refund, payment
