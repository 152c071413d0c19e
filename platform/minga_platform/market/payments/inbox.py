"""Messages of the card provider: taken in before anything of them is believed, then looked up and applied by the worker."""

from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.failpoints import reach
from minga_platform.kernel.jobs import Desk, enqueue
from minga_platform.kernel.work import Work
from minga_platform.market.payments import onward_flows, ports
from minga_platform.market.payments.commands.applying import apply_payment, apply_refund, open_discrepancy
from minga_platform.market.payments.events import DisputeHeard
from minga_platform.market.payments.flows import ProviderAccounts, asked
from minga_platform.market.payments.seller_flows import look_up_seller

HANDLE = "payments.handle_event"
SOURCE = "stripe"


async def take_in(work: Work, hint: ports.EventHint, body: dict[str, Any]) -> bool:
    """Keep a message whose signature was checked, and ask for its job, in one commit. False when it was here before."""
    row_id = ids.new()
    kept = await work.execute(
        "INSERT INTO webhook_event (id, cooperative_id, source, event_id, kind, object_id, body, received_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (cooperative_id, source, event_id) DO NOTHING",
        row_id, work.cooperative_id, SOURCE, hint.event_ref, f"{hint.subject.value}:{hint.type}"[:200], hint.subject_ref or "",
        {"event": body, "account": hint.account_ref}, work.now,
    )  # fmt: skip
    if kept:
        await enqueue(work, HANDLE, {"event": str(row_id)}, unique_key=f"event:{row_id}")
    return bool(kept)


async def handle(desk: Desk, payload: dict[str, Any]) -> None:
    """Look the thing up and apply it; what was done is noted on the message. Safe to repeat."""
    event_id = UUID(payload["event"])
    async with desk.read() as work:
        row = await work.row(
            "SELECT * FROM webhook_event WHERE id = $1 AND cooperative_id = $2", event_id, work.cooperative_id
        )
    if row is None or row["handled_at"] is not None:
        return
    reach("payment.heard")
    outcome = await _apply(desk, row)
    reach("payment.applied")

    async def note(work: Work) -> None:
        await work.execute(
            "UPDATE webhook_event SET handled_at = $2, outcome = $3 WHERE id = $1 AND handled_at IS NULL",
            event_id,
            work.now,
            outcome[:200],
        )

    await desk.run(note)


async def _apply(desk: Desk, row: Any) -> str:
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return "no account"
    subject, reference = ports.Subject(row["kind"].partition(":")[0]), row["object_id"]
    seller = row["body"].get("account")
    if seller is not None and subject is ports.Subject.PAYOUT and reference:
        # Only one that we began is applied; its account is held against ours.
        return await onward_flows.look_up(desk, reference, seller)
    if seller is not None or subject is ports.Subject.SELLER_ACCOUNT:
        return await _about_seller(desk, seller or reference)
    if not reference:
        return "nothing to look up"
    if subject in (ports.Subject.PAGE, ports.Subject.PAYMENT):
        look = account.look_up_page if subject is ports.Subject.PAGE else account.look_up_payment
        seen = await asked(look(reference))
        reach("payment.looked_up")
        if isinstance(seen, ports.Done):
            return str(await desk.run(lambda work: apply_payment(work, seen.value)))
        return await _not_found(desk, row, seen)
    if subject is ports.Subject.REFUND:
        refund = await asked(account.look_up_refund(reference))
        if isinstance(refund, ports.Done):
            return str(await desk.run(lambda work: apply_refund(work, refund.value)))
        return await _not_found(desk, row, refund)
    if subject is ports.Subject.DISPUTE:
        await desk.run(lambda work: _pass_on(work, reference))
        return "passed on"
    return "nothing to do"


async def _pass_on(work: Work, dispute_ref: str) -> None:
    work.emit(DisputeHeard(dispute_ref=dispute_ref))


async def _about_seller(desk: Desk, reference: str) -> str:
    async with desk.read() as work:
        stall_id = await work.value(
            "SELECT stall_id FROM seller_account WHERE cooperative_id = $1 AND provider_account = $2",
            work.cooperative_id,
            reference,
        )
    if stall_id is None:
        # A message about somebody who is no seller of ours: nothing of it is applied, and a person is told.
        await desk.run(lambda work: open_discrepancy(work, "foreign_event", reference, {}))
        return "foreign"
    await look_up_seller(desk, stall_id)
    return "looked up"


async def _not_found(desk: Desk, row: Any, outcome: Any) -> str:
    if isinstance(outcome, ports.Unknown):
        raise TimeoutError("the provider does not answer; the job is done again later")
    await desk.run(lambda work: open_discrepancy(work, "foreign_event", row["object_id"], {"kind": row["kind"]}))
    return "foreign"
