"""Letters about messages, reviews and restrictions. Sent at least once; the same event is the same message."""

from typing import Any
from uuid import UUID

from minga_infra.addresses import PublicAddresses
from minga_infra.tidings import sending
from minga_infra.tidings.sending import Place, To
from minga_platform.kernel import ids
from minga_platform.kernel.jobs import Desk, Reaction
from minga_platform.kernel.locale import mark, say
from minga_platform.market.payments.flows import Addresses
from minga_platform.market.wants.commands import forget

_LONGEST_QUOTE = 1500


async def _message(desk: Desk, event: dict[str, Any]) -> None:
    """To the other side. Nothing once she has read it, or one of them blocked the other."""
    async with desk.work() as work:
        row = await work.row(
            """SELECT m.id, m.side, m.by_name, m.words, m.at, c.id AS conversation_id, c.stall_id, c.person_id, c.blocked_by,
                   c.read_by_buyer_at, c.read_by_stall_at, s.name AS stall_name, p.title, o.number
               FROM conversation_message m JOIN conversation c ON c.cooperative_id = m.cooperative_id AND c.id = m.conversation_id
               JOIN stall s ON s.cooperative_id = c.cooperative_id AND s.id = c.stall_id
               LEFT JOIN product p ON p.cooperative_id = c.cooperative_id AND p.id = c.product_id
               LEFT JOIN sale_order o ON o.cooperative_id = c.cooperative_id AND o.id = c.order_id
               WHERE m.cooperative_id = $1 AND m.id = $2""",
            work.cooperative_id,
            UUID(event["message_id"]),
        )
        if row is None or row["blocked_by"] is not None:
            return
        other = "stall" if row["side"] == "buyer" else "buyer"
        seen = row[f"read_by_{other}_at"]
        if seen is not None and seen >= row["at"]:
            return
        at = await sending.place(work)
        if other == "stall":
            told = await sending.keepers(work, row["stall_id"])
        else:
            buyer = await sending.person(work, row["person_id"])
            told = [(row["person_id"], buyer)] if buyer else []
    for person_id, to in told:
        stall = at.said(row["stall_name"], to.language)
        if row["title"] is not None:
            what = at.said(row["title"], to.language)
        elif row["number"] is not None:
            what = say(to.language, mark("order %(number)s"), number=row["number"])
        else:
            what = stall
        await sending.send(
            desk, at, to, "message", about=f"{row['id']}:{person_id}", path=f"/messages/{ids.encode('conv', row['conversation_id'])}",
            who=row["by_name"] if other == "stall" else stall, what=what, words=row["words"][:_LONGEST_QUOTE],
        )  # fmt: skip


_REVIEW = """SELECT r.id, r.stars, r.words, r.shown_name, r.stall_id, p.title, p.slug, s.name AS stall_name, s.slug AS stall_slug, y.words AS reply,
        a.name AS replied_by, o.id AS order_id, o.person_id, o.contact, o.language, h.reason, h.is_upheld
    FROM review r JOIN product p ON p.cooperative_id = r.cooperative_id AND p.id = r.product_id
    JOIN stall s ON s.cooperative_id = r.cooperative_id AND s.id = r.stall_id
    JOIN order_line l ON l.cooperative_id = r.cooperative_id AND l.id = r.line_id
    JOIN seller_order t ON t.cooperative_id = l.cooperative_id AND t.id = l.seller_order_id
    JOIN sale_order o ON o.cooperative_id = t.cooperative_id AND o.id = t.order_id
    LEFT JOIN review_reply y ON y.cooperative_id = r.cooperative_id AND y.review_id = r.id
    LEFT JOIN agent a ON a.cooperative_id = y.cooperative_id AND a.id = y.agent_id
    LEFT JOIN review_hiding h ON h.cooperative_id = r.cooperative_id AND h.id = $3
    WHERE r.cooperative_id = $1 AND r.id = $2"""


async def _review(desk: Desk, event: dict[str, Any]) -> tuple[Any, Place, To] | None:
    hiding = event.get("hiding_id")
    async with desk.work() as work:
        row = await work.row(_REVIEW, work.cooperative_id, UUID(event["review_id"]), UUID(hiding) if hiding else None)
        if row is None:
            return None
        at = await sending.place(work)
        author = await sending.person(work, row["person_id"]) if row["person_id"] else None
    return row, at, author or sending.guest(row["contact"], row["language"])


async def _reviewed(desk: Desk, event: dict[str, Any]) -> None:
    """To the stall's keepers."""
    found = await _review(desk, event)
    if found is None:
        return
    row, at, _ = found
    async with desk.work() as work:
        told = await sending.keepers(work, row["stall_id"])
    for person_id, to in told:
        await sending.send(
            desk, at, to, "reviewed", about=f"{row['id']}:{person_id}", path=f"/p/{row['slug']}#reviews",
            who=row["shown_name"], what=at.said(row["title"], to.language), stars=row["stars"], words=row["words"][:_LONGEST_QUOTE],
        )  # fmt: skip


async def _tell_author(desk: Desk, event: dict[str, Any], kind: str) -> None:
    found = await _review(desk, event)
    if found is None or found[2] is None:
        return
    row, at, to = found
    addresses: PublicAddresses = desk.port(Addresses)
    page = addresses.order_page(at.slug, desk.here, row["order_id"], to.language) + "#reviews"
    words, who = "", at.said(row["stall_name"], to.language)
    if kind == "answered":
        words, who = row["reply"] or "", f"{row['replied_by']} ({who})"
    elif kind == "hidden":
        words = row["reason"] or ""
    elif row["is_upheld"]:
        kind, page = "appeal_lost", addresses.page(at.slug, "/grievances/new", to.language)
    await sending.send(
        desk, at, to, kind, about=f"{row['id']}:{event.get('hiding_id', '')}", page=page,
        who=who, what=at.said(row["title"], to.language), words=words[:_LONGEST_QUOTE],
    )  # fmt: skip


