"""Steps that cross to the card provider for makers: their accounts there, what is sent to them, what is taken back."""

from typing import Any
from uuid import UUID

import structlog

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.payments import ports
from minga_platform.market.payments.commands.applying import open_discrepancy
from minga_platform.market.payments.commands.capture import CARD_CASH
from minga_platform.market.payments.commands.payouts import fail, make
from minga_platform.market.payments.errors import CardsNotOffered
from minga_platform.market.payments.flows import ProviderAccounts, asked, pause

_log = structlog.get_logger("minga.payments")
_STATES = {
    ports.SellerAccountState.RESTRICTED: "restricted",
    ports.SellerAccountState.READY: "active",
    ports.SellerAccountState.CLOSED: "none",
}


async def connect_seller(desk: Desk, stall_id: UUID, *, mail: str, return_url: str) -> str | None:
    """Make a stall's account at the provider (once) and a page on which its maker tells who she is; None while there is no answer.

    Who may do it was decided before. Refuses: CardsNotOffered, NotFound.
    """
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        raise CardsNotOffered
    async with desk.read() as work:
        stall = await work.row(
            "SELECT s.name, c.country, c.language, a.provider_account FROM stall s JOIN cooperative c ON c.id = s.cooperative_id "
            "LEFT JOIN seller_account a ON a.cooperative_id = s.cooperative_id AND a.stall_id = s.id WHERE s.cooperative_id = $1 AND s.id = $2",
            work.cooperative_id,
            stall_id,
        )
    if stall is None:
        raise NotFound
    reference = stall["provider_account"]
    if reference is None:
        wish = ports.SellerAccountWish(
            seller=ids.encode("stall", stall_id),
            cooperative=ids.encode("coop", _here(desk)),
            display_name=Text.stored(stall["name"]).read(stall["language"]),
            email=mail,
            country=stall["country"],
        )
        made = await asked(account.create_seller_account(wish))
        if not isinstance(made, ports.Done):
            return None
        reference = made.value.account_ref
        await desk.run(lambda work: _note_account(work, stall_id, made.value))
    page = await asked(account.onboarding_link(reference, return_url=return_url, refresh_url=return_url))
    return page.value.url if isinstance(page, ports.Done) else None


async def look_up_seller(desk: Desk, stall_id: UUID) -> None:
    """Learn from the provider whether a stall can be remitted to. Safe to repeat."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    async with desk.read() as work:
        reference = await work.value(
            "SELECT provider_account FROM seller_account WHERE cooperative_id = $1 AND stall_id = $2",
            work.cooperative_id,
            stall_id,
        )
    if account is None or reference is None:
        return
    seen = await asked(account.look_up_seller_account(reference))
    if isinstance(seen, ports.Done):
        await desk.run(lambda work: _note_account(work, stall_id, seen.value))


async def _note_account(work: Work, stall_id: UUID, seen: ports.SellerAccountSeen) -> None:
    await work.execute(
        "INSERT INTO seller_account (cooperative_id, id, stall_id, provider_account, state) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (cooperative_id, stall_id) DO UPDATE SET provider_account = excluded.provider_account, state = excluded.state, "
        "payee_changed_at = CASE WHEN seller_account.provider_account IS NOT NULL AND seller_account.provider_account <> excluded.provider_account "
        "THEN $6 ELSE seller_account.payee_changed_at END, "
        "had_account_before = seller_account.had_account_before OR (seller_account.provider_account IS NOT NULL "
        "AND seller_account.provider_account <> excluded.provider_account)",
        work.cooperative_id, ids.new(), stall_id, seen.account_ref, _STATES[seen.state], work.now,
    )  # fmt: skip


async def send_remittance(desk: Desk, payout_id: UUID) -> None:
    """Send a prepared remittance to the stall's account, out of the charge that paid for it. Safe to repeat."""
    async with desk.read() as work:
        row = await work.row(
            "SELECT y.*, s.order_id, p.provider_charge, a.provider_account AS present_account, a.state AS account_state FROM payout y "
            "JOIN payout_item i ON i.cooperative_id = y.cooperative_id AND i.payout_id = y.id "
            "JOIN seller_order s ON s.cooperative_id = i.cooperative_id AND s.id = i.seller_order_id "
            "JOIN payment p ON p.cooperative_id = s.cooperative_id AND p.order_id = s.order_id "
            "LEFT JOIN seller_account a ON a.cooperative_id = y.cooperative_id AND a.stall_id = y.stall_id "
            "WHERE y.cooperative_id = $1 AND y.id = $2",
            work.cooperative_id,
            payout_id,
        )
    if row is None or row["state"] != "prepared" or row["channel"] != "remittance":
        return
    if row["present_account"] != row["provider_account"] or row["account_state"] != "active":
        # Never to an account that is not the stall's any more: its earnings are payable again and go to the present one.
        await desk.run(lambda work: fail(work, payout_id, failure="the account changed", state="cancelled"))
        return
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return
    outcome = await asked(
        account.remit(
            ports.RemittanceWish(
                remittance=ids.encode("payout", payout_id),
                cooperative=ids.encode("coop", row["cooperative_id"]),
                account_ref=row["provider_account"],
                amount=Money(row["amount_minor"], row["currency"]),
                order=ids.encode("ord", row["order_id"]),
                charge_ref=row["provider_charge"],
                trial=row["trial"],
            )
        )
    )
    if isinstance(outcome, ports.Done):
        reference = outcome.value.remittance_ref
        await desk.run(lambda work: make(work, payout_id, provider_transfer=reference))
        return
    short = isinstance(outcome, ports.Declined) and outcome.reason is ports.DeclineReason.BALANCE_SHORT
    if isinstance(outcome, ports.Unknown) or short:
        await desk.run(lambda work: _wait(work, payout_id, row["tries"], next_trial=short))
        return
    _log.warning("remittance declined", payout=str(payout_id), reason=outcome.reason, code=outcome.provider_code)
    await desk.run(lambda work: _declined(work, payout_id, row["stall_id"], outcome))


