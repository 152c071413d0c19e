"""The demo's assemblies, offices and orders: a meeting held and one to come, terms that began and ended, and what was sold
before and after the members lowered the fee. All of it by the real commands, on the days of `deciding.Past`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_infra.demo.shorthand import t
from minga_platform.governance.assemblies.commands import calling, holding, minuting
from minga_platform.governance.offices.commands import setting_up, terms
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.cart import commands as cart
from minga_platform.market.orders.commands import checkout, prepare
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands import hand_over, payout_endings, payouts
from minga_platform.market.payments.commands.earnings import become_payable
from minga_platform.market.payments.commands.place import place_order
from minga_platform.market.payments.commands.refund import refund_lines
from minga_platform.market.payments.commands.refund_parts import LineRefund

if TYPE_CHECKING:
    from minga_infra.demo.deciding import Past

_ZONE: Final = ZoneInfo("Europe/Madrid")
_SYSTEM: Final = Actor(system="demo")


async def agent(past: "Past", key: str) -> UUID:
    """Who somebody is in this co-op."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        found: UUID = await work.value(
            "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", work.cooperative_id, past.people[key]
        )
    return found


def evening(days_ago: float) -> datetime:
    """Half past six on the day so many days ago (or ahead, below 0), where the valley is."""
    day = (datetime.now(UTC) - timedelta(days=days_ago)).astimezone(_ZONE).date()
    return datetime(day.year, day.month, day.day, 18, 30, tzinfo=_ZONE)


def days_since(instant: datetime) -> float:
    """How many days ago that was."""
    return (datetime.now(UTC) - instant).total_seconds() / 86_400


# Offices --------------------------------------------------------------------------------------------------------------


async def fill_offices(past: "Past") -> None:
    """Who keeps the books, who leads meetings in turn, who looks after newcomers: since the founding."""

    async def make(work: Work) -> dict[str, UUID]:
        return {
            key: await setting_up.make_office(
                work, office_key=key, name=Text.stored(name), duties=Text.stored(duties), role=role, seats=seats,
                term_days=days, most_terms=most, filled_by=filled_by,
            )
            for key, (name, duties, role, seats, days, most, filled_by) in _OFFICES.items()
        }  # fmt: skip

    made = await _as_house(past, make)
    for office, key in (("books", "elvira"), ("meetings", "rosa"), ("newcomers", "noor"), ("newcomers", "ramon")):
        who = await agent(past, key)

        async def begin(work: Work, office_id: UUID = made[office], agent_id: UUID = who) -> UUID:
            return await terms.begin(work, office_id, agent_id)

        term = await _as_house(past, begin)
        if key == "rosa":
            past.kept["rosa's term"] = term
    past.kept["meetings"] = made["meetings"]
    for key, why in (
        ("carmen", "Hablo poco y escucho bien."),
        ("ramon", ""),
        ("julian", "Cuando acabe la campaña de la aceituna, con gusto."),
    ):
        await past.do(key, terms.stand, office_id=made["meetings"], statement=why)


async def hand_on(past: "Past") -> None:
    """Rosa gives the meetings back before her time; Carmen's turn comes."""
    term = past.kept["rosa's term"]
    await past.do("rosa", terms.hand_over, term_id=term, text=_HANDED_ON, done=True)
    await past.do("rosa", terms.resign, term_id=term)
    office, who = past.kept["meetings"], await agent(past, "carmen")

    async def begin(work: Work) -> UUID:
        return await terms.begin(work, office, who)

    await _as_house(past, begin)


async def _as_house(past: "Past", command: Callable[[Work], Awaitable[Any]]) -> Any:
    return await past.database.run(Scope(past.cooperative_id), _SYSTEM, command)


# Assemblies -----------------------------------------------------------------------------------------------------------


