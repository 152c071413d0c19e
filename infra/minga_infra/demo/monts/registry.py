# ruff: noqa: E501 - one part, one line, like a list for the shop
"""What the Atelier des Monts shares: a loom that folds, made from the valley's, and a shepherd's cheese press."""

from minga_infra.demo.sharing import Fork, Part, Shared, SharedWork, Step
from minga_infra.demo.shorthand import drawings, t

_SHAFTS = SharedWork(
    key="spindle", by=("youssef",), kind="design",
    title=t("Drop spindle", "Huso de caída", "Fuseau suspendu", "مغزل ساقط"),
    summary=t("A stick, a disc and a hook: the first tool of whoever has sheep.", "Un palo, un disco y un gancho: la primera herramienta de quien tiene ovejas.", "Un bâton, un disque, un crochet : le premier outil de qui a des brebis.", "عصا وقرص وخطّاف: أول أداة لمن عنده أغنام."),
    description=t("Turned from a branch of cherry in an hour.", "Se tornea en una hora de una rama de cerezo.", "Tourné en une heure dans une branche de cerisier."),
    licence="CC-BY-SA-4.0", days=100, pictures=drawings("yarn 8"), craft="weaving", materials=("wood", "wool"), techniques=("joinery",), level=6,
    file="https://atelierdesmonts.example/fuseau.pdf",
    parts=(Part(t("Stick, 9 mm", "Palo de 9 mm", "Bâton de 9 mm", "عصا 9 مم"), "0.3", "m", "cherry"), Part(t("Disc, 70 mm", "Disco de 70 mm", "Disque de 70 mm", "قرص 70 مم"), "1", "", "cherry")),
    steps=(Step(t("Turn it", "Tornear", "Tourner", "الخراطة"), t("The disc sits a hand below the top; thirty grams in all.", "El disco va a un palmo de la punta; treinta gramos en total.", "Le disque se place à une main du haut ; trente grammes en tout.", "يوضع القرص على شبر من الأعلى، ثلاثون غرامًا في المجموع.")),),
)  # fmt: skip

SHARED = Shared(
    works=(_SHAFTS,),
    forks=(
        Fork("folding", "valle/telar-de-mano", "margaux", t("Folding loom", "Telar plegable", "Métier pliant", "نول قابل للطي"), t("Hinges of leather: it hangs on a nail when nobody weaves.", "Con bisagras de cuero: se cuelga de un clavo cuando nadie teje.", "Charnières de cuir : il pend à un clou quand personne ne tisse.", "مفصلات من جلد: يُعلّق بمسمار حين لا ينسج أحد."), 40, pictures=drawings("loom 9")),
    ),
    reviews=(("spindle", "margaux", True, True, "Tourné un dimanche, filé le lundi."), ("spindle", "helene", True, False, "")),
    makings=(("spindle", "helene", "Dix fuseaux pour l'école", "Die"),),
)  # fmt: skip
