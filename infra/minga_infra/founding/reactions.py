"""A co-op that somebody asked for on a page is founded by the worker, which alone may."""

from typing import Any
from uuid import UUID

from minga_infra.addresses import PublicAddresses
from minga_infra.founding.found import Founding, SlugTakenError, found
from minga_infra.messages.letters import send_office_letter
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.cooperatives import by_slug
from minga_platform.kernel.jobs import Desk, Reaction
from minga_platform.kernel.messages import Messages
from minga_platform.kernel.work import Work
from minga_platform.market.payments.flows import Addresses
from minga_platform.membership.commands.roles import invite_officer
from minga_platform.register import founding


async def _found(desk: Desk, event: dict[str, Any]) -> None:
    wish_id, person_id = UUID(event["wish_id"]), UUID(event["person_id"])
    async with desk.database.read(Scope(None, person_id), Actor(system=desk.name)) as work:
        wish = await work.row(
            "SELECT w.*, p.name AS person_name FROM founding_wish w JOIN person p ON p.id = w.person_id"
            " WHERE w.id = $1 AND w.state = 'asked'",
            wish_id,
        )
        here = await by_slug(work, wish["slug"]) if wish else None
    if wish is None:
        return
    problem = ""
    if here is None:
        try:
            await found(
                desk.database,
                Founding(
                    wish["name"], wish["slug"], wish["currency"], wish["country"], wish["language"],
                    template=wish["template"], officer_id=person_id, officer_name=wish["person_name"],
                ),
            )  # fmt: skip
        except SlugTakenError:
            problem = "slug_taken"
    elif not await _is_hers(desk, here.id, person_id):
        problem = "slug_taken"
    if not problem:
        await _invite(desk, wish)

    async def tell(work: Work) -> None:
        await founding.decided(work, wish_id, problem=problem)

    await desk.database.run(Scope(None, person_id), Actor(system=desk.name), tell)


async def _is_hers(desk: Desk, cooperative_id: UUID, person_id: UUID) -> bool:
    """Whether an earlier run of this very job founded it: she is its officer."""
    async with desk.database.read(Scope(cooperative_id), Actor(system=desk.name)) as work:
        return bool(
            await work.value(
                "SELECT true FROM role_grant g JOIN agent a ON a.cooperative_id = g.cooperative_id AND a.id = g.agent_id"
                " WHERE g.cooperative_id = $1 AND g.role = 'officer' AND g.granted_by IS NULL AND a.person_id = $2",
                cooperative_id,
                person_id,
            )
        )


async def _invite(desk: Desk, wish: Any) -> None:
    """Letters to the other first officers, each with a link of its own."""
    async with desk.database.read(Scope(), Actor(system=desk.name)) as work:
        here = await by_slug(work, wish["slug"])
    assert here is not None
    for mail in wish["officers"]:
        token = await desk.database.run(Scope(here.id), Actor(system=desk.name), invite_officer)
        addresses: PublicAddresses = desk.port(Addresses)
        await send_office_letter(
            desk.port(Messages), to=mail, cooperative=wish["name"], language=wish["language"],
            link=addresses.page(here.slug, f"/begin?token={token}", wish["language"]),
        )  # fmt: skip


REACTIONS = (Reaction("FoundingAsked", "founding.found", _found),)
