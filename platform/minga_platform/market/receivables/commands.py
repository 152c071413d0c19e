"""Reminding, step by step, and never about what was paid, or what has not gone yet."""

from minga_platform.kernel.work import Work
from minga_platform.market.payments.invoiced import OWED_OF_PORTION
from minga_platform.market.receivables.events import InvoiceReminded
from minga_platform.rules import queries as rules

_BATCH = 100


async def remind(work: Work) -> int:
    """Every buyer whose next reminder is due; how many, at most a hundred. Announces: InvoiceReminded.

    The rows are locked, so an invoice that is being paid at this moment is passed over, and looked at again next round.
    """
    days = await rules.number_at(work, "trade.reminder_days")
    most = await rules.number_at(work, "trade.reminders_most")
    rows = await work.rows(
        "UPDATE payment SET reminders = reminders + 1, reminded_at = $2 WHERE cooperative_id = $1 AND id IN ("
        "SELECT p.id FROM payment p WHERE p.cooperative_id = $1 AND p.method = 'invoice' AND p.state = 'open' AND p.reminders < $4 "
        "AND EXISTS (SELECT FROM portion o LEFT JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.id = o.seller_order_id "
        "WHERE o.cooperative_id = p.cooperative_id AND o.payment_id = p.id AND coalesce(s.state, '') <> 'cancelled' "
        f"AND o.captured_minor > 0 HAVING sum({OWED_OF_PORTION}) > p.came_minor) "
        "AND greatest(p.due_at, coalesce(p.reminded_at, p.due_at)) + make_interval(days => $3::int) <= $2 ORDER BY p.id LIMIT $5 "
        "FOR UPDATE SKIP LOCKED) RETURNING id, order_id, reminders",
        work.cooperative_id, await work.fresh_now(), days, most, _BATCH,
    )  # fmt: skip
    for row in rows:
        work.emit(InvoiceReminded(order_id=row["order_id"], payment_id=row["id"], step=row["reminders"]))
    return len(rows)
