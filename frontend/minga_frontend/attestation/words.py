"""States of claims, and why a word has no weight."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

STATES: Final[Mapping[str, str]] = {
    "OPEN": mark("waits for members who confirm it"),
    "RECOGNISED": mark("confirmed"),
    "DISPUTED": mark("disputed"),
    "REFUSED": mark("refused"),
    "REVOKED": mark("ended by a keeper"),
    "EXPIRED": mark("run out"),
    "WITHDRAWN": mark("taken back"),
}
FLAGS: Final[Mapping[str, str]] = {
    "SELF": mark("does not count: about oneself"),
    "AUTHOR": mark("does not count: wrote the claim"),
    "HOUSEHOLD": mark("does not count: one household"),
    "RING": mark("does not count: a small circle that confirms one another"),
    "REVOKED_ATTESTOR": mark("does not count: not relied on now"),
    "NOT_INDEPENDENT": mark("does not count: not independent"),
}
