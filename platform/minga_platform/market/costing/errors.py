"""Refusals of costing sheets."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class TooManyMaterials(Refusal):
    """A sheet holds at most `limit` materials."""

    limit: int
