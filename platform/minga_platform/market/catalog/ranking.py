"""The order of a search: points for how well the words fit, and for what members agreed to lift. The same for everybody who asks the same.

Nothing of who asks goes into it. The points are rules (`rules.py`); the page `/c/<co-op>/market/order` says them in words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules
from minga_platform.rules.registry import rule

PARTS: Final = ("words", "season", "cycle", "there", "fresh", "turn")
"""What gives points, as the rules `market.order_<part>_points` name it."""

FRESH_DAYS: Final = "market.order_fresh_days"


def key_of(part: str) -> str:
    """The rule that sets a part's points."""
    return f"market.order_{part}_points"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a list is looked at. A list keeps the moment of its first page, so that its pages fit together.

    `month` (1 … 12) and `day` (days since the year 1) are those of the co-op's zone.
    """

    at: datetime
    month: int
    day: int

    @classmethod
    def of(cls, at: datetime, zone: str) -> "Moment":
        """An instant as a co-op's calendar tells it."""
        there = at.astimezone(ZoneInfo(zone) if zone else UTC)
        return cls(at, there.month, there.toordinal())


@dataclass(frozen=True, slots=True)
class Weights:
    """How many points each part gives at most."""

    words: int
    season: int
    cycle: int
    there: int
    fresh: int
    turn: int
    fresh_days: int

    def sql(self, add: Callable[[Any], str], query: str, moment: Moment, likeness: str | None = None) -> str:
        """The points of a listing `l` in thousandths, as a whole number: a cursor can hold it.

        `add` gives the place of an argument, `query` is the place of the words. `likeness` (0 … 1000): how alike the words are
        where a search program found them though they are not in it: a tenth of the points for words at most, where words that
        are in it bring the other nine tenths by where they stand, the title most. Without it the words are in each listing.
        """
        found = f"100 + 900 * least(ts_rank('{{0.05,0.15,0.4,1}}', l.words, {query}), 1)"
        if likeness is not None:
            found = f"CASE WHEN l.words @@ {query} THEN {found} ELSE least({likeness}, 1000) / 10.0 END"
        age = f"date_part('day', {add(moment.at)}::timestamptz - l.published_at)"
        return f"""({add(self.words)}::int * ({found})
            + {add(self.season * 1000)}::int * ({add(moment.month)}::int = ANY(l.season_months))::int
            + {add(self.cycle * 1000)}::int * coalesce(l.cycle_until > {add(moment.at)}::timestamptz, false)::int
            + {add(self.there * 1000)}::int * (l.stock_band <> 'none')::int
            + {add(self.fresh * 1000)}::int * greatest(0, 1 - {age} / {add(self.fresh_days)}::int)
            + {add(self.turn * 1000)}::int * (hashtextextended(l.stall_slug, {add(moment.day)}::bigint) & 1023) / 1023.0::float8)::bigint"""


async def weights(work: Work) -> Weights:
    """As the co-op's rules say now; across co-ops, which have no rules together, as a new co-op's would."""
    return Weights(
        **{part: await _number(work, key_of(part)) for part in PARTS}, fresh_days=await _number(work, FRESH_DAYS)
    )


async def _number(work: Work, key: str) -> int:
    if work.scope.cooperative_id is not None:
        return await rules.number_at(work, key)
    declared = rule(key)
    assert declared is not None, f"{key} is registered by the composition root"
    assert isinstance(declared.default, int)
    return declared.default
