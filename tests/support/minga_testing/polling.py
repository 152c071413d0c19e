"""Votes for tests: a co-op, voters of its classes without accounts to sign in to, and a vote that is announced."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from minga_graphql.ballots.types import ELECTION
from minga_platform.governance.ballots.commands.announce import OptionDraft, announce
from minga_platform.governance.ballots.judging import Bar
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import members
from minga_testing.shop import Program, Shop, open_shop

JUST_PROVEN = datetime(2100, 1, 1, tzinfo=UTC)
CAST = """... on CastBallot { trackingCode privateCode revision counts classKey }
  ... on NotOnRoll { recordAt } ... on RevisionTaken { highest } ... on WhichClass { classes } ... on InvalidInput { field rule }"""


@dataclass(frozen=True)
class Voter:
    """A member with a vote, as the door sees her."""

    viewer: Viewer
    agent_id: UUID
    class_keys: tuple[str, ...]


async def voters(
    worker_database: Database, cooperative_id: UUID, number: int, class_keys: tuple[str, ...] = ("worker",)
) -> list[Voter]:
    """Members of these classes, made in one unit."""

    async def make(work: Work, some: int) -> list[Voter]:
        found = []
        for place in range(some):
            person_id = ids.new()
            await work.execute(
                "INSERT INTO person (id, name, language, created_at) VALUES ($1, $2, 'en', $3)",
                person_id, f"Voter {place}", work.now,
            )  # fmt: skip
            await work.execute(
                "INSERT INTO identifier (id, person_id, kind, value, proven_at, created_at) VALUES ($1, $2, 'mail', $3, $4, $4)",
                ids.new(), person_id, f"{person_id.hex}@example.org", work.now,
            )  # fmt: skip
            agent_id = await members.agent_for(work, person_id=person_id, name=f"Voter {place}")
            for key in class_keys:
                await members.enrol(work, agent_id=agent_id, class_key=key)
            found.append(Voter(Viewer(person_id=person_id, proven_at=JUST_PROVEN), agent_id, class_keys))
        return found

    made: list[Voter] = []
    while len(made) < number:  # In units that end before the database's patience does.
        async with worker_database.work(Scope(cooperative_id), Actor(system="test")) as work:
            made += await make(work, min(200, number - len(made)))
    return made


def options(*keys: str, **more: Any) -> list[OptionDraft]:
    """Options called by their keys; `costs` where they have any."""
    costs: Mapping[str, int] = more.get("costs", {})
    return [OptionDraft(key, Text({"en": key.title()}), cost_minor=costs.get(key)) for key in keys]


@dataclass
class Poll:
    """A vote that was announced in a shop."""

    shop: Shop
    id: UUID
    voters: list[Voter]
    codes: dict[UUID, dict[str, Any]] = field(default_factory=dict)

    @property
    def outside(self) -> str:
        return ids.encode(ELECTION, self.id)

    def by(self, voter: Voter) -> Program:
        return self.shop.program.as_(voter.viewer)

    async def cast(self, voter: Voter, choice: Mapping[str, Any] | str, **more: Any) -> dict[str, Any]:
        """A ballot through the door: `choice` as ChoiceInput, or an answer."""
        kinds = {"classKey": "String", "privateCode": "String", "revision": "Int", "asAgentId": "ID"}
        given = {"say": choice} if isinstance(choice, str) else dict(choice)
        extra = "".join(f", {name}: ${name}" for name in more)
        return await self.by(voter).wish(
            f"castBallot(electionId: $election, choice: $choice{extra})",
            CAST,
            election=("ID!", self.outside),
            choice=("ChoiceInput!", given),
            **{name: (kinds[name], value) for name, value in more.items()},
        )

    async def outcome(self, by: Voter | None = None) -> dict[str, Any] | None:
        """What the API tells of the outcome."""
        asked = await self.by(by or self.voters[0]).ask(
            """query Outcome($id: ID!) { election(id: $id) { state outcome { passed winners reasons notes thresholdBps escalatedBy stages ties boardSha256
              overall { ...told } classes { ...told } } } }
            fragment told on ClassOutcome { classes roll tookPart numbers { key votes } hasQuorum reachedThreshold passed }""",
            id=self.outside,
        )
        outcome: dict[str, Any] | None = asked["election"]["outcome"]
        return outcome

    async def board(self, by: Voter | None = None) -> str:
        asked = await self.by(by or self.voters[0]).ask(
            "query Board($id: ID!) { election(id: $id) { outcome { board } } }", id=self.outside
        )
        text: str = asked["election"]["outcome"]["board"]
        return text


async def announce_in(
    shop: Shop, *, opens_in: timedelta = timedelta(0), lasts: timedelta = timedelta(hours=1), **wish: Any
) -> UUID:
    """Announce a vote as a proposal would; what is not said is a secret yes or no among all."""

    async def command(work: Work) -> UUID:
        opens_at = work.now + opens_in
        whole: dict[str, Any] = {
            "subject_kind": "test", "subject_id": ids.new(), "title": Text({"en": "The new kiln"}),
            "question": Text({"en": "Shall we buy the kiln?"}), "method": "yes_no", "bar": Bar(), "record_at": work.now,
            "opens_at": opens_at, "closes_at": opens_at + lasts,
        }  # fmt: skip
        return await announce(work, **(whole | wish))

    return await shop.program.door.services.database.run(Scope(shop.id), Actor(system="test"), command)


async def open_poll(
    database: Database,
    worker_database: Database,
    electorate: Mapping[str, int] | Sequence[tuple[tuple[str, ...], int]],
    *,
    shop: Shop | None = None,
    **wish: Any,
) -> Poll:
    """A shop with voters by class, and a vote among these classes."""
    shop = shop or await open_shop(database, worker_database)
    parts = (
        [((key,), size) for key, size in electorate.items()] if isinstance(electorate, Mapping) else list(electorate)
    )
    found: list[Voter] = []
    for class_keys, size in parts:
        found += await voters(worker_database, shop.id, size, class_keys)
    # Who keeps the shop is a worker too, and is left out, so that tests can count.
    async with worker_database.work(Scope(shop.id), Actor(system="test")) as work:
        with suppress(NotFound):
            await members.end(work, agent_id=shop.coordinator.agent_id, class_key="worker")
    election_id = await announce_in(shop, **wish)
    return Poll(shop, election_id, found)
