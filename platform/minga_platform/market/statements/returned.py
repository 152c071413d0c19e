"""What had left by bank came back: a payout's earnings are payable again, and what it had set off is owed again; a refund is still owed."""

from uuid import UUID

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments.commands.payout_endings import locked_payout, payable_of
from minga_platform.market.payments.commands.refund_parts import IN_FLIGHT
from minga_platform.market.payments.commands.refund_settling import locked_refund
from minga_platform.market.payments.events import RefundFailed


async def reopen(work: Work, payout_id: UUID, cash: AccountName) -> bool:
    """The money is on our account again. False when the payout is not with its maker. Safe to repeat."""
    payout = await locked_payout(work, payout_id)
    if payout["state"] != "paid" or payout["channel"] != "bank":
        return False
    unit, stall_id = payout["currency"], payout["stall_id"]
    payable = payable_of(payout)
    negative = AccountName(AccountKind.SELLER_NEGATIVE, stall_id)
    await post(
        work, kind="payout_returned", subject_kind="payout", subject_id=payout_id, key=f"payout-returned:{payout_id}",
        moves=[
            Move(cash, payable, Money(payout["amount_minor"], unit)),
            Move(negative, payable, Money(payout["netted_minor"], unit)),
        ],
    )  # fmt: skip
    await work.execute(
        "UPDATE payout_item SET live = NULL WHERE cooperative_id = $1 AND payout_id = $2",
        work.cooperative_id,
        payout_id,
    )
    await work.execute(
        "UPDATE payout SET state = 'failed', failure = 'returned', paid_at = NULL WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        payout_id,
    )
    return True


async def reopen_refund(work: Work, refund_id: UUID, cash: AccountName) -> bool:
    """The buyer's bank sent her money back to us: it is to be sent once more. False when it had not left by bank. Safe to repeat.

    Announces: RefundFailed.
    """
    refund = await locked_refund(work, refund_id)
    by_bank = await work.value(
        "SELECT method IN ('bank', 'invoice') FROM payment WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        refund["payment_id"],
    )
    if refund["state"] != "settled" or refund["goes_to"] != "source" or not by_bank:
        return False
    await post(
        work, kind="refund_returned", subject_kind="refund", subject_id=refund_id, key=f"refund-returned:{refund_id}:{refund['tries']}",
        moves=[Move(cash, IN_FLIGHT, Money(refund["amount_minor"], refund["currency"]))],
    )  # fmt: skip
    await work.execute(
        "UPDATE refund SET state = 'requested', settled_at = NULL, tries = tries + 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        refund_id,
    )
    work.emit(RefundFailed(order_id=refund["order_id"], refund_id=refund_id))
    return True