async def _answered(desk: Desk, event: dict[str, Any]) -> None:
    await _tell_author(desk, event, "answered")


async def _hidden(desk: Desk, event: dict[str, Any]) -> None:
    await _tell_author(desk, event, "hidden")


async def _appealed(desk: Desk, event: dict[str, Any]) -> None:
    await _tell_author(desk, event, "appeal")


_RESTRICTION = """SELECT r.id, r.kind, r.reason, r.ends_at, r.ended_because, r.stall_id, s.name AS stall_name, s.slug AS stall_slug, a.name AS placed_by
    FROM restriction r JOIN stall s ON s.cooperative_id = r.cooperative_id AND s.id = r.stall_id
    JOIN agent a ON a.cooperative_id = r.cooperative_id AND a.id = r.placed_by WHERE r.cooperative_id = $1 AND r.id = $2"""
_OPEN_ORDERS = """SELECT o.id, o.number, o.contact, o.language, o.person_id FROM seller_order t
    JOIN sale_order o ON o.cooperative_id = t.cooperative_id AND o.id = t.order_id
    WHERE t.cooperative_id = $1 AND t.stall_id = $2 AND t.state IN ('waiting', 'to_prepare', 'ready') ORDER BY o.id"""


async def _restricted(desk: Desk, event: dict[str, Any]) -> None:
    """To its keepers with the reason; to buyers with open orders, where it is suspended, without it."""
    async with desk.work() as work:
        row = await work.row(_RESTRICTION, work.cooperative_id, UUID(event["restriction_id"]))
        if row is None:
            return
        at = await sending.place(work)
        told = await sending.keepers(work, row["stall_id"])
        orders = await work.rows(_OPEN_ORDERS, work.cooperative_id, row["stall_id"]) if row["kind"] == "selling" else []
    for person_id, to in told:
        await sending.send(
            desk, at, to, "suspended" if row["kind"] == "selling" else "payouts_held", about=f"{row['id']}:{person_id}",
            path=f"/stall/{row['stall_slug']}/restrictions", who=row["placed_by"], what=at.said(row["stall_name"], to.language),
            until=row["ends_at"], words=row["reason"],
        )  # fmt: skip
    addresses: PublicAddresses = desk.port(Addresses)
    for order in orders:
        to = sending.guest(order["contact"], order["language"])
        await sending.send(
            desk, at, to, "maker_suspended", about=f"{row['id']}:{order['id']}",
            page=addresses.order_page(at.slug, desk.here, order["id"], to.language),
            what=at.said(row["stall_name"], to.language), number=order["number"],
        )  # fmt: skip


async def _ended(desk: Desk, event: dict[str, Any]) -> None:
    async with desk.work() as work:
        row = await work.row(_RESTRICTION, work.cooperative_id, UUID(event["restriction_id"]))
        if row is None:
            return
        at = await sending.place(work)
        told = await sending.keepers(work, row["stall_id"])
    for person_id, to in told:
        await sending.send(
            desk, at, to, "restriction_ended", about=f"{row['id']}:{person_id}", path=f"/stall/{row['stall_slug']}/restrictions",
            what=at.said(row["stall_name"], to.language), words=row["ended_because"],
        )  # fmt: skip


async def _want_met(desk: Desk, event: dict[str, Any]) -> None:
    """To who asked, once; then whom it came from is forgotten. Nothing where she ended it meanwhile, or it is gone again."""
    want_id = UUID(event["want_id"])
    async with desk.work() as work:
        row = await work.row(
            """SELECT w.words, w.person_id, w.channel, w.address, w.language, l.title, l.slug, l.stall_name FROM want w
               JOIN listing l ON l.cooperative_id = w.cooperative_id AND l.product_id = w.product_id
               WHERE w.cooperative_id = $1 AND w.id = $2 AND w.ended_at IS NULL""",
            work.cooperative_id,
            want_id,
        )
        to = None
        if row is not None and row["person_id"] is not None:
            to = await sending.person(work, row["person_id"])
        elif row is not None and row["address"] is not None:
            to = To("", row["language"], row["channel"], row["address"])
        at = await sending.place(work)
    if row is not None and to is not None:
        await sending.send(
            desk, at, to, "wanted", about=str(want_id), path=f"/p/{row['slug']}", words="", looked=row["words"],
            who=at.said(row["stall_name"], to.language), what=at.said(row["title"], to.language),
        )  # fmt: skip
    await desk.run(lambda work: forget(work, want_id))


REACTIONS = (
    Reaction("WantMet", "tidings.wanted", _want_met),
    Reaction("MessageWritten", "tidings.message", _message),
    Reaction("ReviewWritten", "tidings.reviewed", _reviewed),
    Reaction("ReviewAnswered", "tidings.answered", _answered),
    Reaction("ReviewHidden", "tidings.hidden", _hidden),
    Reaction("HidingDecided", "tidings.appeal", _appealed),
    Reaction("RestrictionPlaced", "tidings.restricted", _restricted),
    Reaction("RestrictionEnded", "tidings.restriction_ended", _ended),
)
