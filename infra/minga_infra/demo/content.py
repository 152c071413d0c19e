"""The demo as a whole: two cooperatives, their people and their goods. `CONTENT` is what a loader reads."""

from typing import Final

from minga_infra.demo.content_types import DemoContent, Localized
from minga_infra.demo.monts import market as monts
from minga_infra.demo.shorthand import t
from minga_infra.demo.valle import market as valle

CONTENT: Final = DemoContent(
    people=(*valle.PEOPLE, *monts.PEOPLE),
    cooperatives=(valle.COOPERATIVE, monts.COOPERATIVE),
)

# The words that products are tagged with, as people read them.
TAGS: Final[dict[str, Localized]] = {
    "box": t("Box scheme", "Cesta", "Panier", "صندوق دوري"),
    "free-range": t("Free-range", "En libertad", "Plein air", "تربية حرة"),
    "gift": t("Gift", "Regalo", "Cadeau", "هدية"),
    "goat": t("Goat", "Cabra", "Chèvre", "ماعز"),
    "handmade": t("Handmade", "Hecho a mano", "Fait main", "صنع يدوي"),
    "handwoven": t("Handwoven", "Tejido a mano", "Tissé main", "نسج يدوي"),
    "herb": t("Herb", "Hierba", "Herbe", "عشبة"),
    "heritage": t("Old variety", "Variedad antigua", "Variété ancienne", "صنف قديم"),
    "keeps": t("Keeps well", "Se conserva", "Se conserve", "يُحفظ طويلًا"),
    "natural-dye": t("Plant dyes", "Tinte vegetal", "Teinture végétale", "صباغ نباتي"),
    "organic": t("Organic", "Ecológico", "Bio", "عضوي"),
    "plant": t("Plant", "Planta", "Plante", "نبتة"),
    "plant-fibre": t("Plant fibre", "Fibra vegetal", "Fibre végétale", "ألياف نباتية"),
    "raw": t("Raw", "Cruda", "Cru", "خام"),
    "raw-milk": t("Raw milk", "Leche cruda", "Lait cru", "حليب خام"),
    "repair": t("Repair", "Reparación", "Réparation", "إصلاح"),
    "seasonal": t("In season", "De temporada", "De saison", "موسمي"),
    "seconds": t("Second quality", "Segunda", "Second choix", "درجة ثانية"),
    "toy": t("Toy", "Juguete", "Jouet", "لعبة"),
    "undyed": t("Undyed", "Sin teñir", "Non teint", "غير مصبوغ"),
    "vegan": t("Vegan", "Vegano", "Végane", "نباتي"),
    "wood": t("Wood", "Madera", "Bois", "خشب"),
    "wood-oven": t("Wood oven", "Horno de leña", "Four à bois", "فرن حطب"),
    "wool": t("Wool", "Lana", "Laine", "صوف"),
    "zero-waste": t("No waste", "Sin residuos", "Zéro déchet", "بلا نفايات"),
}
