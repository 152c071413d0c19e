"""Instant run-off, one seat: exclude the lowest, one at a time, until one option has more than half of the ballots still in play.

Each ballot counts for its highest option still standing, and leaves play when it names none (as in
`clear_preferences`: it stops at equals and at a rank left out). Level at the bottom: the latest earlier stage at which they differ
tells who goes, else the lot. Source: the Scottish rules of `stv` with one seat, and the majority of continuing ballots as in Ireland's
presidential elections and Robert's Rules.

Stages: `first`, then one `exclusion` each (options: who went; tallies: ballots for each option still standing; votes: what the excluded
held; continuing, exhausted; winner once there is one).
"""

from minga_platform.governance.counting.clear_preferences import Papers, clear_preferences
from minga_platform.governance.counting.earlier import settle
from minga_platform.governance.counting.types import Counted, Fact, Profile, Stage, Terms, Tie, Uncountable


def irv(profile: Profile, terms: Terms) -> Counted:
    """Count rankings. Refuses: Uncountable (more than one seat)."""
    if terms.seats != 1:
        raise Uncountable("Instant run-off fills one seat; for more use stv.")
    papers, rejected = clear_preferences(profile)
    valid = sum(papers.values())
    standing = list(profile.options)
    history: list[dict[str, int]] = []
    stages: list[Stage] = []
    ties: list[Tie] = []
    what, gone, facts = "first", "", {"valid": valid, "rejected": rejected}
    while valid and standing:
        tallies = _tallies(papers, standing)
        history.append(tallies)
        continuing = sum(tallies.values())
        winner = next((option for option in standing if 2 * tallies[option] > continuing), None)
        if winner is None and len(standing) == 1:
            winner = standing[0]
        shown: dict[str, Fact] = {
            **facts,
            "continuing": continuing,
            "exhausted": valid - continuing,
            "winner": winner,
        }
        stages.append(Stage(what, (gone,) if gone else (), tallies, shown))
        if winner is not None:
            return Counted((winner,), tuple(stages), tuple(ties))
        fewest = min(tallies.values())
        lowest = [option for option in standing if tallies[option] == fewest]
        settled = settle(lowest, history, terms.lot, lowest=True, about="exclusion")
        if settled.tie:
            ties.append(settled.tie)
        what, gone, facts = "exclusion", settled.option, {"votes": fewest}
        if settled.fact:
            facts["tie"] = settled.fact  # type: ignore[assignment]
        standing.remove(gone)
    return Counted((), (Stage("first", facts=facts),))


def _tallies(papers: Papers, standing: list[str]) -> dict[str, int]:
    """Each ballot for its highest option still standing."""
    tallies = dict.fromkeys(standing, 0)
    for said, times in papers.items():
        for option in said:
            if option in tallies:
                tallies[option] += times
                break
    return tallies
