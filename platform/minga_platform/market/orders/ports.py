"""What orders ask of rooms above them, when a stall has packed its part."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work

Packed = Callable[[Work, Viewer, asyncpg.Record, asyncpg.Record], Awaitable[None]]
"""(work, viewer, order, part), both rows locked: asked in the very unit in which a part becomes ready or is handed over, whichever
comes first, and again at the other; it refuses, or does what belongs to it. Safe to repeat."""


@dataclass
class Joined:
    """Who wants to be asked."""

    packed: list[Packed] = field(default_factory=list)


JOINED = Joined()
