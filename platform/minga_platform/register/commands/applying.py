"""Wanting to become a member, and vouching for who does."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access, values
from minga_platform.membership.commands.classes import ClassNow, terms_of
from minga_platform.membership.commands.members import my_agent
from minga_platform.membership.errors import IsMember
from minga_platform.register import sponsors
from minga_platform.register.errors import AlreadyApplied, MayNotVouch, OnePersonOneMembership, WayNotOffered
from minga_platform.register.events import ApplicationMoved, MemberApplied
from minga_platform.register.queries import may_act_as, rights_at

LONGEST_ABOUT = 2000
_LONGEST_NAME = 120
OPEN = ("sponsoring", "waiting", "voting")


async def apply(
    work: Work,
    viewer: Viewer,
    *,
    class_key: str,
    about: str = "",
    shares: int | None = None,
    share_way: str = "money",
    organisation: str = "",
) -> UUID:
    """Ask to become a member of a class; the application's id. Officers or members decide, as the rules say.

    `shares`: how many she will take, at least what the class asks for. `organisation`: the name of one that she acts
    for, which then becomes the member. Refuses: SignInNeeded, InvalidInput, WayNotOffered, IsMember,
    OnePersonOneMembership, AlreadyApplied. Announces: MemberApplied.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    found = await terms_of(work, class_key)
    if found is None or found.terms.is_open:
        raise InvalidInput("class_key", "class")
    wanted = found.terms.shares_required if shares is None else shares
    if not found.terms.shares_required <= wanted <= 10_000 or (wanted and not found.terms.share_minor):
        raise InvalidInput("shares", "range", str(found.terms.shares_required), "10000")
    if wanted and share_way not in found.terms.share_ways:
        raise WayNotOffered(share_way)
    text = values.text(about, "about", longest=LONGEST_ABOUT)
    herself = await my_agent(work, viewer)
    agent_id = herself
    if organisation.strip():
        agent_id = await _organisation(work, herself, values.line(organisation, "organisation", longest=_LONGEST_NAME))
    await may_become_member(work, agent_id, found)
    return await _write(work, agent_id, found, text, wanted, share_way if wanted else "money")


async def may_become_member(work: Work, agent_id: UUID, wanted: ClassNow) -> None:
    """One person, one membership per class (invariant 1), whatever accounts she has. Locks the agent.

    Refuses: NotFound, IsMember, OnePersonOneMembership.
    """
    human = await sponsors.human(work, agent_id)
    # Two wishes of one person at once meet here.
    if not await work.rows(
        "SELECT 1 FROM agent WHERE cooperative_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE",
        work.cooperative_id,
        [agent_id, human],
    ):
        raise NotFound
    holders = await work.rows(
        """SELECT m.agent_id FROM membership m
           LEFT JOIN same_person s ON s.cooperative_id = m.cooperative_id AND s.agent_id = m.agent_id AND s.ended_at IS NULL
           WHERE m.cooperative_id = $1 AND m.class_id = $2 AND m.left_at IS NULL AND coalesce(s.same_as_id, m.agent_id) = $3""",
        work.cooperative_id, wanted.class_id, human,
    )  # fmt: skip
    if any(row["agent_id"] == agent_id for row in holders):
        raise IsMember(wanted.key)
    if holders:
        raise OnePersonOneMembership(wanted.key)


async def _organisation(work: Work, herself: UUID, name: str) -> UUID:
    """An organisation that she acts for already, or a new one with her as its representative."""
    known: UUID | None = await work.value(
        """SELECT a.id FROM representative r JOIN agent a ON a.cooperative_id = r.cooperative_id AND a.id = r.organisation_id
           WHERE r.cooperative_id = $1 AND r.agent_id = $2 AND r.ended_at IS NULL AND a.name = $3""",
        work.cooperative_id, herself, name,
    )  # fmt: skip
    if known is not None:
        return known
    organisation_id = await make_organisation(work, name)
    await work.execute(
        "INSERT INTO representative (cooperative_id, id, organisation_id, agent_id, since) VALUES ($1, $2, $3, $4, $5)",
        work.cooperative_id, ids.new(), organisation_id, herself, work.now,
    )  # fmt: skip
    return organisation_id


async def make_organisation(work: Work, name: str) -> UUID:
    """An organisation as this co-op knows it; its agent."""
    organisation_id = ids.new()
    await work.execute(
        "INSERT INTO agent (cooperative_id, id, kind, name, created_at) VALUES ($1, $2, 'organisation', $3, $4)",
        work.cooperative_id, organisation_id, name, work.now,
    )  # fmt: skip
    return organisation_id


