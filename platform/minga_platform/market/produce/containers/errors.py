"""Refusals about jars and crates."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class MoreThanOut(Refusal):
    """Only so many are out: more cannot come back."""

    out: int
