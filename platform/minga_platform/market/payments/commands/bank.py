"""Bank transfers: a person reads the statement and says which money came."""

from uuid import UUID

from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.credit import spending as storing
from minga_platform.market.orders.commands.settle import end_unpaid, locked
from minga_platform.market.payments.commands.capture import BANK_CASH, receive_whole
from minga_platform.market.payments.commands.invoicing import owed_minor
from minga_platform.market.payments.errors import AmountDiffers
from minga_platform.market.payments.events import PaymentFailed
from minga_platform.membership import access


async def record_bank_transfer(work: Work, viewer: Viewer, *, reference: str, amount: Money) -> UUID:
    """The money for `reference` is on the co-op's account; the order's id. Needs `till.use`.

    Refuses: NotFound, InvalidTransition (it came before), AmountDiffers{expected}. Announces: PaymentReceived.
    """
    await access.require(work, viewer, "till.use")
    plain = "".join(character for character in reference.upper() if character.isalnum())
    row = await work.row(
        "SELECT id, order_id FROM payment WHERE cooperative_id = $1 AND replace(reference, '-', '') = $2 AND method IN ('bank', 'invoice')",
        work.cooperative_id,
        plain,
    )
    if row is None:
        raise NotFound
    await locked(work, row["order_id"])
    payment = await work.row(
        "SELECT * FROM payment WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, row["id"]
    )
    assert payment is not None
    if payment["state"] == "paid":
        raise InvalidTransition("paid")
    expected = Money(payment["amount_minor"], payment["currency"])
    if payment["method"] == "invoice":
        expected = Money(await owed_minor(work, payment["id"]), payment["currency"])
    if amount != expected:
        raise AmountDiffers(expected)
    await receive_whole(work, row["id"], BANK_CASH)
    return UUID(str(row["order_id"]))


async def lapse_unpaid_transfers(work: Work) -> int:
    """Orders whose bank transfer did not come in time end, and their goods are free again; how many. Announces: PaymentFailed."""
    rows = await work.rows(
        "SELECT a.id, p.id AS payment_id, p.order_id FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id "
        "WHERE a.cooperative_id = $1 AND a.state = 'page_open' AND p.method = 'bank' AND a.expires_at <= $2 ORDER BY a.id LIMIT 50",
        work.cooperative_id, await work.fresh_now(),
    )  # fmt: skip
    for row in rows:
        await fail_payment(work, row["payment_id"], row["order_id"], attempt_state="expired", cause="payment")
    return len(rows)


async def fail_payment(work: Work, payment_id: UUID, order_id: UUID, *, attempt_state: str, cause: str) -> bool:
    """An attempt ended without money: so does the order that waited for it, not one that can be paid in cash still. False when
    the money had come, or may come in cash. Safe to repeat.

    Announces: PaymentFailed, OrderCancelled.
    """
    await locked(work, order_id)
    failed_stored = await work.value(
        "UPDATE payment SET state = 'failed' WHERE cooperative_id = $1 AND id = $2 AND state = 'open' AND method <> 'pickup' "
        "RETURNING stored_minor",
        work.cooperative_id,
        payment_id,
    )
    await work.execute(
        "UPDATE payment_attempt SET state = $3, ended_at = $4 WHERE cooperative_id = $1 AND payment_id = $2 AND state IN ('created', 'page_open', 'declined')",
        work.cooperative_id, payment_id, attempt_state, work.now,
    )  # fmt: skip
    if failed_stored is None:
        return False
    await end_unpaid(work, order_id, cause=cause)
    if failed_stored:
        await storing.give_back(work, order_id, None)
    work.emit(PaymentFailed(order_id=order_id, payment_id=payment_id))
    return True
