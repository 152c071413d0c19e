"""What happened is written down for the programs that listen, and sent to them: once, in order, again where it failed."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk, Job, Reaction, Sweep, enqueue
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.work import Work
from minga_platform.webhooks import recording, rights, signing
from minga_platform.webhooks.commands import SECRET
from minga_platform.webhooks.kinds import KINDS
from minga_platform.webhooks.ports import Caller, Heard
from minga_platform.webhooks.states import KEPT, PAUSES

MESSAGE = "whm"
_AT_ONCE = 10
_ROUNDS = 20
"""A job sends at most so many times ten; the rest is the next one's, so that other co-ops have their turn."""

_DUE = """UPDATE webhook_delivery SET claimed_until = $4 WHERE cooperative_id = $1 AND id IN (
    SELECT d.id FROM webhook_delivery d JOIN webhook_message m ON m.cooperative_id = d.cooperative_id AND m.id = d.message_id
    WHERE d.cooperative_id = $1 AND d.webhook_id = $2 AND d.state = 'waiting' AND d.next_at <= $3
    AND (d.claimed_until IS NULL OR d.claimed_until < $3) AND NOT EXISTS (
        SELECT FROM webhook_delivery e JOIN webhook_message n ON n.cooperative_id = e.cooperative_id AND n.id = e.message_id
        WHERE e.cooperative_id = $1 AND e.webhook_id = $2 AND e.state = 'waiting' AND n.subject = m.subject AND n.sequence < m.sequence)
    ORDER BY m.occurred_at, m.id LIMIT $5 FOR UPDATE OF d SKIP LOCKED) RETURNING id, message_id, attempts"""


async def take(desk: Desk, _: dict[str, Any]) -> None:
    """One event into messages."""
    event_id = UUID(desk.cause.partition(":")[0])
    await desk.run(lambda work: recording.take(work, event_id))


async def send(desk: Desk, payload: dict[str, Any]) -> None:
    """Send what is due to one program, ten at once; nothing overtakes an earlier message about the same subject."""
    webhook_id = UUID(payload["webhook_id"])
    for _ in range(_ROUNDS):
        claimed = await desk.run(lambda work: _claim(work, webhook_id))
        if not claimed:
            return
        heard = await asyncio.gather(*(_tell(desk, one) for one in claimed))
        for one, (answer, took) in zip(claimed, heard, strict=True):
            await desk.run(partial(_note, one=one, heard=answer, milliseconds=took))
    await desk.run(lambda work: enqueue(work, "webhooks.send", {"webhook_id": str(webhook_id)}))


async def _claim(work: Work, webhook_id: UUID) -> list[dict[str, Any]]:
    """What is to be sent now, under a lease; a program whose keeper lost the right to hear is stopped instead."""
    row = await work.row(
        "SELECT agent_id, stall_id, kinds, url, secret, old_secret, old_secret_until FROM webhook "
        "WHERE cooperative_id = $1 AND id = $2 AND state = 'active' FOR UPDATE",
        work.cooperative_id, webhook_id,
    )  # fmt: skip
    if row is None:
        return []
    if not await rights.may_still_hear(work, row["agent_id"], row["stall_id"], row["kinds"]):
        await _stop(work, webhook_id, "right_lost")
        return []
    lease = work.now + 4 * (PAUSES[0])
    due = await work.rows(_DUE, work.cooperative_id, webhook_id, work.now, lease, _AT_ONCE)
    messages = {
        message["id"]: message
        for message in await work.rows(
            "SELECT id, kind, subject, sequence, occurred_at, data FROM webhook_message WHERE cooperative_id = $1 AND id = ANY($2::uuid[])",
            work.cooperative_id, [one["message_id"] for one in due],
        )
    }  # fmt: skip
    secrets = [row["secret"]]
    if row["old_secret"] is not None and row["old_secret_until"] > work.now:
        secrets.append(row["old_secret"])
    return [
        {
            "delivery_id": one["id"], "webhook_id": webhook_id, "attempts": one["attempts"], "url": row["url"],
            "message": messages[one["message_id"]], "secrets": secrets, "now": work.now, "cooperative_id": work.cooperative_id,
        }
        for one in due
    ]  # fmt: skip


def body_of(cooperative_id: UUID, message: asyncpg.Record) -> bytes:
    """What a program reads: which kind, in which co-op, about what, the how manyth about it, when, and ids."""
    return orjson.dumps(
        {
            "type": message["kind"],
            "cooperative": ids.encode("coop", cooperative_id),
            "subject": message["subject"],
            "sequence": message["sequence"],
            "timestamp": message["occurred_at"].astimezone(UTC).isoformat(),
            "data": message["data"],
        }
    )


