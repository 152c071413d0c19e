# ruff: noqa: E501 - one product, one line, like a price list
"""Plata Menuda: small silver and stones."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="plata-menuda",
    name=t("Plata Menuda", "Plata Menuda", "Plata Menuda", "بلاتا مينودا للحلي"),
    tagline=t("Old silver, made anew", "Plata vieja, hecha de nuevo", "Du vieil argent, refait à neuf", "فضة قديمة صيغت من جديد"),
    story=t(
        "My silver was spoons, coins and broken chains before it was a ring. I melt, roll and hammer it in a room the size of a wardrobe. Bring your grandmother's brooch and we will see what it wants to be.",
        "Mi plata fue cucharas, monedas y cadenas rotas antes de ser anillo. La fundo, lamino y martillo en un cuarto del tamaño de un armario. Trae el broche de tu abuela y veremos qué quiere ser.",
        "Mon argent fut cuillères, pièces et chaînes cassées avant d'être bague. Je le fonds, le lamine et le martèle dans une pièce grande comme une armoire. Apportez la broche de votre grand-mère et nous verrons ce qu'elle veut devenir.",
        "كانت فضتي ملاعق ونقودًا وسلاسل مكسورة قبل أن تصير خاتمًا. أصهرها وأرققها وأطرقها في غرفة بحجم خزانة. أحضر بروش جدتك ولنرَ ماذا يريد أن يكون.",
    ),
    place="Navajas",
    makers=("amaia",),
    portrait=drawing("portrait 7"),
    banner=drawing("workbench 4"),
    contact_name="Amaia Etxeberria Lasa",
    contact_address="Plaza del Olmo 2, 12470 Navajas",
    contact_email="amaia@platamenuda.example",
    connected=True,
)  # fmt: skip

_SHELF = Shelf(
    "plata-menuda",
    "jewellery",
    2100,
    tags=("handmade", "gift"),
    materials=t("Recycled silver 925, natural stones", "Plata reciclada de 925, piedras naturales", "Argent recyclé 925, pierres naturelles", "فضة معاد تدويرها 925 وأحجار طبيعية"),
    care=t("Polish with a dry cloth.", "Pulir con un paño seco.", "Polir avec un chiffon sec.", "تُلمّع بقطعة قماش جافة."),
    provenance=t("Made in Navajas from old silver", "Hecho en Navajas con plata vieja", "Fait à Navajas avec du vieil argent", "مصنوع في نافاخاس من فضة قديمة"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.piece("earrings-drop", t("Drop earrings", "Pendientes gota", "Boucles goutte", "أقراط قطرة"), t("Jasper in a thin frame, light enough to forget.", "Jaspe en un marco fino; tan ligeros que se olvidan.", "Du jaspe dans un cadre fin, si léger qu'on l'oublie.", "يشب في إطار رقيق، خفيفة حتى تُنسى."), 5200, 5, "earrings 1"),
    _SHELF.piece("earrings-two", t("Two-disc earrings", "Pendientes de dos discos", "Boucles deux disques", "أقراط بقرصين"), t("Hammered disc above, amethyst below.", "Disco martillado arriba, amatista abajo.", "Disque martelé en haut, améthyste en bas.", "قرص مطروق في الأعلى وجمشت في الأسفل."), 5800, 4, "earrings 2"),
    _SHELF.piece("earrings-leaf", t("Rosemary earrings", "Pendientes romero", "Boucles romarin", "أقراط إكليل الجبل"), t("A sprig, cast from the plant itself.", "Una ramita, fundida de la propia planta.", "Un brin, coulé d'après la plante même.", "غصين سُبك من النبتة نفسها."), 4900, 6, "earrings 3"),
    _SHELF.piece("earrings-hoop", t("Hoops", "Aros", "Créoles", "حلقات"), t("Hammered round, with a small stone.", "Martillados, con una piedra pequeña.", "Martelées, avec une petite pierre.", "مطروقة مع حجر صغير."), 4600, 8, "earrings 5"),
    _SHELF.forms("ring-beaded", t("Beaded ring", "Anillo de bolitas", "Anneau perlé", "خاتم محبّب"), t("A row of tiny silver drops, soldered one by one.", "Una hilera de gotitas soldadas una a una.", "Une rangée de petites gouttes d'argent soudées une à une.", "صف من قطرات فضية صغيرة لُحمت واحدة واحدة."), "ring 1", Form("12", t("Size 12", "Talla 12", "Taille 52", "مقاس 12"), 5400, 3), Form("15", t("Size 15", "Talla 15", "Taille 55", "مقاس 15"), 5400, 4), Form("18", t("Size 18", "Talla 18", "Taille 58", "مقاس 18"), 5400, 3), made_to_order_days=6),
    _SHELF.forms("ring-stone", t("Ring with a stone", "Anillo con piedra", "Bague à pierre", "خاتم بحجر"), t("The stone sits low, so that it does not catch.", "La piedra va baja para que no se enganche.", "La pierre est basse, pour ne pas s'accrocher.", "الحجر منخفض كي لا يعلق."), "ring 2", Form("12", t("Size 12", "Talla 12", "Taille 52", "مقاس 12"), 7800, 2), Form("15", t("Size 15", "Talla 15", "Taille 55", "مقاس 15"), 7800, 2), made_to_order_days=10),
    _SHELF.piece("necklace-drop", t("Necklace with a drop", "Collar con gota", "Collier goutte", "عقد بقطرة"), t("Forty-five centimetres, a stone like river glass.", "Cuarenta y cinco centímetros; una piedra como vidrio de río.", "Quarante-cinq centimètres, une pierre comme du verre de rivière.", "خمسة وأربعون سنتيمترًا وحجر كزجاج النهر."), 6900, 4, "necklace 1, necklace 5"),
    _SHELF.piece("necklace-beads", t("Amethyst necklace", "Collar de amatista", "Collier d'améthyste", "عقد جمشت"), t("Beads in front, chain behind, where it is cool.", "Cuentas delante y cadena detrás, donde refresca.", "Des perles devant, une chaîne derrière, où il fait frais.", "خرز في الأمام وسلسلة في الخلف."), 7400, 3, "necklace 4"),
    _SHELF.piece("bracelet-cuff", t("Open cuff", "Brazalete abierto", "Jonc ouvert", "سوار مفتوح"), t("Springs gently; fits most wrists.", "Cede con suavidad; vale para casi todas las muñecas.", "Fait doucement ressort ; va à presque tous les poignets.", "مرن قليلًا ويناسب معظم المعاصم."), 6600, 4, "bracelet 2"),
    _SHELF.piece("bracelet-beads", t("Bracelet with blue stones", "Pulsera de piedras azules", "Bracelet à pierres bleues", "سوار بأحجار زرقاء"), t("On a cord that we renew for free.", "En un cordón que renovamos gratis.", "Sur un cordon que nous renouvelons gratuitement.", "على خيط نجدده مجانًا."), 4200, 7, "bracelet 3"),
    _SHELF.piece("bracelet-braid", t("Braided bracelet", "Pulsera trenzada", "Bracelet tressé", "سوار مجدول"), t("Silk from Valencia and a silver clasp.", "Seda de Valencia y cierre de plata.", "Soie de Valence et fermoir d'argent.", "حرير من بلنسية وقفل فضي."), 2900, 11, "bracelet 5"),
)  # fmt: skip
