"""Elections to test counters with: made up by hypothesis, or real ones from the acceptance cases beside the project."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from minga_platform.governance.counting.formats.reading import read
from minga_platform.governance.counting.types import Lot, Profile, Ranking, Sheet

CASES = Path(__file__).parents[4] / "shared" / "cases"
NAMES = ("Ana", "Bo", "Çelik", "Dao", "Eve", "Fá", "Gil")


def case(path: str) -> bytes:
    """A file of the acceptance cases; the test is skipped, saying so, when they are not there."""
    file = CASES / path
    if not file.is_file():
        pytest.skip(f"the shared acceptance case {path} is not beside the project")
    return file.read_bytes()


def facts(path: str) -> Any:
    """A JSON file of the acceptance cases."""
    return json.loads(case(path))


def sheet_of(path: str) -> Sheet:
    """An election of the acceptance cases."""
    return read(case(path))


def profile_of(options: list[str], lines: list[str]) -> Profile:
    """`["A>B=C*3"]` as ballots."""
    ballots = []
    for line in lines:
        ranks, _, times = line.partition("*")
        groups = tuple(tuple(name.strip() for name in group.split("=")) for group in ranks.split(">") if group.strip())
        ballots.append((Ranking(groups), int(times or 1)))
    return Profile(tuple(options), tuple(ballots))


@st.composite
def rankings(draw: st.DrawFn, options: tuple[str, ...], *, strict: bool = False) -> Ranking:
    """A ballot: some of the options in some order; with equals and ranks left out unless `strict`."""
    order = draw(st.permutations(options))
    named = list(order[: draw(st.integers(0, len(order)))])
    ranks: list[tuple[str, ...]] = []
    while named:
        size = 1 if strict else draw(st.sampled_from([1, 1, 1, 1, 2, 3, 0]))
        ranks.append(tuple(named[:size]))
        del named[:size]
    return Ranking(tuple(ranks))


@st.composite
def profiles(draw: st.DrawFn, *, strict: bool = False, most: int = 5, weight: int = 6) -> Profile:
    """Two to `most` options and up to ten ballots; often with ties, for the numbers are small."""
    options = NAMES[: draw(st.integers(2, most))]
    ballot = st.tuples(rankings(options, strict=strict), st.integers(1, weight))
    return Profile(options, tuple(draw(st.lists(ballot, min_size=1, max_size=10))))


def expanded(profile: Profile) -> list[Ranking]:
    """Each ballot by itself."""
    return [ranking for ranking, times in profile.rankings() for _ in range(times)]


def in_file_order(profile: Profile) -> Lot:
    """The lot that draws in the order of the options."""
    return Lot.of_order(profile.options)
