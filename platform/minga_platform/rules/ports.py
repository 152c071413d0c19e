"""What rules ask of higher features: what another value would have meant. The composition root joins them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from minga_platform.kernel.work import Work
from minga_platform.rules.registry import Value


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule meant for the orders of some days, and what another value would have meant. Amounts in minor units.

    `was` is what was really paid, from the lines as they were sold; `would_be` is worked out anew with the very
    arithmetic of a sale. Makers get by so much less or more.
    """

    since: datetime
    until: datetime
    orders: int
    currency: str
    sales_minor: int
    was_minor: int
    would_be_minor: int
    earnings_was_minor: int
    earnings_would_be_minor: int


class WhatIf(Protocol):
    """A feature that can recompute what a rule of its own did."""

    async def __call__(self, work: Work, key: str, value: Value, /) -> Trial | None:
        """The trial; None for a rule that is not its own, or when there was nothing to try it on."""
        ...


TRIALS: list[WhatIf] = []
"""Asked in turn; the first that knows the rule answers."""


async def what_if(work: Work, key: str, value: Value) -> Trial | None:
    """What another value of a rule would have meant lately; None where nobody can tell."""
    for one in TRIALS:
        found = await one(work, key, value)
        if found is not None:
            return found
    return None
