"""What follows from the members' votes about offices: who was elected begins, who was recalled ends.

`election`: `{office_id}`, the candidate behind each option standing in the option itself (`agent_id`); winners begin in the
order in which they were elected, each only as far as the office's limits allow. `recall`: `{term_id}`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minga_platform.governance.offices.commands import terms
from minga_platform.governance.offices.errors import Incompatible, NotEligible, SeatsTaken, TermLimit
from minga_platform.governance.proposals.effects import named_id
from minga_platform.governance.proposals.ports import EFFECTS, Carried
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.work import Work


class Election:
    """Who is elected to an office."""

    async def checked(self, work: Work, given: Mapping[str, Any], /) -> dict[str, Any]:
        """As the port says."""
        office_id = named_id(given, "office_id")
        row = await work.row(
            "SELECT filled_by, ended_at FROM office WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            office_id,
        )
        if row is None or row["ended_at"] is not None:
            raise NotFound
        if row["filled_by"] != "election":
            raise InvalidInput("officeId", "filled_by_rotation")
        return {"office_id": str(office_id)}

    async def carry_out(self, work: Work, decision: Carried, /) -> dict[str, Any]:
        """As the port says. Somebody elected who cannot begin (she left, holds what must not be beside it) is told of in
        what is kept; the others begin all the same."""
        office_id = named_id(decision.changes, "office_id")
        candidates = {option["key"]: option.get("agent_id") for option in decision.options}
        began, not_begun = [], []
        for winner in decision.winners:
            agent_id = candidates.get(winner)
            if agent_id is None:
                not_begun.append({"option": winner, "because": "NOBODY_BEHIND"})
                continue
            try:
                async with work.attempt():
                    term_id = await terms.begin(work, office_id, UUID(agent_id), decision_id=decision.decision_id)
            except (NotFound, NotEligible, TermLimit, Incompatible, SeatsTaken) as refusal:
                not_begun.append({"agent_id": agent_id, "because": refusal.code()})
            else:
                began.append(str(term_id))
        return {"began": began, "not_begun": not_begun}

    async def turn_down(self, work: Work, decision: Carried, /) -> None:
        """Nobody begins."""


class Recall:
    """A holder is called back by those who elected her."""

    async def checked(self, work: Work, given: Mapping[str, Any], /) -> dict[str, Any]:
        """As the port says."""
        term_id = named_id(given, "term_id")
        if not await work.value(
            "SELECT true FROM office_term WHERE cooperative_id = $1 AND id = $2 AND ended_at IS NULL",
            work.cooperative_id,
            term_id,
        ):
            raise NotFound
        return {"term_id": str(term_id)}

    async def carry_out(self, work: Work, decision: Carried, /) -> dict[str, Any]:
        """As the port says. A term that ended by itself meanwhile is InvalidTransition: nothing is left to recall."""
        await terms.end(
            work, named_id(decision.changes, "term_id"), because="recalled", decision_id=decision.decision_id
        )
        return {}

    async def turn_down(self, work: Work, decision: Carried, /) -> None:
        """She stays."""


def join() -> None:
    """Put them in their places. Safe to repeat."""
    EFFECTS.setdefault("election", Election())
    EFFECTS.setdefault("recall", Recall())
