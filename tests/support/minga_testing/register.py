"""Co-ops with a register, and people in it."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import classes
from minga_platform.membership.terms import EVERY_RIGHT, Terms
from minga_platform.rules.registry import Value
from minga_platform.rules.statutes import Statutes, Version
from minga_testing import people
from minga_testing.people import Somebody, do

SYSTEM = Actor(system="test")
MAKER = Terms(
    rights=EVERY_RIGHT,
    rights_from="paid",
    share_minor=5000,
    shares_required=2,
    instalments=4,
    share_ways=frozenset({"money", "sales", "work"}),
)
"""Two shares of 50.00 in four parts; rights begin when both are paid."""


@dataclass
class Coop:
    """A co-op with a class `maker` that holds shares, and an officer."""

    database: Database
    worker: Database
    id: UUID
    officer: Somebody

    async def person(self, name: str = "Ana", classes: tuple[str, ...] = (), offices: tuple[str, ...] = ()) -> Somebody:
        return await people.member(self.database, self.worker, self.id, name=name, classes=classes, offices=offices)

    async def wish(self, who: Somebody, command, **wish):  # type: ignore[no-untyped-def]
        return await do(self.database, who.viewer, command, self.id, **wish)

    def work(self):  # type: ignore[no-untyped-def]
        return self.worker.work(Scope(self.id), SYSTEM)

    async def run(self, command):  # type: ignore[no-untyped-def]
        return await self.worker.run(Scope(self.id), SYSTEM, command)


def statutes(**rules: int | str) -> Statutes:
    """A founding file with these rules of the register: `sponsors=2` is `register.sponsors`."""
    values: dict[str, Value] = {f"register.{name}": value for name, value in rules.items()}
    return Statutes({"title": {"en": "Statutes"}, "articles": []}, (Version(1, None, values),))


async def begin(database: Database, worker_database: Database, **rules: int | str) -> Coop:
    """A co-op with these rules, a class `maker` and an officer."""
    here = await people.found(worker_database, statutes=statutes(**rules))

    async def with_makers(work: Work) -> None:
        await classes.add_class(work, key="maker", name={"en": "Makers"}, place=9, terms=MAKER)

    await worker_database.run(Scope(here), SYSTEM, with_makers)
    officer = await people.member(
        database, worker_database, here, name="Olga", classes=("worker",), offices=("officer", "treasurer")
    )
    return Coop(database, worker_database, here, officer)