async def call(past: "Past", begins: datetime, title: Mapping[str, str], about: Mapping[str, str], **more: Any) -> UUID:
    """Members are called, by Amaia who facilitates."""
    meeting: UUID = await past.do(
        "amaia", calling.call_assembly, title=Text.stored(title), about=Text.stored(about), place="Antigua estación, Segorbe",
        begins_at=begins, ends_at=begins + timedelta(hours=2, minutes=30), offers=["childcare", "transport", "interpreter"],
    )  # fmt: skip
    for kind, name, minutes in more["points"]:
        past.kept[name["en"]] = await past.do(
            "amaia", calling.add_item, assembly_id=meeting, kind=kind, title=Text.stored(name), text=Text.stored({}),
            minutes=minutes,
        )  # fmt: skip
    return meeting


async def hold_it(past: "Past") -> None:
    """The assembly that was held: who came, a mandate, a show of hands, minutes adopted."""
    begins = past.kept["held begins"]
    meeting = past.kept["held"]
    await past.do("pilar", holding.give_mandate, assembly_id=meeting, to_id=await agent(past, "rosa"), instructions="")
    await past.on(days_since(begins - timedelta(minutes=30)))
    chair, writer = await agent(past, "rosa"), await agent(past, "noor")
    await past.do("amaia", holding.open_assembly, assembly_id=meeting, chair_id=chair, writer_id=writer)
    for key in ("rosa", "noor", "amaia", "marta", "joan", "aurora", "tomas", "ines", "omar", "julian", "ramon"):
        await past.do("amaia", holding.check_in, assembly_id=meeting, agent_id=await agent(past, key))
    thursdays = past.kept[_THURSDAYS["en"]]
    await past.do("amaia", holding.count_hands, item_id=thursdays, in_favour=9, against=2, abstain=1)
    await past.do("amaia", holding.note_outcome, item_id=past.kept[_BOOKS["en"]], outcome=_BOOKS_SAID)
    await past.do("amaia", holding.note_outcome, item_id=thursdays, outcome=_THURSDAYS_SAID)
    await past.do(
        "amaia", minuting.add_action, assembly_id=meeting, text="Cartel nuevo con el horario de los jueves",
        agent_id=await agent(past, "tomas"), due_on=(begins + timedelta(days=10)).date(),
    )  # fmt: skip
    await past.on(days_since(begins + timedelta(hours=2, minutes=20)))
    await past.do("amaia", holding.close_assembly, assembly_id=meeting)
    version = await past.do("noor", minuting.write_minutes, assembly_id=meeting, text=_MINUTES, version=0)
    await past.on(days_since(begins + timedelta(days=2)))
    await past.do("amaia", minuting.adopt_minutes, assembly_id=meeting, version=version)


async def reply_to_the_coming(past: "Past", proposal: UUID) -> None:
    """The assembly to come: a proposal on its agenda, and what members need in order to come."""
    meeting = past.kept["coming"]
    await past.do(
        "amaia", calling.add_item, assembly_id=meeting, kind="decision", title=Text.stored(_CANCELLING), text=Text.stored({}),
        minutes=30, proposal_id=proposal,
    )  # fmt: skip
    for key, coming, children, lift, language in (
        ("fatima", True, 2, False, ""), ("noor", True, 0, True, ""), ("mamadou", True, 1, True, "français"),
        ("claire", True, 0, False, "français"), ("vicente", False, 0, False, ""), ("joan", True, 0, False, ""),
    ):  # fmt: skip
        await past.do(
            key, calling.reply, assembly_id=meeting, is_coming=coming, children=children, needs_transport=lift,
            interpreter=language, note="",
        )  # fmt: skip
    await past.do(
        "vicente", holding.give_mandate, assembly_id=meeting, to_id=await agent(past, "carmen"), instructions=""
    )


# Orders ---------------------------------------------------------------------------------------------------------------


