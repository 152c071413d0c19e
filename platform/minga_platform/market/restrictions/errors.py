"""What restrictions refuse, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class RestrictedAlready(Refusal):
    """This is laid upon the stall already; end that first."""


@dataclass
class Overruled(Refusal):
    """A grievance about the same, which she laid upon this stall before, was upheld: somebody else decides it from then on."""


@dataclass
class OwnStall(Refusal):
    """Nobody decides this about a stall that she keeps or is paid for."""
