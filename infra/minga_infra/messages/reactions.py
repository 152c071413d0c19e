"""Letters that follow from what happened to an order. Sent at least once; the same event is the same message."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from minga_frontend.orders.letters import DOCUMENT, write
from minga_frontend.stall import letters as stall_letters
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.messages import (
    authorised,
    boxes,
    comings_back,
    consents,
    cycles,
    days,
    designs,
    disputes,
    grants,
    produce,
    register,
)
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk, Reaction
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.messages import Message, Messages
from minga_platform.kernel.viewer import Viewer
from minga_platform.market.catalog.queries.keepers import ToldKeeper, told_of_orders
from minga_platform.market.orders.links import follow_token
from minga_platform.market.payments import queries as payments
from minga_platform.market.payments.flows import Addresses

_PAPER: Final = "paper"
_doors: dict[int, tuple[Database, Door]] = {}


async def _tell(desk: Desk, kind: str, order_id: UUID, about: str, of: Sequence[str] = ()) -> None:
    """`of`: the returns or parts that it is about, by their public ids."""
    assert desk.cooperative_id is not None
    keyring: Keyring = desk.port(Keyring)
    addresses: Addresses = desk.port(Addresses)
    async with desk.read() as work:
        row = await work.row(
            "SELECT o.language, c.slug FROM sale_order o JOIN cooperative c ON c.id = o.cooperative_id WHERE o.cooperative_id = $1 AND o.id = $2",
            work.cooperative_id,
            order_id,
        )
        cooperative = await cooperatives.by_slug(work, row["slug"]) if row else None
    if row is None or cooperative is None:
        return
    language, token = row["language"], follow_token(keyring, desk.cooperative_id, order_id)
    answer = await _door(desk, keyring).execute(
        DOCUMENT,
        {"id": ids.encode("ord", order_id), "token": token},
        Viewer(language=language),
        cooperative,
    )
    data: dict[str, Any] = answer.read()["data"]
    order = data["order"]
    channel, to = _reach(order)
    written = write(
        kind,
        data,
        language=language,
        zone=cooperative.zone,
        link=addresses.order_page(cooperative.slug, cooperative.id, order_id, language),
        by_phone=channel == "phone",
        about=tuple(of),
    )
    await desk.port(Messages).send(
        Message(_message_id(desk.cooperative_id, kind, about), channel, to, written.subject, written.text, language)  # type: ignore[arg-type]
    )


def _reach(order: dict[str, Any]) -> tuple[str, str]:
    """By mail where there is one, else by phone, else on paper at the pickup point."""
    if order["buyerMail"]:
        return "mail", order["buyerMail"]
    if order["buyerPhone"]:
        return "phone", order["buyerPhone"]
    return _PAPER, order["buyerName"]


def _message_id(cooperative_id: UUID, kind: str, about: str) -> UUID:
    """The same event gives the same message, however often it is told."""
    return UUID(bytes=hashlib.sha256(f"{cooperative_id}:{kind}:{about}".encode()).digest()[:16], version=5)


def _door(desk: Desk, keyring: Keyring) -> Door:
    known = _doors.get(id(desk.database))
    if known is None or known[0] is not desk.database:
        known = (desk.database, Door(Services(desk.database, keyring, ports=dict(desk.ports))))
        _doors[id(desk.database)] = known
    return known[1]


async def _placed(desk: Desk, event: dict[str, Any]) -> None:
    order_id = UUID(event["order_id"])
    async with desk.read() as work:
        method = await work.value(
            "SELECT payment_method FROM sale_order WHERE cooperative_id = $1 AND id = $2 AND state = 'awaiting_payment'",
            work.cooperative_id,
            order_id,
        )
    if method == "bank":
        await _tell(desk, "transfer", order_id, event["order_id"])


async def _confirmed(desk: Desk, event: dict[str, Any]) -> None:
    await _tell(desk, "receipt", UUID(event["order_id"]), event["order_id"])


async def _invoice_reminded(desk: Desk, event: dict[str, Any]) -> None:
    async with desk.read() as work:
        still_open = await work.value(
            "SELECT state = 'open' FROM payment WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            UUID(event["payment_id"]),
        )
    if still_open:
        await _tell(desk, "reminder", UUID(event["order_id"]), f"{event['payment_id']}:{event['step']}")


async def _tell_stalls(desk: Desk, event: dict[str, Any]) -> None:
    """A letter to each stall's keepers once they may begin: paid, or to be paid at pickup. An order that waits for its money
    is nothing to them yet."""
    await _tell_keepers(desk, "ordered", UUID(event["order_id"]), None, "")


async def _tell_keepers(desk: Desk, kind: str, order_id: UUID, part_ids: Sequence[UUID] | None, about: str) -> None:
    """About these parts of an order, None is all that goes on. Which keepers want it they say themselves; each reads it in her own
    language and with her own rights."""
    assert desk.cooperative_id is not None
    async with desk.read() as work:
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", desk.cooperative_id)
        cooperative = await cooperatives.by_slug(work, slug) if slug else None
        parts = await work.rows(
            "SELECT id, stall_id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 "
            "AND CASE WHEN $3::uuid[] IS NULL THEN state <> 'cancelled' ELSE id = ANY($3) END ORDER BY id",
            work.cooperative_id,
            order_id,
            None if part_ids is None else list(part_ids),
        )
        told = [(part["id"], keeper) for part in parts for keeper in await told_of_orders(work, part["stall_id"])]
    if cooperative is None:
        return
    for part_id, keeper in told:
        await _tell_keeper(desk, kind, cooperative, part_id, keeper, about)


async def _tell_keeper(
    desk: Desk, kind: str, cooperative: cooperatives.Cooperative, part_id: UUID, keeper: ToldKeeper, about: str
) -> None:
    addresses: Addresses = desk.port(Addresses)
    answer = await _door(desk, desk.port(Keyring)).execute(
        stall_letters.DOCUMENT,
        {"id": ids.encode("part", part_id)},
        Viewer(person_id=keeper.person_id, language=keeper.language),
        cooperative,
    )
    data: dict[str, Any] = answer.read()["data"]
    if data["sellerOrder"] is None:
        return  # She keeps the stall no longer, or the part ended meanwhile.
    written = stall_letters.write(
        kind,
        data,
        language=keeper.language,
        zone=cooperative.zone,
        link=addresses.stall_orders_page(cooperative.slug, keeper.stall_slug, keeper.language),
        by_phone=keeper.channel == "phone",
    )
    event = "stall_order" if kind == "ordered" else f"stall_{kind}"
    message = _message_id(cooperative.id, event, f"{part_id}:{keeper.person_id}{about}")
    await desk.port(Messages).send(
        Message(message, keeper.channel, keeper.address, written.subject, written.text, keeper.language)  # type: ignore[arg-type]
    )


async def _ready(desk: Desk, event: dict[str, Any]) -> None:
    await _tell(desk, "ready", UUID(event["order_id"]), event["seller_order_id"])


async def _cancelled(desk: Desk, event: dict[str, Any]) -> None:
    order_id, cause = UUID(event["order_id"]), event.get("cause")
    parts = [UUID(one) for one in event.get("seller_order_ids", ())]
    about = ":".join([event["order_id"], *sorted(str(one) for one in parts)])
    kind = "not_fetched" if cause == "not_fetched" else "cancelled"
    await _tell(desk, kind, order_id, about, [ids.encode("part", one) for one in parts])
    if parts and cause not in ("stall", "not_fetched"):
        # The stall that ended its own part, or kept it for nobody, knows.
        await _tell_keepers(desk, "cancelled", order_id, parts, "")


async def _extended(desk: Desk, event: dict[str, Any]) -> None:
    await _tell(desk, "extended", UUID(event["order_id"]), f"{event['order_id']}:{desk.cause}")
    parts = [UUID(one) for one in event.get("seller_order_ids", ())]
    await _tell_keepers(desk, "extended", UUID(event["order_id"]), parts, f":{desk.cause}")


async def _refunded(desk: Desk, event: dict[str, Any]) -> None:
    """Not of what the scales took off as she paid: nothing went back to her."""
    async with desk.read() as work:
        if await payments.is_spared(work, UUID(event["refund_id"])):
            return
    await _tell(desk, "refund", UUID(event["order_id"]), event["refund_id"])


async def _put_off(desk: Desk, event: dict[str, Any]) -> None:
    await _tell(desk, "put_off", UUID(event["order_id"]), event["promise_id"])


async def _sent(desk: Desk, event: dict[str, Any]) -> None:
    await _tell(desk, "sent", UUID(event["order_id"]), event["seller_order_id"])


async def _slot_closed(desk: Desk, event: dict[str, Any]) -> None:
    """To each buyer whose time does not take place; who chose another meanwhile is not told."""
    for order_id in await comings_back.orders_in(desk, UUID(event["slot_id"])):
        await _tell(desk, "slot_closed", order_id, f"{event['slot_id']}:{order_id}:{desk.cause}")


async def _return_declared(desk: Desk, event: dict[str, Any]) -> None:
    rows = await comings_back.declared(desk, UUID(event["declaration_id"]))
    kind = "withdrawal" if rows and rows[0].kind == "withdrawal" else "return_asked"
    await _tell(desk, kind, UUID(event["order_id"]), event["declaration_id"], _returns(row.id for row in rows))
    await comings_back.tell_keepers(desk, rows)


async def _return_answered(desk: Desk, event: dict[str, Any]) -> None:
    one = UUID(event["return_id"])
    await _tell(desk, "return_answered", UUID(event["order_id"]), event["return_id"], _returns([one]))


async def _return_settled(desk: Desk, event: dict[str, Any]) -> None:
    one = UUID(event["return_id"])
    await _tell(desk, "return_settled", UUID(event["order_id"]), event["return_id"], _returns([one]))


def _returns(return_ids: Iterable[UUID]) -> list[str]:
    return [ids.encode("return", one) for one in return_ids]


async def _refund_failed(desk: Desk, event: dict[str, Any]) -> None:
    await _tell(desk, "refund_failed", UUID(event["order_id"]), event["refund_id"])


REACTIONS = (
    Reaction("OrderPlaced", "messages.transfer", _placed),
    Reaction("OrderConfirmed", "messages.receipt", _confirmed),
    Reaction("OrderConfirmed", "messages.stalls", _tell_stalls),
    Reaction("InvoiceReminded", "messages.invoice_reminder", _invoice_reminded),
    Reaction("OrderExtended", "messages.extended", _extended),
    Reaction("SellerOrderReady", "messages.ready", _ready),
    Reaction("OrderCancelled", "messages.cancelled", _cancelled),
    Reaction("PromisePutOff", "messages.promise_put_off", _put_off),
    Reaction("RefundSettled", "messages.refund", _refunded),
    Reaction("ParcelSent", "messages.parcel_sent", _sent),
    Reaction("SlotClosed", "messages.slot_closed", _slot_closed),
    Reaction("ReturnDeclared", "messages.return_declared", _return_declared),
    Reaction("ReturnAnswered", "messages.return_answered", _return_answered),
    Reaction("ReturnSettled", "messages.return_settled", _return_settled),
    Reaction("ProducerTold", "messages.cycle_producers", cycles.told),
    Reaction("RefundFailed", "messages.refund_failed", _refund_failed),
    Reaction("AuthorisationLapses", "messages.authorisation_lapses", authorised.lapses),
    Reaction("DisputeOpened", "messages.dispute_opened", disputes.opened),
    Reaction("DisputeDecided", "messages.dispute_decided", disputes.decided),
    Reaction("MemberApplied", "messages.applied", register.applied),
    Reaction("MemberAdmitted", "messages.admitted", register.admitted),
    Reaction("ApplicationRefused", "messages.application_refused", register.refused),
    Reaction("LeavingNoticed", "messages.leaving", register.leaving),
    Reaction("DuesReminded", "messages.dues", register.reminded),
    Reaction("ShareAccountTold", "messages.share_account", register.share_account),
    Reaction("PayeeTold", "messages.payee", register.payee),
    Reaction("GroupAsked", "messages.group_asked", consents.asked),
    Reaction("LotRecalled", "messages.lot_recalled", produce.recalled),
    Reaction("WeightAsked", "messages.weight_asked", produce.asked),
    Reaction("BoxChanged", "messages.box_changed", boxes.changed),
    Reaction("BoxEnded", "messages.box_ended", boxes.ended),
    Reaction("GroupPurchaseClosed", "messages.group_purchase", produce.purchase_closed),
    Reaction("GroupPurchaseReceived", "messages.group_purchase_received", produce.purchase_received),
    Reaction("SafetyNoticeAddressed", "messages.safety", designs.warn),
    Reaction("GrantIssued", "messages.grant_given", grants.given),
    Reaction("GrantEnding", "messages.grant_ending", grants.ending),
    Reaction("GrantEnded", "messages.grant_ended", grants.ended),
    Reaction("ClaimRecognised", "messages.mark_given", grants.mark_given),
    Reaction("MarkEnding", "messages.mark_ending", grants.mark_ending),
    Reaction("ClaimLost", "messages.mark_lost", grants.mark_lost),
    Reaction("SeatTomorrow", "messages.work_day_tomorrow", days.tomorrow),
    Reaction("SeatGiven", "messages.work_seat_given", days.given),
    Reaction("SeatOffered", "messages.work_seat_offered", days.offered),
    Reaction("WorkDayCancelled", "messages.work_day_cancelled", days.cancelled),
)
