"""Conversations between buyers and makers, as the two of them see them."""

from datetime import datetime
from uuid import UUID

import asyncpg
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName, Window
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound, TooManyAttempts
from minga_platform.market.catalog import names
from minga_platform.market.conversations import commands, errors, queries

CONVERSATION, MESSAGE, REPORT, ORDER, PART = "conv", "cmsg", "crep", "ord", "part"


@strawberry.type(description="What one of the two wrote.")
class ConversationMessage:
    id: strawberry.ID = strawberry.field(description="Its id, `cmsg_…`.")
    is_mine: bool = strawberry.field(description="Whether the asker's side wrote it.")
    by_name: str = strawberry.field(description="Who wrote it.")
    words: str = strawberry.field(description="The words.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A conversation between a buyer and a stall. Nobody else sees that there is one.")
class Conversation:
    id: strawberry.ID = strawberry.field(description="Its id, `conv_…`.")
    stall_id: strawberry.ID = strawberry.field(description="The stall, `stall_…`.")
    stall_name: str = strawberry.field(description="Its name.")
    stall_slug: str = strawberry.field(description="Its name in addresses.")
    buyer_name: str = strawberry.field(description="The buyer.")
    side: str = strawberry.field(description="On which side the asker is: `buyer` or `stall`.")
    order_id: strawberry.ID | None = strawberry.field(description="The order that it is about, `ord_…`.")
    order_number: int | None = strawberry.field(description="That order's number.")
    product_title: str | None = strawberry.field(description="The product that it is about.")
    product_slug: str | None = strawberry.field(description="That product's name in addresses.")
    last_at: datetime = strawberry.field(description="When the last message was written.")
    last_words: str = strawberry.field(description="What it says.")
    is_unread: bool = strawberry.field(description="Whether the other side wrote since the asker looked.")
    waits_for_me: bool = strawberry.field(description="Whether the other side wrote last.")
    blocked_by_me: bool | None = strawberry.field(
        description="Whether the asker's side blocked the other; null where nobody blocked anybody."
    )
    messages: list[ConversationMessage] | None = strawberry.field(
        description="The last two hundred messages, the oldest first; null in lists.", metadata=bounds(size=20)
    )


@strawberry.type(description="One message that somebody showed to the moderators.")
class ReportedMessage:
    id: strawberry.ID = strawberry.field(description="The report's id, `crep_…`.")
    reason: str = strawberry.field(description="Why.")
    reported_at: datetime = strawberry.field(description="When.")
    words: str = strawberry.field(description="What the message says.")
    by_name: str = strawberry.field(description="Who wrote it.")
    side: str = strawberry.field(description="On which side: `buyer` or `stall`.")
    buyer_name: str = strawberry.field(description="The buyer.")
    stall_name: str = strawberry.field(description="The stall.")
    at: datetime = strawberry.field(description="When it was written.")


@strawberry.type(description="Something was written, or changed in a conversation.")
class ConversationChanged:
    id: strawberry.ID = strawberry.field(description="The conversation, `conv_…`.")


