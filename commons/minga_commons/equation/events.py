"""What divisions announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeDivided(Event):
    """A royalty or a fund was divided; who got a part has it as payable."""

    distribution_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareAccountTold(Event):
    """Somebody said, as a contributor, where her shares go by bank: she is told, so that no stranger does it unseen."""

    agent_id: UUID
