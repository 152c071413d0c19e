"""Opening hours as they are typed and kept."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from minga_platform.kernel.errors import InvalidInput

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def checked_hours(hours: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`[{weekday, from, until}]` as it is stored. Refuses: InvalidInput for `hours`."""
    if len(hours) > 21:
        raise InvalidInput("hours", "length", maximum="21")
    kept: list[dict[str, Any]] = []
    for one in hours:
        weekday, opens, closes = one.get("weekday"), str(one.get("from", "")), str(one.get("until", ""))
        if not isinstance(weekday, int) or isinstance(weekday, bool) or not 0 <= weekday <= 6:
            raise InvalidInput("hours", "weekday", minimum="0", maximum="6")
        if not (_CLOCK.fullmatch(opens) and _CLOCK.fullmatch(closes)) or time.fromisoformat(
            opens
        ) >= time.fromisoformat(closes):
            raise InvalidInput("hours", "from_until")
        kept.append({"weekday": weekday, "from": opens, "until": closes})
    return kept
