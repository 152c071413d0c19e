"""Refusals of the law's part of the market."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class FactsMissing(Refusal):
    """The shelf's goods are shown only with what the law wants told; `missing` names what is not there yet.

    `profile` is the kind of goods (`food`, `textile`, …), `missing` facts of `profiles.FACTS`.
    """

    profile: str
    missing: list[str]


@dataclass
class NoLegalBasis(Refusal):
    """The co-op has not recorded on what legal basis it uses this `feature`; an officer does so on the page of the law."""

    feature: str
