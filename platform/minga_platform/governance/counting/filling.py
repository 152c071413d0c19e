"""From an order with ties to winners: whole groups while seats last, and the published lot for the group that does not fit."""

from collections.abc import Mapping, Sequence

from minga_platform.governance.counting.types import Exact, Lot, Tie


def groups_of(tallies: Mapping[str, Exact]) -> tuple[tuple[str, ...], ...]:
    """The options by tally, highest first; equals together, in the order of the mapping."""
    by_figure: dict[Exact, list[str]] = {}
    for option, figure in tallies.items():
        by_figure.setdefault(figure, []).append(option)
    return tuple(tuple(by_figure[figure]) for figure in sorted(by_figure, reverse=True))


def fill(
    groups: Sequence[Sequence[str]], seats: int, lot: Lot, stage: int = 0
) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    """Winners for `seats`, and the tie if the lot had to cut a group. Equals who all win stand in the order of the lot."""
    winners: list[str] = []
    for group in groups:
        left = seats - len(winners)
        if left <= 0:
            break
        drawn = lot.drawn(group)
        winners.extend(drawn[:left])
        if len(group) > left:
            return tuple(winners), (Tie("winner", tuple(group), stage, drawn),)
    return tuple(winners), ()
