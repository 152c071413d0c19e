"""Whoever acts in the story: documents through the door that serves the public API, and a clock that can be let go on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from minga_graphql.door import Door
from minga_infra.duties import all_duties
from minga_infra.founding.found import Founding, found
from minga_infra.main import House
from minga_infra.worker import Worker
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.database import Database
from minga_platform.kernel.secrets import digest, new_token
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import flows
from minga_platform.membership.commands import members, roles

_SYSTEM = Actor(system="story")


class WentOtherwise(Exception):
    """A step of the story was refused: the story, or the house, is not as it should be."""


@dataclass
class Teller:
    """One co-op, its people by name, and who listens."""

    house: House
    worker_database: Database
    tell: Callable[[str], None]
    cooperative: Cooperative
    worker: Worker
    door: Door
    people: dict[str, UUID] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=dict)
    ahead: timedelta = timedelta(0)

    @classmethod
    async def begin(cls, house: House, worker_database: Database, tell: Callable[[str], None]) -> "Teller":
        """Found the co-op."""
        founded = await found(
            worker_database, Founding("The Loom", slug="loom", currency="EUR", country="ES", language="en", zone="UTC")
        )
        async with house.services.database.read(Scope()) as work:
            cooperative = await cooperatives.by_slug(work, founded.slug)
        assert cooperative is not None
        worker = Worker(worker_database, house.services.ports, all_duties())
        return cls(house, worker_database, tell, cooperative, worker, Door(house.services))

    async def join(self, name: str, class_key: str, *offices: str) -> None:
        """Somebody makes an account, becomes a member of a class, and perhaps takes an office."""
        made = await self.wish(
            ANONYMOUS, "signUp(name: $name, withCard: true)", "... on SignedUp { token }", name=("String!", name)
        )
        known = await flows.recognise(
            self.house.services.database, made["token"], visitor_hash=None, language=None, address="", can_rotate=False
        )
        assert known is not None
        person_id = known.viewer.person_id
        assert person_id is not None

        async def command(work: Work) -> UUID:
            agent = await members.agent_for(work, person_id=person_id, name=name)
            await members.enrol(work, agent_id=agent, class_key=class_key)
            for office in offices:
                await roles.install_role(work, agent_id=agent, role=office)
            return agent

        agent = await self.worker_database.run(Scope(self.cooperative.id), _SYSTEM, command)
        self.people[name], self.agents[name] = person_id, ids.encode("agent", agent)

    async def now(self) -> datetime:
        """The instant in the story."""
        async with self.house.services.database.read(Scope()) as work:
            return work.now

    async def later(self, **by: float) -> None:
        """Time passes: the database's clock goes on, and the worker does what fell due."""
        self.ahead += timedelta(**by)
        async with self.worker_database.work(Scope(), _SYSTEM) as work:
            await work.execute("DELETE FROM clock_offset")
            if self.ahead:
                await work.execute('INSERT INTO clock_offset (id, "offset") VALUES (true, $1)', self.ahead)
        for _ in range(2):
            await self.worker.sweep()
            await self.worker.drain()

    async def ask(self, who: str, document: str, **variables: Any) -> dict[str, Any]:
        """What the API answers somebody (`""`: a visitor)."""
        return await self._execute(await self._viewer(who), document, variables)

    async def wish(self, who: str | Viewer, call: str, told: str, /, **variables: Any) -> dict[str, Any]:
        """One mutation; a refusal ends the story."""
        done = await self.attempt(who, call, told, **variables)
        if "code" in done:
            raise WentOtherwise(f"{call.partition('(')[0]}: {done['code']} {done['message']}")
        return done

    async def attempt(self, who: str | Viewer, call: str, told: str, /, **variables: Any) -> dict[str, Any]:
        """One mutation; a refusal is what is looked for."""
        head = ", ".join(f"${name}: {kind}" for name, (kind, _) in variables.items())
        document = f"mutation Wish{f'({head})' if head else ''} {{ done: {call} {{ __typename ... on Refusal {{ code message }} {told} }} }}"
        viewer = await self._viewer(who) if isinstance(who, str) else who
        values = {name: value for name, (_, value) in variables.items()}
        done: dict[str, Any] = (await self._execute(viewer, document, values))["done"]
        return done

    def visitor(self) -> Viewer:
        """Somebody with a basket and no account."""
        return Viewer(visitor_hash=digest(new_token()))

    async def _viewer(self, who: str) -> Viewer:
        if not who:
            return ANONYMOUS
        return Viewer(person_id=self.people[who], proven_at=await self.now())

    async def _execute(self, viewer: Viewer, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        answer = (await self.door.execute(document, variables, viewer, self.cooperative)).read()
        if "errors" in answer:
            raise WentOtherwise(f"{document[:80]} … {answer['errors']}")
        data: dict[str, Any] = answer["data"]
        return data


def key() -> tuple[str, str]:
    """A fresh key of a wish."""
    return "String!", ids.encode("key", ids.new())


def text(words: str) -> tuple[str, list[dict[str, str]]]:
    """Content in one language."""
    return "[LocalTextInput!]!", [{"language": "en", "text": words}]


def euros(minor: int) -> str:
    """`12.34 EUR`."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d} EUR"


def board_file(folder: Path, board: str) -> Path:
    """A published board as anybody downloads it."""
    path = folder / "board.json"
    path.write_text(board)
    return path
