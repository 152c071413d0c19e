"""Who holds which ballots at which value: the arithmetic of STV by the Scottish rules, in whole hundred-thousandths of a vote.

At every moment the votes held, the non-transferable and the residual sum to the ballots put in.
"""

from collections.abc import Sequence
from decimal import Decimal

from minga_platform.governance.counting.clear_preferences import Papers
from minga_platform.governance.counting.types import Exact

_PLACES = 5
VOTE = 10**_PLACES

# Preferences and the value of each ballot → how many ballots.
_Pile = dict[tuple[tuple[str, ...], int], int]


class Piles:
    """The ballots of one count. `votes`: what each option holds. `non_transferable`, `residual` (lost to cutting): running totals."""

    def __init__(self, options: Sequence[str], papers: Papers) -> None:
        self.votes = dict.fromkeys(options, 0)
        self.non_transferable = 0
        self.residual = 0
        self._piles: dict[str, _Pile] = {option: {} for option in options}
        for said, times in papers.items():
            self._piles[said[0]][said, VOTE] = times
            self.votes[said[0]] += times * VOTE

    def pass_surplus(self, option: str, quota: int, continuing: Sequence[str]) -> dict[str, int]:
        """All its ballots go on at surplus x value / votes held, cut after five decimals; it keeps the quota. What each received."""
        held = self.votes[option]
        surplus = held - quota
        moved: _Pile = {}
        for (said, value), times in self._piles[option].items():
            share = value * surplus // held
            moved[said, share] = moved.get((said, share), 0) + times
        self.votes[option] = quota
        self._piles[option] = {}
        self.residual += surplus - sum(value * times for (_, value), times in moved.items())
        return self._move(moved, continuing)

    def pass_on(self, option: str, continuing: Sequence[str]) -> dict[str, int]:
        """All its ballots go on at the values they bear; it keeps nothing. What each received."""
        moved, self._piles[option] = self._piles[option], {}
        self.votes[option] = 0
        return self._move(moved, continuing)

    def _move(self, pile: _Pile, continuing: Sequence[str]) -> dict[str, int]:
        standing = set(continuing)
        received = dict.fromkeys(continuing, 0)
        for (said, value), times in pile.items():
            following = next((option for option in said if option in standing), None)
            if following is None:
                self.non_transferable += times * value
                continue
            onto = self._piles[following]
            onto[said, value] = onto.get((said, value), 0) + times
            received[following] += times * value
        for option, gained in received.items():
            self.votes[option] += gained
        return {option: gained for option, gained in received.items() if gained}


def shown(units: int) -> Exact:
    """Hundred-thousandths as votes: a whole number, or a decimal with five places."""
    return units // VOTE if units % VOTE == 0 else Decimal(units).scaleb(-_PLACES)
