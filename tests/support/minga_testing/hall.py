"""A market hall: a co-op with a maker who keeps a stall, another maker, and a coordinator, all made by commands."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from minga_infra.rules import register_all
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.commands import products, stalls, variants
from minga_platform.membership.commands import classes, members, roles

Result = TypeVar("Result")


@dataclass
class Hall:
    """One co-op's market, as the app's login sees it."""

    database: Database
    worker: Database
    id: UUID
    slug: str
    maker: Viewer
    maker_agent: UUID
    rival: Viewer
    coordinator: Viewer
    stall: UUID
    rival_stall: UUID

    @property
    def scope(self) -> Scope:
        return Scope(self.id)

    async def do(self, command: Callable[..., Awaitable[Result]], *first: Any, **wish: Any) -> Result:
        """One command in a unit of its own; by the maker where a viewer is needed and none is given."""
        viewer = first or (self.maker,)
        return await self.database.run(self.scope, viewer[0].actor, lambda work: command(work, *viewer, **wish))

    async def rows(self, statement: str, *arguments: Any) -> list[dict[str, Any]]:
        async with self.database.read(self.scope) as work:
            return [dict(row) for row in await work.rows(statement, *arguments)]

    async def ask(self, query: Callable[..., Awaitable[Result]], *arguments: Any, **more: Any) -> Result:
        async with self.database.read(self.scope) as work:
            return await query(work, *arguments, **more)

    async def offer(
        self,
        title: str = "Bowl",
        *,
        price: int = 2400,
        on_hand: int | None = 10,
        publish: bool = True,
        stall: UUID | None = None,
        by: Viewer | None = None,
        variant: dict[str, Any] | None = None,
        **fields: Any,
    ) -> tuple[UUID, UUID]:
        """A product with one variant, shown: (product, variant)."""
        viewer = by or self.maker
        product = await self.do(
            products.add_product,
            viewer,
            stall_id=stall or self.stall,
            fields={"title": {"en": title}, "tax_bps": 2100, **fields},
        )
        form = await self.do(
            variants.add_variant,
            viewer,
            product_id=product,
            fields={"price_minor": price, **(variant or {})},
            on_hand=on_hand,
        )
        if publish:
            await self.do(products.publish_product, viewer, product_id=product)
        return product, form

    async def listings(self) -> list[dict[str, Any]]:
        return await self.rows("SELECT * FROM listing WHERE cooperative_id = $1 ORDER BY sort_title", self.id)

    async def stock_of(self, variant: UUID) -> UUID:
        found = await self.rows(
            "SELECT stock_item_id FROM variant WHERE cooperative_id = $1 AND id = $2", self.id, variant
        )
        stock_item_id: UUID = found[0]["stock_item_id"]
        return stock_item_id


async def found_hall(database: Database, worker: Database, name: str = "hall", *, currency: str = "EUR") -> Hall:
    """A co-op of its own for one test."""
    register_all()
    cooperative_id = ids.new()
    slug = f"{name}-{cooperative_id.hex[-10:]}"
    people = {role: Viewer(person_id=ids.new()) for role in ("maker", "rival", "coordinator")}
    agents: dict[str, UUID] = {}
    async with worker.work(Scope(cooperative_id)) as work:
        await work.execute(
            "SELECT found_cooperative($1, $2, $3, $3, $4, 'en', '{en,es}', 'Europe/Madrid', 'ES', 'clay', $5)",
            cooperative_id,
            slug,
            {"en": name},
            currency,
            work.now,
        )
        await classes.add_first_classes(work)
        for role, viewer in people.items():
            assert viewer.person_id
            await _account(work, viewer.person_id, role)
            agents[role] = await members.agent_for(work, person_id=viewer.person_id, name=role)
            await members.enrol(
                work, agent_id=agents[role], class_key="producer" if role != "coordinator" else "worker"
            )
        await roles.install_role(work, agent_id=agents["coordinator"], role="coordinator")

    async def open_for(role: str, title: str) -> UUID:
        async def command(work: Work) -> UUID:
            return await stalls.open_stall(work, people[role], name={"en": title}, place="Ronda")

        return await database.run(Scope(cooperative_id), people[role].actor, command)

    return Hall(
        database,
        worker,
        cooperative_id,
        slug,
        people["maker"],
        agents["maker"],
        people["rival"],
        people["coordinator"],
        await open_for("maker", "Clay & Fire"),
        await open_for("rival", "The Other Stall"),
    )


async def _account(work: Work, person_id: UUID, name: str) -> None:
    """An account with a proven address; nobody signs in to it, the tests hand its viewer over."""
    await work.execute(
        "INSERT INTO person (id, name, language, created_at) VALUES ($1, $2, 'en', $3)", person_id, name, work.now
    )
    await work.execute(
        "INSERT INTO identifier (id, person_id, kind, value, proven_at, created_at) VALUES ($1, $2, 'mail', $3, $4, $4)",
        ids.new(),
        person_id,
        f"{person_id.hex}@example.org",
        work.now,
    )
