"""A payment's tries at the card provider, one after the other: at most one of them is live."""

from datetime import timedelta
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.market.orders.commands.settle import locked


async def begin_anew(work: Work, order_id: UUID, attempt_id: UUID, *, tries: int, rest: timedelta) -> UUID | None:
    """Give a payment a new attempt, because the provider has stored its failure under the old one's id and would repeat it for a
    day; the new one's id, None when the old one is not waiting any more. It has the old one's deadline and rests for `rest`.

    The old one's page was looked for and is not there. Should it appear all the same, nobody was ever shown it, so nobody can
    pay it, and it closes by itself within the hour. It is not looked for again: in an outage there are thousands of these, and
    each look reads a list.
    """
    await locked(work, order_id)
    fresh = ids.new()
    made = await work.execute(
        """WITH old AS (UPDATE payment_attempt a SET state = 'superseded', ended_at = $4, lease_until = 'infinity'
               FROM payment p WHERE a.cooperative_id = $1 AND a.id = $2 AND a.state = 'created' AND p.cooperative_id = a.cooperative_id
                   AND p.id = a.payment_id AND p.state = 'open' RETURNING a.payment_id, a.expires_at)
           INSERT INTO payment_attempt (cooperative_id, id, payment_id, state, tries, created_at, lease_until, expires_at)
           SELECT $1, $3, payment_id, 'created', $5, $4, $6, expires_at FROM old""",
        work.cooperative_id, attempt_id, fresh, work.now, tries, work.now + rest,
    )  # fmt: skip
    return fresh if made else None


async def open_attempt_beside(work: Work, attempt_id: UUID) -> UUID | None:
    """The live attempt of the same payment, if there is one."""
    found: UUID | None = await work.value(
        "SELECT b.id FROM payment_attempt a JOIN payment_attempt b ON b.cooperative_id = a.cooperative_id AND b.payment_id = a.payment_id "
        "WHERE a.cooperative_id = $1 AND a.id = $2 AND b.state IN ('created', 'page_open', 'declined') ORDER BY b.id DESC LIMIT 1",
        work.cooperative_id,
        attempt_id,
    )
    return found
