"""Saying which words mean the same here."""

from typing import Final
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import synonyms
from minga_platform.market.catalog.events import SynonymsChanged
from minga_platform.market.catalog.words import words_of
from minga_platform.membership import access

EDIT: Final = "words.edit"
_MOST_WORDS: Final = 12
_LONGEST: Final = 400


async def set_synonyms(work: Work, viewer: Viewer, *, words: str, group_id: UUID | None = None) -> UUID:
    """These words mean the same here: a new group, or what a group is from now on. Its id. Needs `words.edit`.

    Two to twelve single words, separated as one likes, folded as the search folds them. A word of another group is refused.
    Refuses: SignInNeeded, NotFound, NotAllowed, InvalidInput (`words`: number, too_long, one_of). Announces: SynonymsChanged.
    """
    agent_id = await access.require(work, viewer, EDIT)
    if len(words) > _LONGEST:
        raise InvalidInput("words", "too_long", maximum=str(_LONGEST))
    folded = sorted(set(words_of(words)))
    if not 2 <= len(folded) <= _MOST_WORDS:
        raise InvalidInput("words", "range", minimum="2", maximum=str(_MOST_WORDS))
    # One at a time per co-op: a word must not come into two groups.
    await work.value("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 11))", f"synonym{work.cooperative_id}")
    held = await work.rows("SELECT id, words FROM synonym WHERE cooperative_id = $1", work.cooperative_id)
    if group_id is not None and all(row["id"] != group_id for row in held):
        raise NotFound
    if any(row["id"] != group_id and set(row["words"]) & set(folded) for row in held):
        raise InvalidInput("words", "held_elsewhere")
    if group_id is None and len(held) >= synonyms.MOST_GROUPS:
        raise InvalidInput("words", "number", maximum=str(synonyms.MOST_GROUPS))
    found = group_id or ids.new()
    await work.execute(
        """INSERT INTO synonym (cooperative_id, id, words, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (cooperative_id, id) DO UPDATE SET words = excluded.words, set_by = excluded.set_by, set_at = excluded.set_at""",
        work.cooperative_id, found, folded, agent_id, work.now,
    )  # fmt: skip
    _changed(work)
    return found


async def remove_synonyms(work: Work, viewer: Viewer, *, group_id: UUID) -> UUID:
    """They no longer mean the same. Needs `words.edit`. Refuses: SignInNeeded, NotFound, NotAllowed. Announces: SynonymsChanged."""
    await access.require(work, viewer, EDIT)
    gone = await work.execute(
        "DELETE FROM synonym WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, group_id
    )
    if not gone:
        raise NotFound
    _changed(work)
    return group_id


def _changed(work: Work) -> None:
    work.emit(SynonymsChanged())
