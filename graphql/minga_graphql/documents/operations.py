"""Reading documents and lists. Nobody wishes for a document: it is made when money moves."""

from datetime import date, datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.documents import present, types
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.documents import billing, handing, issuing, queries
from minga_platform.market.orders import links
from minga_platform.market.orders import queries as orders
from minga_platform.membership import access


@strawberry.type
class Mutation:
    @mutation()
    async def set_issuer(
        self, info: Info[Context, None], name: str, address: str, tax_number: str = "", register_number: str = ""
    ) -> types.SetIssuer:
        """Say who issues the co-op's documents from now on; those made before keep what they say. Needs `settings.edit`."""
        said = issuing.Issuer.checked(
            name=name, address=address, tax_number=tax_number, register_number=register_number
        )
        await info.context.perform(issuing.set_issuer, issuer=said)
        return types.SetIssuer(name=said.name)

    @mutation()
    async def tell_billed(self, info: Info[Context, None], billed: types.BilledInput | None = None) -> types.ToldBilled:
        """From now on the asker's invoices are made out to this business; without one to herself again. Those made before keep what
        they say."""
        said = None
        if billed is not None:
            said = billing.Billed.checked(name=billed.name, address=billed.address, tax_number=billed.tax_number)
        await info.context.perform(billing.tell_billed, billed=said)
        return types.ToldBilled(billed=present.billed_of(said))


@strawberry.type
class Query:
    @strawberry.field(
        description="Who issues the co-op's documents now; null where nobody has said, and documents bear its name alone."
    )
    async def issuer(self, info: Info[Context, None]) -> types.Issuer | None:
        info.context.require_cooperative()
        async with info.context.read() as work:
            found = await issuing.issuer(work)
        return present.issuer_of(None if found is None else found.plain())

    @strawberry.field(description="Whom the asker's invoices are made out to; null: to herself.")
    async def my_billed(self, info: Info[Context, None]) -> types.Billed | None:
        context = info.context
        context.require_cooperative()
        if context.viewer.person_id is None:
            return None
        async with context.read() as work:
            return present.billed_of(
                await billing.billed(work, context.viewer.for_person_id or context.viewer.person_id)
            )

    @strawberry.field(
        description="One document: for the buyer of its order, for who holds that order's link (`token`), for the keepers of its stall, "
        "and for who may see the co-op's orders or earnings. Else null.",
        metadata=bounds(cost=5),
    )
    async def trade_document(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        token: str | None = None,
    ) -> types.TradeDocument | None:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = _decoded(types.DOCUMENT, id)
        if wanted is None:
            return None
        async with context.read() as work:
            row = await queries.by_id(work, wanted)
            if row is None:
                return None
            follows = (
                row.order_id and token and links.follows(context.services.keyring, cooperative.id, row.order_id, token)
            )
            if not follows and not await queries.may_see(work, context.viewer, row):
                return None
        return present.document(row)

    @strawberry.field(
        description="Invoices and credit notes of an order, as they were issued, for whoever may see the order. None else.",
        metadata=bounds(cost=5, size=2),
    )
    async def order_documents(
        self, info: Info[Context, None], order_id: strawberry.ID, token: str | None = None
    ) -> list[types.TradeDocument]:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = _decoded("ord", order_id)
        if wanted is None:
            return []
        async with context.read() as work:
            follows = token and links.follows(context.services.keyring, cooperative.id, wanted, token)
            if not follows and await orders.own(work, context.viewer, wanted) is None:  # noqa: SIM102
                if not await access.may(work, context.viewer, "orders.see"):
                    return []
            rows = await queries.of_order(work, wanted)
        return [present.document(row) for row in rows]

    @strawberry.field(
        description="A stall's self-billing documents, newest first. Null without `earnings.see` for the stall."
    )
    async def stall_documents(
        self, info: Info[Context, None], stall_id: strawberry.ID, first: int | None = None, after: str | None = None
    ) -> Connection[types.TradeDocument] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall = _decoded("stall", stall_id)
        if stall is None:
            return None
        page = context.services.cursors.window(ListName("stall_documents", cooperative.id, (str(stall),)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "earnings.see", stall_id=stall):
                return None
            rows = await queries.of_stall(work, stall, before=page.after[0] if page.after else None, first=page.first)
        return page.connection(rows, node=present.document, key=lambda row: (row.id,))

    @strawberry.field(description="Every document of the co-op, newest first. Null without `books.see`.")
    async def trade_documents(
        self,
        info: Info[Context, None],
        kind: types.DocumentKind | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[types.TradeDocument] | None:
        context = info.context
        cooperative = context.require_cooperative()
        wanted = str(kind.value) if kind else None
        page = context.services.cursors.window(ListName("trade_documents", cooperative.id, (wanted,)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "books.see"):
                return None
            rows = await queries.listed(
                work, kind=wanted, before=page.after[0] if page.after else None, first=page.first
            )
        return page.connection(rows, node=present.document, key=lambda row: (row.id,))

    @strawberry.field(
        description="What is to be handed over, as lists that agree with each other: of a stall (`orders.see` for it) or of all; "
        "of one pickup point; of one order cycle; or what can be fetched on a day: at a chosen time or in a cycle on that very date, "
        "else by the place's hours of its weekday (deliveries without a time are in it on every day). Never cut off. Null for others.",
        metadata=bounds(cost=50),
    )
    async def handover_lists(
        self,
        info: Info[Context, None],
        day: date | None = None,
        pickup_point_id: strawberry.ID | None = None,
        stall_id: strawberry.ID | None = None,
        cycle_id: strawberry.ID | None = None,
        slot_opens_at: datetime | None = None,
    ) -> types.HandoverLists | None:
        context = info.context
        context.require_cooperative()
        point = _decoded("point", pickup_point_id) if pickup_point_id is not None else None
        stall = _decoded("stall", stall_id) if stall_id is not None else None
        cycle = _decoded("cycle", cycle_id) if cycle_id is not None else None
        if cycle_id is not None and cycle is None:
            return None
        if (stall_id is not None and stall is None) or (pickup_point_id is not None and point is None):
            return None
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see", stall_id=stall):
                return None
            whole = stall is None or await access.may(work, context.viewer, "orders.see")
            lines = await handing.to_hand_over(
                work,
                day=day,
                point_id=point,
                stall_id=stall,
                cycle_id=cycle,
                slot_opens_at=slot_opens_at,
            )
        return present.lists(context, lines, whole=whole)


def _decoded(prefix: str, text: str) -> UUID | None:
    """An id from outside; None for one that names nothing, so that it answers as a random one does."""
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None
