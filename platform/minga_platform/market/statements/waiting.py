"""Money that came for an order in parts waits in suspense until all of it is there; then the order is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.payments.commands.capture import locked_payment, receive_whole
from minga_platform.market.payments.commands.invoicing import owed_minor, part_came
from minga_platform.market.statements import booking


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a statement, or so much of it (minor units), that was put toward an order."""

    use_id: UUID
    line_id: UUID
    channel: str
    minor: int


async def toward(work: Work, payment_id: UUID) -> list[Part]:
    """What was put toward a payment and waits, oldest first, locked: nobody takes it back meanwhile. For a locked order."""
    rows = await work.rows(
        "SELECT u.id, u.line_id, l.channel, u.amount_minor FROM statement_use u JOIN statement_line l ON l.cooperative_id = u.cooperative_id "
        "AND l.id = u.line_id WHERE u.cooperative_id = $1 AND u.subject_id = $2 AND u.kind = 'payment' AND NOT u.is_booked ORDER BY u.id FOR UPDATE OF u",
        work.cooperative_id, payment_id,
    )  # fmt: skip
    return [Part(*row) for row in rows]


async def whole(work: Work, payment: asyncpg.Record) -> int:
    """All that a payment expects, minor units, with what waits for it."""
    return await owed_minor(work, payment["id"]) if payment["method"] == "invoice" else int(payment["amount_minor"])


async def pay(work: Work, payment: asyncpg.Record, parts: Sequence[Part]) -> None:
    """These parts are all of it: the order is paid. For a locked order and payment. Announces: PaymentReceived."""
    unit, into = payment["currency"], parts[-1].channel
    await part_came(work, payment["id"], -sum(part.minor for part in parts))
    for part in parts:
        await booking.unpark(work, part.line_id, part.channel, Money(part.minor, unit))
    cash = booking.cash_of(into)
    for part in parts:
        # Parts that came over another channel are brought together on the one the last part came over.
        if part.channel != into:
            await booking.post_for(
                work, part.line_id, "statement_found", cash, booking.cash_of(part.channel), Money(part.minor, unit)
            )
    await work.execute(
        "UPDATE statement_use SET is_booked = true WHERE cooperative_id = $1 AND id = ANY ($2)",
        work.cooperative_id,
        [part.use_id for part in parts],
    )
    await receive_whole(work, payment["id"], cash)


async def pay_if_all_is_there(work: Work, order_id: UUID) -> None:
    """What an invoice comes to became less (goods came back, a part was cancelled): if that is what came, it is paid. Safe to repeat.

    Where more came than is owed now a person looks: part of it is somebody's to send back.
    """
    await locked(work, order_id)
    payment_id = await work.value(
        "SELECT id FROM payment WHERE cooperative_id = $1 AND order_id = $2 AND method = 'invoice' AND state = 'open' AND came_minor > 0",
        work.cooperative_id, order_id,
    )  # fmt: skip
    if payment_id is None:
        return
    payment = await locked_payment(work, payment_id)
    parts = await toward(work, payment_id)
    if parts and sum(part.minor for part in parts) == await whole(work, payment):
        await pay(work, payment, parts)
