"""An ordinary fortnight of the demo co-op: orders in every state, what buyers say of them, and what waits for an office.

Nobody's card is real: what is paid by card is paid at the stand-in (`paying.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from minga_commons.equation.commands.accounts import set_share_account
from minga_infra.demo.deciding import Past, set_back
from minga_infra.demo.paying import Cards
from minga_infra.demo.paying import cards as open_cards
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.catalog.commands.synonyms import set_synonyms
from minga_platform.market.conversations.commands import answer_conversation, write_to_stall
from minga_platform.market.disputes.commands.applying import apply_dispute
from minga_platform.market.orders.commands import checkout, prepare
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands import cancel
from minga_platform.market.payments.commands.applying import apply_payment
from minga_platform.market.payments.commands.hand_over import hand_over
from minga_platform.market.payments.commands.payees import BankPayee, seal, set_bank_payee
from minga_platform.market.payments.commands.payouts import prepare_payouts
from minga_platform.market.payments.commands.place import PlacedOrder, place_order
from minga_platform.market.payments.ports import PaymentSeen
from minga_platform.market.reviews.commands import answer_review, review_line
from minga_platform.market.wants.commands import add_want
from minga_platform.membership.commands.helping import agree_to_help

_COORDINATOR: Final = "marta"
_TREASURER: Final = "joan"
_SYSTEM: Final = Actor(system="demo")
_EUROS: Final = "EUR"
_DAYS_AGO: Final = 8
_AURORAS_ACCOUNT: Final = "ES91 2100 0418 4502 0005 1332"
_RAMONS_ACCOUNT: Final = "ES79 2100 0813 6101 2345 6789"
_GOODS: Final = """SELECT DISTINCT ON (p.stall_id) v.id, p.stall_id FROM variant v
    JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
    JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id
    WHERE v.cooperative_id = $1 AND p.state = 'published' AND v.state = 'offered' AND v.unit = 'piece' AND v.least = 1 AND v.step = 1
        AND v.price_minor BETWEEN 600 AND 4000 AND s.counted AND s.on_hand - s.held > 4 AND NOT p.only_in_cycles AND NOT p.is_one_off
        AND NOT p.asks_commons AND NOT v.weighed AND v.container_id IS NULL
    ORDER BY p.stall_id, v.price_minor, v.id"""
_REVIEWS: Final = (
    ("ines", "Inés", 5, "Pesa lo justo y se nota hecha a mano. La uso cada mañana."),
    ("claire", "Claire", 4, "Très belle pièce ; la couleur est un peu plus foncée que sur la photo."),
)
_ANSWER: Final = "Gracias. La luz del taller engaña un poco: hemos hecho otra foto."


async def live_through(
    database: Database,
    app: Database,
    cooperative_id: UUID,
    people: Mapping[str, UUID],
    keyring: Keyring | None,
    stand_in: str = "",
) -> None:
    """All of it; the database's clock is back in the present afterwards. `stand_in`: where cards are paid."""
    past = Past(database, app, cooperative_id, people)
    async with database.read(Scope(cooperative_id)) as work:
        goods = [row["id"] for row in await work.rows(_GOODS, cooperative_id)]
        point: UUID | None = await work.value(
            "SELECT id FROM pickup_point WHERE cooperative_id = $1 AND takes_cash ORDER BY position LIMIT 1",
            cooperative_id,
        )
        weaver: UUID | None = await work.value(
            "SELECT id FROM stall WHERE cooperative_id = $1 AND slug = 'aurora-telares'", cooperative_id
        )
    await _said(past)
    if len(goods) < 2 or point is None or weaver is None:
        return
    await set_back(database, _DAYS_AGO)
    if keyring is not None:
        payee = BankPayee.checked("Aurora Sanchis", _AURORAS_ACCOUNT)
        await past.do("aurora", set_bank_payee, stall_id=weaver, payee=payee, sealed=seal(keyring, payee))
        # Ramón's part of the folding loom goes to an account of his own, whatever his stall's is.
        own = BankPayee.checked("Ramón Escrig", _RAMONS_ACCOUNT)
        await past.do("ramon", set_share_account, payee=own, sealed=seal(keyring, own))
    async with open_cards(stand_in, keyring, cooperative_id) as cards:
        if cards is not None:
            async with cards.days_ago(_DAYS_AGO):
                await disputed(past, cards, goods[:6], point)
    await set_back(database, 1)
    await _in_every_state(past, goods, point)
    await set_back(database, 0)
    await past.do(_TREASURER, prepare_payouts, channel="bank", stall_ids=[weaver])