async def sell(past: "Past", buyer: str, product: str, pieces: int, *, handed_over_by: str = "") -> UUID:
    """Somebody buys at the pickup point; her order. The goods are shown for this sale only: the market opens at the end of
    loading, with its pictures."""
    async with past.database.work(Scope(past.cooperative_id), _SYSTEM) as work:
        row = await work.row(
            """UPDATE product p SET state = 'published', published_at = now() FROM variant v
               WHERE p.cooperative_id = $1 AND p.import_source = 'demo' AND p.import_handle = $2
                   AND v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.position = 1
               RETURNING p.id, v.id AS variant_id, v.price_minor""",
            work.cooperative_id,
            product,
        )
        point = await work.value(
            "SELECT id FROM pickup_point WHERE cooperative_id = $1 ORDER BY id LIMIT 1", work.cooperative_id
        )
        unit = await work.value("SELECT currency FROM cooperative WHERE id = $1", work.cooperative_id)
        name = await work.value("SELECT name FROM agent WHERE cooperative_id = $1 AND person_id = $2",
                                work.cooperative_id, past.people[buyer])  # fmt: skip
    assert row is not None
    total = Money(row["price_minor"] * pieces, unit)
    await past.by(buyer, cart.add, variant_id=row["variant_id"], quantity=pieces)
    await past.by(buyer, checkout.start_checkout)
    placed = await past.by(
        buyer, place_order, expected_total=total, contact=Contact(name, f"{buyer}@valle.example"), wish=Wish(point, None),
        payment_method="pickup", note="", language="es",
    )  # fmt: skip
    async with past.database.work(Scope(past.cooperative_id), _SYSTEM) as work:
        await work.execute(
            "UPDATE product SET state = 'draft' WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, row["id"]
        )
        part = await work.value(
            "SELECT id FROM seller_order WHERE cooperative_id = $1 AND order_id = $2",
            work.cooperative_id,
            placed.order_id,
        )
    if handed_over_by:
        await past.do(handed_over_by, prepare.mark_ready, seller_order_id=part)
        await past.do(handed_over_by, hand_over.hand_over, seller_order_id=part, cash_received=total)
    order_id: UUID = placed.order_id
    return order_id


async def give_back(past: "Past", officer: str, order_id: UUID, minor: int, reason: str) -> None:
    """A part of the order's first line goes back in cash, out of the till that took it."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        line = await work.row(
            """SELECT l.id, l.currency FROM order_line l
               JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
               WHERE l.cooperative_id = $1 AND s.order_id = $2 ORDER BY l.id LIMIT 1""",
            work.cooperative_id,
            order_id,
        )
    assert line is not None
    lines = [LineRefund(line["id"], Money(minor, line["currency"]))]
    await past.do(officer, refund_lines, order_id=order_id, lines=lines, reason=reason)


async def pay_out(past: "Past", officer: str, maker: str) -> None:
    """What a maker's stalls have coming is given to her in cash, out of the till of the first pickup point."""
    async with past.database.work(Scope(past.cooperative_id), _SYSTEM) as work:
        await become_payable(work)
        stalls = await work.rows(
            """SELECT t.id FROM stall t JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
               WHERE t.cooperative_id = $1 AND a.person_id = $2""",
            work.cooperative_id,
            past.people[maker],
        )
        point = await work.value(
            "SELECT id FROM pickup_point WHERE cooperative_id = $1 ORDER BY id LIMIT 1", work.cooperative_id
        )
    batch = await past.do(
        officer, payouts.prepare_payouts, channel="hand", stall_ids=[row["id"] for row in stalls], till_id=point
    )
    await past.do(officer, payout_endings.confirm_payouts, payout_ids=batch.payout_ids)


