"""Whose turn it is to finish a flow: its row's lease, renewed while its holder waits for the provider."""

import asyncio
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID

from minga_platform.kernel import leases
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.approvals import APPROVED

AT_ONCE = 8
"""How many flows one round takes up at a time: the provider's answers are waited for together."""

_PATIENCE_SECONDS = 3.0
"""For so long somebody waits for the provider together with us. The door's own deadline is longer: it must not call a wish
failed that was granted."""

_UNFINISHED = {
    "payment_attempt": "state IN ('created', 'page_open', 'declined', 'superseded')",
    "refund": "state IN ('requested', 'pending')",
    "payout": "state = 'prepared'",
    "account_payout": "state = 'requested'",
    "card_wish": "state = 'requested'",
}


def held(desk: Desk, table: str, row_id: UUID) -> AbstractAsyncContextManager[None]:
    """While inside, nobody else takes the row up. Never shortens a lease: a slow holder may have been overtaken."""
    statement = (
        f"UPDATE {table} SET lease_until = greatest(lease_until, $3) "
        f"WHERE cooperative_id = $1 AND id = $2 AND {_UNFINISHED[table]}"
    )

    async def renew() -> None:
        async def command(work: Work) -> Any:
            return await work.execute(statement, work.cooperative_id, row_id, work.now + LEASE)

        await desk.run(command)

    return leases.held(renew)


async def soon(flow: Awaitable[Any]) -> Any:
    """What a flow came to, for somebody who waits; None after three seconds: then it is cut off, and a worker goes on with it."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await flow
    except TimeoutError:
        return None


async def claim_attempts(work: Work) -> list[Any]:
    """Card attempts that nobody holds and that wait for somebody: (id, state, is_over, is_old) of a few, now held.

    Those whose buyers have no page yet come first: a crowd of pages that are only looked at must not keep them waiting.
    """
    return await work.rows(
        "UPDATE payment_attempt SET lease_until = $3 WHERE cooperative_id = $1 AND id IN ("
        "SELECT a.id FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id "
        "WHERE a.cooperative_id = $1 AND p.method IN ('card', 'pickup') AND a.state IN ('created', 'page_open', 'declined', 'superseded') "
        "AND a.lease_until <= $2 ORDER BY a.state <> 'created', a.lease_until LIMIT $4 FOR UPDATE OF a SKIP LOCKED) "
        "RETURNING id, state, expires_at <= $2 AS is_over, created_at < $2::timestamptz - interval '23 hours' AS is_old",
        work.cooperative_id, work.now, work.now + LEASE, AT_ONCE,
    )  # fmt: skip


async def claim_refunds(work: Work) -> list[Any]:
    """Refunds to a card that nobody holds: (id) of a few, now held."""
    return await work.rows(
        "UPDATE refund SET lease_until = $3 WHERE cooperative_id = $1 AND id IN ("
        "SELECT r.id FROM refund r JOIN payment p ON p.cooperative_id = r.cooperative_id AND p.id = r.payment_id "
        "WHERE r.cooperative_id = $1 AND r.state IN ('requested', 'pending') AND r.lease_until <= $2 AND p.method = 'card' "
        "AND (p.disputed_at IS NULL OR r.state = 'pending') "
        "ORDER BY r.lease_until LIMIT $4 FOR UPDATE OF r SKIP LOCKED) RETURNING id",
        work.cooperative_id, work.now, work.now + LEASE, AT_ONCE,
    )  # fmt: skip


async def claim_card_wishes(work: Work) -> list[Any]:
    """Captures and releases that nobody holds: (id) of a few, now held."""
    return await work.rows(
        "UPDATE card_wish SET lease_until = $3 WHERE cooperative_id = $1 AND id IN (SELECT id FROM card_wish WHERE cooperative_id = $1 "
        "AND state = 'requested' AND lease_until <= $2 ORDER BY lease_until LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING id",
        work.cooperative_id, work.now, work.now + LEASE, AT_ONCE,
    )  # fmt: skip


async def due_remittances(work: Work) -> list[Any]:
    """Remittances that nobody holds: (id) of a few. Sending claims each by itself, because it counts the try as well."""
    return await work.rows(
        f"SELECT id FROM payout WHERE cooperative_id = $1 AND state = 'prepared' AND channel = 'remittance' AND lease_until <= $2 AND {APPROVED} "
        "ORDER BY lease_until LIMIT $3",
        work.cooperative_id, work.now, AT_ONCE,
    )  # fmt: skip
