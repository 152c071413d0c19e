"""Writing to a maker or a buyer, and not having to hear from somebody."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound, SignInNeeded, TooManyAttempts
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.conversations.errors import ConversationBlocked
from minga_platform.market.conversations.events import MessageWritten
from minga_platform.membership import access

ANSWER: Final = "messages.answer"
MODERATE: Final = "reviews.moderate"
_MOST_AN_HOUR: Final = 20
_MOST_BEGUN_A_DAY: Final = 10


async def write_to_stall(
    work: Work,
    viewer: Viewer,
    *,
    stall_id: UUID,
    words: str,
    order_id: UUID | None = None,
    product_id: UUID | None = None,
) -> UUID:
    """A buyer writes to a maker: about an order of hers, a product that is shown, or the stall. The conversation's id.

    The same thing again goes on with the same conversation. Refuses: SignInNeeded, NotFound, InvalidInput,
    ConversationBlocked, TooManyAttempts. Announces: MessageWritten.
    """
    person_id = access.herself(viewer)
    words = _words(words)
    if order_id is not None and product_id is not None:
        raise InvalidInput("productId", "one_of")
    await _exists(work, person_id, stall_id, order_id, product_id)
    row = await _between(work, person_id, stall_id, order_id, product_id, side="buyer")
    await _write(work, row, "buyer", person_id, row["buyer_name"], words)
    found: UUID = row["id"]
    return found


async def write_to_buyer(work: Work, viewer: Viewer, *, seller_order_id: UUID, words: str) -> UUID:
    """Who keeps a stall writes to the buyer about her order there; the conversation's id. It goes on with the one that either began.

    Refuses: SignInNeeded, NotFound (not her stall's, or the buyer has no account to read it with), InvalidInput,
    ConversationBlocked, TooManyAttempts. Announces: MessageWritten.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    words = _words(words)
    part = await work.row(
        """SELECT s.stall_id, s.order_id, o.person_id FROM seller_order s
           JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
           WHERE s.cooperative_id = $1 AND s.id = $2 AND o.person_id IS NOT NULL""",
        work.cooperative_id,
        seller_order_id,
    )
    if part is None or await side_of(work, viewer, part["stall_id"], part["person_id"]) != "stall":
        raise NotFound
    row = await _between(work, part["person_id"], part["stall_id"], part["order_id"], None, side="stall")
    await _write(work, row, "stall", viewer.person_id, await _name(work, viewer.person_id), words)
    found: UUID = row["id"]
    return found


async def answer_conversation(work: Work, viewer: Viewer, *, conversation_id: UUID, words: str) -> UUID:
    """Either side writes on. The stall's side is whoever keeps it (`messages.answer`).

    Refuses: SignInNeeded, NotFound, InvalidInput, ConversationBlocked, TooManyAttempts. Announces: MessageWritten.
    """
    words = _words(words)
    row, side = await locked(work, viewer, conversation_id)
    if row["is_blocked_by"] is not None:
        raise ConversationBlocked(by_me=row["is_blocked_by"] == side)
    assert viewer.person_id is not None
    name = row["buyer_name"] if side == "buyer" else await _name(work, viewer.person_id)
    await _write(work, row, side, viewer.person_id, name, words)
    return conversation_id


async def read_conversation(work: Work, viewer: Viewer, *, conversation_id: UUID) -> UUID:
    """The asker has looked at it: what the other side wrote so far is read. Refuses: SignInNeeded, NotFound."""
    _row, side = await locked(work, viewer, conversation_id)
    await work.execute(
        f"UPDATE conversation SET read_by_{side}_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, conversation_id, await work.fresh_now(),
    )  # fmt: skip
    return conversation_id


async def block_conversation(work: Work, viewer: Viewer, *, conversation_id: UUID, blocks: bool) -> UUID:
    """Hear no more from the other side, or hear from her again. Who blocked ends it, nobody else.

    Refuses: SignInNeeded, NotFound, ConversationBlocked.
    """
    row, side = await locked(work, viewer, conversation_id)
    if row["is_blocked_by"] not in (None, side):
        raise ConversationBlocked(by_me=False)
    await work.execute(
        """UPDATE conversation SET blocked_by = CASE WHEN $5 AND id = $2 THEN $6 END, blocked_at = CASE WHEN $5 AND id = $2 THEN $7::timestamptz END
           WHERE cooperative_id = $1 AND stall_id = $3 AND person_id = $4 AND (id = $2 OR blocked_by = $6)""",
        work.cooperative_id, conversation_id, row["stall_id"], row["person_id"], blocks, side, work.now,
    )  # fmt: skip
    return conversation_id


async def report_message(work: Work, viewer: Viewer, *, message_id: UUID, reason: str) -> UUID:
    """Show one message to the moderators; for who got it. A second time changes nothing. Refuses: SignInNeeded, NotFound, InvalidInput."""
    if viewer.person_id is None:
        raise SignInNeeded
    given = reason.strip()
    if not 1 <= len(given) <= 1000:
        raise InvalidInput("reason", "length", minimum="1", maximum="1000")
    row = await work.row(
        "SELECT conversation_id, side FROM conversation_message WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        message_id,
    )
    if row is None:
        raise NotFound
    _conversation, side = await locked(work, viewer, row["conversation_id"])
    if side == row["side"]:
        raise NotFound
    await work.execute(
        """INSERT INTO conversation_report (cooperative_id, id, message_id, by_person_id, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (cooperative_id, message_id, by_person_id) DO NOTHING""",
        work.cooperative_id, ids.new(), message_id, viewer.person_id, given, work.now,
    )  # fmt: skip
    return message_id


async def settle_message_report(work: Work, viewer: Viewer, *, report_id: UUID, outcome: str) -> UUID:
    """A moderator writes down what she did about it. Refuses: SignInNeeded, NotFound, NotAllowed, InvalidTransition, InvalidInput."""
    agent_id = await access.require(work, viewer, MODERATE)
    given = outcome.strip()
    if not 1 <= len(given) <= 1000:
        raise InvalidInput("outcome", "length", minimum="1", maximum="1000")
    row = await work.row(
        "SELECT settled_at FROM conversation_report WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        report_id,
    )
    if row is None:
        raise NotFound
    if row["settled_at"] is not None:
        raise InvalidTransition("settled")
    await work.execute(
        "UPDATE conversation_report SET settled_by = $3, settled_at = $4, outcome = $5 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, report_id, agent_id, work.now, given,
    )  # fmt: skip
    return report_id


async def locked(work: Work, viewer: Viewer, conversation_id: UUID) -> tuple[asyncpg.Record, str]:
    """The conversation, locked, and on which side the asker is. Refuses: SignInNeeded, NotFound.

    `is_blocked_by`: who blocked, in this or another conversation of the two.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    row = await work.row(
        """SELECT c.*, coalesce(c.blocked_by, (SELECT b.blocked_by FROM conversation b WHERE b.cooperative_id = c.cooperative_id
               AND b.stall_id = c.stall_id AND b.person_id = c.person_id AND b.blocked_by IS NOT NULL LIMIT 1)) AS is_blocked_by
           FROM conversation c WHERE c.cooperative_id = $1 AND c.id = $2 FOR UPDATE OF c""",
        work.cooperative_id,
        conversation_id,
    )
    if row is None:
        raise NotFound
    side = await side_of(work, viewer, row["stall_id"], row["person_id"])
    if side is None:
        raise NotFound
    return row, side


async def side_of(work: Work, viewer: Viewer, stall_id: UUID, person_id: UUID) -> str | None:
    """Which side of a conversation the asker is on; None: neither, and then it is not there for her.

    Only who keeps the stall, never an office: coordinators run the market and do not read letters. Nor does a helper.
    """
    if viewer.for_person_id is not None or viewer.person_id is None:
        return None
    if viewer.person_id == person_id:
        return "buyer"
    keeps = await work.value(
        """SELECT true FROM stall_keeper k JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
           WHERE k.cooperative_id = $1 AND k.stall_id = $2 AND a.person_id = $3""",
        work.cooperative_id, stall_id, viewer.person_id,
    )  # fmt: skip
    return "stall" if keeps else None


async def _exists(work: Work, person_id: UUID, stall_id: UUID, order_id: UUID | None, product_id: UUID | None) -> None:
    """The stall can be written to, and the thing is hers to ask about. Refuses: NotFound."""
    if order_id is not None:
        there = await work.value(
            """SELECT true FROM seller_order s JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
               WHERE s.cooperative_id = $1 AND s.stall_id = $2 AND s.order_id = $3 AND o.person_id = $4""",
            work.cooperative_id, stall_id, order_id, person_id,
        )  # fmt: skip
    elif product_id is not None:
        there = await work.value(
            """SELECT true FROM product p JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id
               WHERE p.cooperative_id = $1 AND p.stall_id = $2 AND p.id = $3 AND p.state = 'published' AND s.state = 'open'""",
            work.cooperative_id, stall_id, product_id,
        )  # fmt: skip
    else:
        there = await work.value(
            "SELECT true FROM stall WHERE cooperative_id = $1 AND id = $2 AND state = 'open'",
            work.cooperative_id,
            stall_id,
        )
    if not there:
        raise NotFound


async def _between(
    work: Work, person_id: UUID, stall_id: UUID, order_id: UUID | None, product_id: UUID | None, *, side: str
) -> asyncpg.Record:
    """The conversation of the two about this, locked; `side` begins it where there is none. Refuses: ConversationBlocked, TooManyAttempts."""
    # All that one person and one stall write to each other waits in line, so that counting holds and blocking is final.
    await work.value(
        "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7))", f"{work.cooperative_id}{stall_id}{person_id}"
    )
    blocked = await work.value(
        """SELECT blocked_by FROM conversation WHERE cooperative_id = $1 AND stall_id = $2 AND person_id = $3
           AND blocked_by IS NOT NULL ORDER BY blocked_by <> $4 DESC LIMIT 1""",
        work.cooperative_id, stall_id, person_id, side,
    )  # fmt: skip
    if blocked is not None:
        raise ConversationBlocked(by_me=blocked == side)
    row = await work.row(
        """SELECT * FROM conversation WHERE cooperative_id = $1 AND stall_id = $2 AND person_id = $3
           AND coalesce(order_id, product_id, stall_id) = $4 FOR UPDATE""",
        work.cooperative_id, stall_id, person_id, order_id or product_id or stall_id,
    )  # fmt: skip
    return row or await _begin(work, person_id, stall_id, order_id, product_id, side)


async def _begin(
    work: Work, person_id: UUID, stall_id: UUID, order_id: UUID | None, product_id: UUID | None, side: str
) -> asyncpg.Record:
    # Hers alone are counted: a stall asks each of its buyers once about each order, and that keeps nobody from asking back.
    begun = side == "buyer" and await work.value(
        """SELECT count(*) FROM conversation c WHERE c.cooperative_id = $1 AND c.person_id = $2 AND c.begun_at > $3
           AND (SELECT m.side FROM conversation_message m WHERE m.cooperative_id = c.cooperative_id AND m.conversation_id = c.id
               ORDER BY m.id LIMIT 1) = 'buyer'""",
        work.cooperative_id, person_id, work.now - timedelta(days=1),
    )  # fmt: skip
    if begun >= _MOST_BEGUN_A_DAY:
        raise TooManyAttempts(work.now + timedelta(days=1))
    row = await work.row(
        """INSERT INTO conversation (cooperative_id, id, stall_id, person_id, buyer_name, order_id, product_id, begun_at, last_at, last_side)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) RETURNING *""",
        work.cooperative_id, ids.new(), stall_id, person_id, await _name(work, person_id), order_id, product_id, work.now, side,
    )  # fmt: skip
    assert row is not None
    return row


async def _name(work: Work, person_id: UUID) -> str:
    """As the co-op knows her, else as she calls herself."""
    name: str | None = await work.value(
        "SELECT coalesce((SELECT name FROM agent WHERE cooperative_id = $1 AND person_id = $2), (SELECT name FROM person WHERE id = $2))",
        work.cooperative_id,
        person_id,
    )
    return (name or "?")[:80]


async def _write(work: Work, row: asyncpg.Record, side: str, person_id: UUID, name: str, words: str) -> None:
    recent = await work.rows(
        """SELECT m.at FROM conversation_message m JOIN conversation c ON c.cooperative_id = m.cooperative_id AND c.id = m.conversation_id
           WHERE m.cooperative_id = $1 AND c.stall_id = $2 AND c.person_id = $3 AND m.side = $4 AND m.at > $5 ORDER BY m.at LIMIT $6""",
        work.cooperative_id, row["stall_id"], row["person_id"], side, work.now - timedelta(hours=1), _MOST_AN_HOUR,
    )  # fmt: skip
    if len(recent) >= _MOST_AN_HOUR:
        raise TooManyAttempts(recent[0]["at"] + timedelta(hours=1))
    other = "stall" if side == "buyer" else "buyer"
    told = await work.value(
        """SELECT true FROM conversation_message WHERE cooperative_id = $1 AND conversation_id = $2 AND side = $3
            AND at > coalesce($4, '-infinity'::timestamptz) LIMIT 1""",
        work.cooperative_id, row["id"], side, row[f"read_by_{other}_at"],
    )  # fmt: skip
    message_id = ids.new()
    now = await work.fresh_now()
    await work.execute(
        """INSERT INTO conversation_message (cooperative_id, id, conversation_id, side, by_person_id, by_name, words, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        work.cooperative_id, message_id, row["id"], side, person_id, name, words, now,
    )  # fmt: skip
    await work.execute(
        f"UPDATE conversation SET last_at = $3, last_side = $4, read_by_{side}_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], now, side,
    )  # fmt: skip
    if not told:
        work.emit(MessageWritten(message_id=message_id))


def _words(given: str) -> str:
    trimmed = given.strip()
    if not 1 <= len(trimmed) <= 4000:
        raise InvalidInput("words", "length", minimum="1", maximum="4000")
    return trimmed
