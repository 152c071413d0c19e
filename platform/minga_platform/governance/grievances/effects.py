"""No exclusion takes effect before the time to appeal is over, nor while the member's case against it is open."""

from datetime import datetime, timedelta
from typing import Any

from minga_platform.governance.grievances.asking import around
from minga_platform.governance.grievances.commands.hearing import lock_decision
from minga_platform.governance.grievances.errors import ExclusionOverturned
from minga_platform.governance.grievances.rules import APPEAL
from minga_platform.governance.proposals import effects
from minga_platform.governance.proposals.effects import named_id
from minga_platform.governance.proposals.ports import EARLIEST, EFFECTS, Carried, NotYet
from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules


class Exclusion(effects.Exclusion):
    """The members' decision to exclude somebody, carried out when it can no longer be appealed against."""

    async def carry_out(self, work: Work, decision: Carried, /) -> dict[str, Any]:
        """As the port says. Refuses: ExclusionOverturned, when the last word on her grievance was that she is right."""
        await lock_decision(work, decision.decision_id)
        certified_at = await work.value(
            "SELECT certified_at FROM decision WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            decision.decision_id,
        )
        # The days that held when it was certified: a rule changed meanwhile does not shorten anybody's time.
        days = await rules.number_at(work, APPEAL, certified_at)
        until = certified_at + timedelta(hours=24 * days)
        if await work.fresh_now() < until:
            raise NotYet
        # Only what was brought in time stops it: else a new case for each that ended would put it off for ever.
        cases = await work.rows(
            """SELECT g.closed_at, (SELECT s.is_upheld FROM grievance_step s WHERE s.cooperative_id = g.cooperative_id
                   AND s.grievance_id = g.id AND s.outcome = 'decided' ORDER BY s.began_at DESC LIMIT 1) AS is_upheld
               FROM grievance g WHERE g.cooperative_id = $1 AND g.decision_id = $2 AND g.opened_by_id = ANY ($3::uuid[])
                   AND g.opened_at < $4""",
            work.cooperative_id, decision.decision_id,
            sorted(await around(work, [named_id(decision.changes, "agent_id")])), until,
        )  # fmt: skip
        if any(case["closed_at"] is None for case in cases):
            raise NotYet
        if any(case["is_upheld"] for case in cases):
            raise ExclusionOverturned
        return await super().carry_out(work, decision)


async def time_to_appeal(work: Work) -> datetime:
    """Until when who is excluded by a decision certified now can appeal: earlier it does not take effect."""
    return work.now + timedelta(hours=24 * await rules.number_at(work, APPEAL))


def join() -> None:
    """Put it in the place of the one that does not wait. Safe to repeat."""
    EFFECTS["exclusion"] = Exclusion()
    EARLIEST["exclusion"] = time_to_appeal
