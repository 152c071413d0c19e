"""From an event to messages: numbered by subject, written once, and laid out for each program that listens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.jobs import enqueue
from minga_platform.kernel.work import Work
from minga_platform.webhooks.kinds import BY_EVENT, subjects

_LOOKED_BACK = 60_000
"""Milliseconds before an event in which earlier ones are looked for."""

_STALLS = {
    "order_id": "SELECT stall_id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2",
    "seller_order_id": "SELECT stall_id FROM seller_order WHERE cooperative_id = $1 AND id = $2",
    "payout_id": "SELECT stall_id FROM payout WHERE cooperative_id = $1 AND id = $2",
    "product_ids": "SELECT stall_id FROM product WHERE cooperative_id = $1 AND id = $2",
}
"""Whose business it is: the field that an event names → the stalls behind it."""


async def take(work: Work, event_id: UUID) -> None:
    """Write down an event, and before it what was announced within the minute before and nobody wrote down yet: reactions
    run beside each other, and the second event about an order must not become its first message. Safe to repeat."""
    if not await work.value(
        "SELECT EXISTS (SELECT FROM webhook WHERE cooperative_id = $1 AND state <> 'removed')", work.cooperative_id
    ):
        return
    await work.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"webhooks {work.cooperative_id}")
    earliest = UUID(int=max(0, (event_id.int >> 80) - _LOOKED_BACK) << 80)
    events = await work.rows(
        "SELECT id, name, payload, occurred_at FROM outbox WHERE id BETWEEN $2 AND $3 AND cooperative_id = $1 AND name = ANY($4::text[]) "
        "AND NOT EXISTS (SELECT FROM webhook_taken t WHERE t.cooperative_id = $1 AND t.id = outbox.id) ORDER BY id",
        work.cooperative_id, earliest, event_id, list(BY_EVENT),
    )  # fmt: skip
    for event in events:
        await work.execute(
            "INSERT INTO webhook_taken (cooperative_id, id, at) VALUES ($1, $2, $3)",
            work.cooperative_id, event["id"], work.now,
        )  # fmt: skip
        await _record(work, event)


async def _record(work: Work, event: asyncpg.Record) -> None:
    """The messages of one event, laid out for who listens."""
    kind, payload = BY_EVENT[event["name"]], event["payload"]
    programs = await work.rows(
        "SELECT id, stall_id FROM webhook WHERE cooperative_id = $1 AND state <> 'removed' AND $2 = ANY(kinds)",
        work.cooperative_id, kind.name,
    )  # fmt: skip
    if not programs:
        return
    for inside in subjects(kind, payload):
        stalls: set[UUID] = set()
        if kind.stall and any(row["stall_id"] is not None for row in programs):
            named = inside if kind.stall == kind.subject else str(payload[kind.stall])
            stalls = {row["stall_id"] for row in await work.rows(_STALLS[kind.stall], work.cooperative_id, UUID(named))}
        listening = [row["id"] for row in programs if row["stall_id"] is None or row["stall_id"] in stalls]
        if not listening:
            continue
        data = {
            _outside(field): ids.encode(prefix, UUID(inside if field == kind.subject else str(payload[field])))
            for field, prefix in kind.ids.items()
        }
        subject = ids.encode(kind.ids[kind.subject], UUID(inside))
        message = await write_down(work, kind.name, subject, data, event["occurred_at"])
        await hand_to(work, listening, message)


async def write_down(work: Work, kind: str, subject: str, data: Mapping[str, Any], at: datetime) -> UUID:
    """The next message about a subject. Who writes about the same one waits here."""
    sequence = await work.value(
        "INSERT INTO webhook_subject (cooperative_id, id, subject, sequence) VALUES ($1, $2, $3, 1) "
        "ON CONFLICT (cooperative_id, subject) DO UPDATE SET sequence = webhook_subject.sequence + 1 RETURNING sequence",
        work.cooperative_id, ids.new(), subject,
    )  # fmt: skip
    message_id = ids.new()
    await work.execute(
        "INSERT INTO webhook_message (cooperative_id, id, kind, subject, sequence, occurred_at, data) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, message_id, kind, subject, sequence, at, dict(data),
    )  # fmt: skip
    return message_id


async def hand_to(work: Work, programs: Sequence[UUID], message_id: UUID) -> None:
    """Lay a message out for these programs, and have it sent."""
    for webhook_id in programs:
        await work.execute(
            "INSERT INTO webhook_delivery (cooperative_id, id, webhook_id, message_id, state, next_at) "
            "VALUES ($1, $2, $3, $4, 'waiting', $5) ON CONFLICT DO NOTHING",
            work.cooperative_id, ids.new(), webhook_id, message_id, work.now,
        )  # fmt: skip
        await enqueue(work, "webhooks.send", {"webhook_id": str(webhook_id)})


def _outside(field: str) -> str:
    """`order_id` → `orderId`; a list is told one by one: `product_ids` → `productId`."""
    first, *rest = field.removesuffix("s").split("_") if field.endswith("_ids") else field.split("_")
    return first + "".join(part.title() for part in rest)
