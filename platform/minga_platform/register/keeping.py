"""How long books are kept, for words in them that no row ties to a person: time forgets those, since erasure cannot find them."""

from datetime import datetime, timedelta

from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules


async def kept_since(work: Work) -> datetime:
    """What is older than this need not be kept any longer (`register.legal_hold_years`)."""
    # A day too many in four years harms nobody; a day too few would.
    return work.now - timedelta(days=366 * await rules.number_at(work, "register.legal_hold_years"))
