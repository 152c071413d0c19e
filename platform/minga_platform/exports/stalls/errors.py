"""The one refusal of an archive: it cannot be read as one. What is wrong with a product in it is a problem, not a refusal."""

from dataclasses import dataclass
from enum import StrEnum

from minga_platform.kernel.errors import Refusal


class Fault(StrEnum):
    """Why nothing at all is taken from a file."""

    NO_ARCHIVE = "no_archive"
    TOO_LARGE = "too_large"
    NAMES_UNSAFE = "names_unsafe"
    """An entry that would lead out of its folder: no program of ours wrote that."""
    NO_STALL = "no_stall"
    """An archive without a `stall.json` of our format."""
    NEWER = "newer"
    """Written by a later version, which says things that would be misunderstood here."""


@dataclass
class ArchiveUnreadable(Refusal):
    """`limit` is the bound passed (bytes or entries), where one was."""

    reason: Fault
    limit: int | None = None
