"""What Minga del Valle has together: a loom room, a cider press, a van, a dye kitchen; lent, brought back, looked after."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.library.commands import booking, handing, setting_up
from minga_commons.library.commands.setting_up import Terms
from minga_commons.library.hours import Hours
from minga_infra.demo.shorthand import t
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.locale import Text

_ZONE: Final = ZoneInfo("Europe/Madrid")
_DAYS: Final = range(1, 7)


def _open(opens: int, closes: int, days: Sequence[int] = _DAYS) -> list[Hours]:
    return [Hours(day, opens * 60, closes * 60) for day in days]


# Slug, kind, keeper, name, about, terms, units.
_SHARED: Final = (
    (
        "loom-room", "room", "aurora",
        t("Loom room", "Sala de telares", "Salle des métiers à tisser", "غرفة الأنوال"),
        t(
            "Two floor looms and a warping mill, north light, a stove. Bring your own yarn; leave the warp of others as it is.",
            "Dos telares de bajo lizo y un urdidor, luz del norte y estufa. Trae tu hilo; no toques las urdimbres ajenas.",
            "Deux métiers et un ourdissoir, lumière du nord, un poêle. Apportez votre fil ; ne touchez pas la chaîne des autres.",
            "نولان أرضيان ومسدية وضوء شمالي ومدفأة. أحضروا خيوطكم واتركوا سداة الآخرين كما هي.",
        ),
        Terms(place="El molino viejo, primera planta", step_minutes=60, longest_minutes=600, skill="Urdir y montar el telar",
              handed_over=False, service_uses=60, hours=_open(8, 22)),
        ("Telar izquierdo", "Telar derecho"),
    ),
    (
        "cider-press", "tool", "ramon",
        t("Cider press", "Prensa de sidra", "Pressoir à cidre", "معصرة التفاح"),
        t(
            "Oak basket of 90 litres with a mill. Comes with its trailer. Rinse it with cold water, never with soap.",
            "Cesta de roble de 90 litros, con trituradora y remolque. Se aclara con agua fría, nunca con jabón.",
            "Cage en chêne de 90 litres, avec broyeur et remorque. Rincer à l'eau froide, jamais au savon.",
            "سلة من البلوط سعتها ٩٠ لترًا مع مطحنة ومقطورة. تُشطف بالماء البارد لا بالصابون.",
        ),
        Terms(place="El lagar, junto a la acequia", step_minutes=1440, longest_minutes=4320, deposit_minor=8000, service_days=365),
        ("La prensa",),
    ),
    (
        "van", "tool", "marta",
        t("Market van", "Furgoneta del mercado", "Fourgonnette du marché", "شاحنة السوق"),
        t(
            "Cooled, three seats, a tail lift. Write down the kilometres; fill it up before you bring it back.",
            "Con frío, tres plazas y plataforma. Apunta los kilómetros y llena el depósito antes de devolverla.",
            "Réfrigérée, trois places, hayon. Notez les kilomètres et faites le plein avant de la rendre.",
            "مبردة بثلاثة مقاعد ورافعة خلفية. سجّلوا الكيلومترات واملؤوا الخزان قبل إعادتها.",
        ),
        Terms(place="Plaza del mercado 1", step_minutes=30, longest_minutes=2880, deposit_minor=5000, service_days=180,
              hours=_open(7, 21, range(1, 8))),
        ("La verde", "La blanca"),
    ),
    (
        "dye-kitchen", "room", "pilar",
        t("Dye kitchen", "Cocina de tintes", "Cuisine de teinture", "مطبخ الصباغة"),
        t(
            "Four vats, a mangle, drying lines. Indigo only with the vent on.",
            "Cuatro tinas, una calandra y tendederos. El índigo, solo con la campana encendida.",
            "Quatre cuves, une essoreuse, des fils à sécher. L'indigo, seulement hotte allumée.",
            "أربعة أحواض وعصّارة وحبال تجفيف. النيلة فقط مع تشغيل الشفاط.",
        ),
        Terms(place="El molino viejo, patio", step_minutes=60, longest_minutes=480, handed_over=False, hours=_open(9, 20)),
        ("La cocina",),
    ),
)  # fmt: skip


async def share(past: Any) -> None:
    """What was there when the members began to write it down; who was shown the looms."""
    tools: dict[str, UUID] = {}
    for slug, kind, keeper, name, about, terms, units in _SHARED:
        tools[slug] = await past.do(
            "marta", setting_up.add_tool, slug=slug, kind=kind, terms=terms,
            name=Text.checked(dict(name), field="name", longest=80),
            about=Text.checked(dict(about), field="about", longest=4000),
        )  # fmt: skip
        if keeper != "marta":
            await past.do("marta", setting_up.add_keeper, tool_id=tools[slug], agent_id=await _agent(past, keeper))
        for label in units:
            await past.do(keeper, setting_up.add_unit, tool_id=tools[slug], label=label)
    await past.do("marta", setting_up.add_keeper, tool_id=tools["van"], agent_id=await _agent(past, "joan"))
    for who in ("claire", "noor", "elvira", "ines"):
        await past.do(
            "aurora",
            setting_up.give_certificate,
            tool_id=tools["loom-room"],
            agent_id=await _agent(past, who),
            expires_at=None,
        )
    past.kept["tools"] = tools


async def lend(past: Any) -> None:
    """The van goes to the fair and comes back with a scratch; the press makes this year's cider. Some days of the story pass."""
    day = (datetime.now(_ZONE) - timedelta(days=14)).date()
    fair = await _book(past, "rosa", "van", _at(day, 9), _at(day, 19), "La feria de Ronda")
    press = await _book(past, "lola", "cider-press", _at(day, 0), _at(day + timedelta(days=2), 0), "")
    await past.do("marta", handing.take_deposit, booking_id=fair, way="till")
    await past.do("ramon", handing.take_deposit, booking_id=press, way="bank")
    await past.on(_days_ago(_at(day, 9)))
    await _hands(past, "out", ("rosa", "marta", fair, "48 210 km"), ("lola", "ramon", press, ""))
    await past.on(_days_ago(_at(day + timedelta(days=1), 18)))
    scratch = "48 394 km. Una rozadura en la puerta de atrás."
    await _hands(past, "back", ("rosa", "marta", fair, scratch), ("lola", "ramon", press, "Limpia y seca."))
    why = "Pintura para la puerta de atrás"
    await past.do("marta", handing.settle_deposit, booking_id=fair, withheld_minor=1500, reason=why)
    await past.do("ramon", handing.settle_deposit, booking_id=press, withheld_minor=0, reason="")


