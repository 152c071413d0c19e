"""A code, a voucher, store credit, and a restaurant with its prices and an open invoice: what the demo co-op shows of money and trade."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from minga_infra.demo.deciding import Past, set_back
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.credit import commands as credit
from minga_platform.market.credit.codes import voucher_sealing
from minga_platform.market.credit.wishing import put_voucher_in_cart
from minga_platform.market.discounts import commands as discounts
from minga_platform.market.discounts.amounts import Worth
from minga_platform.market.orders.commands import checkout
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.collecting import collecting_account
from minga_platform.market.payments.commands.bank import record_bank_transfer
from minga_platform.market.payments.commands.hand_over import hand_over
from minga_platform.market.payments.commands.place import place_order
from minga_platform.market.trade import commands as trade

_COORDINATOR: Final = "marta"
_EUROS: Final = "EUR"
_GOODS: Final = (
    "SELECT v.id, v.price_minor FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id "
    "JOIN stock_item s ON s.cooperative_id = v.cooperative_id AND s.id = v.stock_item_id WHERE v.cooperative_id = $1 "
    "AND p.state = 'published' AND v.state = 'offered' AND v.unit = 'piece' AND v.least = 1 AND v.step = 1 AND s.counted "
    "AND v.price_minor BETWEEN 150 AND 2500 AND s.on_hand - s.held > 12 AND NOT p.only_in_cycles "
    "AND NOT p.is_one_off AND NOT p.asks_commons AND v.container_id IS NULL "
    "ORDER BY v.price_minor, v.id LIMIT 1"
)
_BUYER: Final = "SELECT id, person_id, name FROM agent WHERE cooperative_id = $1 AND person_id = ANY($2::uuid[]) ORDER BY name LIMIT 1"


async def live_through(
    database: Database, app: Database, cooperative_id: UUID, people: Mapping[str, UUID], keyring: Keyring | None
) -> None:
    """All of it; the database's clock is back in the present afterwards."""
    past = Past(database, app, cooperative_id, people)
    by_person = {person: name for name, person in people.items() if name != _COORDINATOR}
    async with database.read(Scope(cooperative_id)) as work:
        goods = await work.row(_GOODS, cooperative_id)
        point = await work.value(
            "SELECT id FROM pickup_point WHERE cooperative_id = $1 ORDER BY position LIMIT 1", cooperative_id
        )
        buyer = await work.row(_BUYER, cooperative_id, list(by_person))
    await past.do(
        _COORDINATOR, discounts.make_discount, code="PRIMAVERA", stall_id=None, worth=Worth(500, None), currency=_EUROS,
        bounds=discounts.Bounds(least_minor=1000, uses_each=1),
    )  # fmt: skip
    await past.do(
        _COORDINATOR, credit.issue_voucher, amount=Money(2500, _EUROS), paid="granted", till_id=None, note="Tómbola de la fiesta",
        sealing="a demo's code, shown to nobody",
    )  # fmt: skip
    if goods is None or buyer is None or point is None:
        return
    await past.do(
        _COORDINATOR, credit.grant_credit, agent_id=buyer["id"], amount=Money(750, _EUROS), reason="Un tarro roto en marzo"
    )  # fmt: skip
    if keyring is not None:
        await _gives_a_voucher(past, by_person[buyer["person_id"]], buyer["name"], keyring)
    group = await past.do(
        _COORDINATOR, trade.add_group, currency=_EUROS,
        terms=trade.GroupTerms("Restaurantes", 1000, 1000, 40_000, 14),
    )  # fmt: skip
    await past.do(_COORDINATOR, trade.put_buyer, agent_id=buyer["id"], group_id=group)
    price = goods["price_minor"] * 4 // 5
    await past.do(
        _COORDINATOR, trade.set_group_price, group_id=group, variant_id=goods["id"], price_minor=price, least=6
    )
    await set_back(database, 20)
    await _on_an_invoice(past, by_person[buyer["person_id"]], buyer["name"], goods["id"], point)
    await set_back(database, 0)


async def _on_an_invoice(past: Past, buyer: str, name: str, variant_id: UUID, point: UUID) -> None:
    person_id = past.people[buyer]
    await past.by(buyer, cart.add, variant_id=variant_id, quantity=10)
    await past.by(buyer, checkout.start_checkout)

    async def total(work: Work) -> Money:
        lines = await checkout.bought_lines(work, None)
        return Money(sum(line.total_minor + line.deposit_minor for line in lines), _EUROS)

    actor = Actor(by_person_id=person_id, for_person_id=person_id)
    expected = await past.app.run(Scope(past.cooperative_id, person_id), actor, total)
    placed = await past.by(
        buyer, place_order, expected_total=expected, contact=Contact(name, f"{buyer}@example.org"), wish=Wish(point, None),
        payment_method="invoice", note="", language="es", purchase_order="PO-0042",
    )  # fmt: skip
    async with past.database.read(Scope(past.cooperative_id)) as work:
        parts = await work.rows(
            "SELECT id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2 ORDER BY id",
            past.cooperative_id,
            placed.order_id,
        )
    for part in parts:
        await past.do(_COORDINATOR, hand_over, seller_order_id=part["id"], cash_received=None)


async def _gives_a_voucher(past: Past, buyer: str, name: str, keyring: Keyring) -> None:
    """A gift voucher by transfer, whose money has come: its code stands on the page of its order."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        if await collecting_account(work) is None:
            return
    amount = Money(4000, _EUROS)
    await past.by(
        buyer, put_voucher_in_cart, amount=amount, bought_for="Lucía", message="Para tu primera casa: empieza por el pan."
    )  # fmt: skip
    await past.by(buyer, checkout.start_checkout)
    placed = await past.by(
        buyer, place_order, expected_total=amount, contact=Contact(name, f"{buyer}@example.org"), wish=Wish(None, None),
        payment_method="bank", note="", language="es", sealing=voucher_sealing(keyring, past.cooperative_id),
    )  # fmt: skip
    async with past.database.read(Scope(past.cooperative_id)) as work:
        reference = await work.value(
            "SELECT reference FROM payment WHERE cooperative_id = $1 AND order_id = $2",
            past.cooperative_id,
            placed.order_id,
        )
    await past.do(_COORDINATOR, record_bank_transfer, reference=reference, amount=amount)
