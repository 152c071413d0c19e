"""A case from its opening to the panel's decision: what parties, mediator and panel do."""

import secrets
from typing import Final
from uuid import UUID

import asyncpg

from minga_platform.governance.ballots.commands.cancel import cancel
from minga_platform.governance.ballots.errors import VotingClosed
from minga_platform.governance.grievances.asking import Case, around, locked, must_be, reader
from minga_platform.governance.grievances.commands.moving import begin_step, draw, end_step, tell
from minga_platform.governance.grievances.errors import CaseBrought, CaseTaken, PartyToCase
from minga_platform.governance.grievances.ports import JOINED
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotAllowed, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register.queries import electorate

_LONGEST = 20_000
_LONGEST_WISH = 4_000
_TAKEN_BACK: Final = "taken back"


def _written(text: str, field: str, longest: int = _LONGEST) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput(field, "required")
    if len(text) > longest:
        raise InvalidInput(field, "length", maximum=str(longest))
    return text


async def open_case(
    work: Work,
    viewer: Viewer,
    *,
    text: str,
    wish: str,
    against_agent_id: UUID | None = None,
    decision_id: UUID | None = None,
    restriction_id: UUID | None = None,
) -> UUID:
    """A member brings a case about exactly one of: a member, a decision, something that stands against a stall of hers (then the case
    is against who decided it). Its rolls (panel, appeal) are frozen here.

    Refuses: SignInNeeded, NotFound, NotAllowed (no member), InvalidInput, CaseBrought. Announces: GrievanceMoved.
    """
    mine = await reader(work, viewer)
    await access.require(work, viewer, "grievances.open")
    if sum(one is not None for one in (against_agent_id, decision_id, restriction_id)) != 1:
        raise InvalidInput("about", "one_of")
    if restriction_id is not None:
        against_agent_id = await JOINED.contested(work, restriction_id, mine) if JOINED.contested else None
        if against_agent_id is None:
            raise NotFound
    elif against_agent_id is not None:
        await _must_be_another_member(work, against_agent_id, mine)
    text, wish = _written(text, "text"), _written(wish, "wish", _LONGEST_WISH)
    if decision_id is not None:
        await lock_decision(work, decision_id)
    grievance_id = ids.new()
    try:
        async with work.attempt():
            await work.execute(
                """INSERT INTO grievance (cooperative_id, id, opened_by_id, against_agent_id, decision_id, text, wish, lot_seed,
                       opened_at, restriction_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
                work.cooperative_id, grievance_id, mine[0], against_agent_id, decision_id, text, wish,
                secrets.token_bytes(32), work.now, restriction_id,
            )  # fmt: skip
    except asyncpg.ForeignKeyViolationError as violation:
        raise NotFound from violation
    except asyncpg.UniqueViolationError as violation:
        raise CaseBrought from violation
    await work.many(
        "INSERT INTO grievance_roll (cooperative_id, id, grievance_id, agent_id) VALUES ($1, $2, $3, $4)",
        [
            (work.cooperative_id, ids.new(), grievance_id, agent_id)
            for agent_id in sorted({one.agent_id for one in await electorate(work, work.now)})
        ],
    )
    due_at = await begin_step(work, grievance_id, "mediation")
    parties = [one for one in (mine[0], against_agent_id) if one is not None]
    await tell(work, grievance_id, parties, "mediation", due_at=due_at)
    mediators = await work.rows(
        """SELECT agent_id FROM role_grant WHERE cooperative_id = $1 AND role = 'mediator' AND ended_at IS NULL
           AND (until IS NULL OR until > $2)""",
        work.cooperative_id, work.now,
    )  # fmt: skip
    apart = await around(work, parties)
    await tell(
        work, grievance_id, (row["agent_id"] for row in mediators if row["agent_id"] not in apart), "waiting", due_at=due_at
    )  # fmt: skip
    return grievance_id


async def _must_be_another_member(work: Work, agent_id: UUID, mine: tuple[UUID, ...]) -> None:
    if agent_id in mine:
        raise InvalidInput("againstAgentId", "one_of")
    if not await work.value(
        "SELECT true FROM membership WHERE cooperative_id = $1 AND agent_id = $2 AND left_at IS NULL LIMIT 1",
        work.cooperative_id,
        agent_id,
    ):
        raise NotFound


async def lock_decision(work: Work, decision_id: UUID) -> None:
    """One at a time: a case against a decision, and the exclusion that asks whether there is one."""
    await work.execute("SELECT pg_advisory_xact_lock(hashtextextended('grievance' || $1::text, 0))", str(decision_id))


async def take(work: Work, viewer: Viewer, *, grievance_id: UUID) -> None:
    """A mediator takes a case that waits for one; from then on she reads it.

    Refuses: as `access.require` for `grievances.mediate`, NotFound, PartyToCase, CaseTaken. A case that another took is
    NotFound.
    """
    me = await access.require(work, viewer, "grievances.mediate")
    row = await work.row(
        """SELECT g.opened_by_id, g.against_agent_id, g.mediator_id, s.due_at FROM grievance g
           JOIN grievance_step s ON s.cooperative_id = g.cooperative_id AND s.grievance_id = g.id
           WHERE g.cooperative_id = $1 AND g.id = $2 AND s.step = 'mediation' AND s.ended_at IS NULL FOR UPDATE OF g""",
        work.cooperative_id,
        grievance_id,
    )
    if row is None or await work.fresh_now() >= row["due_at"]:
        raise NotFound
    if me in await around(work, [row["opened_by_id"], row["against_agent_id"]]):
        raise PartyToCase
    if row["mediator_id"] == me:
        raise CaseTaken
    if row["mediator_id"] is not None:
        raise NotFound
    await work.execute(
        "UPDATE grievance SET mediator_id = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        grievance_id,
        me,
    )


async def end_mediation(work: Work, viewer: Viewer, *, grievance_id: UUID, is_settled: bool, text: str) -> None:
    """The mediator writes down what the parties agreed to, or that they did not: then a panel is drawn.

    Refuses: SignInNeeded, NotFound, NotAllowed (a party), InvalidTransition, InvalidInput. Announces: GrievanceMoved.
    """
    case = await locked(work, viewer, grievance_id)
    if case.me != case.row["mediator_id"]:
        raise NotAllowed("grievances.mediate")
    await must_be(work, case, "mediation")
    await end_step(work, case, "settled" if is_settled else "not_settled", _written(text, "text"))


async def withdraw(work: Work, viewer: Viewer, *, grievance_id: UUID) -> None:
    """Whoever opened it takes it back; it is closed.

    Refuses: SignInNeeded, NotFound, NotAllowed (not hers), InvalidTransition. Announces: GrievanceMoved.
    """
    case = await locked(work, viewer, grievance_id)
    if case.me != case.row["opened_by_id"]:
        raise NotAllowed("")
    await must_be(work, case, "mediation", "panel", "appeal")
    if case.row["election_id"] is not None:
        try:
            await cancel(work, election_id=case.row["election_id"], reason=_TAKEN_BACK)
        except VotingClosed as closed:
            raise InvalidTransition("assembly") from closed  # The assembly has spoken; what it said is being counted.
    await end_step(work, case, "withdrawn")


async def decline(work: Work, viewer: Viewer, *, grievance_id: UUID) -> None:
    """One of the panel does not take part; the next in the lot is drawn, and she reads the case no more.

    Refuses: SignInNeeded, NotFound, NotAllowed (not of the panel), InvalidTransition (who has begun to judge stays).
    """
    case = await _of_panel(work, viewer, grievance_id)
    await must_be(work, case, "panel")
    if await work.value(
        "SELECT true FROM grievance_finding WHERE cooperative_id = $1 AND grievance_id = $2 AND by_agent_id = $3 LIMIT 1",
        work.cooperative_id,
        case.id,
        case.me,
    ):
        raise InvalidTransition("panel")
    await work.execute(
        "UPDATE grievance_panellist SET declined_at = $4 WHERE cooperative_id = $1 AND grievance_id = $2 AND agent_id = $3",
        work.cooperative_id, case.id, case.me, work.now,
    )  # fmt: skip
    await draw(work, case, case.due_at)


async def propose(work: Work, viewer: Viewer, *, grievance_id: UUID, is_upheld: bool, text: str) -> UUID:
    """One of the panel writes what she would decide. Alone it decides nothing.

    Refuses: SignInNeeded, NotFound, NotAllowed (not of the panel), InvalidTransition, InvalidInput. Its id.
    """
    case = await _of_panel(work, viewer, grievance_id)
    await must_be(work, case, "panel")
    finding_id = ids.new()
    await work.execute(
        "INSERT INTO grievance_finding (cooperative_id, id, grievance_id, is_upheld, text, by_agent_id, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, finding_id, case.id, is_upheld, _written(text, "text"), case.me, work.now,
    )  # fmt: skip
    return finding_id


async def agree(work: Work, viewer: Viewer, *, grievance_id: UUID, finding_id: UUID) -> None:
    """A second one of the panel agrees: with two of three it is decided, and the time to appeal begins.

    Refuses: SignInNeeded, NotFound, NotAllowed (not of the panel, or her own), InvalidTransition. Announces: GrievanceMoved.
    """
    case = await _of_panel(work, viewer, grievance_id)
    await must_be(work, case, "panel")
    finding = await work.row(
        "SELECT by_agent_id, is_upheld, text FROM grievance_finding WHERE cooperative_id = $1 AND id = $2 AND grievance_id = $3",
        work.cooperative_id, finding_id, case.id,
    )  # fmt: skip
    if finding is None:
        raise NotFound
    if finding["by_agent_id"] == case.me or finding["by_agent_id"] not in case.panel:
        raise NotAllowed("")
    await work.execute(
        "UPDATE grievance_finding SET agreed_by_id = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, finding_id, case.me,
    )  # fmt: skip
    await end_step(work, case, "decided", finding["text"], finding["is_upheld"])


async def _of_panel(work: Work, viewer: Viewer, grievance_id: UUID) -> Case:
    case = await locked(work, viewer, grievance_id)
    if case.me not in case.panel:
        raise NotAllowed("")
    return case
