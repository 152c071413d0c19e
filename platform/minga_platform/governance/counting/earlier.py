"""Options level now: the latest earlier stage at which they differ tells them apart, else the lot (Scottish rules 49(4) and 51(2))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minga_platform.governance.counting.types import Fact, Lot, Tie


@dataclass(frozen=True, slots=True)
class Settled:
    """Who it is; a fact for the stage when an earlier stage (counted from 0) told, a tie when the lot had to."""

    option: str
    fact: Mapping[str, Fact] | None = None
    tie: Tie | None = None


def settle(
    level: Sequence[str], history: Sequence[Mapping[str, int]], lot: Lot, *, lowest: bool, about: str
) -> Settled:
    """One of the options that are level: the lowest (or highest) at the latest stage where they differ, then the first drawn.

    Where only some of them differ at a stage, those who are still level there are compared at the stages before it.
    """
    if len(level) == 1:
        return Settled(level[0])
    left = list(level)
    for stage in range(len(history) - 1, -1, -1):
        figures = [history[stage][option] for option in left]
        extreme = min(figures) if lowest else max(figures)
        left = [option for option, figure in zip(left, figures, strict=True) if figure == extreme]
        if len(left) == 1:
            return Settled(left[0], fact={"between": tuple(level), "settled_by_stage": stage})
    drawn = lot.drawn(left)
    return Settled(drawn[0], tie=Tie(about, tuple(left), len(history), drawn))
