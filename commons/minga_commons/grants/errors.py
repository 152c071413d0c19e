"""What grants refuse, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class NotByStatus(Refusal):
    """The licence does not let this agent do that by what it is; `clause` says so."""

    act: str
    clause: str


@dataclass
class HoldersMissing(Refusal):
    """Not everybody who holds rights in it, or in what it was made from, has agreed yet; `names` still have to."""

    names: str


@dataclass
class VariantOffered(Refusal):
    """This variant is offered as a paid licence already."""


@dataclass
class GrantEnded(Refusal):
    """The grant was revoked before."""
