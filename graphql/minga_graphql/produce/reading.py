"""Ids that queries of produce are asked with."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound


def named(prefix: str, text: str) -> UUID | None:
    """An id from outside; None for one that names nothing, so that it answers as a random one does."""
    try:
        return ids.decode(prefix, text)
    except NotFound:
        return None
