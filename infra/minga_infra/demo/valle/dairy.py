# ruff: noqa: E501 - one product, one line, like a price list
"""Quesería El Hontanar: milk, cheese and eggs."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="el-hontanar",
    name=t("El Hontanar Dairy", "Quesería El Hontanar", "Fromagerie El Hontanar", "مجبنة إل أونتانار"),
    tagline=t("One hundred and ten goats, all with names", "Ciento diez cabras, todas con nombre", "Cent dix chèvres, toutes avec un nom", "مئة وعشر عنزات لكل منها اسم"),
    story=t(
        "I walk with the goats until ten, make cheese until four and turn the wheels before bed. The milk is never pumped and never older than a morning. Taste tells the month: thyme in May, acorn in November.",
        "Salgo con las cabras hasta las diez, hago queso hasta las cuatro y doy la vuelta a las piezas antes de dormir. La leche no se bombea ni tiene más de una mañana. El sabor dice el mes: tomillo en mayo, bellota en noviembre.",
        "Je marche avec les chèvres jusqu'à dix heures, je fais le fromage jusqu'à seize et je retourne les meules avant de dormir. Le lait n'est jamais pompé et n'a jamais plus d'un matin. Le goût dit le mois : thym en mai, gland en novembre.",
        "أسير مع العنزات حتى العاشرة وأصنع الجبن حتى الرابعة وأقلب الأقراص قبل النوم. لا يُضخ الحليب ولا يزيد عمره على صباح. المذاق يخبر بالشهر: زعتر في أيار وبلوط في تشرين.",
    ),
    place="El Toro",
    makers=("carmen",),
    portrait=drawing("portrait 11"),
    banner=drawing("landscape 4"),
    contact_name="Carmen Agut Macián",
    contact_address="Masía El Hontanar, 12429 El Toro",
    contact_email="carmen@elhontanar.example",
    connected=True,
)  # fmt: skip

_SHELF = Shelf(
    "el-hontanar",
    "dairy",
    400,
    tags=("goat",),
    care=t("Keep cool, 4–8 °C; take out an hour before.", "Conservar entre 4 y 8 °C; sacar una hora antes.", "À conserver entre 4 et 8 °C ; sortir une heure avant.", "يُحفظ بين 4 و8 درجات ويُخرج قبل ساعة."),
    provenance=t("Milked and made in El Toro", "Ordeñado y elaborado en El Toro", "Trait et fabriqué à El Toro", "حُلب وصُنع في إل تورو"),
)  # fmt: skip
_RAW = t(
    "Raw goat's milk, rennet, salt",
    "Leche cruda de cabra, cuajo, sal",
    "Lait cru de chèvre, présure, sel",
    "حليب ماعز خام ومنفحة وملح",
)
_PAST = t(
    "Pasteurised goat's milk, rennet, salt",
    "Leche pasteurizada de cabra, cuajo, sal",
    "Lait de chèvre pasteurisé, présure, sel",
    "حليب ماعز مبستر ومنفحة وملح",
)

PRODUCTS = (
    _SHELF.weight("cheese-cured", t("Cured goat's cheese", "Queso curado de cabra", "Fromage de chèvre affiné", "جبن ماعز معتّق"), t("Nine months on a pine board; firm, with a long end.", "Nueve meses en tabla de pino; firme y de final largo.", "Neuf mois sur planche de pin ; ferme, longue en bouche.", "تسعة أشهر على لوح صنوبر، متماسك طويل المذاق."), 2450, 26_000, "cheese 1, wedge 4", step=250, maximum=4000, materials=_RAW, allergens=("milk",), tags=("raw-milk",)),
    _SHELF.weight("cheese-semi", t("Semi-cured cheese", "Queso semicurado", "Fromage demi-affiné", "جبن نصف معتّق"), t("Three months; melts well.", "Tres meses; funde bien.", "Trois mois ; fond bien.", "ثلاثة أشهر، يذوب جيدًا."), 1980, 30_000, "cheese 4, wedge 2", step=250, maximum=4000, materials=_RAW, allergens=("milk",), tags=("raw-milk",)),
    _SHELF.weight("cheese-paprika", t("Cheese in paprika", "Queso al pimentón", "Fromage au paprika", "جبن بالفلفل الحلو"), t("The rind is rubbed with oil and smoked paprika.", "Corteza untada con aceite y pimentón ahumado.", "La croûte est frottée d'huile et de paprika fumé.", "قشرته مدهونة بالزيت والفلفل الحلو المدخن."), 2190, 14_000, "cheese 2", step=250, maximum=4000, materials=_RAW, allergens=("milk",), tags=("raw-milk",)),
    _SHELF.piece("cheese-fresh", t("Fresh cheese", "Queso fresco", "Fromage frais", "جبن طازج"), t("Made this morning; keeps four days.", "De esta mañana; dura cuatro días.", "Fait ce matin ; se garde quatre jours.", "صُنع هذا الصباح ويبقى أربعة أيام."), 480, 24, "freshcheese 2", 350, materials=_PAST, allergens=("milk",)),
    _SHELF.piece("cheese-herbs", t("Fresh cheese with herbs", "Queso fresco a las hierbas", "Fromage frais aux herbes", "جبن طازج بالأعشاب"), t("Thyme and savory from the walk of the day.", "Tomillo y ajedrea del paseo del día.", "Thym et sarriette de la promenade du jour.", "زعتر وندغ من نزهة اليوم."), 530, 18, "freshcheese 1", 350, materials=_PAST, allergens=("milk",)),
    _SHELF.piece("cheese-ash", t("Ash-coated log", "Rulo con ceniza", "Bûche cendrée", "لفافة جبن بالرماد"), t("Creamy under the rind, chalky in the heart.", "Cremoso bajo la corteza, tiza en el corazón.", "Crémeuse sous la croûte, crayeuse au cœur.", "كريمي تحت القشرة وطباشيري في القلب."), 690, 16, "wedge 9", 220, materials=_PAST, allergens=("milk",)),
    _SHELF.forms("yoghurt", t("Goat's yoghurt", "Yogur de cabra", "Yaourt de chèvre", "لبن زبادي من حليب الماعز"), t("Set in the glass; bring the glass back for 0.20.", "Cuajado en el vaso; devuélvelo y son 0,20.", "Pris dans le verre ; rapportez le verre pour 0,20.", "متخثر في كأسه؛ أعد الكأس مقابل 0.20."), "yoghurt 1", Form("small", t("140 g", "140 g", "140 g", "140 غ"), 150, 60, "weight", 140), Form("large", t("500 g", "500 g", "500 g", "500 غ"), 390, 34, "weight", 500), materials=t("Goat's milk, cultures", "Leche de cabra, fermentos", "Lait de chèvre, ferments", "حليب ماعز وخمائر"), allergens=("milk",), tags=("zero-waste",)),
    _SHELF.volume("milk", t("Goat's milk, by the litre", "Leche de cabra a granel", "Lait de chèvre en vrac", "حليب ماعز بالليتر"), t("Pasteurised at low heat. Bring your bottle.", "Pasteurizada a baja temperatura. Trae tu botella.", "Pasteurisé à basse température. Apportez votre bouteille.", "مبستر على حرارة خفيفة. أحضر قارورتك."), 190, 80_000, "milk 1", materials=t("Goat's milk", "Leche de cabra", "Lait de chèvre", "حليب ماعز"), allergens=("milk",), tags=("zero-waste",)),
    _SHELF.piece("butter", t("Butter", "Mantequilla", "Beurre", "زبدة"), t("From two neighbours' cows, churned on Fridays.", "De las vacas de dos vecinos, batida los viernes.", "Des vaches de deux voisins, barattée le vendredi.", "من بقر جارين، تُخضّ يوم الجمعة."), 460, 22, "butter 1", 250, materials=t("Cow's cream, salt", "Nata de vaca, sal", "Crème de vache, sel", "قشدة بقر وملح"), allergens=("milk",), tax_bps=1000),
    _SHELF.forms("eggs", t("Eggs from hens that roam", "Huevos de gallinas libres", "Œufs de poules en liberté", "بيض دجاج طليق"), t("Brown, white and blue in one box.", "Morenos, blancos y azules en la misma caja.", "Bruns, blancs et bleus dans la même boîte.", "بني وأبيض وأزرق في علبة واحدة."), "eggs 1", Form("six", t("Half a dozen", "Media docena", "Six", "نصف دزينة"), 240, 40, "form"), Form("twelve", t("A dozen", "Una docena", "Douze", "دزينة"), 440, 30, "form"), allergens=("eggs",), tags=("free-range",)),
    _SHELF.piece("cuajada", t("Junket", "Cuajada", "Lait caillé", "لبأ"), t("With honey, it is supper.", "Con miel, ya es la cena.", "Avec du miel, c'est le souper.", "مع العسل يصير عشاءً."), 190, 26, "yoghurt 3", 150, materials=_PAST, allergens=("milk",)),
)  # fmt: skip
