"""Kinds and states of the registry, and which moves are allowed."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class AssetKind(StrEnum):
    """What a work is."""

    DESIGN = "design"
    KNOW_HOW = "know_how"
    CODE = "code"
    MATERIAL = "material"


class ReleaseState(StrEnum):
    """What a release may be used for. Only a draft can be changed."""

    DRAFT = "draft"
    PUBLISHED = "published"
    FROZEN = "frozen"
    """Disputed: it stays readable, and nothing derived from it is published until the dispute is settled."""
    WITHDRAWN = "withdrawn"
    """Taken back: it stays listed and readable, with the reason."""


class Relation(StrEnum):
    """How a release comes from another."""

    BUILT_ON = "built_on"
    FORK = "fork"
    VARIANT = "variant"


class Severity(StrEnum):
    """How bad it may get."""

    NOTE = "note"
    CAUTION = "caution"
    DANGER = "danger"


MOVES: Mapping[ReleaseState, frozenset[ReleaseState]] = MappingProxyType(
    {
        ReleaseState.DRAFT: frozenset({ReleaseState.PUBLISHED}),
        ReleaseState.PUBLISHED: frozenset({ReleaseState.FROZEN, ReleaseState.WITHDRAWN}),
        ReleaseState.FROZEN: frozenset({ReleaseState.PUBLISHED, ReleaseState.WITHDRAWN}),
        ReleaseState.WITHDRAWN: frozenset(),
    }
)
"""The database holds the same moves (`models.py`)."""

SHOWN = (ReleaseState.PUBLISHED, ReleaseState.FROZEN, ReleaseState.WITHDRAWN)
"""Readable by everybody."""
