"""Disputed card payments: what the buyer's bank took, until when to answer, and how it ended."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.market.catalog import names
from minga_platform.market.disputes import queries
from minga_platform.market.disputes.commands import answer
from minga_platform.market.disputes.errors import TooLateToAnswer
from minga_platform.market.disputes.evidence import Attached
from minga_platform.membership import access

DISPUTE = "dispute"


@strawberry.enum(description="What a paper of a dispute shows; a bank looks for each in its own place.")
class DisputePaperKind(Enum):
    RECEIPT = strawberry.enum_value("receipt", description="What was sold and paid: a receipt, an invoice.")
    MESSAGES = strawberry.enum_value("messages", description="What was said with the buyer.")
    HANDOVER = strawberry.enum_value("handover", description="That the goods were handed over or sent.")
    OTHER = strawberry.enum_value("other", description="Anything else.")


@strawberry.input(description="A picture or PDF that goes along with an answer.")
class DisputePaperInput:
    file_id: strawberry.ID = strawberry.field(
        description="The asker's own upload: a picture, or a PDF (`/files?kind=paper`)."
    )
    kind: DisputePaperKind = strawberry.field(description="What it shows; one of each.")


@strawberry.type(description="A picture or PDF that went along with an answer.")
class DisputePaper:
    name: str = strawberry.field(description="What it was called.")
    kind: DisputePaperKind = strawberry.field(description="What it shows.")


@strawberry.type(description="A card payment that the buyer's bank asks about or took back.")
class Dispute:
    id: strawberry.ID = strawberry.field(description="Its id, `dispute_…`.")
    order_id: strawberry.ID = strawberry.field(description="The order, `ord_…`.")
    order_number: MinorUnits = strawberry.field(description="The order's number.")
    buyer: str = strawberry.field(description="Who ordered.")
    state: str = strawberry.field(description="`inquiry`, `needs_response`, `under_review`, `won` or `lost`.")
    reason: str = strawberry.field(description="What the buyer told her bank, in the provider's word.")
    amount: Money = strawberry.field(description="What is disputed.")
    taken: Money = strawberry.field(description="What the bank took.")
    returned: Money = strawberry.field(description="What of it came back.")
    fee: Money = strawberry.field(description="What the provider charges for it.")
    fee_party: str = strawberry.field(description="Who bears that when it is lost: `cooperative` or `maker`.")
    due_at: datetime | None = strawberry.field(description="Until when an answer is taken.")
    evidence: str = strawberry.field(description="What the co-op answered; empty where it accepted the dispute.")
    papers: list[DisputePaper] = strawberry.field(description="What went along.", metadata=bounds(size=4))
    answer_state: str = strawberry.field(description="Its answer: `none`, `wanted` (on its way) or `sent`.")
    opened_at: datetime = strawberry.field(description="When it was heard of.")
    decided_at: datetime | None = strawberry.field(description="When it was won or lost.")


@strawberry.type(description="A dispute was answered.")
class AnsweredDispute:
    dispute: Dispute = strawberry.field(description="The dispute.")


@strawberry.type
class Query:
    @strawberry.field(description="Disputed card payments, newest first. Null without `payouts.see`.")
    async def disputes(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[Dispute] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("disputes", cooperative.id), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "payouts.see"):
                return None
            rows = await queries.disputes(work, before=page.after[0] if page.after else None, first=page.first)
        return page.connection(rows, node=_dispute, key=lambda row: (row.id,))

    @strawberry.field(description="One of them. Null without `payouts.see`.")
    async def dispute(self, info: Info[Context, None], id: strawberry.ID) -> Dispute | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(DISPUTE, id)
        except NotFound:
            return None
        async with context.read() as work:
            if not await access.may(work, context.viewer, "payouts.see"):
                return None
            row = await queries.dispute(work, wanted)
        return None if row is None else _dispute(row)


@strawberry.type
class Mutation:
    @mutation(InvalidTransition, TooLateToAnswer)
    async def accept_dispute(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
    ) -> AnsweredDispute:
        """The buyer is right: her bank is told so, and she keeps the money. Cannot be undone; not for an inquiry, where nothing was
        taken. Needs `orders.refund`."""
        context = info.context
        wanted = ids.decode(DISPUTE, id)
        await context.perform(answer.accept_dispute, key=key, dispute_id=wanted)
        return await _answered(context, wanted)

    @mutation(InvalidTransition, TooLateToAnswer)
    async def answer_dispute(
        self,
        info: Info[Context, None],
        key: str,
        id: strawberry.ID,  # noqa: A002
        evidence: str,
        papers: list[DisputePaperInput] | None = None,
    ) -> AnsweredDispute:
        """Tell the buyer's bank what happened, with papers of 4.5 MB together at most; it is sent once and for good. Needs `orders.refund`."""
        context = info.context
        wanted = ids.decode(DISPUTE, id)
        attached = [Attached(ids.decode(names.FILE, one.file_id), str(one.kind.value)) for one in papers or []]
        await context.perform(
            answer.answer_dispute, key=key, dispute_id=wanted, evidence=evidence, attachments=attached
        )
        return await _answered(context, wanted)


async def _answered(context: Context, dispute_id: UUID) -> AnsweredDispute:
    async with context.read() as work:
        row = await queries.dispute(work, dispute_id)
    assert row is not None, "a dispute is never deleted"
    return AnsweredDispute(dispute=_dispute(row))


def _dispute(row: queries.DisputeRow) -> Dispute:
    return Dispute(
        id=strawberry.ID(ids.encode(DISPUTE, row.id)),
        order_id=strawberry.ID(ids.encode("ord", row.order_id)),
        order_number=MinorUnits(row.order_number),
        buyer=row.buyer,
        state=row.state,
        reason=row.reason,
        amount=money_of(row.amount_minor, row.currency),
        taken=money_of(row.taken_minor, row.currency),
        returned=money_of(row.returned_minor, row.currency),
        fee=money_of(row.fee_minor, row.currency),
        fee_party=row.fee_party,
        due_at=row.due_at,
        evidence=row.evidence,
        papers=[DisputePaper(name=one["name"], kind=DisputePaperKind(one["kind"])) for one in row.attachments],
        answer_state=row.answer_state,
        opened_at=row.opened_at,
        decided_at=row.decided_at,
    )
