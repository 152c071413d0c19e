"""Saying something of what one got, answering it, and hiding it, which needs two."""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound, SignInNeeded
from minga_platform.kernel.locale import LANGUAGES
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.commands import files
from minga_platform.market.orders.queries import visible_to
from minga_platform.market.reviews import errors, queries
from minga_platform.market.reviews.events import HidingDecided, ReviewAnswered, ReviewHidden, ReviewWritten
from minga_platform.membership import access

MODERATE = "reviews.moderate"


async def review_line(
    work: Work,
    viewer: Viewer,
    *,
    line_id: UUID,
    stars: int,
    words: str,
    shown_name: str,
    picture_file_id: UUID | None = None,
    holds_link: bool = False,
) -> UUID:
    """Say something of a line that was handed over, or change it while that is open; the review's id.

    `holds_link`: the asker proved the order's link, as a guest does. Refuses: InvalidInput, NotFound, NotHandedOver,
    OwnGoods, EditingOver, NotAPicture. Announces: ReviewWritten, the first time.
    """
    if not 1 <= stars <= 5:
        raise InvalidInput("stars", "range", minimum="1", maximum="5")
    words = text(words, "words", most=2000, needed=False)
    shown_name = text(shown_name, "shownName", most=60)
    person_id, visitor_hash = visible_to(viewer)
    line = await work.row(
        """SELECT l.product_id, s.stall_id, s.handed_over_at, o.person_id FROM order_line l
           JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
           JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
           WHERE l.cooperative_id = $1 AND l.id = $2 AND l.voucher_id IS NULL AND ($5 OR o.person_id = $3
               OR (o.person_id IS NULL AND octet_length(o.visitor_hash) > 0 AND o.visitor_hash = $4)) FOR NO KEY UPDATE OF l""",
        work.cooperative_id, line_id, person_id, visitor_hash, holds_link,
    )  # fmt: skip
    # The line is locked, so that of two first words at once the second one changes the first.
    if line is None:
        raise NotFound
    if line["handed_over_at"] is None:
        raise errors.NotHandedOver
    present = await access.standing(work, viewer)
    if present is not None:
        await _no_keeper(work, line["stall_id"], present.agent_id)
    if picture_file_id is not None:
        if present is None:
            raise NotFound
        await files.show(work, picture_file_id, present.agent_id)
    before = await work.row(
        "SELECT id, stars, written_at, hidden_at FROM review WHERE cooperative_id = $1 AND line_id = $2 FOR UPDATE",
        work.cooperative_id,
        line_id,
    )
    if before is not None:
        until = await queries.editable_until(work, before["written_at"])
        if until <= await work.fresh_now():
            raise errors.EditingOver(until)
        if before["hidden_at"] is not None:
            raise InvalidTransition("hidden")
        await work.execute(
            """UPDATE review SET stars = $3, words = $4, shown_name = $5, language = $6, edited_at = $7,
                   picture_file_id = coalesce($8, picture_file_id) WHERE cooperative_id = $1 AND id = $2""",
            work.cooperative_id, before["id"], stars, words, shown_name, _language(viewer), work.now, picture_file_id,
        )  # fmt: skip
        await _count(work, line["product_id"], line["stall_id"], 0, stars - before["stars"])
        changed: UUID = before["id"]
        return changed
    review_id = ids.new()
    await work.execute(
        """INSERT INTO review (cooperative_id, id, line_id, product_id, stall_id, stars, words, language, shown_name,
               picture_file_id, person_id, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
        work.cooperative_id, review_id, line_id, line["product_id"], line["stall_id"], stars, words, _language(viewer),
        shown_name, picture_file_id, line["person_id"], work.now,
    )  # fmt: skip
    await _count(work, line["product_id"], line["stall_id"], 1, stars)
    work.emit(ReviewWritten(review_id=review_id))
    return review_id


async def answer_review(work: Work, viewer: Viewer, *, review_id: UUID, words: str) -> UUID:
    """The maker's one answer (`messages.answer` for the stall). Refuses: SignInNeeded, NotFound, NotAllowed, AnsweredAlready.

    Announces: ReviewAnswered.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    row = await _shown(work, review_id)
    agent_id = await access.require(work, viewer, "messages.answer", stall_id=row["stall_id"])
    try:
        await work.execute(
            "INSERT INTO review_reply (cooperative_id, id, review_id, agent_id, words, at) VALUES ($1, $2, $3, $4, $5, $6)",
            work.cooperative_id, ids.new(), review_id, agent_id, text(words, "words", most=2000), work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise errors.AnsweredAlready from None
    work.emit(ReviewAnswered(review_id=review_id))
    return review_id


async def report_review(work: Work, viewer: Viewer, *, review_id: UUID, reason: str) -> UUID:
    """Tell moderators that it should not stand there; once per person, a second time changes nothing. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    await _shown(work, review_id)
    await work.execute(
        """INSERT INTO review_report (cooperative_id, id, review_id, agent_id, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (cooperative_id, review_id, agent_id) DO NOTHING""",
        work.cooperative_id, ids.new(), review_id, agent_id, text(reason, "reason", most=1000), work.now,
    )  # fmt: skip
    return review_id


async def ask_to_hide_review(work: Work, viewer: Viewer, *, review_id: UUID, reason: str) -> UUID:
    """One moderator says why; nothing is hidden before a second one agrees. The hiding's id.

    Refuses: SignInNeeded, NotFound, NotAllowed (`reviews.moderate`), OwnGoods, InvalidTransition.
    """
    agent_id = await access.require(work, viewer, MODERATE)
    row = await _shown(work, review_id)
    await _no_keeper(work, row["stall_id"], agent_id)
    hiding_id = ids.new()
    try:
        await work.execute(
            "INSERT INTO review_hiding (cooperative_id, id, review_id, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6)",
            work.cooperative_id, hiding_id, review_id, text(reason, "reason", most=1000), agent_id, work.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise InvalidTransition("asked") from None
    return hiding_id


async def agree_to_hide_review(work: Work, viewer: Viewer, *, hiding_id: UUID, agrees: bool) -> UUID:
    """The second moderator: it is hidden now, or it stays. Refuses: as `ask_to_hide_review`, and SecondOneNeeded.

    Announces: ReviewHidden.
    """
    row, agent_id = await _hiding(work, viewer, hiding_id)
    if row["agreed_at"] is not None or row["ended_at"] is not None:
        raise InvalidTransition("hidden" if row["ended_at"] is None else "ended")
    if agent_id == row["asked_by"]:
        raise errors.SecondOneNeeded
    if not agrees:
        await work.execute(
            "UPDATE review_hiding SET decided_by = $3, ended_at = $4 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, hiding_id, agent_id, work.now,
        )  # fmt: skip
        return hiding_id
    await work.execute(
        "UPDATE review_hiding SET agreed_by = $3, agreed_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, hiding_id, agent_id, work.now,
    )  # fmt: skip
    await _set_hidden(work, row["review_id"], hide=True)
    work.emit(ReviewHidden(review_id=row["review_id"], hiding_id=hiding_id))
    return hiding_id


async def appeal_hiding(work: Work, viewer: Viewer, *, review_id: UUID, words: str, holds_link: bool = False) -> UUID:
    """The author says why it should stand there after all; once. Refuses: NotFound, InvalidTransition, InvalidInput."""
    mine = await queries.is_author(work, viewer, review_id)
    if not (mine or holds_link):
        raise NotFound
    appealed = await work.value(
        """UPDATE review_hiding SET appeal = $3, appealed_at = $4 WHERE cooperative_id = $1 AND review_id = $2
           AND agreed_at IS NOT NULL AND appealed_at IS NULL AND ended_at IS NULL RETURNING id""",
        work.cooperative_id, review_id, text(words, "words", most=2000), work.now,
    )  # fmt: skip
    if appealed is None:
        raise InvalidTransition("not hidden, or appealed before")
    found: UUID = appealed
    return found


async def decide_hiding_appeal(work: Work, viewer: Viewer, *, hiding_id: UUID, stays_hidden: bool) -> UUID:
    """A third moderator decides an appeal. Refuses: as `ask_to_hide_review`, and SecondOneNeeded. Announces: HidingDecided."""
    row, agent_id = await _hiding(work, viewer, hiding_id)
    if row["appealed_at"] is None or row["is_upheld"] is not None:
        raise InvalidTransition("not appealed" if row["appealed_at"] is None else "decided")
    if agent_id in (row["asked_by"], row["agreed_by"]):
        raise errors.SecondOneNeeded
    await work.execute(
        """UPDATE review_hiding SET decided_by = $3, is_upheld = $4, ended_at = CASE WHEN $4 THEN NULL ELSE $5::timestamptz END
           WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id, hiding_id, agent_id, stays_hidden, work.now,
    )  # fmt: skip
    if not stays_hidden:
        await _set_hidden(work, row["review_id"], hide=False)
    work.emit(HidingDecided(review_id=row["review_id"], hiding_id=hiding_id))
    return hiding_id


async def _hiding(work: Work, viewer: Viewer, hiding_id: UUID) -> tuple[asyncpg.Record, UUID]:
    agent_id = await access.require(work, viewer, MODERATE)
    row = await work.row(
        """SELECT h.*, r.stall_id FROM review_hiding h JOIN review r ON r.cooperative_id = h.cooperative_id AND r.id = h.review_id
           WHERE h.cooperative_id = $1 AND h.id = $2 FOR UPDATE OF h, r""",
        work.cooperative_id,
        hiding_id,
    )
    if row is None:
        raise NotFound
    await _no_keeper(work, row["stall_id"], agent_id)
    return row, agent_id


async def _shown(work: Work, review_id: UUID) -> asyncpg.Record:
    row = await work.row(
        "SELECT id, product_id, stall_id FROM review WHERE cooperative_id = $1 AND id = $2 AND hidden_at IS NULL",
        work.cooperative_id,
        review_id,
    )
    if row is None:
        raise NotFound
    return row


async def _no_keeper(work: Work, stall_id: UUID, agent_id: UUID) -> None:
    keeps = await work.value(
        "SELECT true FROM stall_keeper WHERE cooperative_id = $1 AND stall_id = $2 AND agent_id = $3",
        work.cooperative_id, stall_id, agent_id,
    )  # fmt: skip
    if keeps:
        raise errors.OwnGoods


async def _set_hidden(work: Work, review_id: UUID, *, hide: bool) -> None:
    row = await work.row(
        """UPDATE review SET hidden_at = CASE WHEN $3 THEN $4::timestamptz END WHERE cooperative_id = $1 AND id = $2
           RETURNING product_id, stall_id, stars""",
        work.cooperative_id, review_id, hide, work.now,
    )  # fmt: skip
    assert row is not None
    sign = -1 if hide else 1
    await _count(work, row["product_id"], row["stall_id"], sign, sign * row["stars"])


async def _count(work: Work, product_id: UUID, stall_id: UUID, reviews: int, stars: int) -> None:
    changed = await work.execute(
        "UPDATE review_tally SET reviews = reviews + $3, stars = stars + $4 WHERE cooperative_id = $1 AND product_id = $2",
        work.cooperative_id, product_id, reviews, stars,
    )  # fmt: skip
    if changed == 0:
        # Two first reviews at once: the second one's insert waits for the first and adds to its row.
        await work.execute(
            """INSERT INTO review_tally (cooperative_id, id, product_id, stall_id, reviews, stars) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (cooperative_id, product_id)
               DO UPDATE SET reviews = review_tally.reviews + excluded.reviews, stars = review_tally.stars + excluded.stars""",
            work.cooperative_id, ids.new(), product_id, stall_id, reviews, stars,
        )  # fmt: skip


def text(given: str, field: str, *, most: int, needed: bool = True) -> str:
    """What somebody wrote, trimmed. Refuses: InvalidInput."""
    trimmed = given.strip()
    if needed and not trimmed:
        raise InvalidInput(field, "required")
    if len(trimmed) > most:
        raise InvalidInput(field, "too_long", maximum=str(most))
    return trimmed


def _language(viewer: Viewer) -> str:
    return viewer.language if viewer.language in LANGUAGES else "en"
