"""How long we wait between tries, and when we stop."""

from datetime import timedelta
from typing import Final

PAUSES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""After the first failure, the second …; the schedule of Standard Webhooks (standardwebhooks.com), three days and a bit."""
KEPT: Final = timedelta(days=30)
"""How long messages can be looked at and sent again."""
OLD_SECRET: Final = timedelta(hours=24)
"""How long a message is signed with the old secret too, so that a program can be changed over without a gap."""
MOST_PER_MEMBER: Final = 10
MOST_ANSWER: Final = 500
"""Characters of an answer that are kept to look at."""
