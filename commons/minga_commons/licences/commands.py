"""What keepers of the commons say about licences: a licence of the co-op's own, and pairs that the table leaves open."""

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from minga_commons.licences import matrix, spdx
from minga_commons.licences.errors import LicenceUnreadable, PairNotOpen, ProfileTaken
from minga_commons.licences.profiles import BUILT_IN
from minga_commons.licences.queries import own_profiles
from minga_commons.licences.sentences import STATUSES
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import require

_KEY: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]{1,80}")
MOST_BPS: Final = 5000


async def describe_licence(
    work: Work,
    viewer: Viewer,
    *,
    licence_key: str,
    name: Text,
    summary: Text,
    text: str,
    source: str,
    commercial: str,
    statuses: Sequence[str] = (),
    together: bool = False,
    score: int | None = None,
    royalty: str = "agreement",
    royalty_bps: int = 0,
    share_alike: bool = True,
    attribution: bool = True,
    mark_changes: bool = True,
    publish_changes: bool = True,
    network_source: bool = False,
) -> UUID:
    """Describe a licence of the co-op's own, as a `LicenseRef-…` that its works may be published under. Needs `commons.keep`.

    `commercial`: `anyone`, `nobody`, or `those` who are `statuses` (all of them `together`, or any) or have `score` points.
    `royalty`: what others do (`terms.Royalty`), `royalty_bps` where it is owed, at most 5000 of the net price.
    It never changes afterwards. Refuses: NotAllowed, InvalidInput, ProfileTaken.
    """
    by = await require(work, viewer, "commons.keep")
    if not _KEY.fullmatch(licence_key):
        raise InvalidInput("licence_key", "licence_ref")
    if not text.strip() or len(text) > 60_000:
        raise InvalidInput("text", "required" if not text.strip() else "too_long", maximum="60000")
    if len(source) > 500:
        raise InvalidInput("source", "too_long", maximum="500")
    if royalty not in ("thanks", "owed", "agreement"):
        raise InvalidInput("royalty", "choice")
    if (royalty == "owed") != (royalty_bps > 0) or royalty_bps > MOST_BPS or royalty_bps < 0:
        raise InvalidInput("royalty_bps", "range", minimum="1", maximum=str(MOST_BPS))
    terms = {
        "commercial": _condition(commercial, statuses, together, score),
        "publish_changes": publish_changes,
        "share_alike": "same" if share_alike else "none",
        "attribution": attribution,
        "mark_changes": mark_changes,
        "network_source": network_source,
        "non_commercial": commercial == "nobody",
        "royalty": "thanks" if commercial == "anyone" else royalty,
        "royalty_bps": royalty_bps if commercial != "anyone" else 0,
        "clauses": {"default": licence_key},
    }
    made = ids.new()
    written = 0
    if licence_key not in BUILT_IN:
        written = await work.execute(
            """INSERT INTO licence_profile (cooperative_id, id, key, name, summary, text, source, terms, created_at,
                   created_by_agent_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING""",
            work.cooperative_id, made, licence_key, dict(name.by_language), dict(summary.by_language), text.strip(),
            source.strip(), terms, work.now, by,
        )  # fmt: skip
    if not written:
        raise ProfileTaken(licence_key)
    return made


def _condition(commercial: str, statuses: Sequence[str], together: bool, score: int | None) -> dict[str, Any]:
    if commercial == "anyone":
        return {"anyone": True}
    if commercial == "nobody":
        return {"nobody": True}
    if commercial != "those":
        raise InvalidInput("commercial", "choice")
    if any(one not in STATUSES or one in ("contributor", "score") for one in statuses):
        raise InvalidInput("statuses", "choice")
    if score is not None and not 1 <= score <= 1_000_000:
        raise InvalidInput("score", "range", minimum="1", maximum="1000000")
    asked: list[dict[str, Any]] = [{"status": one} for one in dict.fromkeys(statuses)]
    if score is not None:
        asked.append({"score": score})
    if not asked:
        raise InvalidInput("statuses", "required")
    return {"all" if together else "any": asked}


async def end_licence(work: Work, viewer: Viewer, *, licence_key: str) -> None:
    """Offer a licence of one's own for new works no more; what stands under it stays so. Needs `commons.keep`.

    Refuses: NotAllowed, NotFound.
    """
    await require(work, viewer, "commons.keep")
    ended = await work.execute(
        "UPDATE licence_profile SET ended_at = $3 WHERE cooperative_id = $1 AND key = $2 AND ended_at IS NULL",
        work.cooperative_id,
        licence_key,
        work.now,
    )
    if not ended:
        raise NotFound


async def decide_pair(work: Work, viewer: Viewer, *, parent: str, child: str, allow: bool, reason: str) -> UUID:
    """Decide, for this co-op, whether a work under `child` may be published that was made from one under `parent`, and why.

    Both are single licences; only what the table leaves open is decided, and may be decided anew. Needs `commons.keep`.
    Refuses: NotAllowed, LicenceUnreadable, InvalidInput, PairNotOpen.
    """
    by = await require(work, viewer, "commons.keep")
    above, below = _single("parent", parent), _single("child", child)
    if not reason.strip():
        raise InvalidInput("reason", "required")
    if len(reason) > 4000:
        raise InvalidInput("reason", "too_long", maximum="4000")
    verdict = matrix.pair(above, below, own=frozenset(await own_profiles(work)))
    if verdict.answer != "draft":
        raise PairNotOpen(verdict.answer, verdict.clause)
    made = ids.new()
    await work.execute(
        """INSERT INTO licence_pair_decision (cooperative_id, id, parent, child, answer, reason, decided_at, decided_by_agent_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        work.cooperative_id, made, above, below, "yes" if allow else "no", reason.strip(), work.now, by,
    )  # fmt: skip
    return made


def _single(field: str, text: str) -> str:
    read = spdx.parse(text)
    if isinstance(read, spdx.Malformed):
        raise LicenceUnreadable(read.reason, read.column, read.found)
    if not isinstance(read, spdx.Licence):
        raise InvalidInput(field, "one_licence")
    return read.key
