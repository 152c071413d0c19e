"""Steps that cross to the card provider for disputes: learn how one stands, and send what an officer answered."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.files import FileStore
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.work import Work
from minga_platform.market.disputes import evidence
from minga_platform.market.disputes.commands.applying import apply_dispute, payment_of
from minga_platform.market.disputes.states import OPEN
from minga_platform.market.payments import ports
from minga_platform.market.payments.commands.applying import apply_payment, apply_refund, open_discrepancy
from minga_platform.market.payments.flows import ProviderAccounts, asked

_HEARD_AGAIN = timedelta(days=2)
_MOST_PAGES = 20


async def look_up(desk: Desk, dispute_ref: str) -> str:
    """Learn how a dispute stands at the provider, and apply it; what was done, in a word. Safe to repeat; raises TimeoutError where
    there was no answer."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return "no account"
    seen = await asked(account.look_up_dispute(dispute_ref))
    if isinstance(seen, ports.Unknown):
        raise TimeoutError("the provider does not tell how a dispute stands")
    if not isinstance(seen, ports.Done):
        await desk.run(lambda work: open_discrepancy(work, "foreign_event", dispute_ref, {"kind": "dispute"}))
        return "foreign"
    return await _apply(desk, account, seen.value)


async def find_lost(desk: Desk) -> None:
    """Disputes whose messages were lost: the provider's list of the last days, and those of ours that are open. Safe to repeat."""
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return
    async with desk.read() as work:
        known = {
            row["provider_dispute"]: row["state"]
            for row in await work.rows(
                "SELECT provider_dispute, state FROM dispute WHERE cooperative_id = $1 AND (opened_at > $2 OR state = ANY ($3))",
                work.cooperative_id, work.now - _HEARD_AGAIN * 2, list(OPEN),
            )
        }  # fmt: skip
        since = work.now - _HEARD_AGAIN
    after: str | None = None
    for _ in range(_MOST_PAGES):
        page = await asked(account.disputes(since=since, after=after))
        if not isinstance(page, ports.Done):
            return
        for seen in page.value.items:
            if known.pop(seen.dispute_ref, None) != seen.state:
                await _apply(desk, account, seen)
        after = page.value.after
        if after is None:
            break
    for reference, state in known.items():
        if state in OPEN:
            await look_up(desk, reference)


async def _apply(desk: Desk, account: ports.Payments, seen: ports.DisputeSeen) -> str:
    async with desk.read() as work:
        payment = await payment_of(work, seen)
    if payment is None and seen.payment_ref is not None:
        # Heard before the payment itself: that is learned first.
        paid = await asked(account.look_up_payment(seen.payment_ref))
        if isinstance(paid, ports.Unknown):
            raise TimeoutError("the provider does not tell of the payment that is disputed")
        if isinstance(paid, ports.Done):
            await desk.run(lambda work: apply_payment(work, paid.value))
            async with desk.read() as work:
                payment = await payment_of(work, seen)
    if payment is not None and seen.state == "lost":
        await _settle_sent(desk, account, payment["id"])
    return str(await desk.run(lambda work: apply_dispute(work, seen)))


async def _settle_sent(desk: Desk, account: ports.Payments, payment_id: UUID) -> None:
    """A refund may have been sent a moment before the bank took the money, its answer unheard: only what was surely not sent is
    taken for paid by the bank."""
    async with desk.read() as work:
        rows = await work.rows(
            "SELECT r.id, r.trial, p.provider_intent FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id "
            "WHERE r.cooperative_id = $1 AND r.payment_id = $2 AND r.state = 'requested' ORDER BY r.id",
            work.cooperative_id, payment_id,
        )  # fmt: skip
    for row in rows:
        found = await asked(
            account.find_refund(ids.encode("refund", row["id"]), payment_ref=row["provider_intent"], trial=row["trial"])
        )
        if isinstance(found, ports.Unknown):
            raise TimeoutError("the provider does not tell whether a refund was sent")
        if isinstance(found, ports.Done):
            await desk.run(partial(apply_refund, seen=found.value, refund_id=row["id"]))


async def send_answer(desk: Desk, dispute_id: UUID) -> None:
    """Hand what an officer wrote to the buyer's bank. Safe to repeat; raises TimeoutError where there was no answer."""
    async with desk.read() as work:
        row = await work.row(
            "SELECT * FROM dispute WHERE cooperative_id = $1 AND id = $2 AND answer_state = 'wanted'",
            work.cooperative_id,
            dispute_id,
        )
        kept = await evidence.of(work, dispute_id)
    account = await desk.port(ProviderAccounts).account_of(desk)
    if row is None or account is None:
        return
    answer = f"{ids.encode('dispute', dispute_id)}:{int(row['answered_at'].timestamp())}"
    if row["evidence"]:
        files = tuple([await _file(desk, one) for one in kept])
        outcome = await asked(
            account.answer_dispute(ports.EvidenceWish(answer, row["provider_dispute"], row["evidence"], files))
        )
    else:
        outcome = await asked(account.accept_dispute(row["provider_dispute"], answer=answer))
    if isinstance(outcome, ports.Unknown):
        raise TimeoutError("the provider did not say whether it took the answer")
    await desk.run(lambda work: _answered(work, row, outcome))
    if isinstance(outcome, ports.Done):
        await _apply(desk, account, outcome.value)


async def _file(desk: Desk, kept: evidence.Kept) -> ports.EvidenceFile:
    data = b"".join([piece async for piece in desk.port(FileStore).get(kept.sha256)])
    return ports.EvidenceFile(ids.encode("evidence", kept.id), kept.kind, kept.name, kept.media_type, data)


async def _answered(work: Work, row: Any, outcome: Any) -> None:
    sent = isinstance(outcome, ports.Done)
    await work.execute(
        "UPDATE dispute SET answer_state = $4 WHERE cooperative_id = $1 AND id = $2 AND answered_at = $3",
        work.cooperative_id, row["id"], row["answered_at"], "sent" if sent else "none",
    )  # fmt: skip
    if not sent:
        facts = {"reason": outcome.reason.value, "code": outcome.provider_code or ""}
        await open_discrepancy(work, "evidence_declined", ids.encode("dispute", row["id"]), facts)
