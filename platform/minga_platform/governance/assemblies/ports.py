"""What assemblies ask of the outside: somebody who writes their letters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from minga_platform.governance.proposals.ports import Written


@dataclass(frozen=True, slots=True)
class AssemblyLetter:
    """What a letter about an assembly is written from, in the reader's language. `because`: why it is off."""

    purpose: str
    slug: str
    cooperative: str
    zone: str
    language: str
    name: str
    assembly_id: UUID
    number: int
    title: str
    place: str
    begins_at: datetime
    ends_at: datetime
    offers: tuple[str, ...]
    because: str
    by_phone: bool


class AssemblyLetterWriter(Protocol):
    """Whoever writes letters about assemblies (the pages' room knows how)."""

    def __call__(self, letter: AssemblyLetter, /) -> Written:
        """The letter in its reader's language."""
        ...
