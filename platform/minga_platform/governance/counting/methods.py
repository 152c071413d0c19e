"""The table of methods: a name, and the function that counts. A further method is a file beside this one and a line here."""

from collections.abc import Callable, Mapping

from minga_platform.governance.counting.approval import approval
from minga_platform.governance.counting.borda import borda
from minga_platform.governance.counting.equal_shares import equal_shares
from minga_platform.governance.counting.greedy import greedy
from minga_platform.governance.counting.irv import irv
from minga_platform.governance.counting.pav import pav
from minga_platform.governance.counting.ranked_pairs import ranked_pairs
from minga_platform.governance.counting.schulze import schulze
from minga_platform.governance.counting.score import score
from minga_platform.governance.counting.stv import stv
from minga_platform.governance.counting.types import (
    Ballot,
    Budget,
    Counted,
    Lot,
    Profile,
    Ranking,
    Reserved,
    Stage,
    Terms,
    Uncountable,
)

Method = Callable[[Profile, Terms], Counted]

METHODS: Mapping[str, Method] = {
    "approval": approval,
    "borda": borda,
    "equal-shares": equal_shares,
    "greedy": greedy,
    "irv": irv,
    "pav": pav,
    "ranked-pairs": ranked_pairs,
    "schulze": schulze,
    "score": score,
    "stv": stv,
}


def count(
    method: str,
    profile: Profile,
    *,
    seats: int = 1,
    budget: Budget | None = None,
    lot: Lot,
    reserved: tuple[Reserved, ...] = (),
    settings: Mapping[str, str] | None = None,
) -> Counted:
    """Count `profile` by the method of that name. Where no ballot names any option, nobody wins: a lot among all would be no election.

    Refuses: Uncountable (an unknown method; no seats; reserved places outside stv; a lot that misses an option; what the method asks).
    """
    if method not in METHODS:
        raise Uncountable(f"There is no method {method!r}; there are {', '.join(sorted(METHODS))}.")
    if seats < 1:
        raise Uncountable("There must be at least one seat.")
    if reserved and method != "stv":
        raise Uncountable("Places can be reserved in a count by stv only.")
    if lot.order is not None and not set(profile.options) <= set(lot.order):
        raise Uncountable("The lot does not name every option.")
    if not any(times and _names(ballot) for ballot, times in profile.ballots):
        return Counted((), (Stage("no_ballots", facts={"ballots": sum(times for _, times in profile.ballots)}),))
    return METHODS[method](
        profile, Terms(lot=lot, seats=seats, budget=budget, reserved=reserved, settings=settings or {})
    )


def _names(ballot: Ballot) -> bool:
    return any(ballot.ranks) if isinstance(ballot, Ranking) else bool(ballot)
