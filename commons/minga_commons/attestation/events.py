"""What attestation announces."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecognised(Event):
    """Enough independent members stand by a claim."""

    claim_id: UUID
    subject_kind: str
    subject_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLost(Event):
    """A claim that was recognised is so no more: disputed, refused, revoked, expired, withdrawn, or words lost their weight."""

    claim_id: UUID
    subject_kind: str
    subject_id: UUID