@strawberry.type
class Query:
    @strawberry.field(description="The asker's conversations as a buyer in this co-op, the latest first.")
    async def my_conversations(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[Conversation]:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("my conversations", cooperative.id), first, after)
        async with context.read() as work:
            rows = await queries.mine(work, context.viewer, before=_place(page), limit=page.limit)
        return page.connection(
            rows, node=lambda row: _conversation(row, "buyer", context), key=lambda row: (row["last_at"], row["id"])
        )

    @strawberry.field(
        description="A stall's conversations, the latest first; null for whoever does not keep the stall herself."
    )
    async def stall_conversations(
        self, info: Info[Context, None], stall_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[Conversation] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded(names.STALL, stall_id)
        if stall is None:
            return None
        page = context.services.cursors.window(
            ListName("stall conversations", cooperative.id, (str(stall),)), first, after
        )
        async with context.read() as work:
            rows = await queries.of_stall(work, context.viewer, stall, before=_place(page), limit=page.limit)
        if rows is None:
            return None
        return page.connection(
            rows, node=lambda row: _conversation(row, "stall", context), key=lambda row: (row["last_at"], row["id"])
        )

    @strawberry.field(
        description="One conversation with its messages, for its buyer and who keeps its stall. Else null.",
        metadata=bounds(cost=5),
    )
    async def conversation(self, info: Info[Context, None], id: strawberry.ID) -> Conversation | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        wanted = _decoded(CONVERSATION, id)
        if wanted is None:
            return None
        async with context.read() as work:
            found = await queries.one(work, context.viewer, wanted)
            messages = await queries.messages(work, wanted) if found else []
        return None if found is None else _conversation(found[0], found[1], context, messages)

    @strawberry.field(
        description="Messages that were shown to the moderators and that nobody settled; null without `reviews.moderate`.",
        metadata=bounds(cost=10, size=20),
    )
    async def reported_messages(self, info: Info[Context, None]) -> list[ReportedMessage] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.reported(work, context.viewer)
        if rows is None:
            return None
        return [
            ReportedMessage(
                id=strawberry.ID(ids.encode(REPORT, row["id"])),
                reason=row["reason"],
                reported_at=row["reported_at"],
                words=row["words"],
                by_name=row["by_name"],
                side=row["side"],
                buyer_name=row["buyer_name"],
                stall_name=context.said(row["stall_name"]),
                at=row["at"],
            )
            for row in rows
        ]


@strawberry.type
class Mutation:
    @mutation(errors.ConversationBlocked, TooManyAttempts)
    async def write_to_stall(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID,
        words: str,
        order_id: strawberry.ID | None = None,
        product_id: strawberry.ID | None = None,
    ) -> ConversationChanged:
        """A buyer who is signed in writes to a maker: about an order of hers, a product, or the stall as a whole."""
        made = await info.context.perform(
            commands.write_to_stall,
            stall_id=ids.decode(names.STALL, stall_id),
            words=words,
            order_id=None if order_id is None else ids.decode(ORDER, order_id),
            product_id=None if product_id is None else ids.decode(names.PRODUCT, product_id),
        )
        return ConversationChanged(id=strawberry.ID(ids.encode(CONVERSATION, made)))

    @mutation(errors.ConversationBlocked, TooManyAttempts)
    async def write_to_buyer(
        self, info: Info[Context, None], part_id: strawberry.ID, words: str
    ) -> ConversationChanged:
        """Who keeps a stall writes to the buyer about her order there, where the buyer has an account (`SellerOrder.takesMessages`)."""
        made = await info.context.perform(
            commands.write_to_buyer, seller_order_id=ids.decode(PART, part_id), words=words
        )
        return ConversationChanged(id=strawberry.ID(ids.encode(CONVERSATION, made)))

    @mutation(errors.ConversationBlocked, TooManyAttempts)
    async def answer_conversation(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        words: str,
    ) -> ConversationChanged:
        """Write on in a conversation: its buyer, or who keeps its stall."""
        await info.context.perform(
            commands.answer_conversation, conversation_id=ids.decode(CONVERSATION, id), words=words
        )
        return ConversationChanged(id=id)

    @mutation()
    async def read_conversation(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """The asker has looked at it: what the other side wrote so far is read."""
        await info.context.perform(commands.read_conversation, conversation_id=ids.decode(CONVERSATION, id))
        return Done()

    @mutation(errors.ConversationBlocked)
    async def block_conversation(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        blocks: bool,
    ) -> ConversationChanged:
        """Hear no more from the other side, or hear from her again: in all conversations of the two."""
        await info.context.perform(
            commands.block_conversation, conversation_id=ids.decode(CONVERSATION, id), blocks=blocks
        )
        return ConversationChanged(id=id)

    @mutation()
    async def report_message(self, info: Info[Context, None], id: strawberry.ID, reason: str) -> Done:  # noqa: A002
        """Show one message that one got to the moderators; they see this one and no other."""
        await info.context.perform(commands.report_message, message_id=ids.decode(MESSAGE, id), reason=reason)
        return Done()

    @mutation(InvalidTransition)
    async def settle_message_report(self, info: Info[Context, None], id: strawberry.ID, outcome: str) -> Done:  # noqa: A002
        """A moderator writes down what she did about a reported message. Needs `reviews.moderate`."""
        await info.context.perform(commands.settle_message_report, report_id=ids.decode(REPORT, id), outcome=outcome)
        return Done()


def _conversation(
    row: asyncpg.Record, side: str, context: Context, messages: list[asyncpg.Record] | None = None
) -> Conversation:
    return Conversation(
        id=strawberry.ID(ids.encode(CONVERSATION, row["id"])),
        stall_id=strawberry.ID(ids.encode(names.STALL, row["stall_id"])),
        stall_name=context.said(row["stall_name"]),
        stall_slug=row["stall_slug"],
        buyer_name=row["buyer_name"],
        side=side,
        order_id=strawberry.ID(ids.encode(ORDER, row["order_id"])) if row["order_id"] else None,
        order_number=row["order_number"],
        product_title=context.said(row["product_title"]) if row["product_id"] else None,
        product_slug=row["product_slug"],
        last_at=row["last_at"],
        last_words=row["last_words"] or "",
        is_unread=queries.is_unread(row, side),
        waits_for_me=row["last_side"] != side,
        blocked_by_me=None if row["is_blocked_by"] is None else row["is_blocked_by"] == side,
        messages=None
        if messages is None
        else [
            ConversationMessage(
                id=strawberry.ID(ids.encode(MESSAGE, one["id"])),
                is_mine=one["side"] == side,
                by_name=one["by_name"],
                words=one["words"],
                at=one["at"],
            )
            for one in messages
        ],
    )


def _place(page: Window) -> tuple[object, UUID] | None:
    return (page.after[0], page.after[1]) if page.after else None


def _decoded(prefix: str, text: str) -> UUID | None:
    """An id from outside; None for one that names nothing, so that it answers as a random one does."""
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None
