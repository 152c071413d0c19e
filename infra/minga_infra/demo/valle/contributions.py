"""A season of giving in Minga del Valle: what members wrote down, who stood by it, one dispute, one minga held and one to come."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.contributions.commands import attending, attesting, calling, giving
from minga_infra.demo.shorthand import t
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.locale import Text

_ZONE: Final = ZoneInfo("Europe/Madrid")

# Who, how many days before, kind, minutes, what for, what she says of it.
_SEASON: Final[tuple[tuple[str, int, str, int, str, str], ...]] = (
    ("fatima", 64, "care", 180, "La cocina del mercado", "Sopa y pan para los que montan los puestos."),
    ("marta", 63, "coordination", 240, "El mercado del sábado", ""),
    ("noor", 62, "translation", 150, "Los avisos en árabe", ""),
    ("julian", 61, "design", 300, "El telar de mano", "Las cuñas de la versión 1.1, dibujadas a escala."),
    ("rosa", 59, "mentoring", 120, "El taller de mimbre", ""),
    ("pau", 57, "work", 210, "El mercado del sábado", ""),
    ("claire", 55, "documentation", 90, "El telar de mano", "J'ai photographié chaque étape du montage."),
    ("fatima", 50, "care", 180, "La cocina del mercado", ""),
    ("carmen", 48, "work", 240, "El horno común", ""),
    ("mamadou", 47, "mentoring", 180, "La escuela de huerta", "Semis et compost avec les enfants de l'école."),
    ("joan", 44, "coordination", 150, "El mercado del sábado", ""),
    ("lola", 40, "tools", 480, "La escuela de huerta", "El motocultor, un día entero."),
    ("elvira", 37, "documentation", 120, "La colmena de la ladera", ""),
    ("fatima", 36, "care", 180, "La cocina del mercado", ""),
    ("aurora", 33, "mentoring", 240, "El telar de mano", "Tres personas montaron su primer telar."),
    ("pilar", 30, "translation", 60, "Los avisos en francés", ""),
    ("ines", 25, "care", 120, "Los niños durante la asamblea", ""),
    ("pau", 22, "work", 180, "El mercado del sábado", ""),
    ("marta", 16, "coordination", 210, "El reparto", ""),
    ("fatima", 15, "care", 180, "La cocina del mercado", ""),
    ("tomas", 13, "work", 300, "El horno común", "Arcos nuevos para la boca del horno."),
)
_WORDS: Final[Mapping[int, str]] = {
    0: "marta pau",
    1: "lola claire",
    2: "fatima rosa",
    3: "aurora tomas",
    4: "pilar ines",
}
"""Who stands by what, in turn; everybody's circle is wide."""
_WAITING: Final = (
    ("omar", 4, "translation", 90, "Los avisos en árabe", ""),
    ("ivan", 3, "work", 120, "El mercado del sábado", ""),
    ("joan", 2, "documentation", 60, "El secadero", "English captions for the pictures."),
)
_MINGA: Final = (
    t("Clearing the irrigation ditch", "Limpieza de la acequia", "Curage du canal", "تنظيف الساقية"),
    t(
        "We clear the ditch from the weir to the mill before the rain. Bring boots and a hoe; there is soup at two.",
        "Limpiamos la acequia desde el azud hasta el molino antes de las lluvias. Traed botas y azada; a las dos hay sopa.",
        "Nous curons le canal du barrage au moulin avant les pluies. Apportez bottes et houe ; soupe à deux heures.",
        "ننظف الساقية من السد إلى الطاحونة قبل المطر. أحضروا أحذية ومعزقة، وهناك حساء عند الثانية.",
    ),
)
_NEXT: Final = (
    t("Roof of the common oven", "El tejado del horno común", "Le toit du four commun", "سقف الفرن المشترك"),
    t(
        "New tiles before winter. Who does not climb hands them up or cooks.",
        "Tejas nuevas antes del invierno. Quien no suba, las alcanza o cocina.",
        "De nouvelles tuiles avant l'hiver. Qui ne grimpe pas les passe ou cuisine.",
        "قرميد جديد قبل الشتاء. من لا يصعد يناول القرميد أو يطبخ.",
    ),
)
_DIG = t("Hoe and shovel", "Azada y pala", "Houe et pelle", "معزقة ومجرفة")
_COOK = t("Cook for all", "Cocinar para todos", "Cuisiner pour tous", "الطبخ للجميع")
_CHILDREN = t("Mind the children", "Cuidar a los niños", "Garder les enfants", "رعاية الأطفال")
_TILES = t("Lay the tiles", "Poner las tejas", "Poser les tuiles", "وضع القرميد")


