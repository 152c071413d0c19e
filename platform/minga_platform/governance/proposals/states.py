"""States of proposals and amendments, and what they may become, as data."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

PROPOSAL_STATES = (
    "draft",  # only its author sees it
    "sponsoring",  # looking for members who want it discussed
    "discussion",
    "frozen",  # its text never changes again
    "noticed",  # every voter is being told; the question is announced
    "voting",
    "failed",
    "deferred",  # passed, and waiting for its date
    "in_force",
    "lapsed",  # found too few sponsors, or passed on ground that had moved
    "withdrawn",
    "annulled",  # called off by the facilitator after the announcement
)

MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "draft": frozenset({"sponsoring", "discussion", "withdrawn"}),
        "sponsoring": frozenset({"discussion", "lapsed", "withdrawn"}),
        "discussion": frozenset({"frozen", "withdrawn"}),
        "frozen": frozenset({"noticed", "withdrawn", "annulled"}),
        "noticed": frozenset({"voting", "failed", "deferred", "lapsed", "annulled"}),
        "voting": frozenset({"failed", "deferred", "lapsed", "annulled"}),
        "deferred": frozenset({"in_force", "lapsed"}),
    }
)
"""From each state, what it may become; from the others nothing."""

OPEN = frozenset({"sponsoring", "discussion", "frozen", "noticed", "voting", "deferred"})
"""Under way: shown first."""
ENDED = frozenset(PROPOSAL_STATES) - OPEN - {"draft"}

AMENDMENT_STATES = ("open", "accepted", "declined", "voting", "carried", "lost", "withdrawn", "overtaken")
UNDECIDED_AMENDMENTS = ("open", "voting")
"""While one of these stands, the text cannot be frozen: amendments are decided first."""

STANCES = ("for", "against", "question")


def shown(
    state: str, opens_at: datetime | None, effective_at: datetime | None, now: datetime, *, may_wait: bool = False
) -> str:
    """The state as the clock has it: a vote is open from its instant on, whenever the worker comes by to write so.

    `may_wait`: what follows may be held up beyond its date (an appeal), so only the worker's word says that it came.
    """
    if state == "noticed" and opens_at is not None and now >= opens_at:
        return "voting"
    if state == "deferred" and effective_at is not None and now >= effective_at and not may_wait:
        return "in_force"
    return state
