"""How a case goes from step to step: by an outcome, or because its time is over. Each step is told to the parties."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from minga_platform.governance.ballots import queries as ballots
from minga_platform.governance.counting.types import Lot
from minga_platform.governance.grievances.asking import Case, around, opened
from minga_platform.governance.grievances.events import GrievanceMoved
from minga_platform.governance.grievances.ports import JOINED
from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules

SEATS = 3
_NEXT = {"mediation": "panel", "panel": "appeal"}


async def begin_step(work: Work, grievance_id: UUID, step: str) -> datetime:
    """Open a step with the deadline that the rules give it now; the deadline. Announces: GrievanceMoved."""
    days = await rules.number_at(work, f"grievances.{step}_days")
    due_at = work.now + timedelta(hours=24 * days)
    await work.execute(
        "INSERT INTO grievance_step (cooperative_id, id, grievance_id, step, began_at, due_at) VALUES ($1, $2, $3, $4, $5, $6)",
        work.cooperative_id, ids.new(), grievance_id, step, work.now, due_at,
    )  # fmt: skip
    work.emit(GrievanceMoved(grievance_id=grievance_id))
    return due_at


async def tell(
    work: Work,
    grievance_id: UUID,
    agents: Iterable[UUID],
    purpose: str,
    *,
    ended: str = "",
    due_at: datetime | None = None,
) -> None:
    """That these are written to, once each for this purpose; `reactions.py` sends it."""
    await work.many(
        """INSERT INTO grievance_letter (cooperative_id, id, grievance_id, agent_id, purpose, ended, due_at, written_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING""",
        [
            (work.cooperative_id, ids.new(), grievance_id, agent_id, purpose, ended, due_at, work.now)
            for agent_id in sorted(set(agents))
        ],
    )


async def end_step(work: Work, case: Case, outcome: str, text: str = "", is_upheld: bool | None = None) -> None:
    """Write down how the open step ended and go on: what was settled or withdrawn is closed, the rest has a next step.

    Announces: GrievanceMoved.
    """
    await work.execute(
        "UPDATE grievance_step SET ended_at = $3, outcome = $4, text = $5, is_upheld = $6"
        " WHERE cooperative_id = $1 AND grievance_id = $2 AND ended_at IS NULL",
        work.cooperative_id, case.id, work.now, outcome, text, is_upheld,
    )  # fmt: skip
    if is_upheld and case.row["restriction_id"] is not None and JOINED.lift is not None:
        # At once: what ends by itself after some weeks would be over before the time to appeal is.
        await JOINED.lift(work, case.row["restriction_id"])
    further = _NEXT.get(case.step)
    if outcome in ("settled", "withdrawn") or further is None:
        await work.execute(
            "UPDATE grievance SET closed_at = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            case.id,
            work.now,
        )
        await tell(work, case.id, case.parties, "closed", ended=outcome)
        work.emit(GrievanceMoved(grievance_id=case.id))
        return
    due_at = await begin_step(work, case.id, further)
    await tell(work, case.id, case.parties, further, ended=outcome, due_at=due_at)
    if further == "panel":
        await draw(work, case, due_at)


async def draw(work: Work, case: Case, due_at: datetime | None) -> None:
    """Fill the empty seats of the panel in the order of the lot: from the roll frozen when the case opened, without the
    parties, the mediator and all who stand for them (`asking.around`), whoever wrote the proposal behind the decision,
    who has left, and who was drawn before. Fewer than three where the roll has no more."""
    author = await work.value(
        """SELECT o.author_id FROM decision d JOIN proposal o ON o.cooperative_id = d.cooperative_id AND o.id = d.proposal_id
           WHERE d.cooperative_id = $1 AND d.id = $2""",
        work.cooperative_id, case.row["decision_id"],
    )  # fmt: skip
    rows = await work.rows(
        """SELECT r.agent_id FROM grievance_roll r
           JOIN agent a ON a.cooperative_id = r.cooperative_id AND a.id = r.agent_id AND a.person_id IS NOT NULL
           WHERE r.cooperative_id = $1 AND r.grievance_id = $2 AND NOT r.agent_id = ANY ($3::uuid[])
             AND EXISTS (SELECT FROM membership m WHERE m.cooperative_id = $1 AND m.agent_id = r.agent_id AND m.left_at IS NULL)
             AND NOT EXISTS (SELECT FROM grievance_panellist p WHERE p.cooperative_id = $1 AND p.grievance_id = $2
                 AND p.agent_id = r.agent_id)""",
        work.cooperative_id, case.id, sorted(await around(work, [*case.parties, case.row["mediator_id"], author])),
    )  # fmt: skip
    seated = await work.value(
        "SELECT count(*) FROM grievance_panellist WHERE cooperative_id = $1 AND grievance_id = $2 AND declined_at IS NULL",
        work.cooperative_id,
        case.id,
    )
    order = Lot(bytes(case.row["lot_seed"])).drawn(str(row["agent_id"]) for row in rows)
    drawn = [UUID(agent_id) for agent_id in order[: SEATS - seated]]
    for agent_id in drawn:
        await work.execute(
            "INSERT INTO grievance_panellist (cooperative_id, id, grievance_id, agent_id, drawn_at) VALUES ($1, $2, $3, $4, $5)",
            work.cooperative_id, ids.new(), case.id, agent_id, work.now,
        )  # fmt: skip
    await tell(work, case.id, drawn, "drawn", due_at=due_at)


async def move_overdue(work: Work) -> None:
    """Steps whose deadline has passed end without an outcome, and their cases go on. Safe to repeat."""
    for row in await work.rows(
        """SELECT g.* FROM grievance g JOIN grievance_step s ON s.cooperative_id = g.cooperative_id AND s.grievance_id = g.id
           WHERE g.cooperative_id = $1 AND s.ended_at IS NULL AND s.due_at <= $2 ORDER BY g.id FOR UPDATE OF g SKIP LOCKED""",
        work.cooperative_id,
        work.now,
    ):
        case = await opened(work, row)
        # Read again after the lock: somebody may have ended the step, or appealed, while we waited.
        if case.due_at is not None and case.due_at <= work.now and not await _assembly_said(work, case):
            await end_step(work, case, "lapsed")


async def assembly_counted(work: Work, election_id: UUID) -> None:
    """The vote of an appeal is counted: the case ends as the assembly said. Safe to repeat. Announces: GrievanceMoved."""
    row = await work.row(
        "SELECT g.* FROM grievance g WHERE g.cooperative_id = $1 AND g.election_id = $2 FOR UPDATE OF g",
        work.cooperative_id,
        election_id,
    )
    if row is not None:
        await _assembly_said(work, await opened(work, row))


async def _assembly_said(work: Work, case: Case) -> bool:
    """End an appeal by its vote, if that is counted; whether it did. Too few voters say nothing: what the panel found
    stays, and the step lapsed."""
    if case.step != "appeal" or case.row["election_id"] is None:
        return False
    result = await ballots.result(work, case.row["election_id"])
    if result is None:
        return False
    if result.passed is None or result.overall.quorum is False:
        await end_step(work, case, "lapsed")
    else:
        await end_step(work, case, "decided", is_upheld=result.passed)
    return True
