"""A co-op whose commons feed its market: designs, contributions that count, and stalls that sell what is made from them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from minga_commons.contributions.commands import attesting, giving
from minga_commons.contributions.commands.giving import Gift
from minga_commons.registry.commands import assets, releases
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import Statutes
from minga_testing import people
from minga_testing.shop import Goods, Program, Shop, Stall, fill, new_key, offer, open_shop, place, start

RECIPROCITY = "LicenseRef-Minga-Reciprocity-1.0"
"""Free for who gives back; everybody else owes 3 % of the net price."""

DISTRIBUTION = """id source amount { minor } left { minor } netted { minor } eventCount eventSet equationId fund
parts { bucket agentId name fund amount { minor } points wholePoints }"""


@dataclass
class Loop:
    """The co-op, who gives to its commons, and two members who stand by what others gave."""

    database: Database
    shop: Shop
    members: dict[str, people.Somebody] = field(default_factory=dict)

    def by(self, name: str) -> Program:
        return self.shop.by(self.members[name])

    @property
    def keeper(self) -> Program:
        """Who divides and pays out, and has just proven who she is, however far the test's clock goes."""
        proven = datetime.now(UTC) + timedelta(days=400)
        return self.shop.program.as_(replace(self.shop.coordinator.viewer, proven_at=proven))

    def agent(self, name: str) -> str:
        return ids.encode("agent", self.members[name].agent_id)

    async def join(self, *names: str) -> None:
        for name in names:
            self.members[name] = await people.member(
                self.database, self.shop.worker_database, self.shop.id, name=name, classes=("contributor",)
            )

    async def do(self, name: str, command: Any, **wish: Any) -> Any:
        return await people.do(self.database, self.members[name].viewer, command, self.shop.id, **wish)

    async def release(
        self,
        name: str = "Ana",
        *,
        title: str = "Hand loom",
        licence: str = RECIPROCITY,
        parents: tuple[UUID, ...] = (),
        asset: UUID | None = None,
        version: str = "1.0",
        draft: bool = False,
    ) -> tuple[UUID, UUID]:
        """A published release of somebody's design: its asset and itself."""
        asset = asset or await self.do(name, assets.start_asset, kind="design", title={"en": title})
        release = await self.do(
            name, releases.draft_release, asset_id=asset, version=version, licence=licence, parents=parents
        )
        if not draft:
            await self.do(name, releases.publish_release, release_id=release)
        return asset, release

    async def gift(
        self, name: str, asset: UUID | None, minutes: int, *, kind: str = "design", back: int = 1, **more: Any
    ) -> UUID:
        """A contribution that two independent members stand by, so that it counts."""
        async with self.database.read(self.members[name].viewer.scope(self.shop.id)) as work:
            on = (work.now - timedelta(days=back)).date()
        given = {"minutes": minutes or None, "cause": "" if asset else "the mill", **more}
        gift = Gift(kind=kind, given_on=on, asset_id=asset, **given)
        made: UUID = await self.do(name, giving.give, gift=gift)
        for other in ("Wim", "Wanda"):
            await self.do(other, attesting.attest, contribution_ids=[made])
        return made

    async def made_from(self, stall: Stall, goods: Goods, release: UUID | None, *, thanks: int = 0) -> dict[str, Any]:
        """Say what a product is made from."""
        return await self.shop.by(stall.maker).wish(
            "setMadeFrom(productId: $product, releaseId: $release, thanksBps: $thanks)",
            "... on MadeFromSet { origin { isAllowed basis royaltyBps clause licence version } } ... on NotLicensed { licence clause }",
            product=("ID!", goods.product),
            release=("ID", None if release is None else ids.encode("rel", release)),
            thanks=("Int!", thanks),
        )

    async def woven(self, stall: Stall, release: UUID, *, title: str = "Cloth", price: int = 1210) -> Goods:
        """Something for sale that is made from a release."""
        goods = await offer(self.shop, stall, title, price=price, on_hand=10_000)
        made = await self.made_from(stall, goods, release)
        assert made["__typename"] == "MadeFromSet", made
        return goods

    async def sell(self, *things: tuple[Goods, int], total: int, hand_over: bool = True) -> dict[str, Any]:
        """An order paid in cash at pickup."""
        buyer = self.shop.visitor()
        await fill(buyer, *things)
        await start(buyer)
        order: dict[str, Any] = (await place(self.shop, buyer, total))["order"]
        for part in order["parts"] if hand_over else ():
            await self.hand_over(part)
        return order

    async def hand_over(self, part: dict[str, Any]) -> None:
        """The coordinator hands a part over and takes its cash."""
        done = await self.keeper.wish(
            "handOver(key: $key, partId: $part, cashReceived: $cash)",
            "... on ChangedPart { part { isPaid } }",
            key=("String!", new_key()),
            part=("ID!", part["id"]),
            cash=("MoneyInput", {"minor": part["story"]["total"]["minor"], "currency": "EUR"}),
        )
        assert done["part"]["isPaid"], done

    async def refund(self, order: dict[str, Any], minor: int | None = None, *, line: int = 0) -> dict[str, Any]:
        """Give a part of a line back, or all of it."""
        wanted: dict[str, Any] = {"lineId": order["parts"][0]["lines"][line]["id"]}
        if minor is not None:
            wanted["amount"] = {"minor": minor, "currency": "EUR"}
        done = await self.keeper.wish(
            "refundLines(key: $key, orderId: $order, lines: $lines, reason: $reason)",
            "... on ChangedOrder { order { refunds { state amount { minor } } } }",
            key=("String!", new_key()),
            order=("ID!", order["id"]),
            lines=("[LineRefundInput!]!", [wanted]),
            reason=("String!", "a loose thread"),
        )
        assert done["__typename"] == "ChangedOrder", done
        return done

    async def divide(self, release: UUID, *, key: str = "", program: Program | None = None) -> dict[str, Any]:
        """Divide what is ready of a release's royalties."""
        return await (program or self.keeper).wish(
            'divideRoyalty(key: $key, releaseId: $release, currency: "EUR")',
            f"... on Divided {{ distribution {{ {DISTRIBUTION} }} }} ... on NothingToDivide {{ held {{ minor }} }}",
            key=("String!", key or new_key()),
            release=("ID!", ids.encode("rel", release)),
        )

    async def pot(self, release: UUID) -> dict[str, int]:
        """What stands of a release's royalties."""
        names = ("gathered", "returned", "divided", "due", "held", "ahead", "ready")
        fields = " ".join(f"{name} {{ minor }}" for name in names)
        found = await self.by("Wim").ask(
            f"query P($id: ID) {{ royaltyPots(releaseId: $id) {{ {fields} }} }}", id=ids.encode("rel", release)
        )
        [pot] = found["royaltyPots"]
        return {name: pot[name]["minor"] for name in names}


async def open_loop(database: Database, worker_database: Database, *, statutes: Statutes | None = None) -> Loop:
    """Ana and Dan design, Cora writes it down; Wim and Wanda stand by it."""
    loop = Loop(database, await open_shop(database, worker_database, statutes=statutes))
    await loop.join("Ana", "Dan", "Cora", "Wim", "Wanda")
    return loop


def shares(done: dict[str, Any]) -> dict[str, int]:
    """Name (a fund's in brackets) → what a division gave, minor units."""
    found: dict[str, int] = {}
    for part in done["distribution"]["parts"]:
        name = part["name"] or f"({part['fund']})"
        found[name] = found.get(name, 0) + part["amount"]["minor"]
    return found
