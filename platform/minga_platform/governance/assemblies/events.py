"""What assemblies announce."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyCalled(Event):
    """Members are called to an assembly."""

    assembly_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyCancelled(Event):
    """It does not take place."""

    assembly_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesAdoptedNow(Event):
    """The minutes stand."""

    assembly_id: UUID
