"""Co-ops and people for tests: each test founds its own, by the commands that the house itself uses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from minga_infra.founding.found import Founding
from minga_infra.founding.found import found as found_cooperative
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import ANONYMOUS, Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import flows
from minga_platform.membership.commands import members, roles
from minga_platform.rules.statutes import Statutes

Wish = ParamSpec("Wish")
Result = TypeVar("Result")

GOOD_PASSWORD = "seven llamas cross the bridge"


async def found(
    worker_database: Database,
    *,
    slug: str = "",
    currency: str = "EUR",
    language: str = "en",
    statutes: Statutes | None = None,
) -> UUID:
    """A co-op with its classes, rules and books, and nobody in it; its id."""
    slug = slug or f"t{ids.encode('x', ids.new())[-20:]}"
    founding = Founding("A co-op of a test", slug=slug, currency=currency, language=language)
    return (await found_cooperative(worker_database, founding, statutes)).cooperative_id


@dataclass(frozen=True)
class Somebody:
    """A person with an account, as a co-op may know her."""

    viewer: Viewer
    mail: str
    token: str
    known_as: UUID | None = None

    @property
    def agent_id(self) -> UUID:
        """Her agent in the co-op that she was made a member of."""
        assert self.known_as is not None, "no co-op knows her"
        return self.known_as


async def sign_up(database: Database, *, name: str = "Ana", password: str | None = None) -> Somebody:
    """A person who has just signed up, and so counts as proven."""
    mail = f"{ids.encode('m', ids.new())}@example.org"
    made = await flows.sign_up(database, ANONYMOUS, name=name, language="en", mail=mail, password=password)
    return Somebody(await look_again(database, made.session.token), mail, made.session.token)


async def look_again(database: Database, token: str) -> Viewer:
    """The viewer of the next request with this token."""
    known = await flows.recognise(database, token, visitor_hash=None, language=None, address="", can_rotate=False)
    assert known is not None, "this token opens nothing"
    return known.viewer


async def member(
    database: Database,
    worker_database: Database,
    cooperative_id: UUID,
    *,
    name: str = "Ana",
    classes: tuple[str, ...] = (),
    offices: tuple[str, ...] = (),
    password: str | None = None,
) -> Somebody:
    """A person whom the co-op knows, in these classes and offices."""
    somebody = await sign_up(database, name=name, password=password)
    person_id = somebody.viewer.person_id
    assert person_id is not None

    async def command(work: Work) -> UUID:
        agent_id = await members.agent_for(work, person_id=person_id, name=name)
        for key in classes:
            await members.enrol(work, agent_id=agent_id, class_key=key)
        for role in offices:
            await roles.install_role(work, agent_id=agent_id, role=role)
        return agent_id

    agent_id = await worker_database.run(Scope(cooperative_id), Actor(system="test"), command)
    return replace(somebody, known_as=agent_id)


async def do(
    database: Database,
    viewer: Viewer,
    command: Callable[Concatenate[Work, Viewer, Wish], Awaitable[Result]],
    cooperative_id: UUID | None = None,
    *arguments: Wish.args,
    **wish: Wish.kwargs,
) -> Result:
    """A command as the door performs it for this viewer, here or nowhere in particular."""
    return await database.run(
        viewer.scope(cooperative_id), viewer.actor, lambda work: command(work, viewer, *arguments, **wish)
    )
