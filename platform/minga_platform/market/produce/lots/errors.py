"""Refusals about lots."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class LotShort(Refusal):
    """These goods are kept by lots, and no lot has enough left for them. By their titles; `missing` in base units of their stock, together."""

    titles: list[str]
    missing: int


@dataclass
class LotCodeTaken(Refusal):
    """The stall has a lot of this code already."""


@dataclass
class LotEmpty(Refusal):
    """Only so much is left of this lot, in base units."""

    left: int


@dataclass
class AlreadyRecalled(Refusal):
    """This lot was recalled before."""
