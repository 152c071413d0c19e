"""Whether a feature is switched on, and what the co-op recorded about it."""

from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel.work import Work
from minga_platform.market.law.errors import NoLegalBasis
from minga_platform.market.law.features import FEATURES


async def switched_on(work: Work, feature: str) -> bool:
    """Whether the co-op recorded a legal basis for a feature (of `features.FEATURES`) that holds now. One statement."""
    assert feature in FEATURES, feature
    return bool(
        await work.value(
            "SELECT true FROM legal_basis WHERE cooperative_id = $1 AND feature = $2 AND ended_at IS NULL"
            " AND (until IS NULL OR until > $3)",
            work.cooperative_id,
            feature,
            work.now,
        )
    )


async def require(work: Work, feature: str) -> None:
    """Refuses: NoLegalBasis, where the feature is not switched on."""
    if not await switched_on(work, feature):
        raise NoLegalBasis(feature)


async def bases(work: Work) -> list[asyncpg.Record]:
    """All that was ever recorded, the newest first: feature, basis, by whom (a name), when, until, ended."""
    return await work.rows(
        """SELECT l.id, l.feature, l.basis, l.recorded_at, l.until, l.ended_at, a.name AS recorded_by,
            l.ended_at IS NULL AND (l.until IS NULL OR l.until > $2) AS holds
        FROM legal_basis l LEFT JOIN agent a ON a.cooperative_id = l.cooperative_id AND a.id = l.recorded_by
        WHERE l.cooperative_id = $1 ORDER BY l.recorded_at DESC, l.id DESC LIMIT 500""",
        work.cooperative_id,
        work.now,
    )


async def lowest_before(work: Work, variant_id: UUID, at: datetime) -> int | None:
    """The lowest price of a variant in the thirty days before `at`, in minor units for its present `price_per`; None: no price then."""
    found: int | None = await work.value(
        """SELECT min(ceil(s.price_minor::numeric * v.price_per / s.price_per))::bigint
        FROM variant v JOIN price_step s ON s.cooperative_id = v.cooperative_id AND s.variant_id = v.id
        WHERE v.cooperative_id = $1 AND v.id = $2 AND s.since < $3 AND NOT EXISTS (SELECT FROM price_step n
            WHERE n.cooperative_id = s.cooperative_id AND n.variant_id = s.variant_id AND n.since > s.since
            AND n.since <= $3::timestamptz - interval '30 days')""",
        work.cooperative_id, variant_id, at,
    )  # fmt: skip
    return found
