"""The states of a claim, and what takes an attestation its weight."""

from typing import Final, Literal

State = Literal["open", "recognised", "disputed", "refused", "revoked", "expired", "withdrawn"]
STATES: Final = ("open", "recognised", "disputed", "refused", "revoked", "expired", "withdrawn")
ENDED: Final = frozenset({"refused", "revoked", "expired", "withdrawn"})
"""States that a claim does not leave."""

FLAGS: Final = ("self", "author", "household", "ring", "revoked_attestor")
"""Why a word has no weight: it is about oneself; by who wrote the claim for another; in one household; in a small ring of
people who attest one another; by somebody whose word was found not to be relied on."""

OUTCOMES: Final = ("upheld", "dismissed")
"""How a dispute ends: upheld, the claim is refused; dismissed, it stands as before."""
