"""What the holders of accounts are called: stalls and works of the commons by their address, pickup points and members by
their name.

The ledger knows holders by id only; all of these stand above it. Labels are unique within a co-op, because
exported books know accounts by them.
"""

from collections import Counter
from uuid import UUID

from minga_platform.kernel.work import Work


async def holder_labels(work: Work) -> dict[UUID, str]:
    """Every stall's slug, every pickup point's name in the co-op's language, works with royalties, tools (whose
    till it is), who has store credit, and who ever had shares, owed dues, left a deposit or got a part."""
    rows = await work.rows(
        """SELECT s.id, s.slug AS label FROM stall s WHERE s.cooperative_id = $1
           UNION ALL SELECT p.id, coalesce(p.name ->> c.language, (SELECT min(t.value) FROM jsonb_each_text(p.name) t))
           FROM pickup_point p JOIN cooperative c ON c.id = p.cooperative_id WHERE p.cooperative_id = $1
           UNION ALL SELECT w.id, w.slug FROM asset w WHERE w.cooperative_id = $1 AND EXISTS (
               SELECT FROM account k WHERE k.cooperative_id = w.cooperative_id AND k.holder_id = w.id)
           UNION ALL SELECT v.id, 'voucher ' || v.ending FROM voucher v WHERE v.cooperative_id = $1
           UNION ALL SELECT b.person_id, b.name || ' as buyer' FROM agent b WHERE b.cooperative_id = $1 AND b.name <> ''
               AND b.person_id IS NOT NULL AND EXISTS (
               SELECT FROM account k WHERE k.cooperative_id = b.cooperative_id AND k.holder_id = b.person_id)
           UNION ALL SELECT t.id, t.slug FROM tool t WHERE t.cooperative_id = $1
           UNION ALL SELECT a.id, a.name FROM agent a WHERE a.cooperative_id = $1 AND a.name <> '' AND EXISTS (
               SELECT FROM account k WHERE k.cooperative_id = a.cooperative_id AND k.holder_id = a.id)""",
        work.cooperative_id,
    )
    times = Counter(row["label"] for row in rows)
    return {
        row["id"]: row["label"] if times[row["label"]] == 1 else f"{row['label']} {row['id'].hex[-8:]}" for row in rows
    }