async def _wait(work: Work, payout_id: UUID, tries: int, *, next_trial: bool) -> None:
    await work.execute(
        "UPDATE payout SET tries = tries + 1, trial = trial + CASE WHEN $4 THEN 1 ELSE 0 END, lease_until = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, payout_id, work.now + pause(tries), next_trial,
    )  # fmt: skip


async def _declined(work: Work, payout_id: UUID, stall_id: UUID, outcome: ports.Declined) -> None:
    await fail(work, payout_id, failure=outcome.reason.value)
    # Not tried again by itself: the account is looked at anew first (a message of the provider, or the maker, does that).
    await work.execute(
        "UPDATE seller_account SET state = 'restricted' WHERE cooperative_id = $1 AND stall_id = $2",
        work.cooperative_id,
        stall_id,
    )
    await open_discrepancy(
        work, "remittance_declined", ids.encode("payout", payout_id), {"reason": outcome.reason.value}
    )


async def take_back(desk: Desk, refund_id: UUID) -> None:
    """After a refund of what was remitted already: take the maker's share back out of her account, as far as it is there.

    What is not there stays a debt in the books and is netted from her next payout. Safe to repeat.
    """
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return
    async with desk.read() as work:
        rows = await work.rows(
            "SELECT y.id, y.stall_id, y.provider_account, y.provider_transfer, y.currency, y.amount_minor - y.reversed_minor AS left_minor, "
            "sum(r.earning_minor)::bigint AS owed_minor FROM refund_line r "
            "JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.order_line_id "
            "JOIN payout_item i ON i.cooperative_id = l.cooperative_id AND i.seller_order_id = l.seller_order_id AND i.live "
            "JOIN payout y ON y.cooperative_id = i.cooperative_id AND y.id = i.payout_id "
            "WHERE r.cooperative_id = $1 AND r.refund_id = $2 AND y.channel = 'remittance' AND y.state = 'paid' AND y.provider_transfer IS NOT NULL "
            "GROUP BY y.cooperative_id, y.id",
            work.cooperative_id,
            refund_id,
        )
    for row in rows:
        await _take_back_one(desk, account, refund_id, row)


async def _take_back_one(desk: Desk, account: ports.Payments, refund_id: UUID, row: Any) -> None:
    async with desk.read() as work:
        fixed = await work.row(
            "SELECT id, amount_minor, state FROM reversal WHERE cooperative_id = $1 AND refund_id = $2 AND payout_id = $3",
            work.cooperative_id, refund_id, row["id"],
        )  # fmt: skip
    if fixed is None:
        balance = await asked(account.seller_balance(row["provider_account"]))
        if not isinstance(balance, ports.Done):
            raise TimeoutError("the provider did not tell the seller's balance")
        # Money that is not available yet can be taken back too: it is the very transfer that is reversed.
        there = sum(
            part[row["currency"]].minor
            for part in (balance.value.available, balance.value.pending)
            if row["currency"] in part
        )
        amount = min(row["owed_minor"], row["left_minor"], max(there, 0))
        if amount <= 0:
            return
        fixed = await desk.run(lambda work: _fix_reversal(work, refund_id, row, amount))
    if fixed["state"] != "requested":
        return
    wish = ports.ReversalWish(
        reversal=ids.encode("reversal", fixed["id"]),
        cooperative=ids.encode("coop", _here(desk)),
        remittance_ref=row["provider_transfer"],
        amount=Money(fixed["amount_minor"], row["currency"]),
    )
    outcome = await asked(account.reverse_remittance(wish))
    if isinstance(outcome, ports.Done):
        await desk.run(lambda work: _reversed(work, fixed["id"], outcome.value.reversal_ref))
    elif isinstance(outcome, ports.Declined):
        await desk.run(
            lambda work: work.execute(
                "UPDATE reversal SET state = 'declined' WHERE cooperative_id = $1 AND id = $2 AND state = 'requested'",
                work.cooperative_id,
                fixed["id"],
            )
        )
    else:
        raise TimeoutError("the provider did not say whether the remittance was reversed")


async def _fix_reversal(work: Work, refund_id: UUID, row: Any, amount: int) -> Any:
    await work.execute(
        "INSERT INTO reversal (cooperative_id, id, payout_id, refund_id, state, currency, amount_minor, created_at) "
        "VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7) ON CONFLICT DO NOTHING",
        work.cooperative_id, ids.new(), row["id"], refund_id, row["currency"], amount, work.now,
    )  # fmt: skip
    return await work.row(
        "SELECT id, amount_minor, state FROM reversal WHERE cooperative_id = $1 AND refund_id = $2 AND payout_id = $3",
        work.cooperative_id, refund_id, row["id"],
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


def _here(desk: Desk) -> UUID:
    assert desk.cooperative_id is not None, "this is done for a co-op"
    return desk.cooperative_id
