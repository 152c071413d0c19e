"""What attestation refuses, with the facts a client needs."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class ClaimEnded(Refusal):
    """The claim is over: refused, revoked, expired or withdrawn. A new one can be made."""

    state: str


@dataclass
class AlreadyAttested(Refusal):
    """Her word stands by this claim already."""


@dataclass
class AlreadyDisputed(Refusal):
    """There is an open dispute about this claim; it is settled first."""


@dataclass
class OwnCase(Refusal):
    """Nobody settles what she is a party to: about herself, made by her, or disputed by her."""


@dataclass
class StatusOpen(Refusal):
    """This status is claimed or recognised already."""
