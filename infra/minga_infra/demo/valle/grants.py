# ruff: noqa: E501 - one text, one line
"""What members of Minga del Valle confirm of one another, a certificate, and a mark that they voted and went to see."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from minga_commons.attestation.commands import claims, statuses
from minga_commons.grants.commands import certificates
from minga_commons.grants.marks import commands as marks
from minga_infra.demo.shorthand import t
from minga_platform.kernel.actor import Scope
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.locale import Text

if TYPE_CHECKING:
    from minga_infra.demo.deciding import Past

# Who, which status, what she says, what shows it, points, and who confirms it.
_CLAIMS: Final = (
    ("pilar", "cooperative", "La Mimbrera es cooperativa de trabajo desde 2016: dos socias, un voto cada una.", "Registro de Cooperativas, CS-0417", None, "joan amaia"),
    ("fatima", "worker_owned", "The oven belongs to us who bake in it; forty neighbours lent, none owns.", "Escritura del horno, 2019", None, "lola elvira"),
    ("julian", "contributor", "El telar, la prensa y tres mañanas de taller.", "Las contribuciones están en su página.", 180, "marta ramon"),
    ("claire", "non_profit", "L'association du four ne distribue rien : ses statuts le disent à l'article 4.", "Statuts, article 4", None, "pau"),
    ("omar", "social_economy", "ورشتنا مسجلة مؤسسة للاقتصاد الاجتماعي منذ 2021.", "", None, ""),
)  # fmt: skip
_NAME: Final = t(
    "Made by hand in the valley", "Hecho a mano en el valle", "Fait main dans la vallée", "صنع يدوي في الوادي"
)
_SAID: Final = t(
    "The mark of goods whose maker we know, whose work we saw, and whose materials we can name.",
    "La marca de lo que hace alguien que conocemos, con un trabajo que vimos y materiales que sabemos nombrar.",
    "La marque des objets dont nous connaissons l'artisane, dont nous avons vu le travail et savons nommer les matières.",
    "علامة على ما نعرف صانعته ورأينا عملها ونستطيع تسمية مواده.",
)
_POINTS: Final = (
    t("The maker works on it with her own hands.", "La artesana lo trabaja con sus manos.", "L'artisane y travaille de ses mains.", "تعمل عليه صانعته بيديها."),
    t("Materials are named, with the place they come from.", "Los materiales tienen nombre y procedencia.", "Les matières sont nommées, avec leur provenance.", "المواد مسماة مع مصدرها."),
    t("It can be mended, and the maker mends it.", "Se puede arreglar, y quien lo hizo lo arregla.", "Cela se répare, et l'artisane le répare.", "يمكن إصلاحه وصانعته تصلحه."),
    t("Nobody works there without being paid or being a member.", "Nadie trabaja allí sin cobrar o sin ser socia.", "Personne n'y travaille sans être payé ou membre.", "لا يعمل فيه أحد بلا أجر أو عضوية."),
)  # fmt: skip
_TITLE: Final = t(
    "A mark for what we make by hand",
    "Una marca para lo hecho a mano",
    "Une marque pour le fait main",
    "علامة لما نصنعه بأيدينا",
)
_WHY: Final = t(
    "We vote on the standard with these letters:",
    "Votamos la norma que lleva estas letras:",
    "Nous votons la norme que ces lettres désignent :",
    "نصوّت على المعيار الذي تدل عليه هذه الحروف:",
)


async def confirm(past: "Past") -> None:
    """Members say what they are; some are confirmed, one waits for a second word, one for the first."""
    for key, status, statement, shows, score, confirmed_by in _CLAIMS:
        claim_id = await past.do(
            key, statuses.claim_status, status=status, statement=statement,
            evidence=[{"text": shows}] if shows else [], score=score, jurisdiction="ES",
        )  # fmt: skip
        for other in confirmed_by.split():
            await past.do(other, claims.attest, claim_id=claim_id)


async def certify(past: "Past", keyring: Keyring | None) -> None:
    """Pilar weaves rushes on the folding loom, free of charge: she is what its licence asks for."""
    if keyring is not None:
        await past.do(
            "pilar", certificates.certify, keyring=keyring, release_id=past.kept["loom"], acts=["sell_products"]
        )


async def propose_standard(past: "Past") -> UUID:
    """The standard is written, and put to the members by its letters."""
    past.kept["standard"] = await past.do(
        "rosa", marks.draft_standard, name=Text.stored(_NAME), text=Text.stored(_SAID),
        points=[Text.stored(one) for one in _POINTS], days=730,
    )  # fmt: skip
    digest = await _one(
        past,
        "SELECT encode(text_sha256, 'hex') FROM quality_standard WHERE cooperative_id = $1 AND id = $2",
        past.kept["standard"],
    )
    voted: UUID = await past.propose(
        "rosa", "free", _TITLE, {language: f"{why} {digest}" for language, why in _WHY.items()}, secret=False
    )
    await past.sponsor(voted, "tomas", "aurora")
    past.kept["mark proposal"] = voted
    return voted


async def adopt(past: "Past") -> None:
    """The members said yes; Rosa asks for the mark for the stall that she keeps with Pilar."""
    decision = await _one(
        past,
        "SELECT id FROM decision WHERE cooperative_id = $1 AND proposal_id = $2 AND passed",
        past.kept["mark proposal"],
    )
    await past.do("amaia", marks.adopt_standard, standard_id=past.kept["standard"], decision_id=decision)
    stall = await _one(past, "SELECT id FROM stall WHERE cooperative_id = $1 AND slug = $2", "la-mimbrera")
    past.kept["mark"] = await past.do(
        "rosa", marks.ask_mark, standard_id=past.kept["standard"], subject="stall", subject_id=stall,
        statement="Venid cualquier martes: cortamos, remojamos y trenzamos a la vista.",
    )  # fmt: skip


async def visit(past: "Past", key: str, note: str) -> None:
    """A peer went to see, and found every point met."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        on = (work.now - timedelta(days=1)).date()
    await past.do(key, marks.visit, mark_id=past.kept["mark"], visited_on=on, answers=[True] * len(_POINTS), note=note)


async def _one(past: "Past", statement: str, *more: Any) -> Any:
    async with past.database.read(Scope(past.cooperative_id)) as work:
        return await work.value(statement, past.cooperative_id, *more)
