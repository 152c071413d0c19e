"""Kinds of proposals: what each is decided by, and what it may change. Data, so that pages and commands agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from minga_platform.rules.registry import Needs

PLAIN_METHODS = frozenset({"yes_no", "consent"})
"""The question is the proposal itself; every other method chooses among options."""

Options = Literal["none", "needed", "budget"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `methods`: the default first, then those behind "other method". `majority`: None = the rules that it
    changes, or the co-op's rule about its statutes, say. `about_somebody`: named people, so never published. `may_wait`: its effect
    may be held up beyond its date, by an appeal."""

    key: str
    methods: tuple[str, ...]
    majority: Needs | None = "ordinary"
    about_somebody: bool = False
    may_wait: bool = False

    @property
    def method(self) -> str:
        """What decides it unless somebody chose otherwise."""
        return self.methods[0]


_AMONG = ("approval", "score", "schulze", "ranked-pairs", "irv", "borda")

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            Kind("rule_change", ("yes_no", "consent"), majority=None),
            Kind("statutes_amendment", ("yes_no",), majority=None),
            Kind("admission", ("yes_no", "consent"), about_somebody=True),
            Kind("exclusion", ("yes_no",), majority="special", about_somebody=True, may_wait=True),
            Kind("election", ("stv", "approval", "pav", *_AMONG[1:])),
            Kind("recall", ("yes_no",), majority="special", about_somebody=True),
            Kind("budget", ("equal-shares", "greedy")),
            Kind("surplus", ("yes_no", *_AMONG)),
            Kind("advisory", ("yes_no", *_AMONG)),
            Kind("free", ("consent", "yes_no", *_AMONG)),
        )
    }
)


def takes_options(method: str) -> bool:
    """Whether voters choose among options rather than answer the proposal itself."""
    return method not in PLAIN_METHODS


def is_budget(method: str) -> bool:
    """Whether each option has a cost and the proposal a limit."""
    return method in ("equal-shares", "greedy")
