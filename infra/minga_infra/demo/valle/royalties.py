# ruff: noqa: E501 - one text, one line
"""The demo's own loop: two looms in the commons, cloth woven on them, a royalty that was divided and paid.

Aurora shared her floor loom under the reciprocity licence; Julián made it fold. She weaves on his and sells: by the
licence she owes those who contributed three per cent, her own part of it coming back to her by the way upstream.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from minga_commons.contributions.commands import attesting, giving
from minga_commons.contributions.commands.giving import Gift
from minga_commons.equation.commands import dividing, paying
from minga_commons.registry.commands import assets, releases
from minga_commons.royalties.commands import set_made_from
from minga_infra.demo import meeting
from minga_infra.demo.shorthand import t
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.work import Work
from minga_platform.market.payments.commands.earnings import become_payable

if TYPE_CHECKING:
    from minga_infra.demo.deciding import Past

_LICENCE: Final = "LicenseRef-Minga-Reciprocity-1.0"
_SYSTEM: Final = Actor(system="demo")
_SCARF: Final = "scarf-winter"

_LOOM: Final = t(
    "Floor loom of Bejís", "Telar de pedales de Bejís", "Métier à pédales de Bejís", "نول بيخيس ذو الدواسات"
)
_LOOM_SAID: Final = t(
    "My grandmother's loom, measured and drawn again: four shafts, ash and walnut, no metal but the screws.",
    "El telar de mi abuela, medido y dibujado de nuevo: cuatro marcos, fresno y nogal, sin más metal que los tornillos.",
    "Le métier de ma grand-mère, mesuré et redessiné : quatre cadres, frêne et noyer, sans autre métal que les vis.",
    "نول جدتي، مُقاس ومرسوم من جديد: أربعة إطارات من الدردار والجوز، بلا معدن سوى البراغي.",
)
_FOLDING: Final = t("Folding loom", "Telar plegable", "Métier pliant", "نول قابل للطي")
_FOLDING_SAID: Final = t(
    "The floor loom, made to fold flat against a wall: for whoever weaves where she also lives.",
    "El telar de pedales, hecho para plegarse contra la pared: para quien teje donde también vive.",
    "Le métier à pédales, fait pour se plier contre un mur : pour qui tisse là où elle vit aussi.",
    "النول ذو الدواسات، مصمم ليُطوى على الحائط: لمن تنسج حيث تسكن.",
)
_STEPS: Final = (
    t("Saw the four posts and the beams; drill the peg holes before planing.", "Serrar los cuatro pies y los travesaños; taladrar antes de cepillar.", "Scier les quatre montants et les traverses ; percer avant de raboter.", "انشر القوائم الأربع والعوارض، واثقب قبل التسوية."),
    t("Put the frame together with wooden pegs and check that it stands square.", "Montar el bastidor con clavijas y comprobar la escuadra.", "Assembler le bâti avec des chevilles et vérifier l'équerre.", "ركّب الهيكل بالأوتاد الخشبية وتأكد من استقامته."),
    t("Hang shafts and treadles, tie the cords, weave a hand's breadth to try it.", "Colgar marcos y pedales, atar las cuerdas y tejer un palmo de prueba.", "Suspendre cadres et pédales, nouer les cordes, tisser une paume pour essayer.", "علّق الإطارات والدواسات، واربط الحبال، وانسج شبرًا للتجربة."),
)  # fmt: skip


async def share(past: "Past") -> None:
    """Both looms, and what was given for them, each hour with two who stand by it."""
    loom = await _work(past, "aurora", _LOOM, _LOOM_SAID, parents=())
    await _give(past, "aurora", loom[0], "design", 540)
    await _give(past, "noor", loom[0], "translation", 150)
    folding = await _work(past, "julian", _FOLDING, _FOLDING_SAID, parents=(loom[1],))
    await _give(past, "julian", folding[0], "design", 480)
    await _give(past, "ramon", folding[0], "work", 210)
    await _give(past, "fatima", folding[0], "documentation", 120)
    past.kept["loom"] = folding[1]


async def weave(past: "Past", buyer: str, pieces: int) -> None:
    """A scarf from the folding loom goes to somebody."""
    product: UUID = await _one(
        past,
        "SELECT id FROM product WHERE cooperative_id = $1 AND import_source = 'demo' AND import_handle = $2",
        _SCARF,
    )
    await past.do("aurora", set_made_from, product_id=product, release_id=past.kept["loom"])
    await meeting.sell(past, buyer, _SCARF, pieces, handed_over_by="aurora")


async def share_out(past: "Past") -> None:
    """What the sales left is divided, and Julián has his part by bank."""
    while await past.database.run(Scope(past.cooperative_id), _SYSTEM, become_payable):
        pass
    unit = await _one(past, "SELECT currency FROM cooperative WHERE id = $1")
    await past.do("joan", dividing.divide_royalty, release_id=past.kept["loom"], currency=unit)
    julian = await _one(
        past, "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", past.people["julian"]
    )
    payout = await past.do("joan", paying.prepare_share, agent_id=julian, currency=unit, channel="bank")
    await past.do("joan", paying.confirm_share, payout_id=payout)


async def _work(past: "Past", key: str, title: Any, summary: Any, *, parents: tuple[UUID, ...]) -> tuple[UUID, UUID]:
    asset = await past.do(
        key, assets.start_asset, kind="design", title=title, summary=summary, craft="weaving",
        materials=("ash", "walnut"), techniques=("joinery",), tags=("loom",),
    )  # fmt: skip
    release = await past.do(
        key, releases.draft_release, asset_id=asset, version="1.0", licence=_LICENCE, parents=parents,
        steps=tuple({"text": text} for text in _STEPS), no_hazards=True,
    )  # fmt: skip
    await past.do(key, releases.publish_release, release_id=release)
    return asset, release


async def _give(past: "Past", key: str, asset: UUID, kind: str, minutes: int) -> None:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        on = (work.now - timedelta(days=1)).date()
    given = await past.do(key, giving.give, gift=Gift(kind, on, minutes=minutes, asset_id=asset))
    for other in ("lola", "carmen"):
        await past.do(other, attesting.attest, contribution_ids=[given])


async def _one(past: "Past", statement: str, *more: Any) -> Any:
    async def command(work: Work) -> Any:
        return await work.value(statement, past.cooperative_id, *more)

    return await past.database.run(Scope(past.cooperative_id), _SYSTEM, command)
