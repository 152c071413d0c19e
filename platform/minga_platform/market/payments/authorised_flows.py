"""What is asked of the card provider about authorised payments: that it takes the money, or lets it go; and what became of them."""

from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.payments import ports
from minga_platform.market.payments.commands import authorising
from minga_platform.market.payments.commands.applying import apply_payment, open_discrepancy
from minga_platform.market.payments.flows import ProviderAccounts, asked, pause
from minga_platform.market.payments.leases import held


async def send_wish(desk: Desk, wish_id: UUID) -> bool:
    """Have the provider capture or release an authorised payment; whether there was an answer. Safe to repeat."""
    async with desk.read() as work:
        row = await work.row(
            "SELECT w.*, p.provider_intent FROM card_wish w JOIN payment p ON p.cooperative_id = w.cooperative_id AND p.id = w.payment_id "
            "WHERE w.cooperative_id = $1 AND w.id = $2 AND w.state = 'requested'",
            work.cooperative_id,
            wish_id,
        )
    if row is None:
        return True
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return False
    async with held(desk, "card_wish", wish_id):
        outcome = await _asked(account, row)
    if isinstance(outcome, ports.Done):
        seen = outcome.value
        await desk.run(lambda work: apply_payment(work, seen))
    else:
        await desk.run(lambda work: _not_done(work, row, outcome))
    return not isinstance(outcome, ports.Unknown)


async def _asked(account: ports.Payments, row: Any) -> Any:
    # A trial for each try: what is remembered is an old failure; the money itself can be taken or let go of once only.
    trial, wish = row["tries"] + 1, ids.encode("wish", row["id"])
    if row["wish"] == "release":
        return await asked(account.release(row["provider_intent"], wish=wish, trial=trial))
    amount = Money(row["amount_minor"], row["currency"])
    return await asked(account.capture(ports.CaptureWish(wish, row["provider_intent"], amount, trial)))


async def _not_done(work: Work, row: Any, outcome: "ports.Declined | ports.Unknown") -> None:
    await work.execute(
        "UPDATE card_wish SET tries = tries + 1, lease_until = $3 WHERE cooperative_id = $1 AND id = $2 AND state = 'requested'",
        work.cooperative_id, row["id"], work.now + pause(row["tries"]),
    )  # fmt: skip
    if isinstance(outcome, ports.Declined):
        facts = {"wish": row["wish"], "reason": outcome.reason.value, "code": outcome.provider_code or ""}
        await open_discrepancy(work, "capture_declined", ids.encode("wish", row["id"]), facts)


async def watch(desk: Desk) -> None:
    """Tell of authorisations that end soon, capture them by the members' rule, and look up those whose end nobody told us."""
    while await desk.run(authorising.watch) == 50:
        pass
    async with desk.read() as work:
        rows = await authorising.overdue(work)
    if not rows:
        return
    account = await desk.port(ProviderAccounts).account_of(desk)
    for row in rows if account is not None else ():
        outcome = await asked(account.look_up_payment(row["provider_intent"]))
        if not isinstance(outcome, ports.Done):
            return
        await desk.run(partial(apply_payment, seen=outcome.value))
