"""A co-op whose members share a loom and a press, as programs see it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.shop import Program, Shop, new_key, open_shop

LOOM = {"place": "The old mill", "stepMinutes": 60, "longestMinutes": 1440}


def text(words: str) -> list[dict[str, str]]:
    return [{"language": "en", "text": words}]


@dataclass
class Workshop:
    """`keeper` keeps every tool; `ana` and `ben` are members."""

    shop: Shop
    keeper: people.Somebody
    ana: people.Somebody
    ben: people.Somebody

    def by(self, somebody: people.Somebody) -> Program:
        return self.shop.by(somebody)

    async def tool(self, slug: str, *labels: str, kind: str = "TOOL", **terms: Any) -> tuple[str, list[str]]:
        """Something shared, with a unit for each label: its id and theirs."""
        made = await self.by(self.keeper).wish(
            "addTool(slug: $slug, kind: $kind, name: $name, about: [], terms: $terms)",
            "... on ToolAdded { id }",
            slug=("String!", slug),
            kind=("ToolKind!", kind),
            name=("[LocalTextInput!]!", text(slug)),
            terms=("ToolTermsInput!", {**LOOM, **terms}),
        )
        assert "id" in made, made
        return made["id"], [await self.unit(made["id"], label) for label in labels]

    async def unit(self, tool: str, label: str) -> str:
        made = await self.by(self.keeper).wish(
            "addToolUnit(toolId: $tool, label: $label)",
            "... on ToolUnitAdded { id }",
            tool=("ID!", tool),
            label=("String!", label),
        )
        told: str = made["id"]
        return told

    async def book(
        self,
        who: people.Somebody,
        tool: str,
        starts: datetime,
        ends: datetime,
        *,
        unit: str | None = None,
        key: str = "",
    ) -> dict[str, Any]:
        return await self.by(who).wish(
            "bookTool(key: $key, toolId: $tool, unitId: $unit, startsAt: $starts, endsAt: $ends)",
            "... on ToolBooked { id } ... on SlotTaken { freeAt } ... on InvalidTransition { current } ...on InvalidInput { field rule }",
            key=("String!", key or new_key()),
            tool=("ID!", tool),
            unit=("ID", unit),
            starts=("Instant!", starts.isoformat()),
            ends=("Instant!", ends.isoformat()),
        )

    async def sign(self, who: people.Somebody, booking: str, direction: str) -> dict[str, Any]:
        return await self.by(who).wish(
            "signHandover(bookingId: $id, direction: $way)",
            "... on HandoverSigned { isComplete } ... on InvalidTransition { current }",
            id=("ID!", booking),
            way=("HandoverDirection!", direction),
        )

    async def take(self, who: people.Somebody, booking: str, way: str = "TILL") -> dict[str, Any]:
        return await self.by(who).wish(
            "takeToolDeposit(key: $key, bookingId: $id, way: $way)",
            "... on Done { done }",
            key=("String!", new_key()),
            id=("ID!", booking),
            way=("DepositWay!", way),
        )

    async def settle(self, who: people.Somebody, booking: str, withheld: int = 0, reason: str = "") -> dict[str, Any]:
        return await self.by(who).wish(
            "settleToolDeposit(key: $key, bookingId: $id, withheldMinor: $withheld, reason: $reason)",
            "... on Done { done }",
            key=("String!", new_key()),
            id=("ID!", booking),
            withheld=("MinorUnits!", withheld),
            reason=("String!", reason),
        )

    async def deed(
        self, who: people.Somebody, name: str, /, told: str = "", **given: tuple[str, Any]
    ) -> dict[str, Any]:
        """A mutation whose arguments bear the names of the variables."""
        inner = ", ".join(f"{one}: ${one}" for one in given)
        return await self.by(who).wish(f"{name}({inner})", told, **given)


async def open_workshop(database: Database, worker_database: Database) -> Workshop:
    shop = await open_shop(database, worker_database)

    async def join(name: str, *offices: str) -> people.Somebody:
        return await people.member(
            database, worker_database, shop.id, name=name, classes=("producer",), offices=offices
        )

    # Capabilities that ask for a fresh proof are none of the library's, but the keeper is an officer all the same.
    keeper = await join("Keeper", "officer")
    keeper = replace(keeper, viewer=replace(keeper.viewer, proven_at=datetime.now(UTC) + timedelta(days=400)))
    return Workshop(shop, keeper, await join("Ana"), await join("Ben"))


def tomorrow(hour: int, *, days: int = 1) -> datetime:
    """At a full hour of a day to come, in UTC."""
    day = datetime.now(UTC) + timedelta(days=days)
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)
