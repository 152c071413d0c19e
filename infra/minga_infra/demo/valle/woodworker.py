# ruff: noqa: E501 - one product, one line, like a price list
"""Taller El Nogal: kitchen wood and small furniture."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="el-nogal",
    name=t("El Nogal Workshop", "Taller El Nogal", "Atelier El Nogal", "ورشة النوغال"),
    tagline=t("Fallen trees, kept in use", "Árboles caídos que siguen en uso", "Des arbres tombés, encore utiles", "أشجار سقطت وبقيت نافعة"),
    story=t(
        "No tree is felled for me. Storms, new roads and old orchards bring more wood than I can carve. It dries four years under the roof, and every piece carries a number that tells you which tree it was.",
        "Por mí no se tala ningún árbol. Las tormentas, los caminos nuevos y los huertos viejos dan más madera de la que puedo tallar. Seca cuatro años bajo techo y cada pieza lleva un número que dice de qué árbol viene.",
        "Aucun arbre n'est abattu pour moi. Les tempêtes, les routes nouvelles et les vieux vergers apportent plus de bois que je n'en peux tailler. Il sèche quatre ans sous le toit, et chaque pièce porte un numéro qui dit de quel arbre elle vient.",
        "لا تُقطع شجرة من أجلي. العواصف والطرق الجديدة والبساتين القديمة تعطي خشبًا أكثر مما أستطيع نحته. يجف أربع سنوات تحت السقف، وعلى كل قطعة رقم يدل على شجرتها.",
    ),
    place="Teresa",
    makers=("julian",),
    portrait=drawing("portrait 2"),
    banner=drawing("landscape 1"),
    contact_name="Julián Marco Sales",
    contact_address="Carretera de Bejís 22, 12469 Teresa",
    contact_email="julian@elnogal.example",
    connected=True,
)  # fmt: skip

_OIL = t(
    "Wash by hand, dry upright, oil twice a year.",
    "Lavar a mano, secar de pie y aceitar dos veces al año.",
    "Laver à la main, sécher debout, huiler deux fois l'an.",
    "يُغسل يدويًا ويُجفّف واقفًا ويُدهن بالزيت مرتين في السنة.",
)
_SHELF = Shelf(
    "el-nogal",
    "wood",
    2100,
    tags=("handmade", "wood"),
    materials=t("Olive, walnut or cherry wood; linseed oil", "Madera de olivo, nogal o cerezo; aceite de linaza", "Bois d'olivier, de noyer ou de cerisier ; huile de lin", "خشب زيتون أو جوز أو كرز مع زيت الكتان"),
    care=_OIL,
    provenance=t("From storm-felled trees of the Alto Palancia", "De árboles caídos del Alto Palancia", "Arbres tombés du Haut Palancia", "من أشجار سقطت في أعالي بالانسيا"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.forms("board-paddle", t("Chopping board", "Tabla de cortar", "Planche à découper", "لوح تقطيع"), t("One plank, no glue, with a cord to hang it.", "De una sola pieza, sin cola, con cordel para colgarla.", "D'un seul morceau, sans colle, avec un cordon pour l'accrocher.", "لوح واحد بلا غراء مع حبل لتعليقه."), "board 2", Form("olive", t("Olive", "Olivo", "Olivier", "زيتون"), 3600, 7, "wood", picture="board 5"), Form("ash", t("Ash", "Fresno", "Frêne", "دردار"), 2800, 9, "wood", picture="board 2"), Form("walnut", t("Walnut", "Nogal", "Noyer", "جوز"), 4200, 4, "wood", picture="board 8"), tags=("gift",)),
    _SHELF.piece("board-round", t("Round board", "Tabla redonda", "Planche ronde", "لوح مستدير"), t("For bread and cheese, 33 centimetres.", "Para pan y queso, 33 centímetros.", "Pour le pain et le fromage, 33 centimètres.", "للخبز والجبن، 33 سنتيمترًا."), 4400, 5, "board 1"),
    _SHELF.piece("board-long", t("Long board", "Tabla larga", "Longue planche", "لوح طويل"), t("Carries supper for four to the garden.", "Lleva la cena de cuatro al jardín.", "Porte le souper de quatre personnes au jardin.", "يحمل عشاء أربعة إلى الحديقة."), 4900, 4, "board 7"),
    _SHELF.piece("spoons-three", t("Three kitchen spoons", "Tres cucharas de cocina", "Trois cuillères de cuisine", "ثلاث ملاعق مطبخ"), t("A ladle, a stirrer and one with a flat edge for the corners.", "Un cucharón, una de remover y otra de canto recto para las esquinas.", "Une louche, une à remuer et une à bord plat pour les coins.", "مغرفة وملعقة للتحريك وأخرى بحافة مستقيمة للزوايا."), 3200, 12, "spoons 1, spoons 3", tags=("gift",)),
    _SHELF.piece("spoon-pair", t("Salad servers", "Cubiertos de ensalada", "Couverts à salade", "ملعقتا سلطة"), t("Two of a kind from one branch.", "Dos iguales de una misma rama.", "Deux pareilles, d'une même branche.", "اثنتان متشابهتان من غصن واحد."), 2600, 9, "spoons 2"),
    _SHELF.forms("bowl-turned", t("Turned bowl", "Cuenco torneado", "Bol tourné", "وعاء مخروط"), t("Turned green and left to move a little as it dries.", "Torneado en verde; al secar se mueve un poco.", "Tourné vert et laissé bouger un peu en séchant.", "خُرط رطبًا وتُرك يتحرك قليلًا وهو يجف."), "woodbowl 4", Form("small", t("18 cm", "18 cm", "18 cm", "18 سم"), 3800, 5), Form("large", t("30 cm", "30 cm", "30 cm", "30 سم"), 7400, 3)),
    _SHELF.piece("bowl-cherry", t("Cherry fruit bowl", "Frutero de cerezo", "Coupe à fruits en cerisier", "وعاء فواكه من خشب الكرز"), t("From the last cherry tree of an orchard in Torás.", "Del último cerezo de un huerto de Torás.", "Du dernier cerisier d'un verger de Torás.", "من آخر شجرة كرز في بستان بتوراس."), 6900, 3, "woodbowl 5"),
    _SHELF.forms("stool", t("Three-day stool", "Taburete de tres días", "Tabouret de trois jours", "كرسي الأيام الثلاثة"), t("That is how long it takes. Four legs, wedged joints, no screw.", "Es lo que se tarda. Cuatro patas, uniones con cuña, ni un tornillo.", "C'est le temps qu'il prend. Quatre pieds, assemblages à coin, aucune vis.", "هذا ما يستغرقه. أربع أرجل ووصلات بأوتاد وبلا مسامير."), "stool 2", Form("plain", t("Plain seat", "Asiento liso", "Assise pleine", "مقعد خشبي"), 11800, 3, "finish", picture="stool 2"), Form("woven", t("Woven seat", "Asiento de enea", "Assise paillée", "مقعد مجدول"), 13900, 2, "finish", picture="stool 4"), made_to_order_days=12),
    _SHELF.piece("tops-three", t("Three spinning tops", "Tres peonzas", "Trois toupies", "ثلاث دوّامات"), t("Painted with milk paint, safe for small mouths. From three years.", "Pintadas con pintura de leche, seguras para bocas pequeñas. Desde tres años.", "Peintes à la caséine, sûres pour les petites bouches. Dès trois ans.", "مطلية بطلاء الحليب، آمنة لأفواه الصغار. من ثلاث سنوات."), 1900, 15, "tops 1, tops 2", tags=("toy", "gift"), care=t("Wipe with a damp cloth.", "Limpiar con un paño húmedo.", "Essuyer avec un linge humide.", "تُمسح بقطعة قماش رطبة.")),
    _SHELF.piece("chest-small", t("Keepsake box", "Caja de recuerdos", "Boîte à souvenirs", "صندوق التذكارات"), t("Dovetailed at both ends; the lid closes with a sigh.", "Con cola de milano en ambos lados; la tapa cierra con un suspiro.", "Queues d'aronde aux deux bouts ; le couvercle se ferme dans un soupir.", "معشّقة من الطرفين، وغطاؤها يُغلق بتنهيدة."), 5800, 4, "chest 4, chest 1", tags=("gift",)),
    _SHELF.piece("chest-bread", t("Bread box", "Panera", "Boîte à pain", "صندوق الخبز"), t("Keeps a loaf for a week. Pine, unfinished inside.", "Conserva una hogaza una semana. Pino, sin tratar por dentro.", "Garde une miche une semaine. Pin, brut à l'intérieur.", "يحفظ الرغيف أسبوعًا. صنوبر غير معالج من الداخل."), 7200, 3, "chest 2"),
)  # fmt: skip
