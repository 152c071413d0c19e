"""The words that rows of boxes hold: sizes, what happens when something is missing, ways to pay, how a turn ended."""

from typing import Final

SIZES: Final = ("small", "middle", "large")
WHEN_MISSING: Final = ("substitute", "credit")
PAYS: Final = ("pickup", "credit")
OUTCOMES: Final = ("skipped", "held", "ordered", "empty", "missed")
