"""A payout by bank that had left came back: its earnings are payable again, and what it had set off is owed again."""

from uuid import UUID

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments.commands.payout_endings import locked_payout, payable_of


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
