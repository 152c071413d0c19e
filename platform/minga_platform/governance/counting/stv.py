"""The single transferable vote by the Scottish rules.

Source: Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 45-53; as in SSI 2007/42. Quota floor(valid / (seats+1)) + 1.
Who reaches it at the end of a stage is elected. While seats are open, each stage does one thing: it moves the largest surplus
(weighted inclusive Gregory: every ballot the elected holds goes on to its next continuing preference at surplus x its value / votes held,
cut after five decimals), or, when there is none, excludes the lowest and moves their ballots at the values they bear. When as many
continue as seats are open, all of them are elected. Level: the latest earlier stage at which they differ, else the lot. Ballots as in
`clear_preferences`; places kept for a group as in `reserved`.

Stages: `first` (valid, rejected, quota, seats), `surplus` (options: whose; surplus), `exclusion` (options: whose; votes; shut_out when
reserved places leave none for them). All: tallies of the elected and the continuing at its end; transfers (to whom how much),
non_transferable and residual (lost to cutting), both running totals; elected (with votes), elected_without_quota; tie when an
earlier stage settled one. At each stage the tallies, non_transferable and residual sum to valid.
"""

from collections.abc import Mapping, Sequence

from minga_platform.governance.counting import reserved
from minga_platform.governance.counting.clear_preferences import clear_preferences
from minga_platform.governance.counting.earlier import settle
from minga_platform.governance.counting.piles import VOTE, Piles, shown
from minga_platform.governance.counting.types import Counted, Fact, Profile, Stage, Terms, Tie


def stv(profile: Profile, terms: Terms) -> Counted:
    """Count rankings. Refuses: Uncountable (reserved places that cannot be)."""
    return _Count(profile, terms).run()


class _Count:
    def __init__(self, profile: Profile, terms: Terms) -> None:
        self.terms = terms
        self.reserved = reserved.checked(terms.reserved, profile.options, terms.seats)
        papers, self.rejected = clear_preferences(profile)
        self.valid = sum(papers.values())
        self.quota = (self.valid // (terms.seats + 1) + 1) * VOTE
        self.piles = Piles(profile.options, papers)
        self.continuing = list(profile.options)
        self.elected: list[str] = []
        self.surpluses: list[str] = []
        self.history: list[dict[str, int]] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []

    def run(self) -> Counted:
        valid: dict[str, Fact] = {"valid": self.valid, "rejected": self.rejected}
        if not self.valid:
            return Counted((), (Stage("first", facts=valid),))
        self._end_stage("first", None, {**valid, "quota": shown(self.quota), "seats": self.terms.seats})
        while self._vacancies() and self.continuing:
            if barred := self._shut_out():
                self._exclude([option for option in self.continuing if option in barred], shut_out=True)
            elif self.surpluses:
                self._transfer_surplus()
            else:
                kept = reserved.safe(self.reserved, self.elected, self.continuing)
                self._exclude([option for option in self.continuing if option not in kept], shut_out=False)
        return Counted(tuple(self.elected), tuple(self.stages), tuple(self.ties))

    def _transfer_surplus(self) -> None:
        option, facts = self._choose(self.surpluses, lowest=False, about="surplus")
        self.surpluses.remove(option)
        facts["surplus"] = shown(self.piles.votes[option] - self.quota)
        facts["transfers"] = _all_shown(self.piles.pass_surplus(option, self.quota, self.continuing))
        self._end_stage("surplus", option, facts)

    def _exclude(self, among: Sequence[str], *, shut_out: bool) -> None:
        option, facts = self._choose(among, lowest=True, about="exclusion")
        self.continuing.remove(option)
        facts["votes"] = shown(self.piles.votes[option])
        facts["transfers"] = _all_shown(self.piles.pass_on(option, self.continuing))
        if shut_out:
            facts["shut_out"] = True
        self._end_stage("exclusion", option, facts)

    def _choose(self, among: Sequence[str], *, lowest: bool, about: str) -> tuple[str, dict[str, Fact]]:
        figures = [self.piles.votes[option] for option in among]
        extreme = min(figures) if lowest else max(figures)
        level = [option for option, figure in zip(among, figures, strict=True) if figure == extreme]
        settled = settle(level, self.history, self.terms.lot, lowest=lowest, about=about)
        if settled.tie:
            self.ties.append(settled.tie)
        return settled.option, {"tie": settled.fact} if settled.fact else {}

    def _vacancies(self) -> int:
        return self.terms.seats - len(self.elected)

    def _shut_out(self) -> frozenset[str]:
        return reserved.shut_out(self.reserved, self.elected, self.continuing, self._vacancies())

    def _end_stage(self, what: str, option: str | None, facts: Mapping[str, Fact]) -> None:
        votes = self.piles.votes
        self.history.append(dict(votes))
        drawn = {name: index for index, name in enumerate(self.terms.lot.drawn(self.continuing))}
        # Most votes first; those level as at the latest earlier stage where they differ, then as drawn.
        order = sorted(
            self.continuing, key=lambda name: ([-past[name] for past in reversed(self.history)], drawn[name])
        )
        at_quota: list[str] = []
        for name in order:
            if votes[name] >= self.quota and self._vacancies() and name not in self._shut_out():
                self._elect(name)
                at_quota.append(name)
        rest = [name for name in order if name not in at_quota]
        rest = rest if len(rest) <= self._vacancies() else []
        for name in rest:
            self._elect(name)
        in_play = [name for name in votes if name in self.elected or name in self.continuing]
        outcome: dict[str, Fact] = {
            "elected": _all_shown({name: votes[name] for name in at_quota}),
            "elected_without_quota": _all_shown({name: votes[name] for name in rest}),
            "non_transferable": shown(self.piles.non_transferable),
            "residual": shown(self.piles.residual),
        }
        tallies = {name: shown(votes[name]) for name in in_play}
        self.stages.append(Stage(what, (option,) if option else (), tallies, {**facts, **outcome}))

    def _elect(self, name: str) -> None:
        self.continuing.remove(name)
        self.elected.append(name)
        if self.piles.votes[name] > self.quota:
            self.surpluses.append(name)


def _all_shown(votes: Mapping[str, int]) -> dict[str, Fact]:
    return {name: shown(units) for name, units in votes.items()}
