"""Offices: named, ended, and the first one of all."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids, secrets
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.membership.commands.members import my_agent
from minga_platform.membership.errors import HasRole, LastOfficer, ProofGone
from minga_platform.membership.events import RoleEnded, RoleGranted
from minga_platform.membership.kinds import ROLES

_INVITATION_LASTS = timedelta(days=14)


async def grant_role(work: Work, viewer: Viewer, *, agent_id: UUID, role: str, until: datetime | None = None) -> UUID:
    """Name somebody to an office; the grant's id. Her sessions get new tokens.

    Refuses: as `access.require` for `roles.grant` (step-up), InvalidInput, NotFound, HasRole. Announces: RoleGranted.
    """
    granted_by = await access.require(work, viewer, "roles.grant")
    if until is not None and until <= work.now:
        raise InvalidInput("until", "future", minimum=work.now.isoformat())
    return await install_role(work, agent_id=agent_id, role=role, until=until, granted_by=granted_by)


async def install_role(
    work: Work, *, agent_id: UUID, role: str, until: datetime | None = None, granted_by: UUID | None = None
) -> UUID:
    """The deed of `grant_role`, nobody's right being asked (founding and demo). Refuses: InvalidInput, NotFound, HasRole."""
    if role not in ROLES:
        raise InvalidInput("role", "role")
    # A term that ran out leaves an open row behind; it ends at its term, and makes room.
    await work.execute(
        """UPDATE role_grant SET ended_at = until
           WHERE cooperative_id = $1 AND agent_id = $2 AND role = $3 AND ended_at IS NULL AND until <= $4""",
        work.cooperative_id, agent_id, role, work.now,
    )  # fmt: skip
    grant_id: UUID | None
    try:
        grant_id = await work.value(
            """INSERT INTO role_grant (cooperative_id, id, agent_id, role, granted_at, until, granted_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (cooperative_id, agent_id, role) WHERE ended_at IS NULL DO NOTHING RETURNING id""",
            work.cooperative_id, ids.new(), agent_id, role, work.now, until, granted_by,
        )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    if grant_id is None:
        raise HasRole(role)
    await _rotate(work, agent_id)
    work.emit(RoleGranted(agent_id=agent_id, role=role))
    return grant_id


async def revoke_role(work: Work, viewer: Viewer, *, agent_id: UUID, role: str) -> None:
    """End an office; the next request of who held it is denied. Officers may so step down, but not the last of them, nor
    the last whose office has no term: a co-op would be without an officer on a day on which nobody decides anything.

    Refuses: as `access.require` for `roles.grant` (step-up), NotFound, LastOfficer. Announces: RoleEnded.
    """
    ended_by = await access.require(work, viewer, "roles.grant")
    # All open grants of the office are locked, in order: two officers who end each other's office at once meet here,
    # and the second one sees what the first one left.
    rows = await work.rows(
        """SELECT id, agent_id, until FROM role_grant WHERE cooperative_id = $1 AND role = $2 AND ended_at IS NULL ORDER BY id FOR UPDATE""",
        work.cooperative_id, role,
    )  # fmt: skip
    now = await work.fresh_now()
    held = [row for row in rows if row["until"] is None or row["until"] > now]
    grant_id = next((row["id"] for row in held if row["agent_id"] == agent_id), None)
    if grant_id is None:
        raise NotFound
    if role == "officer" and not _lasts(held, without=grant_id):
        raise LastOfficer
    await work.execute(
        "UPDATE role_grant SET ended_at = $3, ended_by = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        grant_id,
        now,
        ended_by,
    )
    await _rotate(work, agent_id)
    work.emit(RoleEnded(agent_id=agent_id, role=role))


async def end_grant(work: Work, grant_id: UUID) -> None:
    """End one grant because what it rested on ended (a term of an office). One that ended already stays as it is.

    Refuses: LastOfficer, unless its own time is over. Announces: RoleEnded.
    """
    role = await work.value(
        "SELECT role FROM role_grant WHERE cooperative_id = $1 AND id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        grant_id,
    )
    if role is None:
        return
    rows = await work.rows(
        "SELECT id, agent_id, until FROM role_grant WHERE cooperative_id = $1 AND role = $2 AND ended_at IS NULL ORDER BY id FOR UPDATE",
        work.cooperative_id, role,
    )  # fmt: skip
    now = await work.fresh_now()
    ending = next((row for row in rows if row["id"] == grant_id), None)
    if ending is None:
        return
    held = [row for row in rows if row["until"] is None or row["until"] > now]
    if role == "officer" and ending in held and not _lasts(held, without=grant_id):
        raise LastOfficer
    await work.execute(
        "UPDATE role_grant SET ended_at = least($3, coalesce(until, $3)) WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        grant_id,
        now,
    )
    await _rotate(work, ending["agent_id"])
    work.emit(RoleEnded(agent_id=ending["agent_id"], role=role))


def _lasts(held: list[asyncpg.Record], *, without: UUID) -> bool:
    """Whether a co-op still has officers once this grant ended, and not only until a term runs out.

    Nobody acts when a term ends, so nobody could refuse then: the last officer without a term stays until another has none.
    Where all hold terms (elected boards), one of them has to be left.
    """
    left = [row for row in held if row["id"] != without]
    ending = next(row for row in held if row["id"] == without)
    if ending["until"] is None:
        return any(row["until"] is None for row in left)
    return bool(left)


async def _rotate(work: Work, agent_id: UUID) -> None:
    """Rights changed: the tokens of her sessions do too."""
    person_id = await work.value(
        "SELECT person_id FROM agent WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, agent_id
    )
    if person_id is not None:
        await work.value("SELECT rotate_sessions($1)", person_id)


async def invite_officer(work: Work) -> str:
    """The token of a link, valid once and for fourteen days, that makes whoever opens it signed in an officer here.

    For the founding and the command line: whoever runs the installation may help a co-op that lost its officers.
    """
    token = secrets.new_token()
    await work.value(
        "SELECT open_proof($1, NULL, NULL, $2, 'office', $3, $4, $5)",
        ids.new(), work.cooperative_id, secrets.digest(token), work.now, work.now + _INVITATION_LASTS,
    )  # fmt: skip
    return token


async def accept_office(work: Work, viewer: Viewer, *, token: str) -> UUID:
    """Take up the office that a founding link offers; the grant's id.

    Refuses: SignInNeeded, ProofGone, HasRole. Announces: RoleGranted.
    """
    access.herself(viewer)
    taken = await work.row("SELECT * FROM take_proof($1, '{office}', $2)", secrets.digest(token), work.now)
    if taken is None or taken["cooperative_id"] != work.cooperative_id:
        raise ProofGone
    return await install_role(work, agent_id=await my_agent(work, viewer), role="officer")
