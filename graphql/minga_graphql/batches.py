"""Batches of payouts as files for a bank and as a sheet for cash."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.payouts import BATCH, PAYOUT, STALL
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound, StepUpNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.batches import files, queries
from minga_platform.market.batches.errors import NothingToSend, NotInEuros


@strawberry.enum(description="What a bank takes.")
class PayoutFileKind(Enum):
    PAIN_001 = strawberry.enum_value("pain_001", description="A SEPA credit transfer order, pain.001.001.09.")
    CSV = strawberry.enum_value("csv", description="A table: holder, IBAN, amount, currency, reference.")


@strawberry.type(description="A batch of payouts, or a part of it, as a file. Asked for again it has the same bytes.")
class PayoutFile:
    file_name: str = strawberry.field(description="How to call it.")
    media_type: str = strawberry.field(description="What it is, as in `content-type`.")
    text: str = strawberry.field(description="The file.")
    transfers: MinorUnits = strawberry.field(description="How many transfers it holds.")
    has_more: bool = strawberry.field(description="Whether payouts of the batch are in no such file yet.")


@strawberry.type(description="One payout by hand, as it stands on a sheet to be signed.")
class CashHanding:
    stall_name: str = strawberry.field(description="The stall.")
    payee: str = strawberry.field(description="Who gets it.")
    amount: Money = strawberry.field(description="How much.")
    state: str = strawberry.field(description="`prepared` or `paid`.")


@strawberry.enum(description="Why a payout is in no file for the bank.")
class LeftOutWhy(Enum):
    HELD = strawberry.enum_value("held", description="Its payee was changed a short while ago.")
    WITHHELD = strawberry.enum_value("withheld", description="The payouts of its stall are held back.")
    UNADDRESSED = strawberry.enum_value("unaddressed", description="Its stall has told no bank account.")
    UNAPPROVED = strawberry.enum_value("unapproved", description="Another officer has to approve it.")


@strawberry.type(description="A payout that can go into no file yet.")
class LeftOutPayout:
    payout_id: strawberry.ID = strawberry.field(description="The payout.")
    stall_id: strawberry.ID = strawberry.field(description="Its stall.")
    why: LeftOutWhy = strawberry.field(description="What it waits for.")
    until: datetime | None = strawberry.field(
        description="Of one that is held or withheld: until when nothing is sent there."
    )


@strawberry.type(description="The files of one kind of a batch.")
class BatchFiles:
    kind: PayoutFileKind = strawberry.field(description="What a bank takes.")
    parts: int = strawberry.field(description="How many were made; each can be had again.")
    waiting: int = strawberry.field(description="How many payouts would go into the next part.")


@strawberry.type(description="A batch of payouts by bank that nobody has confirmed whole.")
class OpenPayoutBatch:
    id: strawberry.ID = strawberry.field(description="Its id, `batch_…`.")
    prepared_at: datetime = strawberry.field(description="When it was prepared.")
    files: list[BatchFiles] = strawberry.field(description="Its files, by kind.", metadata=bounds(size=2))
    left_out: list[LeftOutPayout] = strawberry.field(description="Its payouts that are in no file, and why.")


@strawberry.type
class Query:
    @strawberry.field(
        description="Batches by bank of which something is still to be sent, newest first. Null without `payouts.see`."
    )
    async def open_payout_batches(self, info: Info[Context, None]) -> list[OpenPayoutBatch] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            found = await queries.open_batches(work, context.viewer)
        return None if found is None else [_open(one) for one in found]

    @strawberry.field(
        description="The payouts by hand of a batch. Null without `payouts.see`; empty for a batch that is none.",
        metadata=bounds(size=40),
    )
    async def cash_sheet(self, info: Info[Context, None], batch_id: strawberry.ID) -> list[CashHanding] | None:
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(BATCH, batch_id)
        except NotFound:
            return None
        async with context.read() as work:
            rows = await files.cash_sheet(work, context.viewer, batch_id=wanted)
        return None if rows is None else [
            CashHanding(
                stall_name=context.said(row.stall_name),
                payee=row.payee,
                amount=money_of(row.amount_minor, row.currency),
                state=row.state,
            )
            for row in rows
        ]  # fmt: skip


@strawberry.type
class Mutation:
    @mutation(NothingToSend, NotInEuros, StepUpNeeded)
    async def payout_file(
        self, info: Info[Context, None], batch_id: strawberry.ID, kind: PayoutFileKind, part: int = 1
    ) -> PayoutFile:
        """A batch by bank as a file with whole bank numbers. Asked for again, a part has the same bytes. Needs `payouts.make`.

        What cannot go out yet (its payee is new, an approval is missing) comes with the next part.
        """
        context = info.context
        cooperative = context.require_cooperative()
        wanted, keyring = ids.decode(BATCH, batch_id), context.services.keyring

        async def command(work: Work, viewer: Viewer) -> files.PayoutFile:
            return await files.payout_file(work, viewer, keyring, batch_id=wanted, kind=str(kind.value), part=part)

        made = await context.perform(command)
        ending, media = ("xml", "application/xml") if kind is PayoutFileKind.PAIN_001 else ("csv", "text/csv")
        return PayoutFile(
            file_name=f"{cooperative.slug}-{batch_id}-{part}.{ending}",
            media_type=media,
            text=made.text,
            transfers=MinorUnits(made.transfers),
            has_more=made.has_more,
        )


def _open(batch: queries.OpenBatch) -> OpenPayoutBatch:
    return OpenPayoutBatch(
        id=strawberry.ID(ids.encode(BATCH, batch.id)),
        prepared_at=batch.prepared_at,
        files=[BatchFiles(kind=PayoutFileKind(one.kind), parts=one.parts, waiting=one.waiting) for one in batch.files],
        left_out=[
            LeftOutPayout(
                payout_id=strawberry.ID(ids.encode(PAYOUT, one.payout_id)),
                stall_id=strawberry.ID(ids.encode(STALL, one.stall_id)),
                why=LeftOutWhy(one.why),
                until=one.until,
            )
            for one in batch.left_out
        ],
    )
