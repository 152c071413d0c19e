"""What the registry announces. All ids are texts of uuids."""

from dataclasses import dataclass

from minga_platform.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePublished(Event):
    """A release was published; it never changes from here on."""

    release_id: str
    asset_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWithdrawn(Event):
    """A release was taken back; it stays listed."""

    release_id: str
    asset_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDisputed(Event):
    """Somebody says that a release is not whose it claims to be: it is frozen until that is settled."""

    release_id: str
    dispute_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSettled(Event):
    """`upheld`: the release is withdrawn; otherwise it is as it was."""

    release_id: str
    dispute_id: str
    upheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyNoticeGiven(Event):
    """Something about a release is dangerous: who made it or bought it must hear of it."""

    notice_id: str
    release_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyNoticeAddressed(Event):
    """It is written down who must hear of a notice (`safety_delivery`); their letters may go."""

    notice_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignListingsChanged(Event):
    """These works' listings were written, changed or removed; read the table to see how. At most 500 ids an event."""

    asset_ids: tuple[str, ...]
