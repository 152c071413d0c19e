"""What the holders of accounts are called: stalls by their address, pickup points by their name.

The ledger knows holders by id only; stalls and pickup points stand above it. Labels are unique within a co-op, because
exported books know accounts by them.
"""

from collections import Counter
from uuid import UUID

from minga_platform.kernel.work import Work


async def holder_labels(work: Work) -> dict[UUID, str]:
    """Every stall's slug and every pickup point's name in the co-op's language."""
    rows = await work.rows(
        """SELECT s.id, s.slug AS label FROM stall s WHERE s.cooperative_id = $1
           UNION ALL SELECT p.id, coalesce(p.name ->> c.language, (SELECT min(t.value) FROM jsonb_each_text(p.name) t))
           FROM pickup_point p JOIN cooperative c ON c.id = p.cooperative_id WHERE p.cooperative_id = $1""",
        work.cooperative_id,
    )
    times = Counter(row["label"] for row in rows)
    return {
        row["id"]: row["label"] if times[row["label"]] == 1 else f"{row['label']} {row['id'].hex[-8:]}" for row in rows
    }