async def _said(past: Past) -> None:
    """Reviews and a maker's answer, a conversation that waits for one, somebody who looks for something, and who helps whom."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        lines = await work.rows(
            """SELECT DISTINCT ON (o.person_id) l.id, o.person_id, s.stall_id FROM order_line l
            JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
            JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
            JOIN stall t ON t.cooperative_id = s.cooperative_id AND t.id = s.stall_id
            WHERE l.cooperative_id = $1 AND s.handed_over_at IS NOT NULL AND t.slug = 'cal-y-canto' ORDER BY o.person_id, l.id""",
            past.cooperative_id,
        )
        addresses = {
            row["person_id"]: row["value"]
            for row in await work.rows(
                "SELECT person_id, value FROM identifier WHERE person_id = ANY($1) AND kind = 'mail'",
                list(past.people.values()),
            )
        }
    by_person = {row["person_id"]: row for row in lines}
    for buyer, name, stars, words in _REVIEWS:
        line = by_person.get(past.people[buyer])
        if line is None:
            continue
        review = await past.do(buyer, review_line, line_id=line["id"], stars=stars, words=words, shown_name=name)
        if stars < 5:
            await past.do("tomas", answer_review, review_id=review, words=_ANSWER)
        told = await past.do(
            buyer, write_to_stall, stall_id=line["stall_id"], words="¿Haréis más fuentes grandes antes de Navidad?"
        )
        if stars < 5:
            await past.do("tomas", answer_conversation, conversation_id=told, words="Sí: salen del horno el día 12.")
    await past.do("ines", add_want, words="membrillo en tarro", tell_me=True, consents=True)
    await past.do("omar", add_want, words="jabón de afeitar", tell_me=False)
    await past.do(_COORDINATOR, set_synonyms, words="manta, cobertor, colcha")
    helper = addresses.get(past.people["claire"])
    if helper:
        await past.do("omar", agree_to_help, helper=helper)


async def paid_by_card(
    past: Past, cards: Cards, buyer: str, name: str, goods: Sequence[UUID], point: UUID
) -> PaymentSeen:
    """Ordered, paid on the provider's page, and fetched; the payment as the provider has it."""
    placed = await _order(past, buyer, name, goods, point, "card")
    async with past.database.read(Scope(past.cooperative_id)) as work:
        total = Money(
            await work.value(
                "SELECT total_minor FROM sale_order WHERE cooperative_id = $1 AND id = $2",
                past.cooperative_id,
                placed.order_id,
            ),
            _EUROS,
        )
        now = work.now
    paid = await cards.pay(placed, total, name, now)
    await past.database.run(Scope(past.cooperative_id), _SYSTEM, lambda work: apply_payment(work, paid))
    for part in await _parts(past, placed.order_id):
        await past.do(_COORDINATOR, hand_over, seller_order_id=part, cash_received=None)
    return paid


async def disputed(past: Past, cards: Cards, goods: Sequence[UUID], point: UUID) -> None:
    """Paid by card and fetched; then the buyer's bank took the money back until somebody answers. Another card's payment is larger
    than the provider's fee for that, so that there is something to send back refunds from."""
    await paid_by_card(past, cards, "ines", "Inés", goods[1:], point)
    paid = await paid_by_card(past, cards, "omar", "Omar", goods[:1], point)
    told = await cards.dispute(paid, "product_not_received", _DAYS_AGO + 15)
    await past.database.run(Scope(past.cooperative_id), _SYSTEM, lambda work: apply_dispute(work, told))


async def _in_every_state(past: Past, goods: Sequence[UUID], point: UUID) -> None:
    """One that waits for its transfer, one begun, one of two stalls of which one is ready, one cancelled, one whose buyer asks to."""
    await _order(past, "claire", "Claire", goods[:1], point, "bank")
    begun = await _order(past, "ines", "Inés", goods[1:2], point, "pickup")
    await past.do(_COORDINATOR, prepare.begin_preparing, seller_order_id=(await _parts(past, begun.order_id))[0])
    half = await _order(past, "ines", "Inés", goods[:2], point, "pickup")
    await past.do(_COORDINATOR, prepare.mark_ready, seller_order_id=(await _parts(past, half.order_id))[0])
    ended = await _order(past, "omar", "Omar", goods[1:2], point, "pickup")
    await past.do(
        _COORDINATOR, cancel.cancel_order, order_id=ended.order_id, stall_id=None, reason="El horno se ha estropeado."
    )
    asked = await _order(past, "claire", "Claire", goods[:1], point, "pickup")
    await set_back(past.database, 0)
    await past.do(
        "claire", cancel.ask_cancellation, order_id=asked.order_id, reason="Me voy de viaje antes del sábado."
    )


async def _order(past: Past, buyer: str, name: str, variants: Sequence[UUID], point: UUID, method: str) -> PlacedOrder:
    """Somebody orders one of each."""
    person_id = past.people[buyer]
    for variant_id in variants:
        await past.by(buyer, cart.add, variant_id=variant_id, quantity=1)
    await past.by(buyer, checkout.start_checkout)

    async def total(work: Work) -> Money:
        lines = await checkout.bought_lines(work, None)
        return Money(sum(line.total_minor + line.deposit_minor for line in lines), _EUROS)

    actor = Actor(by_person_id=person_id, for_person_id=person_id)
    expected = await past.app.run(Scope(past.cooperative_id, person_id), actor, total)
    placed: PlacedOrder = await past.by(
        buyer, place_order, expected_total=expected, contact=Contact(name, f"{buyer}@example.org"), wish=Wish(point, None),
        payment_method=method, note="", language="es",
    )  # fmt: skip
    return placed


async def _parts(past: Past, order_id: UUID) -> list[UUID]:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        rows = await work.rows(
            "SELECT id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 ORDER BY position",
            work.cooperative_id,
            order_id,
        )
    return [row["id"] for row in rows]
