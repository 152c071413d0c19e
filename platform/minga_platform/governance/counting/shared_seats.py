"""Equal shares for committees: a seat costs 1, there is as much money as there are seats, and everybody has the same share of it."""

from collections.abc import Sequence
from fractions import Fraction

from minga_platform.governance.counting.filling import fill, groups_of
from minga_platform.governance.counting.phragmen import fill_by_earning
from minga_platform.governance.counting.purchases import cut, purchases
from minga_platform.governance.counting.purses import Market
from minga_platform.governance.counting.raising import raised
from minga_platform.governance.counting.support import Support, support
from minga_platform.governance.counting.types import Counted, Fact, Lot, Profile, Stage, Terms, Tie, Uncountable

COMPLETIONS = ("phragmen", "approval", "increment", "none")


def shared_seats(profile: Profile, terms: Terms) -> Counted:
    """Count a committee by equal shares. Level prices: more votes, then the lot.

    Setting `completion`, for the seats that nobody can pay for: `phragmen` (default): voters earn on, beginning with what they have left, and who can be
    paid for first is elected; `approval`: by approvals; `increment`: another seat's cost is shared out and all begins again, until the seats are
    filled (where that jumps past them: the outcome before, then Phragmén); `none`: they stay empty.
    Seats left when no option has supporters any more are drawn by lot.

    Stages: `shares` (tallies: approvals), `raised` (`times`), `bought` and `afforded` (for each: `price` or `moment`, cut to six places), `approved`, `drawn`.
    Refuses: Uncountable, where ballots are not approvals.
    """
    completion = terms.settings.get("completion", COMPLETIONS[0])
    if completion not in COMPLETIONS:
        raise Uncountable(f"Equal shares of seats knows the completions {', '.join(COMPLETIONS)}, not {completion!r}.")
    profile.approvals()
    crowd = support(profile)
    votes = crowd.votes()
    seats = min(terms.seats, len(profile.options))
    order = [option for option in profile.options if votes[option]]
    order.sort(key=lambda option: (-votes[option], terms.lot.place(option)))
    count = _Count(profile.options, votes, crowd, order, terms.lot, seats)
    if order:
        count.buy(raising=completion == "increment")
        if completion == "approval":
            count.by_approval()
        elif completion != "none":
            count.by_earning()
    if completion != "none":
        count.by_lot()
    return Counted(tuple(count.winners), tuple(count.stages), tuple(count.ties))


class _Count:
    """A committee on its way: winners so far, stages, ties."""

    def __init__(
        self,
        options: Sequence[str],
        votes: dict[str, int],
        crowd: Support,
        order: Sequence[str],
        lot: Lot,
        seats: int,
    ) -> None:
        self._options, self._votes, self._crowd, self._order, self._lot = options, votes, crowd, order, lot
        self._seats = seats
        self._share = Fraction(seats, crowd.voters) if crowd.voters else Fraction()
        self._left: Sequence[Fraction] = ()
        self.winners: list[str] = []
        self.ties: list[Tie] = []
        self.stages = [Stage("shares", (), votes, {"voters": crowd.voters, "seats": seats, "share": self._share})]

    @property
    def _missing(self) -> int:
        return self._seats - len(self.winners)

    def buy(self, *, raising: bool) -> None:
        """What voters can pay for with their shares, raised if so wished."""
        costs: dict[str, int | Fraction] = dict.fromkeys(self._order, 1)
        market = Market(self._crowd, costs, self._order, by_cost=False)
        share = self._share
        if raising:
            times = self._raises(market)
            share += Fraction(times, self._crowd.voters)
            self.stages.append(Stage("raised", (), {}, {"times": times, "share": share}))
        spent = market.spend(share, detailed=True)
        # Everything bought so far is within the seats: money for more was never handed out, or the raise was taken back.
        stages, ties = purchases(spent, self._votes, costs, share * self._crowd.voters, self._lot, len(self.stages))
        self.stages += stages
        self.ties += ties
        self.winners += [purchase.option for purchase in spent.bought]
        self._left = spent.left

    def _raises(self, market: Market) -> int:
        most = min(self._seats, len(self._order))
        last = 0
        for times, spent in raised(market, self._share, Fraction(1, self._crowd.voters)):
            bought = len(spent.bought)
            if bought == most:
                return times
            if bought > most:
                return times - 1
            last = times
        return last

    def by_earning(self) -> None:
        """Phragmén: the seats left, as voters earn on."""
        waiting = [option for option in self._order if option not in self.winners]
        for seat in fill_by_earning(self._crowd, self._left, waiting, self._missing):
            level = tuple(option for option in seat.level if self._votes[option] == self._votes[seat.option])
            self._settled("winner", (seat.option, *level))
            facts: dict[str, Fact] = {"moment": cut(seat.moment), "level_with": list(seat.level)}
            self.stages.append(Stage("afforded", (seat.option,), {seat.option: self._votes[seat.option]}, facts))
            self.winners.append(seat.option)

    def by_approval(self) -> None:
        """The seats left, to those approved most."""
        waiting = {option: self._votes[option] for option in self._order if option not in self.winners}
        self._fill("approved", waiting)

    def by_lot(self) -> None:
        """The seats left when nobody supports anyone any more."""
        self._fill("drawn", {option: self._votes[option] for option in self._options if option not in self.winners})

    def _fill(self, what: str, waiting: dict[str, int]) -> None:
        winners, ties = fill(groups_of(waiting), self._missing, self._lot, stage=len(self.stages))
        if winners:
            self.stages.append(Stage(what, winners, waiting))
            self.ties += ties
            self.winners += winners

    def _settled(self, about: str, names: tuple[str, ...]) -> None:
        if len(names) > 1:
            published = tuple(option for option in self._options if option in names)
            self.ties.append(Tie(about, published, len(self.stages), self._lot.drawn(names)))
