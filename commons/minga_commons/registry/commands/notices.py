"""Safety notices: something about a release is dangerous, and whoever made, bought or built on it must hear of it."""

from collections.abc import Mapping
from uuid import UUID

from minga_commons.registry import rights, shapes
from minga_commons.registry.events import SafetyNoticeAddressed, SafetyNoticeGiven
from minga_commons.registry.ports import JOINED
from minga_commons.registry.states import Severity
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work

# Of the same agent the reason that stands first is kept: a holder is told as a holder, though she made one too.
_INSIDE = """INSERT INTO safety_delivery (cooperative_id, id, notice_id, agent_id, because, at)
SELECT $1, gen_random_uuid(), $2, agent_id, (array_agg(because ORDER BY place))[1], $4 FROM (
    SELECT agent_id, 'holder' AS because, 1 AS place FROM release_holder
        WHERE cooperative_id = $1 AND release_id = $3 AND agent_id IS NOT NULL
    UNION ALL SELECT m.agent_id, 'holder', 1 FROM asset_maintainer m JOIN release r
        ON r.cooperative_id = m.cooperative_id AND r.asset_id = m.asset_id WHERE r.cooperative_id = $1 AND r.id = $3
    UNION ALL SELECT agent_id, 'maker', 2 FROM making
        WHERE cooperative_id = $1 AND release_id = $3 AND agent_id IS NOT NULL
    UNION ALL SELECT h.agent_id, 'deriver', 4 FROM down JOIN release_holder h
        ON h.cooperative_id = $1 AND h.release_id = down.id WHERE h.agent_id IS NOT NULL
    UNION ALL SELECT m.agent_id, 'deriver', 4 FROM down JOIN making m
        ON m.cooperative_id = $1 AND m.release_id = down.id WHERE m.agent_id IS NOT NULL
    UNION ALL SELECT agent_id, 'buyer', 3 FROM unnest($5::uuid[]) AS b (agent_id)
) told GROUP BY agent_id
ON CONFLICT DO NOTHING"""
_DOWN = """WITH RECURSIVE down AS (
    SELECT p.release_id AS id FROM release_parent p WHERE p.parent_release_id = $3
    UNION SELECT p.release_id FROM down JOIN release_parent p ON p.parent_release_id = down.id)
"""
_OUTSIDE = """INSERT INTO safety_delivery (cooperative_id, id, notice_id, mail, because, at)
SELECT $1, gen_random_uuid(), $2, mail, min(because), $4 FROM (
    SELECT mail, 'maker' AS because FROM making WHERE cooperative_id = $1 AND mail IS NOT NULL
        AND (release_id = $3 OR release_id IN (SELECT id FROM down))
    UNION ALL SELECT mail, 'buyer' FROM unnest($5::text[]) AS b (mail)
) told GROUP BY mail
ON CONFLICT DO NOTHING"""


_BY_PHONE = """INSERT INTO safety_delivery (cooperative_id, id, notice_id, phone, because, at)
SELECT $1::uuid, gen_random_uuid(), $2::uuid, phone, 'buyer', $4::timestamptz FROM unnest($5::text[]) AS b (phone)
WHERE $3::uuid IS NOT NULL GROUP BY phone
ON CONFLICT DO NOTHING"""


async def give_notice(work: Work, viewer: Viewer, *, release_id: UUID, severity: str, text: Mapping[str, str]) -> UUID:
    """Warn of a published release: for its maintainers and `commons.keep`. Nothing takes a notice back; a second one may
    say that the danger is over. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput. Announces: SafetyNoticeGiven.
    """
    right = await rights.for_release(work, viewer, release_id, keeper=True)
    if right.row["state"] == "draft":
        raise InvalidInput("release_id", "published")
    if severity not in tuple(Severity):
        raise InvalidInput("severity", "known")
    said = shapes.texts(4_000, required=True)("text", text)
    notice_id = ids.new()
    await work.execute(
        """INSERT INTO safety_notice (cooperative_id, id, release_id, severity, text, by_agent_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        work.cooperative_id, notice_id, release_id, severity, said, right.agent_id, work.now,
    )  # fmt: skip
    await work.execute(
        "UPDATE release_card SET warning = $3 WHERE cooperative_id = $1 AND release_id = $2",
        work.cooperative_id,
        release_id,
        {"severity": severity, "text": said, "at": work.now.isoformat()},
    )
    work.emit(SafetyNoticeGiven(notice_id=str(notice_id), release_id=str(release_id)))
    return notice_id


async def tell_all(work: Work, notice_id: UUID) -> int:
    """Write down everybody who must hear of a notice, each once; how many are new. Safe to repeat. Announces: SafetyNoticeAddressed.

    Holders, makers, and those of works derived from it, in this co-op; buyers as the rooms above know them.
    """
    release_id = await work.value(
        "SELECT release_id FROM safety_notice WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, notice_id
    )
    bought = [one for buyers in JOINED.buyers for one in await buyers(work, release_id)]
    scope = (work.cooperative_id, notice_id, release_id, work.now)
    inside = await work.execute(_DOWN + _INSIDE, *scope, [one.agent_id for one in bought if one.agent_id])
    guests = [one for one in bought if not one.agent_id]
    outside = await work.execute(_DOWN + _OUTSIDE, *scope, [one.mail for one in guests if one.mail])
    outside += await work.execute(_BY_PHONE, *scope, [one.phone for one in guests if one.phone and not one.mail])
    if inside + outside:
        work.emit(SafetyNoticeAddressed(notice_id=str(notice_id)))
    return inside + outside
