"""What a class of members means: its rights, its price, its weight. Pure; the rows are `class_terms`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from minga_platform.kernel.errors import InvalidInput
from minga_platform.membership.kinds import PATRONAGE_BASES, RIGHTS, RIGHTS_FROM, SHARE_WAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One version of what a class means. Amounts in minor units of the co-op's currency.

    `rights` of `RIGHTS`; they begin at `rights_from` (with admission, with the first payment for shares, or once
    `shares_required` are paid). `vote_weight` is what one member's vote counts in this class, never her shares.
    `is_open`: whoever likes joins at once. Dues fall due every `dues_months`; 0 is none.
    """

    rights: frozenset[str] = frozenset()
    rights_from: str = "admission"
    vote_weight: int = 1
    is_open: bool = False
    share_minor: int = 0
    shares_required: int = 0
    instalments: int = 1
    share_ways: frozenset[str] = frozenset({"money"})
    dues_minor: int = 0
    dues_months: int = 0
    patronage_basis: str = "none"
    return_cap_bps: int = 0

    @property
    def owed_minor(self) -> int:
        """What the required shares cost together."""
        return self.share_minor * self.shares_required

    @property
    def begins_at_once(self) -> bool:
        """Whether rights begin with admission: the terms say so, or there is nothing to pay."""
        return self.rights_from == "admission" or self.owed_minor == 0

    def checked(self) -> "Terms":
        """The terms, if they can hold. Refuses: InvalidInput, naming the field."""
        for field, chosen, allowed in (
            ("rights", self.rights, RIGHTS),
            ("rights_from", {self.rights_from}, RIGHTS_FROM),
            ("share_ways", self.share_ways, SHARE_WAYS),
            ("patronage_basis", {self.patronage_basis}, PATRONAGE_BASES),
        ):
            if not set(chosen) <= set(allowed):
                raise InvalidInput(field, "choice", ", ".join(allowed))
        for field, low, high in (
            ("vote_weight", 1, 1000),
            ("share_minor", 0, 10_000_000_000),
            ("dues_minor", 0, 10_000_000_000),
            ("shares_required", 0, 10_000),
            ("instalments", 1, 120),
            ("dues_months", 0, 60),
            ("return_cap_bps", 0, 10_000),
        ):
            if not low <= getattr(self, field) <= high:
                raise InvalidInput(field, "bounds", str(low), str(high))
        if self.shares_required and not self.share_minor:
            raise InvalidInput("share_minor", "share_price", "1")
        if bool(self.dues_minor) != bool(self.dues_months):
            raise InvalidInput("dues_months", "dues_period")
        if self.is_open and "vote" in self.rights and (self.rights_from == "admission" or not self.shares_required):
            raise InvalidInput("is_open", "open_and_vote")
        return self


EVERY_RIGHT = frozenset(RIGHTS)
FIRST_TERMS: Mapping[str, Terms] = MappingProxyType(
    {
        "worker": Terms(rights=EVERY_RIGHT, patronage_basis="hours"),
        "producer": Terms(rights=EVERY_RIGHT, patronage_basis="sales"),
        "consumer": Terms(rights=EVERY_RIGHT, patronage_basis="purchases"),
        "contributor": Terms(rights=EVERY_RIGHT, patronage_basis="hours"),
        "supporter": Terms(rights=frozenset({"attend"}), is_open=True),
        "community": Terms(rights=frozenset({"attend"})),
    }
)
"""What the first classes mean until a co-op's statutes say otherwise: no share, no dues, one member one vote."""
