"""A co-op whose members give: Parliament is convened without decisions, for its people, clock and worker."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Program, Shop, new_key, open_shop

DONE = "... on Done { __typename }"
WRITTEN = "... on ContributionWritten { id } ... on TimeTwice { minutes }"
ONE = """id name kind minutes cause givenOn state counted needed correctsId correctedById note isHelped recordedBy flags isMine
isAttestedByMe quantity { base } evidence { url }"""


@dataclass
class Village:
    """A co-op where people give things and time, as programs see it."""

    database: Database
    shop: Shop
    clock: Clock
    members: dict[str, people.Somebody] = field(default_factory=dict)

    def by(self, name: str) -> Program:
        return self.shop.by(self.members[name])

    def agent(self, name: str) -> str:
        return ids.encode("agent", self.members[name].agent_id)

    async def join(self, name: str, *classes: str, offices: tuple[str, ...] = ()) -> None:
        self.members[name] = await people.member(
            self.database, self.shop.worker_database, self.shop.id, name=name, classes=classes, offices=offices
        )

    async def today(self, back: int = 0) -> str:
        async with self.database.read(self.members["Ana"].viewer.scope(self.shop.id)) as work:
            return (work.now - timedelta(days=back)).date().isoformat()

    async def give(self, name: str, minutes: int = 90, *, back: int = 1, key: str = "", **more: Any) -> Any:
        """What `giveContribution` answers; the id where it was written."""
        agent = more.pop("agent", None)
        gift = {"kind": "WORK", "givenOn": await self.today(back), "minutes": minutes, "cause": "The mill", **more}
        done = await self.by(name).wish(
            "giveContribution(key: $key, contribution: $gift, agentId: $agent)",
            WRITTEN,
            key=("String!", key or new_key()),
            gift=("ContributionInput!", gift),
            agent=("ID", agent),
        )
        return done.get("id", done)

    async def attest(self, name: str, *given: str) -> dict[str, Any]:
        return await self.by(name).wish(
            "attestContributions(key: $key, contributionIds: $ids)",
            "... on Attested { said recognised withoutWeight } ... on ClaimEnded { state }",
            key=("String!", new_key()),
            ids=("[ID!]!", list(given)),
        )

    async def seen(self, given: str, by: str = "Wim") -> dict[str, Any]:
        """The event itself, as a member sees it."""
        chain = (await self.by(by).ask(f"query C($id: ID!) {{ contribution(id: $id) {{ {ONE} }} }}", id=given))[
            "contribution"
        ]
        found: dict[str, Any] = next(one for one in chain if one["id"] == given)
        return found


@pytest.fixture
async def village(database: Database, worker_database: Database, clock: Clock) -> Village:
    """Four workers, two consumers, a facilitator who keeps the commons, and somebody without membership."""
    made = Village(database, await open_shop(database, worker_database), clock)
    for name in ("Ana", "Ben", "Wim", "Wanda"):
        await made.join(name, "worker")
    for name in ("Clara", "Carlos"):
        await made.join(name, "consumer")
    await made.join("Fatima", "worker", offices=("facilitator",))
    await made.join("Nobody")
    return made