async def write_down(past: Any, *, since: int) -> None:
    """What was given from `since` days ago until the story's present day, with the words of those who saw it."""
    for place, (who, day, kind, minutes, cause, note) in enumerate(_SEASON):
        if not past.days_ago <= day < since:
            continue
        made = await _give(past, who, day - past.days_ago, kind, minutes, cause, note)
        for other in _WORDS[place % len(_WORDS)].split():
            if other != who:
                await past.do(other, attesting.attest, contribution_ids=[made])


async def _give(past: Any, who: str, days: float, kind: str, minutes: int, cause: str, note: str) -> UUID:
    async with past.database.read(Scope()) as work:
        on = (work.now.astimezone(_ZONE) - timedelta(days=days)).date()
    made: UUID = await past.do(who, giving.give, gift=giving.Gift(kind, on, minutes, cause=cause, note=note))
    return made


async def call_minga(past: Any) -> UUID:
    """A day is called for a week later, and members sign up."""
    day_id, tasks = await _call(past, "vicente", _MINGA, 7, "La acequia", ((_DIG, "work", 8), (_COOK, "care", 2)))
    await sign_up(past, tasks, work="vicente lola mamadou tomas pau julian ivan omar", care="fatima carmen rosa")
    return day_id


async def _call(
    past: Any, who: str, said: tuple[Any, Any], days: int, cause: str, tasks: tuple[tuple[Any, str, int], ...]
) -> tuple[UUID, Mapping[str, UUID]]:
    async with past.database.read(Scope()) as work:
        day = (work.now.astimezone(_ZONE) + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
    day_id: UUID = await past.do(
        who,
        calling.call_day,
        title=Text.checked(said[0], field="title"),
        about=Text.checked(said[1], field="about"),
        place="El azud" if cause == "La acequia" else "El horno, calle de San Roque",
        begins_at=day,
        ends_at=day + timedelta(hours=5),
        tasks=[calling.Task(title, kind, seats) for title, kind, seats in tasks],
        cause=cause,
    )
    async with past.database.read(Scope(past.cooperative_id)) as work:
        rows = await work.rows(
            "SELECT id, kind, position FROM work_task WHERE cooperative_id = $1 AND work_day_id = $2 ORDER BY position",
            past.cooperative_id,
            day_id,
        )
    return day_id, {row["kind"] if row["position"] < 3 else "children": row["id"] for row in rows}


async def sign_up(past: Any, tasks: Mapping[str, UUID], **who: str) -> None:
    """`work="ana marta"`: each takes a seat of that task, or waits for one."""
    for task, keys in who.items():
        for key in keys.split():
            await past.do(key, attending.sign_up, task_id=tasks[task], may_wait=True)


async def hold_minga(past: Any, day_id: UUID) -> None:
    """The day has come: who was there is checked in, her hours are written down, and others stand by them."""
    came = "vicente lola mamadou tomas pau julian fatima carmen"
    for key in came.split():
        await past.do("vicente", attending.check_in, work_day_id=day_id, agent_id=await _agent(past, key))
    await past.do("vicente", attending.finish_day, work_day_id=day_id)
    async with past.database.read(Scope(past.cooperative_id)) as work:
        rows = await work.rows(
            """SELECT s.contribution_id FROM work_seat s JOIN agent a ON a.cooperative_id = s.cooperative_id AND a.id = s.agent_id
               WHERE s.cooperative_id = $1 AND s.work_day_id = $2 AND s.contribution_id IS NOT NULL AND a.person_id <> ALL ($3)
               ORDER BY s.id""",
            past.cooperative_id,
            day_id,
            [past.people["lola"], past.people["vicente"]],
        )
    await past.do("lola", attesting.attest, contribution_ids=[row["contribution_id"] for row in rows])


async def _agent(past: Any, key: str) -> UUID:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        found: UUID = await work.value(
            "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", past.cooperative_id, past.people[key]
        )
    return found


async def these_days(past: Any) -> None:
    """What waits for members' words today, what one of them doubts, and the minga that is called for Saturday week."""
    for who, day, kind, minutes, cause, note in _WAITING:
        made = await _give(past, who, day - past.days_ago, kind, minutes, cause, note)
        if who == "ivan":
            await past.do("pau", attesting.attest, contribution_ids=[made])
            await past.do(
                "vicente",
                attesting.dispute,
                contribution_id=made,
                reason="Ese sábado el puesto cerró a las doce: fueron dos horas entre los dos.",
            )
    _day, tasks = await _call(
        past, "tomas", _NEXT, 9, "El horno común", ((_TILES, "work", 6), (_COOK, "care", 2), (_CHILDREN, "care", 1))
    )
    await sign_up(past, tasks, work="pau julian carmen", care="fatima", children="ines claire")
