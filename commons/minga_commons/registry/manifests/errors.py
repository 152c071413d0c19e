"""Refusals of imports."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class TooManyImports(Refusal):
    """Others of this co-op are still running; `most` may at once."""

    most: int
