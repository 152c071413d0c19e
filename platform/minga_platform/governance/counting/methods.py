"""The table of methods: a name, and the function that counts. A further method is a file beside this one and a line here."""

from collections.abc import Callable, Mapping

from minga_platform.governance.counting.borda import borda
from minga_platform.governance.counting.irv import irv
from minga_platform.governance.counting.ranked_pairs import ranked_pairs
from minga_platform.governance.counting.schulze import schulze
from minga_platform.governance.counting.stv import stv
from minga_platform.governance.counting.types import Budget, Counted, Lot, Profile, Reserved, Terms, Uncountable

Method = Callable[[Profile, Terms], Counted]

METHODS: Mapping[str, Method] = {
    "borda": borda,
    "irv": irv,
    "ranked-pairs": ranked_pairs,
    "schulze": schulze,
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
    """Count `profile` by the method of that name. Refuses: Uncountable."""
    if method not in METHODS:
        raise Uncountable(f"There is no method {method!r}; there are {', '.join(sorted(METHODS))}.")
    if seats < 1:
        raise Uncountable("There must be at least one seat.")
    return METHODS[method](
        profile, Terms(lot=lot, seats=seats, budget=budget, reserved=reserved, settings=settings or {})
    )
