"""After a refund of what was remitted already: the maker's share comes back out of her account at the provider, as far as it is there.

What a refund made a debt is *undecided* until the provider was asked; only then may the rest be netted from a payout. Else a
netting and a reversal could both take the same money. Read from the ledger, which alone knows out of what a refund was paid.
"""

from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.failpoints import reach
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments import ports, rails
from minga_platform.market.payments.commands.applying import open_discrepancy
from minga_platform.market.payments.commands.capture import CARD_CASH
from minga_platform.market.payments.commands.undecided import undecided
from minga_platform.market.payments.flows import ProviderAccounts, asked


async def take_back(desk: Desk, refund_id: UUID) -> None:
    """Take a maker's share of a refund back out of what was remitted to her. What is not there stays a debt in the books and is
    netted from her next payout. Safe to repeat; raises TimeoutError where there was no answer.
    """
    async with desk.read() as work:
        rows = [row for row in await undecided(work, refund_id=refund_id) if row["provider_transfer"]]
    if not rows:
        return
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return
    for row in rows:
        await _take_back_one(desk, account, row)


async def take_back_of(desk: Desk, payout_id: UUID) -> None:
    """The same for every refund that came while this payout was on its way. Safe to repeat."""
    async with desk.read() as work:
        refund_ids = [row["refund_id"] for row in await undecided(work, payout_id=payout_id)]
    for refund_id in refund_ids:
        await take_back(desk, refund_id)


async def _take_back_one(desk: Desk, account: ports.Payments, row: Any) -> None:
    fixed = row["reversal_id"]
    amount: int = row["reversal_minor"]
    if fixed is None:
        balance = await asked(account.seller_balance(row["provider_account"]))
        if isinstance(balance, ports.Unknown):
            raise TimeoutError("the provider did not tell the seller's balance")
        # Money that is not available yet can be taken back too: it is the very transfer that is reversed.
        there = 0
        if isinstance(balance, ports.Done):
            parts = (balance.value.available, balance.value.pending)
            there = sum(part[row["currency"]].minor for part in parts if row["currency"] in part)
        amount = rails.carried(min(row["owed_minor"], row["left_minor"], there), "remittance", row["currency"])
        written = await desk.run(lambda work: _decide(work, row, amount))
        if written is None:
            return
        fixed, amount = written
    wish = ports.ReversalWish(
        reversal=ids.encode("reversal", fixed),
        cooperative=ids.encode("coop", desk.here),
        remittance_ref=row["provider_transfer"],
        amount=Money(amount, row["currency"]),
        # By age and not by tries: a kill leaves no count of them.
        maybe_sent=bool(row["is_old"]),
    )
    reach("reversal.decided")
    outcome = await asked(account.reverse_remittance(wish))
    reach("reversal.sent")
    if isinstance(outcome, ports.Done):
        await desk.run(lambda work: _reversed(work, fixed, outcome.value.reversal_ref))
    elif isinstance(outcome, ports.Declined):
        await desk.run(lambda work: _not_reversed(work, fixed, row["payout_id"], outcome))
    else:
        raise TimeoutError("the provider did not say whether the remittance was reversed")


async def _decide(work: Work, row: Any, amount: int) -> tuple[UUID, int] | None:
    """Write down how much is taken back, before asking: (the reversal, its amount), or None when there is nothing to take."""
    await work.execute(
        "INSERT INTO reversal (cooperative_id, id, payout_id, refund_id, state, currency, amount_minor, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        work.cooperative_id, ids.new(), row["payout_id"], row["refund_id"], "requested" if amount else "declined", row["currency"],
        amount or row["owed_minor"], work.now,
    )  # fmt: skip
    kept = await work.row(
        "SELECT id, amount_minor, state FROM reversal WHERE cooperative_id = $1 AND refund_id = $2 AND payout_id = $3",
        work.cooperative_id, row["refund_id"], row["payout_id"],
    )  # fmt: skip
    assert kept is not None
    if amount < row["owed_minor"]:
        # Netting takes it by itself; a person is told, because a maker who sells nothing more never pays it.
        await open_discrepancy(
            work, "stall_owes", ids.encode("payout", row["payout_id"]),
            {"refund": ids.encode("refund", row["refund_id"]), "left": Money(row["owed_minor"] - amount, row["currency"]).decimal},
        )  # fmt: skip
    return (kept["id"], kept["amount_minor"]) if kept["state"] == "requested" else None


async def _not_reversed(work: Work, reversal_id: UUID, payout_id: UUID, outcome: ports.Declined) -> None:
    await work.execute(
        "UPDATE reversal SET state = 'declined' WHERE cooperative_id = $1 AND id = $2 AND state = 'requested'",
        work.cooperative_id,
        reversal_id,
    )
    await open_discrepancy(
        work, "reversal_declined", ids.encode("payout", payout_id), {"reason": outcome.reason.value, "code": outcome.provider_code or ""}
    )  # fmt: skip


async def _reversed(work: Work, reversal_id: UUID, reference: str) -> None:
    row = await work.row(
        "UPDATE reversal SET state = 'done', provider_reversal = $3 WHERE cooperative_id = $1 AND id = $2 AND state = 'requested' "
        "RETURNING payout_id, currency, amount_minor",
        work.cooperative_id, reversal_id, reference,
    )  # fmt: skip
    if row is None:
        return
    stall_id = await work.value(
        "UPDATE payout SET reversed_minor = reversed_minor + $3 WHERE cooperative_id = $1 AND id = $2 RETURNING stall_id",
        work.cooperative_id, row["payout_id"], row["amount_minor"],
    )  # fmt: skip
    await post(
        work, kind="remittance_reversed", subject_kind="payout", subject_id=row["payout_id"], key=f"reversal:{reversal_id}",
        moves=[Move(CARD_CASH, AccountName(AccountKind.SELLER_NEGATIVE, stall_id), Money(row["amount_minor"], row["currency"]))],
    )  # fmt: skip
