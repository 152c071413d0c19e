"""What a licence says, as predicates: data that "may I?" reads, whatever licence it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

Act = Literal[
    "use_noncommercial", "use_commercial", "share", "modify", "publish_derivative", "sell_products", "offer_network"
]
ACTS: Final[tuple[Act, ...]] = (
    "use_noncommercial",
    "use_commercial",
    "share",
    "modify",
    "publish_derivative",
    "sell_products",
    "offer_network",
)
COMMERCIAL: Final[frozenset[str]] = frozenset({"use_commercial", "sell_products"})
"""Acts that are commercial by themselves; offering over a network is one where money is made, and is asked as such."""

Condition = Mapping[str, Any]
"""Who: {"anyone": true} · {"nobody": true} · {"status": key} · {"score": least} · {"all": […]} · {"any": […]} · {"not": …}."""

ANYONE: Final[Condition] = MappingProxyType({"anyone": True})
NOBODY: Final[Condition] = MappingProxyType({"nobody": True})


def _anyone() -> Condition:
    return ANYONE


Royalty = Literal["none", "thanks", "owed", "agreement"]
"""`thanks`: nothing is owed, the co-op offers to say thanks; `owed`: who does not meet the condition may act, and owes
`royalty_bps`; `agreement`: who does not meet it needs a paid licence of every rights-holder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One licence's predicates. `clauses`: aspect → the clause that says so, with `default` for the rest."""

    commercial: Condition = field(default_factory=_anyone)
    modify: bool = True
    publish_changes: bool = True
    share_alike: Literal["none", "same", "source"] = "none"
    attribution: bool = True
    mark_changes: bool = False
    network_source: bool = False
    product_source: bool = False
    no_sublicence: bool = False
    non_commercial: bool = False
    royalty: Royalty = "thanks"
    royalty_bps: int = 0
    clauses: Mapping[str, str] = field(default_factory=dict)

    def clause(self, aspect: str) -> str:
        """The clause that decides an aspect."""
        return self.clauses.get(aspect) or self.clauses.get("default", "")