async def _tell(desk: Desk, one: dict[str, Any]) -> tuple[Heard, int]:
    keyring: Keyring = desk.port(Keyring)
    caller: Caller = desk.port(Caller)
    secrets = [text for sealed in one["secrets"] if (text := keyring.open(SECRET, bytes(sealed)))]
    body = body_of(one["cooperative_id"], one["message"])
    above = signing.headers(
        ids.encode(MESSAGE, one["message"]["id"]), int(datetime.now(UTC).timestamp()), body, secrets
    )
    began = asyncio.get_running_loop().time()
    answer = await caller.tell(one["url"], body, above)
    return answer, int((asyncio.get_running_loop().time() - began) * 1000)


async def _note(work: Work, *, one: dict[str, Any], heard: Heard, milliseconds: int) -> None:
    """Write down how a try went, and when the next one is. What was asked to be sent again meanwhile stays as it is."""
    row = await work.row(
        "SELECT attempts FROM webhook_delivery WHERE cooperative_id = $1 AND id = $2 AND state = 'waiting' FOR UPDATE",
        work.cooperative_id, one["delivery_id"],
    )  # fmt: skip
    if row is None:
        return
    await work.execute(
        "INSERT INTO webhook_attempt (cooperative_id, id, delivery_id, at, status, problem, milliseconds, answer) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, ids.new(), one["delivery_id"], work.now, heard.status, heard.problem, milliseconds, heard.answer,
    )  # fmt: skip
    if heard.accepted:
        await work.execute(
            "UPDATE webhook_delivery SET state = 'delivered', delivered_at = $3, attempts = attempts + 1, claimed_until = NULL "
            "WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, one["delivery_id"], work.now,
        )  # fmt: skip
        return
    tried: int = row["attempts"]
    if heard.status == 410 or tried >= len(PAUSES):
        await _stop(work, one["webhook_id"], "gone" if heard.status == 410 else "silent")
    pause = PAUSES[min(tried, len(PAUSES) - 1)]
    await work.execute(
        "UPDATE webhook_delivery SET attempts = attempts + 1, next_at = $3, claimed_until = NULL WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, one["delivery_id"], work.now + pause,
    )  # fmt: skip
    await enqueue(
        work, "webhooks.send", {"webhook_id": str(one["webhook_id"])}, run_at=work.now + pause,
        unique_key=f"webhooks.send:{one['delivery_id']}:{work.now.isoformat()}",
    )  # fmt: skip


async def _stop(work: Work, webhook_id: UUID, because: str) -> None:
    """Nothing is sent any more until its keeper says so; what waits is kept."""
    await work.execute(
        "UPDATE webhook SET state = 'stopped', stopped_because = $3 WHERE cooperative_id = $1 AND id = $2 AND state = 'active'",
        work.cooperative_id, webhook_id, because,
    )  # fmt: skip


async def rouse(desk: Desk) -> None:
    """Ask anew for what is due and nobody sends: its sender may have died between the claim and the note."""

    async def due(work: Work) -> None:
        for row in await work.rows(
            "SELECT DISTINCT d.webhook_id FROM webhook_delivery d JOIN webhook w ON w.cooperative_id = d.cooperative_id AND w.id = d.webhook_id "
            "WHERE d.cooperative_id = $1 AND w.state = 'active' AND d.state = 'waiting' AND d.next_at <= $2 "
            "AND (d.claimed_until IS NULL OR d.claimed_until < $2)",
            work.cooperative_id, work.now,
        ):  # fmt: skip
            await enqueue(work, "webhooks.send", {"webhook_id": str(row["webhook_id"])})

    await desk.run(due)


async def forget(desk: Desk) -> None:
    """Messages older than thirty days go, with all that was noted of them; a thousand a round."""

    async def old(work: Work) -> None:
        gone = [
            row["id"]
            for row in await work.rows(
                "SELECT id FROM webhook_message WHERE cooperative_id = $1 AND occurred_at < $2 ORDER BY occurred_at LIMIT 1000",
                work.cooperative_id, work.now - KEPT,
            )
        ]  # fmt: skip
        if not gone:
            return
        await work.execute(
            "DELETE FROM webhook_attempt a USING webhook_delivery d WHERE a.cooperative_id = $1 AND d.cooperative_id = $1 "
            "AND d.id = a.delivery_id AND d.message_id = ANY($2::uuid[])",
            work.cooperative_id, gone,
        )  # fmt: skip
        await work.execute(
            "DELETE FROM webhook_taken WHERE cooperative_id = $1 AND at < $2", work.cooperative_id, work.now - KEPT
        )
        for table, column in (("webhook_delivery", "message_id"), ("webhook_message", "id")):
            await work.execute(
                f"DELETE FROM {table} WHERE cooperative_id = $1 AND {column} = ANY($2::uuid[])",
                work.cooperative_id,
                gone,
            )

    await desk.run(old)


REACTIONS = tuple(Reaction(kind.event, "webhooks.take", take) for kind in KINDS)
JOBS = (Job("webhooks.send", send),)
SWEEPS = (Sweep("webhooks.rouse", 60.0, rouse), Sweep("webhooks.forget", 3600.0, forget))
