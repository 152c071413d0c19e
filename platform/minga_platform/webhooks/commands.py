"""Naming a program that listens, changing it, trying it out, and sending again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.jobs import enqueue
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.webhooks import recording
from minga_platform.webhooks.errors import TooManyWebhooks
from minga_platform.webhooks.kinds import PING
from minga_platform.webhooks.rights import may_hear
from minga_platform.webhooks.states import MOST_PER_MEMBER, OLD_SECRET

SECRET = "webhook secret"  # noqa: S105 - what is sealed, not a secret
NAME = "whk"
DELIVERY = "whd"


async def add_webhook(
    work: Work, viewer: Viewer, *, name: str, url: str, kinds: Sequence[str], stall_id: UUID | None, sealed: bytes
) -> UUID:
    """A program that listens from now on, to what `rights.may_hear` grants its keeper.

    `sealed`: the secret under the keyring (`SECRET`). The address was found usable before.
    Refuses: SignInNeeded, NotFound (she, or the stall), InvalidInput, NotToBeHeard, TooManyWebhooks.
    """
    _checked_name(name)
    agent_id = await may_hear(work, viewer, kinds, stall_id)
    await work.execute(
        "SELECT FROM agent WHERE cooperative_id = $1 AND id = $2 FOR UPDATE", work.cooperative_id, agent_id
    )
    there = await work.value(
        "SELECT count(*) FROM webhook WHERE cooperative_id = $1 AND agent_id = $2 AND state <> 'removed'",
        work.cooperative_id, agent_id,
    )  # fmt: skip
    if there >= MOST_PER_MEMBER:
        raise TooManyWebhooks(MOST_PER_MEMBER)
    webhook_id = ids.new()
    await work.execute(
        "INSERT INTO webhook (cooperative_id, id, agent_id, stall_id, name, url, kinds, secret, state, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9)",
        work.cooperative_id, webhook_id, agent_id, stall_id, name.strip(), url, sorted(set(kinds)), sealed, work.now,
    )  # fmt: skip
    return webhook_id


async def change_webhook(
    work: Work, viewer: Viewer, *, webhook_id: UUID, name: str, url: str, kinds: Sequence[str]
) -> UUID:
    """Another address, name or choice. What still waits goes to the new address. Refuses: NotFound, InvalidInput, NotToBeHeard."""
    row = await _own(work, viewer, webhook_id)
    _checked_name(name)
    await may_hear(work, viewer, kinds, row["stall_id"])
    await work.execute(
        "UPDATE webhook SET name = $3, url = $4, kinds = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, webhook_id, name.strip(), url, sorted(set(kinds)),
    )  # fmt: skip
    return webhook_id


async def exchange_secret(work: Work, viewer: Viewer, *, webhook_id: UUID, sealed: bytes) -> UUID:
    """A new secret; for a day both sign. Refuses: NotFound."""
    await _own(work, viewer, webhook_id)
    await work.execute(
        "UPDATE webhook SET old_secret = secret, old_secret_until = $4, secret = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, webhook_id, sealed, work.now + OLD_SECRET,
    )  # fmt: skip
    return webhook_id


async def remove_webhook(work: Work, viewer: Viewer, *, webhook_id: UUID) -> UUID:
    """Nothing is told there any more; its log stays for its thirty days. Refuses: NotFound."""
    await _own(work, viewer, webhook_id)
    await work.execute(
        "UPDATE webhook SET state = 'removed' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, webhook_id
    )
    return webhook_id


async def try_webhook(work: Work, viewer: Viewer, *, webhook_id: UUID) -> UUID:
    """Send a message of the kind `ping`, whatever else waits. Refuses: NotFound."""
    await _own(work, viewer, webhook_id)
    outside = ids.encode(NAME, webhook_id)
    message = await recording.write_down(work, PING, outside, {"webhookId": outside}, work.now)
    await recording.hand_to(work, [webhook_id], message)
    return webhook_id


async def resume_webhook(work: Work, viewer: Viewer, *, webhook_id: UUID) -> UUID:
    """It listens again: what waited is sent now, in its order. Refuses: NotFound, NotToBeHeard."""
    row = await _own(work, viewer, webhook_id)
    await may_hear(work, viewer, row["kinds"], row["stall_id"])
    await work.execute(
        "UPDATE webhook SET state = 'active', stopped_because = '' WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, webhook_id,
    )  # fmt: skip
    await work.execute(
        "UPDATE webhook_delivery SET attempts = 0, next_at = $3 WHERE cooperative_id = $1 AND webhook_id = $2 AND state = 'waiting'",
        work.cooperative_id, webhook_id, work.now,
    )  # fmt: skip
    await enqueue(work, "webhooks.send", {"webhook_id": str(webhook_id)})
    return webhook_id


async def send_again(
    work: Work, viewer: Viewer, *, webhook_id: UUID, delivery_id: UUID | None = None, since: datetime | None = None
) -> int:
    """One message again, or all since an instant, in their order; how many. Refuses: NotFound, InvalidInput."""
    await _own(work, viewer, webhook_id)
    if (delivery_id is None) == (since is None):
        raise InvalidInput("since", "one_of")
    rows = await work.rows(
        "UPDATE webhook_delivery d SET state = 'waiting', attempts = 0, next_at = $5, delivered_at = NULL FROM webhook_message m "
        "WHERE d.cooperative_id = $1 AND d.webhook_id = $2 AND m.cooperative_id = $1 AND m.id = d.message_id "
        "AND ($3::uuid IS NULL OR d.id = $3) AND ($4::timestamptz IS NULL OR m.occurred_at >= $4) RETURNING d.id",
        work.cooperative_id, webhook_id, delivery_id, since, work.now,
    )  # fmt: skip
    if delivery_id is not None and not rows:
        raise NotFound
    await enqueue(work, "webhooks.send", {"webhook_id": str(webhook_id)})
    return len(rows)


def _checked_name(name: str) -> None:
    if not 1 <= len(name.strip()) <= 80 or "\n" in name:
        raise InvalidInput("name", "length", minimum="1", maximum="80")


async def _own(work: Work, viewer: Viewer, webhook_id: UUID) -> asyncpg.Record:
    """The asker's own program, locked. Somebody else's does not exist for her."""
    agent_id = await access.agent_of(work, viewer)
    row = await work.row(
        "SELECT agent_id, stall_id, kinds, state FROM webhook WHERE cooperative_id = $1 AND id = $2 AND agent_id = $3 "
        "AND state <> 'removed' FOR UPDATE",
        work.cooperative_id, webhook_id, agent_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    return row
