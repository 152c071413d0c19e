"""Naming a program that listens, changing it, trying it out, and sending again."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.mutations import mutation
from minga_graphql.webhooks import types
from minga_platform.kernel import ids
from minga_platform.webhooks import commands, signing
from minga_platform.webhooks.errors import AddressUnusable, NotToBeHeard, TooManyWebhooks
from minga_platform.webhooks.ports import Caller


@strawberry.type
class Mutation:
    @mutation(AddressUnusable, NotToBeHeard, TooManyWebhooks)
    async def add_webhook(
        self, info: Info[Context, None], name: str, url: str, kinds: list[str], stall_id: strawberry.ID | None = None
    ) -> types.WebhookAdded:
        """A program of the asker's listens from now on: any member hears what is public, a stall's keeper hears of that stall."""
        _usable(info.context, url)
        secret = signing.new_secret()
        made = await info.context.perform(
            commands.add_webhook, name=name, url=url, kinds=kinds,
            stall_id=None if stall_id is None else ids.decode(types.STALL, stall_id), sealed=_sealed(info.context, secret),
        )  # fmt: skip
        return types.WebhookAdded(id=strawberry.ID(ids.encode(types.WEBHOOK, made)), secret=secret)

    @mutation(AddressUnusable, NotToBeHeard)
    async def change_webhook(
        self, info: Info[Context, None], webhook_id: strawberry.ID, name: str, url: str, kinds: list[str]
    ) -> types.WebhookChanged:
        """Another name, address or choice; what still waits goes to the new address."""
        _usable(info.context, url)
        await info.context.perform(
            commands.change_webhook, webhook_id=ids.decode(types.WEBHOOK, webhook_id), name=name, url=url, kinds=kinds
        )
        return types.WebhookChanged(id=webhook_id)

    @mutation()
    async def exchange_webhook_secret(self, info: Info[Context, None], webhook_id: strawberry.ID) -> types.WebhookAdded:
        """A new secret, told this once; for a day messages bear both signatures."""
        secret = signing.new_secret()
        await info.context.perform(
            commands.exchange_secret,
            webhook_id=ids.decode(types.WEBHOOK, webhook_id),
            sealed=_sealed(info.context, secret),
        )
        return types.WebhookAdded(id=webhook_id, secret=secret)

    @mutation()
    async def remove_webhook(self, info: Info[Context, None], webhook_id: strawberry.ID) -> types.WebhookChanged:
        """Nothing is told there any more."""
        await info.context.perform(commands.remove_webhook, webhook_id=ids.decode(types.WEBHOOK, webhook_id))
        return types.WebhookChanged(id=webhook_id)

    @mutation()
    async def try_webhook(self, info: Info[Context, None], webhook_id: strawberry.ID) -> types.WebhookChanged:
        """Send a message of the kind `ping`."""
        await info.context.perform(commands.try_webhook, webhook_id=ids.decode(types.WEBHOOK, webhook_id))
        return types.WebhookChanged(id=webhook_id)

    @mutation(NotToBeHeard)
    async def resume_webhook(self, info: Info[Context, None], webhook_id: strawberry.ID) -> types.WebhookChanged:
        """A program that was stopped listens again: what waited is sent now, in its order."""
        await info.context.perform(commands.resume_webhook, webhook_id=ids.decode(types.WEBHOOK, webhook_id))
        return types.WebhookChanged(id=webhook_id)

    @mutation()
    async def replay_webhook(
        self,
        info: Info[Context, None],
        webhook_id: strawberry.ID,
        delivery_id: strawberry.ID | None = None,
        since: datetime | None = None,
    ) -> types.WebhookReplayed:
        """Send one message again, or all since an instant, in their order. Just one of the two is named."""
        count = await info.context.perform(
            commands.send_again,
            webhook_id=ids.decode(types.WEBHOOK, webhook_id),
            delivery_id=None if delivery_id is None else ids.decode(types.DELIVERY, delivery_id),
            since=since,
        )
        return types.WebhookReplayed(count=count)


def _usable(context: Context, url: str) -> None:
    caller: Caller = context.services.port(Caller)
    if not caller.usable(url):
        raise AddressUnusable


def _sealed(context: Context, secret: str) -> bytes:
    return context.services.keyring.seal(commands.SECRET, secret)
