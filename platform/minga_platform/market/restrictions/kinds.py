"""What a restriction stops."""

from typing import Final

KINDS: Final = ("selling", "payout")
