"""Refusals of disputes."""

from dataclasses import dataclass

from minga_platform.kernel.errors import Refusal


@dataclass
class TooLateToAnswer(Refusal):
    """The bank takes no answer any more."""
