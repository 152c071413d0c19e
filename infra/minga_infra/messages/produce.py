"""Letters about lots, weights and what members buy together. Sent at least once; the same event is the same message."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from minga_frontend.membership.letters import Written
from minga_frontend.produce import letters
from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.addresses import PublicAddresses
from minga_platform.kernel import cooperatives, ids
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.locale import Text, write_quantity
from minga_platform.kernel.messages import Message, Messages
from minga_platform.kernel.viewer import Viewer
from minga_platform.market.orders.links import follow_token
from minga_platform.market.payments.flows import Addresses
from minga_platform.market.produce.lots.queries import orders_of


async def recalled(desk: Desk, event: dict[str, Any]) -> None:
    """Everybody whose order has of the lot."""
    async with desk.read() as work:
        order_ids = await orders_of(work, UUID(event["lot_id"]))
    for order_id in order_ids:
        await _tell_buyer(desk, order_id, f"recall:{event['lot_id']}", letters.RECALL, letters.write_recall)


async def asked(desk: Desk, event: dict[str, Any]) -> None:
    """The buyer, whether it may weigh so much more."""
    about = f"weight:{event['question_id']}"
    await _tell_buyer(desk, UUID(event["order_id"]), about, letters.QUESTION, letters.write_question)


async def _tell_buyer(desk: Desk, order_id: UUID, about: str, document: str, write: Callable[..., Written]) -> None:
    keyring: Keyring = desk.port(Keyring)
    addresses: Addresses = desk.port(Addresses)
    async with desk.read() as work:
        row = await work.row(
            "SELECT o.language, c.slug FROM sale_order o JOIN cooperative c ON c.id = o.cooperative_id WHERE o.cooperative_id = $1 AND o.id = $2",
            work.cooperative_id, order_id,
        )  # fmt: skip
        cooperative = await cooperatives.by_slug(work, row["slug"]) if row else None
    if row is None or cooperative is None:
        return
    token = follow_token(keyring, desk.here, order_id)
    door = Door(Services(desk.database, keyring, ports=dict(desk.ports)))
    answer = await door.execute(
        document,
        {"id": ids.encode("ord", order_id), "token": token},
        Viewer(language=row["language"]),
        cooperative,
    )
    data: dict[str, Any] = answer.read()["data"]
    link = addresses.order_page(cooperative.slug, cooperative.id, order_id, row["language"])
    written = write(data, language=row["language"], zone=cooperative.zone, link=link)
    order = data["order"]
    await _send(
        desk,
        f"{about}:{order_id}",
        order["buyerMail"],
        order["buyerPhone"],
        order["buyerName"],
        written,
        row["language"],
    )


async def purchase_closed(desk: Desk, event: dict[str, Any]) -> None:
    """Everybody who asked for something of it: what she gets, or that it does not come."""
    await _tell_group(desk, UUID(event["purchase_id"]), {})


async def purchase_received(desk: Desk, event: dict[str, Any]) -> None:
    """Who gets less than she was promised."""
    promised = dict(zip((UUID(one) for one in event["wish_ids"]), event["promised"], strict=True))
    if promised:
        await _tell_group(desk, UUID(event["purchase_id"]), promised)


async def _tell_group(desk: Desk, purchase_id: UUID, promised: dict[UUID, int]) -> None:
    """`promised`: to these alone, what they had been promised; nothing is to all who asked."""
    addresses: PublicAddresses = desk.port(Addresses)
    async with desk.read() as work:
        rows = await work.rows(
            """SELECT w.id, w.contact, w.language, w.allotted, g.state, g.cases, p.title, v.unit, c.slug, c.zone, c.language AS home
            FROM group_wish w
            JOIN group_purchase g ON g.cooperative_id = w.cooperative_id AND g.id = w.purchase_id
            JOIN variant v ON v.cooperative_id = g.cooperative_id AND v.id = g.variant_id
            JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
            JOIN cooperative c ON c.id = g.cooperative_id
            WHERE w.cooperative_id = $1 AND w.purchase_id = $2 AND ($3::uuid[] = '{}' OR w.id = ANY($3)) ORDER BY w.id""",
            work.cooperative_id, purchase_id, list(promised),
        )  # fmt: skip
    for row in rows:
        language, contact = row["language"], row["contact"]
        # Where a letter of the closing waited until the goods were here, it was ordered all the same.
        state = "ordered" if row["state"] == "received" else row["state"]
        facts = {
            "name": contact["name"],
            "title": Text.stored(row["title"]).read(language, row["home"]),
            "state": state,
            "cases": row["cases"],
            "allotted": write_quantity(row["allotted"], row["unit"], language) if row["allotted"] else "",
            "promised": write_quantity(promised[row["id"]], row["unit"], language) if promised else "",
        }
        link = addresses.page(row["slug"], f"/together/{ids.encode('group', purchase_id)}", language)
        written = letters.write_group(facts, language=language, zone=row["zone"], link=link)
        about = f"group:{row['id']}:{'less' if promised else state}"
        await _send(desk, about, contact["mail"], contact["phone"], contact["name"], written, language)


async def _send(desk: Desk, about: str, mail: str, phone: str, name: str, written: Written, language: str) -> None:
    """By mail where there is one, else by phone, else on paper at the pickup point."""
    channel, to = ("mail", mail) if mail else ("phone", phone) if phone else ("paper", name)
    digest = hashlib.sha256(f"{desk.here}:{about}".encode()).digest()[:16]
    await desk.port(Messages).send(
        Message(UUID(bytes=digest, version=5), channel, to, written.subject, written.text, language)  # type: ignore[arg-type]
    )
