"""Refusals of the registry, each with the facts a client needs to go on."""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.errors import Refusal


@dataclass
class VersionTaken(Refusal):
    """The work has a release of this version already."""

    version: str


@dataclass
class LicenceMalformed(Refusal):
    """This is no SPDX expression; `reason` is a word for programs, `column` where it goes wrong."""

    reason: str
    column: int


@dataclass
class LicenceForbids(Refusal):
    """The licence of a parent does not allow a child under this one."""

    parent_id: UUID
    parent_title: str
    parent_licence: str
    licence: str
    clause: str
    why: str


@dataclass
class LicenceUndecided(Refusal):
    """Nobody knows yet whether the parent's licence allows this one: a draft stays a draft until a person decides."""

    parent_id: UUID
    parent_title: str
    parent_licence: str
    licence: str
    clause: str
    why: str


@dataclass
class ParentNotOpen(Refusal):
    """Something it derives from is a draft, or is disputed (`state`)."""

    parent_id: UUID
    parent_title: str
    state: str


@dataclass
class NotFromLater(Refusal):
    """What derives from something comes after it: `parent_id` was begun later, or is the thing itself."""

    parent_id: UUID


@dataclass
class AlreadyShared(Refusal):
    """A file of it is in another work that it does not name as its origin."""

    path: str
    work_title: str
    work_licence: str
    release_id: UUID


@dataclass
class CommunityNotAsked(Refusal):
    """The knowledge is held by a community, and no decision of it to share is written down."""

    held_by: str


@dataclass
class OwnWork(Refusal):
    """Nobody reviews what she holds rights in."""


@dataclass
class LastMaintainer(Refusal):
    """Somebody must keep the work."""


@dataclass
class ReleaseDisputedAlready(Refusal):
    """A dispute about it is open; what is known belongs there."""
