"""What follows from decisions about lower features: admitting and excluding members.

Rules and statutes are adopted at the certification itself, with their date (`commands/certifying.py`); budgets, surplus,
advice and free texts are a recorded decision and no more.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minga_platform.governance.proposals.ports import EFFECTS, Carried
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.work import Work
from minga_platform.register.commands import admission, leaving


def named_id(given: Mapping[str, Any], name: str) -> UUID:
    """An id among what a proposal asks for. Refuses: InvalidInput."""
    value = given.get(name)
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError as error:
        raise InvalidInput(name, "required") from error


class Admission:
    """`{application_id}`: the applicant becomes a member, or is told no."""

    async def checked(self, work: Work, given: Mapping[str, Any], /) -> dict[str, Any]:
        """As the port says."""
        application_id = named_id(given, "application_id")
        state = await work.value(
            "SELECT state FROM application WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, application_id
        )
        if state is None:
            raise NotFound
        if state not in ("sponsoring", "waiting", "voting"):
            raise InvalidInput("application_id", "decided")
        return {"application_id": str(application_id)}

    async def carry_out(self, work: Work, decision: Carried, /) -> dict[str, Any]:
        """As the port says."""
        application_id = named_id(decision.changes, "application_id")
        membership_id = await admission.admit(work, application_id, decision_id=decision.decision_id)
        return {"membership_id": str(membership_id)}

    async def turn_down(self, work: Work, decision: Carried, /) -> None:
        """As the port says."""
        await admission.refuse(work, named_id(decision.changes, "application_id"), decision_id=decision.decision_id)


class Exclusion:
    """`{agent_id}`: a member is no longer one. When the time to appeal ends is for the grievances to say: they put an
    effect of their own in this one's place."""

    async def checked(self, work: Work, given: Mapping[str, Any], /) -> dict[str, Any]:
        """As the port says."""
        agent_id = named_id(given, "agent_id")
        is_member = await work.value(
            "SELECT true FROM membership WHERE cooperative_id = $1 AND agent_id = $2 AND left_at IS NULL LIMIT 1",
            work.cooperative_id,
            agent_id,
        )
        if not is_member:
            raise NotFound
        return {"agent_id": str(agent_id)}

    async def carry_out(self, work: Work, decision: Carried, /) -> dict[str, Any]:
        """As the port says."""
        ended = await leaving.exclude(work, named_id(decision.changes, "agent_id"), decision_id=decision.decision_id)
        return {"memberships": ended}

    async def turn_down(self, work: Work, decision: Carried, /) -> None:
        """She stays."""


def join() -> None:
    """Put them in their places. Safe to repeat."""
    EFFECTS.setdefault("admission", Admission())
    EFFECTS.setdefault("exclusion", Exclusion())
