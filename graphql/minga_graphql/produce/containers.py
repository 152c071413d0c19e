"""Jars and crates: what they are, what is out, and bringing them back."""

from enum import Enum

import asyncpg
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.membership.types import Done
from minga_graphql.mutations import mutation
from minga_graphql.orders.types import POINT
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, Money, MoneyInput, money_of, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition
from minga_platform.market.catalog.names import CONTAINER
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.market.payments.errors import TillTooLow
from minga_platform.market.produce.containers import commands, queries
from minga_platform.market.produce.containers.errors import MoreThanOut


@strawberry.type(description="A kind of jar or crate that goes out with goods against a deposit, and comes back.")
class Container:
    id: strawberry.ID = strawberry.field(description="Its id, `jar_…`.")
    name: str = strawberry.field(description="What it is.")
    deposit: Money = strawberry.field(description="The deposit on one, paid back when it is back.")
    tax_bps: int = strawberry.field(description="The rate of the tax within the deposit, in basis points.")
    is_used: bool = strawberry.field(description="Whether goods are still sold in it.")
    sold: MinorUnits = strawberry.field(description="How many went out, as far as they were paid.")
    back: MinorUnits = strawberry.field(description="How many came back.")


@strawberry.type(description="How many of one kind somebody took and brought back.")
class ContainerBalance:
    container_id: strawberry.ID = strawberry.field(description="The kind, `jar_…`.")
    name: str = strawberry.field(description="What it is.")
    deposit: Money = strawberry.field(description="The deposit on one.")
    member_id: strawberry.ID | None = strawberry.field(
        description="Who, `agent_…`; null: guests, and whoever told no name."
    )
    member_name: str = strawberry.field(description="Her name; empty for guests.")
    sold: MinorUnits = strawberry.field(description="How many she paid a deposit for.")
    back: MinorUnits = strawberry.field(
        description="How many she brought back: more than she took, where she brought those of others."
    )


@strawberry.enum(description="How a deposit is paid back.")
class DepositBack(Enum):
    CASH = strawberry.enum_value("cash", description="In cash, out of the pickup point's till.")
    CREDIT = strawberry.enum_value("credit", description="As store credit of the member.")


@strawberry.type(description="A kind of jar or crate was named.")
class ContainerNamed:
    id: strawberry.ID = strawberry.field(description="Its id, `jar_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="The jars and crates that come back here, at any pickup point.", metadata=bounds(size=2)
    )
    async def containers(self, info: Info[Context, None]) -> list[Container]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.containers(work)
        return [
            Container(
                id=strawberry.ID(ids.encode(CONTAINER, row["id"])),
                name=context.said(row["name"]),
                deposit=money_of(row["deposit_minor"], row["currency"]),
                tax_bps=row["tax_bps"],
                is_used=row["state"] == "used",
                sold=MinorUnits(row["sold"]),
                back=MinorUnits(row["back"]),
            )
            for row in rows
        ]

    @strawberry.field(description="The asker's jars and crates, kind by kind.", metadata=bounds(size=2))
    async def my_containers(self, info: Info[Context, None]) -> list[ContainerBalance]:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            rows = await queries.mine(work, context.viewer)
        return [_balance(context, row) for row in rows]

    @strawberry.field(description="Who has how many of what. Null without `till.use`.")
    async def container_balances(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[ContainerBalance] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("container_balances", cooperative.id, ()), first, after)
        async with context.read() as work:
            rows = await queries.balances(work, context.viewer, after=page.after, first=page.first)
        if rows is None:
            return None
        return page.connection(
            rows,
            node=lambda row: _balance(context, row),
            key=lambda row: (row["agent_id"] or queries.NOBODY, row["container_id"]),
        )


@strawberry.type
class Mutation:
    @mutation(NoLegalBasis)
    async def add_container(
        self, info: Info[Context, None], name: list[LocalTextInput], deposit: MoneyInput, tax_bps: int = 0
    ) -> ContainerNamed:
        """Name a kind of jar or crate with its deposit, for good: another deposit is another kind. `taxBps`: of the tax within
        the deposit; 0 where the law sees no price in it. Needs `categories.edit`."""
        made = await info.context.perform(
            commands.add_container, name=read_languages(name, "name"), deposit=deposit.read(), tax_bps=tax_bps
        )
        return ContainerNamed(id=strawberry.ID(ids.encode(CONTAINER, made)))

    @mutation(InvalidTransition)
    async def retire_container(self, info: Info[Context, None], id: strawberry.ID) -> Done:  # noqa: A002
        """Sell nothing in it any more; what is out still comes back. Needs `categories.edit`."""
        await info.context.perform(commands.retire_container, container_id=ids.decode(CONTAINER, id))
        return Done()

    @mutation(MoreThanOut, TillTooLow)
    async def take_back_containers(
        self,
        info: Info[Context, None],
        key: str,
        container_id: strawberry.ID,
        count: int,
        pickup_point_id: strawberry.ID,
        way: DepositBack,
        member_id: strawberry.ID | None = None,
    ) -> Done:
        """Jars or crates came back at a pickup point, wherever they were bought: their deposit goes to who brings them, in
        cash or as her store credit. Needs `till.use`."""
        await info.context.perform(
            commands.take_back,
            key=key,
            container_id=ids.decode(CONTAINER, container_id),
            count=count,
            pickup_point_id=ids.decode(POINT, pickup_point_id),
            way=way.value,
            brought_by=ids.decode("agent", member_id) if member_id is not None else None,
        )
        return Done()


def _balance(context: Context, row: asyncpg.Record) -> ContainerBalance:
    return ContainerBalance(
        container_id=strawberry.ID(ids.encode(CONTAINER, row["container_id"])),
        name=context.said(row["name"]),
        deposit=money_of(row["deposit_minor"], row["currency"]),
        member_id=strawberry.ID(ids.encode("agent", row["agent_id"])) if row["agent_id"] else None,
        member_name=row["agent_name"] or "",
        sold=MinorUnits(row["sold"]),
        back=MinorUnits(row["back"]),
    )
