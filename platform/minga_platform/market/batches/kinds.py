"""The kinds of file that a batch of payouts is written as."""

from typing import Final

KINDS: Final = ("pain_001", "csv")