async def _hands(past: Any, direction: str, *signed: tuple[str, str, UUID, str]) -> None:
    for who, keeper, one, note in signed:
        for signer in (who, keeper):
            await past.do(signer, handing.sign, booking_id=one, direction=direction, note=note)


async def these_days(past: Any) -> None:
    """What is booked from now on."""
    tomorrow = datetime.now(_ZONE).date() + timedelta(days=1)
    sunday = tomorrow + timedelta(days=(6 - tomorrow.weekday()) % 7)
    weekdays = [day for day in (tomorrow + timedelta(days=n) for n in range(6)) if day != sunday]
    for who, slug, day, begins, ends, note in (
        ("claire", "loom-room", weekdays[0], 10, 13, ""),
        ("noor", "loom-room", weekdays[0], 10, 18, ""),
        ("ines", "loom-room", weekdays[2], 16, 20, "La manta para mi hermana"),
        ("elvira", "loom-room", weekdays[3], 9, 12, ""),
        ("fatima", "van", weekdays[1], 7, 11, "Harina del molino de Setenil"),
        ("mamadou", "van", weekdays[1], 8, 12, ""),
        ("noor", "dye-kitchen", weekdays[2], 10, 14, "Nogal"),
        ("claire", "dye-kitchen", weekdays[4], 9, 13, ""),
    ):
        await _book(past, who, slug, _at(day, begins), _at(day, ends), note)
    units = await _units(past, "van")
    await past.do(
        "marta",
        booking.block,
        unit_id=units[0],
        starts_at=_at(weekdays[3], 9),
        ends_at=_at(weekdays[3], 17),
        note="ITV",
    )


async def _book(past: Any, who: str, slug: str, starts: datetime, ends: datetime, note: str) -> UUID:
    made: UUID = await past.do(
        who, booking.book, tool_id=past.kept["tools"][slug], unit_id=None, starts_at=starts, ends_at=ends, note=note
    )
    return made


async def _agent(past: Any, key: str) -> UUID:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        found: UUID = await work.value(
            "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", past.cooperative_id, past.people[key]
        )
    return found


async def _units(past: Any, slug: str) -> list[UUID]:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        rows = await work.rows(
            "SELECT id FROM tool_unit WHERE cooperative_id = $1 AND tool_id = $2 ORDER BY label",
            past.cooperative_id,
            past.kept["tools"][slug],
        )
    return [row["id"] for row in rows]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), _ZONE).astimezone(UTC)


def _days_ago(instant: datetime) -> float:
    return (datetime.now(UTC) - instant).total_seconds() / 86_400