async def _write(work: Work, agent_id: UUID, wanted: ClassNow, about: str, shares: int, way: str) -> UUID:
    application_id = ids.new()
    state = await _next_state(work, 0, await sponsors.needed(work, work.now))
    fresh = await work.value(
        """INSERT INTO application (cooperative_id, id, agent_id, class_id, about, shares, share_way, state, applied_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           ON CONFLICT (cooperative_id, agent_id, class_id) WHERE state IN ('sponsoring', 'waiting', 'voting') DO NOTHING
           RETURNING id""",
        work.cooperative_id, application_id, agent_id, wanted.class_id, about, shares, way, state, work.now,
    )  # fmt: skip
    if fresh is None:
        raise AlreadyApplied(wanted.key)
    work.emit(MemberApplied(application_id=application_id, agent_id=agent_id, state=state))
    return application_id


async def _next_state(work: Work, counted: int, needed: int) -> str:
    if counted < needed:
        return "sponsoring"
    return "voting" if await sponsors.members_decide(work) else "waiting"


async def vouch(work: Work, viewer: Viewer, *, application_id: UUID) -> UUID:
    """A member stands behind an applicant; the vouching's id. Safe to repeat.

    Refuses: as `access.require` for `members.see_names`, NotFound, MayNotVouch. Announces: ApplicationMoved.
    """
    sponsor_id = await access.require(work, viewer, "members.see_names")
    row = await locked(work, application_id)
    if row["state"] not in OPEN:
        raise MayNotVouch("decided")
    human = await sponsors.human(work, sponsor_id)
    applicant = await sponsors.human(work, row["agent_id"])
    if human == applicant or await sponsors.represents(work, sponsor_id, row["agent_id"]):
        raise MayNotVouch("herself")
    if "vote" not in await rights_at(work, sponsor_id, work.now):
        raise MayNotVouch("no_member")
    vouching_id: UUID = await work.value(
        """INSERT INTO vouching (cooperative_id, id, application_id, sponsor_id, at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (cooperative_id, application_id, sponsor_id) WHERE ended_at IS NULL
           DO UPDATE SET at = vouching.at RETURNING id""",
        work.cooperative_id, ids.new(), application_id, sponsor_id, work.now,
    )  # fmt: skip
    await move_on(work, application_id)
    return vouching_id


async def take_back(work: Work, viewer: Viewer, *, application_id: UUID) -> None:
    """A sponsor takes her word back while nothing is decided. Refuses: SignInNeeded, NotFound. Announces: ApplicationMoved."""
    sponsor_id = await access.agent_of(work, viewer)
    row = await locked(work, application_id)
    count = await work.execute(
        "UPDATE vouching SET ended_at = $4 WHERE cooperative_id = $1 AND application_id = $2 AND sponsor_id = $3"
        " AND ended_at IS NULL",
        work.cooperative_id, application_id, sponsor_id, work.now,
    )  # fmt: skip
    if count == 0 or row["state"] not in OPEN:
        raise NotFound
    await move_on(work, application_id)


async def move_on(work: Work, application_id: UUID) -> None:
    """Whoever is asked next, by how many count now. Once the members are voting on it, it stays with them."""
    row = await locked(work, application_id)
    if row["state"] not in ("sponsoring", "waiting"):
        return
    counted = sum(one.counts for one in await sponsors.sponsors(work, application_id))
    state = await _next_state(work, counted, await sponsors.needed(work, row["applied_at"]))
    if state != row["state"]:
        await work.execute(
            "UPDATE application SET state = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, application_id, state,
        )  # fmt: skip
        work.emit(ApplicationMoved(application_id=application_id, state=state))


async def withdraw(work: Work, viewer: Viewer, *, application_id: UUID) -> None:
    """The applicant no longer wants to. Refuses: SignInNeeded, NotFound, InvalidTransition."""
    mine = await may_act_as(work, viewer)
    if viewer.person_id is None:
        raise SignInNeeded
    row = await locked(work, application_id)
    if row["agent_id"] not in mine:
        raise NotFound
    if row["state"] not in OPEN:
        raise InvalidTransition(row["state"])
    await work.execute(
        "UPDATE application SET state = 'withdrawn', decided_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, application_id, work.now,
    )  # fmt: skip


async def locked(work: Work, application_id: UUID):  # type: ignore[no-untyped-def] # a row
    """The application with its class's key, locked. Refuses: NotFound."""
    row = await work.row(
        """SELECT p.*, c.key AS class_key FROM application p
           JOIN membership_class c ON c.cooperative_id = p.cooperative_id AND c.id = p.class_id
           WHERE p.cooperative_id = $1 AND p.id = $2 FOR UPDATE OF p""",
        work.cooperative_id,
        application_id,
    )
    if row is None:
        raise NotFound
    return row
