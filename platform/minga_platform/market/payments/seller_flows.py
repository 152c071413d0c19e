"""Steps that cross to the card provider for makers: their accounts there, and what is sent to them."""

from typing import Any
from uuid import UUID

import structlog

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.failpoints import reach
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.payments import ports
from minga_platform.market.payments.commands.applying import open_discrepancy
from minga_platform.market.payments.commands.approvals import APPROVED
from minga_platform.market.payments.commands.payout_endings import fail, make
from minga_platform.market.payments.errors import CardsNotOffered
from minga_platform.market.payments.flows import ID_REMEMBERED, ProviderAccounts, asked, pause
from minga_platform.market.payments.leases import held

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
            cooperative=ids.encode("coop", desk.here),
            display_name=Text.stored(stall["name"]).read(stall["language"]),
            email=mail,
            country=stall["country"],
            # No row says whether somebody clicked here before and got no answer, perhaps days ago: so it is looked for.
            maybe_sent=True,
        )
        made = await asked(account.create_seller_account(wish))
        if not isinstance(made, ports.Done):
            return None
        reference = made.value.account_ref
        # What is remitted to it waits there until we send it on, so that a refund may still find it.
        await asked(account.pay_out_by_hand(reference))
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


async def send_remittance(desk: Desk, payout_id: UUID) -> bool:
    """Send a prepared remittance to the stall's account, out of the charge that paid for it; whether there was an answer.
    Safe to repeat."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return False
    row = await desk.run(lambda work: _claim(work, payout_id))
    if row is None:
        return True
    if row["present_account"] != row["provider_account"] or row["account_state"] != "active" or row["disputed_at"]:
        return await _withdraw(desk, account, row)
    reach("remittance.claimed")
    wish = ports.RemittanceWish(
        remittance=ids.encode("payout", payout_id),
        cooperative=ids.encode("coop", row["cooperative_id"]),
        account_ref=row["provider_account"],
        amount=Money(row["amount_minor"], row["currency"]),
        order=ids.encode("ord", row["order_id"]),
        charge_ref=row["provider_charge"],
        trial=row["trial"],
        maybe_sent=row["is_old"],
    )
    async with held(desk, "payout", payout_id):
        outcome = await asked(account.remit(wish))
    reach("remittance.sent")
    if isinstance(outcome, ports.Done):
        reference = outcome.value.remittance_ref
        await desk.run(lambda work: make(work, payout_id, provider_transfer=reference))
        return True
    short = isinstance(outcome, ports.Declined) and outcome.reason is ports.DeclineReason.BALANCE_SHORT
    if isinstance(outcome, ports.Unknown) or short:
        await desk.run(lambda work: _wait(work, row, next_trial=short))
        return short
    _log.warning("remittance declined", payout=str(payout_id), reason=outcome.reason, code=outcome.provider_code)
    await desk.run(lambda work: _declined(work, payout_id, row["stall_id"], outcome))
    return True


async def _claim(work: Work, payout_id: UUID) -> Any:
    """Take the remittance, and count the try before it is made: so a row without tries was never sent, whoever was killed
    meanwhile. None when it has ended or somebody else has it.
    """
    claimed = await work.execute(
        "UPDATE payout SET tries = tries + 1, lease_until = $3 WHERE cooperative_id = $1 AND id = $2 AND state = 'prepared' "
        f"AND channel = 'remittance' AND (tries = 0 OR lease_until <= $4) AND {APPROVED}",
        work.cooperative_id, payout_id, work.now + LEASE, work.now,
    )  # fmt: skip
    if not claimed:
        return None
    return await work.row(
        "SELECT y.*, y.created_at < $3 AS is_old, s.order_id, p.provider_charge, p.disputed_at, "
        "a.provider_account AS present_account, a.state AS account_state "
        "FROM payout y JOIN payout_item i ON i.cooperative_id = y.cooperative_id AND i.payout_id = y.id "
        "JOIN seller_order s ON s.cooperative_id = i.cooperative_id AND s.id = i.seller_order_id "
        "JOIN payment p ON p.cooperative_id = s.cooperative_id AND p.order_id = s.order_id "
        "LEFT JOIN seller_account a ON a.cooperative_id = y.cooperative_id AND a.stall_id = y.stall_id "
        "WHERE y.cooperative_id = $1 AND y.id = $2",
        work.cooperative_id,
        payout_id,
        work.now - ID_REMEMBERED,
    )


async def _withdraw(desk: Desk, account: ports.Payments, row: Any) -> bool:
    """Never to an account that is not the stall's any more, nor while the buyer's bank disputes the payment: its earnings are
    payable again, and go to the present account when they may.

    Unless they went already: a try whose answer was never heard may have sent them, so they are looked for first.
    """
    payout_id = row["id"]
    if row["tries"] > 1:
        found = await asked(
            account.find_remittance(
                ids.encode("payout", payout_id),
                account_ref=row["provider_account"],
                order=ids.encode("ord", row["order_id"]),
                trial=row["trial"],
            )
        )
        if isinstance(found, ports.Done):
            reference = found.value.remittance_ref
            await desk.run(lambda work: make(work, payout_id, provider_transfer=reference))
            return True
        if not isinstance(found, ports.Declined) or found.reason is not ports.DeclineReason.NOT_FOUND:
            await desk.run(lambda work: _wait(work, row, next_trial=False))
            return False
    why = "the payment is disputed" if row["disputed_at"] else "the account changed"
    await desk.run(lambda work: fail(work, payout_id, failure=why, state="cancelled"))
    return True


async def _wait(work: Work, row: Any, *, next_trial: bool) -> None:
    """Who comes with an old answer changes nothing of a later trial: it may have been done without an answer, and yet another one
    would pay the maker twice."""
    await work.execute(
        "UPDATE payout SET trial = CASE WHEN $4 AND trial = $5 THEN trial + 1 ELSE trial END, lease_until = $3 "
        "WHERE cooperative_id = $1 AND id = $2 AND state = 'prepared'",
        work.cooperative_id, row["id"], work.now + pause(row["tries"]), next_trial, row["trial"],
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
