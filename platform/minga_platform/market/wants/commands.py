"""Asking for what was not found, ending that, and seeing that it has come."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import synonyms
from minga_platform.market.catalog.search import Wanted, widen
from minga_platform.market.wants.events import WantMet
from minga_platform.membership import access, attempts, values

_LONGEST: Final = 80
_LONGEST_FOLDED: Final = 200
_KEPT: Final = timedelta(days=365)
_END: Final = "ended_at = $2, person_id = NULL, channel = NULL, address = NULL"


async def add_want(
    work: Work, viewer: Viewer, *, words: str, tell_me: bool, mail: str = "", phone: str = "", consents: bool = False
) -> UUID:
    """Note that somebody looks for this; the want's id. Asked again while nothing came, it is the same one.

    `tell_me`: a letter once something matches; to who is signed in by her own channel, to a visitor by `mail` or `phone`, which
    needs `consents`. Without it the wish only counts. Refuses: InvalidInput, TooManyAttempts, NotAllowed (a helper).
    """
    typed = " ".join(words.split())
    wanted = Wanted.read(typed)
    if not wanted.words or len(typed) > _LONGEST:
        raise InvalidInput("words", "length", minimum="1", maximum=str(_LONGEST))
    person_id = access.herself(viewer) if viewer.person_id is not None and tell_me else None
    channel = address = None
    if tell_me and person_id is None:
        if mail.strip():
            channel, address = "mail", values.mail(mail).value
        elif phone.strip():
            channel, address = "phone", values.phone(phone).value
        else:
            raise InvalidInput("mail", "mail_or_phone")
    if tell_me and not consents:
        raise InvalidInput("consents", "required")
    limit = (
        attempts.for_account("want", viewer.person_id)
        if viewer.person_id is not None
        else attempts.for_wishes(viewer.address)
    )
    await attempts.count(work, limit)
    # Met by what a search for it would find.
    asked = (await widen(work, wanted)).query_text
    folded = " ".join(wanted.words)[:_LONGEST_FOLDED]
    want_id = await work.value(
        """INSERT INTO want (cooperative_id, id, words, folded, asked, person_id, channel, address, language, asked_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id""",
        work.cooperative_id, ids.new(), typed, folded, asked, person_id, channel, address, viewer.language, work.now,
    )  # fmt: skip
    if want_id is None:
        want_id = await work.value(
            """SELECT id FROM want WHERE cooperative_id = $1 AND folded = $2 AND (person_id = $3 OR address = $4)
               AND met_at IS NULL AND ended_at IS NULL""",
            work.cooperative_id, folded, person_id, address,
        )  # fmt: skip
    if want_id is None:
        # It ended in this very instant, in another unit: as good as ended by herself.
        raise NotFound
    found: UUID = want_id
    return found


async def end_want(work: Work, viewer: Viewer, *, want_id: UUID, holds_link: bool = False) -> UUID:
    """No letter any more: whom it came from is forgotten at once. Ended before, nothing changes. Refuses: NotFound.

    `holds_link`: the asker proved the want's link; else it must be her own.
    """
    if viewer.person_id is None and not holds_link:
        raise NotFound
    person_id = None if holds_link else access.herself(viewer)
    row = await work.row(
        "SELECT ended_at FROM want WHERE cooperative_id = $1 AND id = $2 AND ($3 OR person_id = $4) FOR UPDATE",
        work.cooperative_id, want_id, holds_link, person_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    await forget(work, want_id)
    return want_id


async def forget(work: Work, want_id: UUID) -> None:
    """Whom it came from; the word stays."""
    await work.execute(
        f"UPDATE want SET {_END} WHERE cooperative_id = $1 AND id = $3 AND ended_at IS NULL",
        work.cooperative_id, work.now, want_id,
    )  # fmt: skip


async def meet(work: Work, product_ids: Sequence[UUID]) -> int:
    """Of what was written anew: which wishes does it meet? How many. Announces: WantMet, for those who asked to be told.

    One statement, and safe to repeat: what was met is not met again.
    """
    return await _met(work, product_ids, None)


async def _met(work: Work, product_ids: Sequence[UUID] | None, want_ids: Sequence[UUID] | None) -> int:
    """Of these goods, or of all that are shown; these wishes, or all that wait."""
    met = await work.rows(
        """UPDATE want w SET met_at = $3, product_id = m.product_id FROM (
               SELECT DISTINCT ON (o.id) o.id, l.product_id FROM want o
               JOIN listing l ON l.cooperative_id = o.cooperative_id AND l.words @@ o.asked::tsquery
               WHERE o.cooperative_id = $1 AND ($2::uuid[] IS NULL OR l.product_id = ANY($2)) AND ($4::uuid[] IS NULL OR o.id = ANY($4))
                   AND l.stock_band <> 'none' AND o.met_at IS NULL AND o.ended_at IS NULL
               ORDER BY o.id, l.published_at DESC, l.product_id) m
           WHERE w.cooperative_id = $1 AND w.id = m.id AND w.met_at IS NULL AND w.ended_at IS NULL
           RETURNING w.id, w.person_id IS NOT NULL OR w.address IS NOT NULL AS is_told""",
        work.cooperative_id, None if product_ids is None else list(product_ids), work.now,
        None if want_ids is None else list(want_ids),
    )  # fmt: skip
    for row in met:
        if row["is_told"]:
            work.emit(WantMet(want_id=row["id"]))
    return len(met)


async def ask_anew(work: Work) -> int:
    """The co-op's own words changed: what waits asks for what a search would find now, and what is shown already meets it. How many.

    Safe to repeat. Announces: WantMet, for those who asked to be told.
    """
    known = synonyms.others(row["words"] for row in await synonyms.groups(work))
    rows = await work.rows(
        """SELECT id, folded, asked FROM want WHERE cooperative_id = $1 AND met_at IS NULL AND ended_at IS NULL AND length(folded) < $3
           AND (string_to_array(folded, ' ') && $2::text[] OR strpos(asked, '|') > 0) ORDER BY id FOR UPDATE""",
        work.cooperative_id, list(known), _LONGEST_FOLDED,
    )  # fmt: skip
    changed = []
    for row in rows:
        words = tuple(row["folded"].split())
        asked = Wanted(words, {word: known[word] for word in words if word in known}).query_text
        if asked != row["asked"]:
            changed.append((work.cooperative_id, row["id"], asked))
    await work.many("UPDATE want SET asked = $3 WHERE cooperative_id = $1 AND id = $2", changed)
    return await _met(work, None, [want_id for _, want_id, _ in changed]) if changed else 0


async def end_old(work: Work) -> int:
    """After a year nobody waits any more."""
    return await work.execute(
        f"UPDATE want SET {_END} WHERE cooperative_id = $1 AND met_at IS NULL AND ended_at IS NULL AND asked_at < $3",
        work.cooperative_id, work.now, work.now - _KEPT,
    )  # fmt: skip
