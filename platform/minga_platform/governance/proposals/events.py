"""What proposals announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSubmitted(Event):
    """A draft was shown to the members."""

    proposal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFrozen(Event):
    """Its text is fixed; notice can be given."""

    proposal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalNoticed(Event):
    """The vote is announced, and every voter on the roll is to be told."""

    proposal_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCertified(Event):
    """The members decided, one way or the other."""

    decision_id: UUID
    proposal_id: UUID
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionInForce(Event):
    """What was decided holds from now on."""

    decision_id: UUID
    proposal_id: UUID
