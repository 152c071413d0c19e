"""Figures that are times. What a machine with neighbours takes says nothing of the code: the everyday run only finds what hangs,
the full run, on a machine to itself, holds the figure."""

import pytest

_STALLED = 20
"""So many times the figure: no neighbour explains that any more."""


def full(config: pytest.Config) -> bool:
    """Whether the figures are held in full."""
    return bool(config.getoption("--reliability") == "full")


def within(config: pytest.Config, taken: float, most: float, what: str) -> None:
    """Hold a time (both in one unit) in the full run; in the everyday one it may be twenty times that."""
    limit = most if full(config) else _STALLED * most
    assert taken <= limit, f"{what}: {taken:.4g}, at most {limit:.4g}"
