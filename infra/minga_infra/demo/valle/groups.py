"""The valley's working group: who looks after the path to the market, and what its purse is asked for today."""

from typing import TYPE_CHECKING

from minga_infra.demo import meeting
from minga_infra.demo.shorthand import t
from minga_platform.governance.groups.commands.people import found_group
from minga_platform.governance.groups.commands.spending import ask_spending, grant
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money

if TYPE_CHECKING:
    from minga_infra.demo.deciding import Past

_NAME = t("The market path", "El camino del mercado", "Le chemin du marché", "طريق السوق")
_ABOUT = t(
    "Keeps the path from the bridge to the hall open for carts and wheelchairs.",
    "Mantiene abierto el camino del puente a la nave para carros y sillas de ruedas.",
    "Garde le chemin du pont à la halle ouvert aux charrettes et aux fauteuils roulants.",
    "تُبقي الطريق من الجسر إلى القاعة سالكًا للعربات والكراسي المتحركة.",
)


async def look_after(past: "Past") -> None:
    """Founded, its purse filled within what officers may grant, and asked for gravel: its members can still consent."""
    members = [await meeting.agent(past, key) for key in ("ramon", "pilar", "fatima", "vicente")]
    group_id = await past.do(
        "marta", found_group, name=Text.stored(_NAME), about=Text.stored(_ABOUT), member_ids=members
    )  # fmt: skip
    await past.do(
        "marta", grant, group_id=group_id, amount=Money(25_000, "EUR"), reason="Grava y un desagüe, antes del invierno"
    )
    await past.do(
        "ramon", ask_spending, group_id=group_id, amount=Money(14_800, "EUR"), purpose="Dos metros cúbicos de grava",
        payee="Áridos del Puente",
    )  # fmt: skip
