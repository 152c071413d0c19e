"""The asker's programs."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.paging import Connection, ListName
from minga_graphql.webhooks import types
from minga_platform.kernel import ids
from minga_platform.webhooks import queries
from minga_platform.webhooks.kinds import KINDS
from minga_platform.webhooks.reactions import body_of


@strawberry.type
class Query:
    @strawberry.field(description="All kinds of message that programs can listen to.", metadata=bounds(size=30))
    def webhook_kinds(self) -> list[types.WebhookKind]:
        return [types.WebhookKind(name=one.name, for_members=one.public, for_stalls=bool(one.stall)) for one in KINDS]

    @strawberry.field(description="The asker's programs that listen, newest first.", metadata=bounds(cost=20, size=10))
    async def webhooks(self, info: Info[Context, None]) -> list[types.Webhook]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.webhooks(work, context.viewer)
        return [
            types.Webhook(
                id=strawberry.ID(ids.encode(types.WEBHOOK, row["id"])),
                name=row["name"],
                url=row["url"],
                kinds=row["kinds"],
                stall_id=strawberry.ID(ids.encode(types.STALL, row["stall_id"])) if row["stall_id"] else None,
                stall_name=context.said(row["stall_name"]) if row["stall_id"] else None,
                state=types.WebhookState(row["state"]),
                stopped_because=types.WebhookStop(row["stopped_because"]) if row["stopped_because"] else None,
                waiting=row["waiting"],
                created_at=row["created_at"],
            )
            for row in rows
        ]

    @strawberry.field(
        description="What one of the asker's programs was told in the last thirty days, newest first.",
        metadata=bounds(cost=20),
    )
    async def webhook_deliveries(
        self, info: Info[Context, None], webhook_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[types.WebhookDelivery]:
        context = info.context
        cooperative = context.require_cooperative()
        webhook = ids.decode(types.WEBHOOK, webhook_id)
        page = context.services.cursors.window(
            ListName("webhook deliveries", cooperative.id, (str(webhook),)), first, after
        )
        async with context.read() as work:
            rows = await queries.deliveries(
                work, context.viewer, webhook, before=page.after and (page.after[0], page.after[1]), limit=page.limit
            )
        return page.connection(
            rows, node=lambda row: _delivery(cooperative.id, row), key=lambda row: (row["occurred_at"], row["id"])
        )


def _delivery(cooperative_id: UUID, row) -> types.WebhookDelivery:  # type: ignore[no-untyped-def]
    waits = row["state"] == "waiting"
    return types.WebhookDelivery(
        id=strawberry.ID(ids.encode(types.DELIVERY, row["id"])),
        message_id=strawberry.ID(ids.encode(types.MESSAGE, row["message_id"])),
        kind=row["kind"],
        subject=row["subject"],
        sequence=row["sequence"],
        occurred_at=row["occurred_at"],
        delivered_at=row["delivered_at"],
        next_at=row["next_at"] if waits else None,
        attempts=row["attempts"],
        body=body_of(cooperative_id, row).decode(),
        # They come as JSON of the database, where an instant is text.
        tries=[types.WebhookTry(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in row["tries"]],
    )
