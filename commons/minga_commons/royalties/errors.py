"""How royalties refuse."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import Refusal


@dataclass
class NotLicensed(Refusal):
    """This maker may not sell what is made from that release: `clause` of `licence` decides. It is no legal advice."""

    release_id: UUID
    licence: str
    clause: str