_OFFICES: Final = {
    "books": (
        t("Keeper of the books", "Tesorería", "Trésorerie", "أمانة الحسابات"),
        t(
            "Keeps the books open to every member and reports at each assembly.",
            "Lleva las cuentas abiertas a todos los miembros e informa en cada asamblea.",
            "Tient les comptes ouverts à chaque membre et en rend compte à chaque assemblée.",
            "تُبقي الحسابات مفتوحة لكل عضو وتقدّم تقريرًا في كل جمعية.",
        ),
        "treasurer", 1, 730, 2, "election",
    ),
    "meetings": (
        t("Leading meetings", "Moderación de reuniones", "Animation des réunions", "إدارة الاجتماعات"),
        t(
            "Prepares the agenda, gives the floor, keeps the time. Goes round among those who are willing.",
            "Prepara el orden del día, da la palabra y cuida el tiempo. Va por turnos entre quienes quieren.",
            "Prépare l'ordre du jour, donne la parole, garde le temps. Tourne entre celles et ceux qui veulent bien.",
            "تُعدّ جدول الأعمال وتعطي الكلمة وتراعي الوقت. وتدور بين الراغبين.",
        ),
        None, 1, 180, 1, "rotation",
    ),
    "newcomers": (
        t("Care for newcomers", "Acogida", "Accueil", "الترحيب بالجدد"),
        t(
            "Shows new members around, for their first three months.",
            "Acompaña a los nuevos miembros durante sus primeros tres meses.",
            "Accompagne les nouveaux membres pendant leurs trois premiers mois.",
            "ترافق الأعضاء الجدد في أشهرهم الثلاثة الأولى.",
        ),
        None, 2, 365, 2, "rotation",
    ),
}  # fmt: skip
_HANDED_ON: Final = "Las llaves de la estación las tiene Pau. El micrófono bueno es el gris. Quien traduce al francés es Mamadou: avisarle antes."
HELD: Final = (
    t("Quarterly assembly", "Asamblea trimestral", "Assemblée trimestrielle", "الجمعية الفصلية"),
    t(
        "How the season went, and when the hall is open.",
        "Cómo ha ido la temporada y cuándo abre el mercado.",
        "Comment s'est passée la saison, et quand la halle est ouverte.",
        "كيف سار الموسم، ومتى يفتح السوق.",
    ),
)
COMING: Final = (
    t("Yearly assembly", "Asamblea anual", "Assemblée annuelle", "الجمعية السنوية"),
    t(
        "We look at the year, and speak about cancelling orders before the vote on it closes. Soup afterwards.",
        "Repasamos el año y hablamos de la cancelación de pedidos antes de que cierre su votación. Después, sopa.",
        "Nous regardons l'année et parlons de l'annulation des commandes avant la fin du vote. Soupe ensuite.",
        "نستعرض السنة ونتحدث عن إلغاء الطلبات قبل إغلاق التصويت عليه. ثم نتناول الحساء.",
    ),
)
_BOOKS: Final = t("The books", "Las cuentas", "Les comptes", "الحسابات")
_THURSDAYS: Final = t(
    "Open on Thursdays until eight", "Abrir los jueves hasta las ocho", "Ouvrir le jeudi jusqu'à vingt heures", "الفتح أيام الخميس حتى الثامنة"
)  # fmt: skip
_YEAR: Final = t("How the year went", "Cómo ha ido el año", "Comment s'est passée l'année", "كيف مضت السنة")
_SOUP: Final = t("Soup", "Sopa", "Soupe", "الحساء")
_CANCELLING: Final = t(
    "Half an hour to cancel", "Media hora para cancelar", "Une demi-heure pour annuler", "نصف ساعة للإلغاء"
)
HELD_POINTS: Final = (("report", _BOOKS, 20), ("decision", _THURSDAYS, 30))
COMING_POINTS: Final = (("report", _YEAR, 30), ("break", _SOUP, 45))
_BOOKS_SAID: Final = "Elvira presenta las cuentas: 380 € después del alquiler y la furgoneta. Nadie pregunta más."
_THURSDAYS_SAID: Final = "Los jueves se abre hasta las ocho, a prueba hasta la primavera."
_MINUTES: Final = (
    "Empezamos con diez minutos de retraso. Elvira lee las cuentas. Sobre los jueves: a quien trabaja hasta las siete le viene bien; "
    "Tomás pide que el cierre se reparta. Se vota a mano alzada.\n\nOmar trae té. Terminamos antes de las nueve."
)
