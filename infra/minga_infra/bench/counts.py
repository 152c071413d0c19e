"""How long counting takes: elections made up from a fixed seed, the same on every machine, counted in this process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from minga_platform.governance.counting.formats.reading import read
from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.types import Lot, Profile, Ranking

_BALLOTS = 10_000
_OPTIONS = tuple(f"Candidate {number}" for number in range(1, 21))
# Method, seats; the promise is two seconds for the first two.
_COUNTED = (("stv", 7), ("schulze", 1), ("ranked-pairs", 1), ("irv", 1), ("borda", 1))


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    seconds: float


def measure(rounds: int = 3) -> list[Line]:
    """The best of some rounds for each: 10,000 rankings, nearly all of them different, of 20 options."""
    profile = _election(Random(1))  # noqa: S311 -- An election to measure with, the same each time.
    lot = Lot(b"bench")
    lines = [
        Line(
            f"{method}, {seats} of {len(_OPTIONS)}",
            _best(rounds, partial(count, method, profile, seats=seats, lot=lot)),
        )
        for method, seats in _COUNTED
    ]
    content = _as_blt(profile).encode()
    return [Line("reading them from a .blt file", _best(rounds, lambda: read(content))), *lines]


def table(lines: list[Line]) -> str:
    width = max(len(line.what) for line in lines)
    return "\n".join([f"{_BALLOTS:,} ballots", *(f"  {line.what:<{width}}  {line.seconds:6.2f} s" for line in lines)])


def _best(rounds: int, act: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _election(chance: Random) -> Profile:
    """Some candidates are better known than others; most voters name several, some all."""
    known = {option: chance.random() ** 2 + 0.05 for option in _OPTIONS}
    ballots = []
    for _ in range(_BALLOTS):
        liked = sorted(_OPTIONS, key=lambda option: -(chance.random() ** (1 / known[option])))
        ballots.append((Ranking(tuple((option,) for option in liked[: chance.randint(3, len(liked))])), 1))
    return Profile(_OPTIONS, tuple(ballots))


def _as_blt(profile: Profile) -> str:
    number = {option: str(index) for index, option in enumerate(profile.options, 1)}
    lines = [f"{len(number)} 7"]
    lines += [" ".join(["1", *(number[group[0]] for group in one.ranks), "0"]) for one, _ in profile.rankings()]
    return "\n".join([*lines, "0", *(f'"{option}"' for option in profile.options), '"Bench"', ""])
