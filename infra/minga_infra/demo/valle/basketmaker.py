# ruff: noqa: E501 - one product, one line, like a price list
"""La Mimbrera: willow, esparto and cane."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="la-mimbrera",
    name=t("La Mimbrera", "La Mimbrera", "La Mimbrera", "لا ميمبريرا للسلال"),
    tagline=t("Willow and esparto, cut and plaited in winter", "Mimbre y esparto, cortados y trenzados en invierno", "Osier et sparte, coupés et tressés l'hiver", "صفصاف وحلفاء تُقطع وتُجدل في الشتاء"),
    story=t(
        "Two women, one shed, and four rows of willow by the river. We cut in January, soak, sort by length and plait until May. Bring a basket back after ten years and we mend it for the price of the rods.",
        "Dos mujeres, un cobertizo y cuatro filas de mimbre junto al río. Cortamos en enero, remojamos, clasificamos y trenzamos hasta mayo. Trae una cesta a los diez años y la arreglamos por lo que cuestan las varas.",
        "Deux femmes, une remise et quatre rangs d'osier près de la rivière. Nous coupons en janvier, trempons, trions et tressons jusqu'en mai. Rapportez un panier après dix ans et nous le réparons au prix des brins.",
        "امرأتان وسقيفة وأربعة صفوف من الصفصاف قرب النهر. نقطع في كانون وننقع ونفرز ونجدل حتى أيار. أعد السلة بعد عشر سنوات نصلحها بثمن العيدان.",
    ),
    place="Segorbe",
    makers=("rosa", "pilar"),
    portrait=drawing("portrait 12"),
    banner=drawing("landscape 3"),
    contact_name="Rosa Calpe Adell",
    contact_address="Partida de la Ribera s/n, 12400 Segorbe",
    contact_email="hola@lamimbrera.example",
    iban="ES7921000813610123456789",
)  # fmt: skip

_WILLOW = t("Willow", "Mimbre", "Osier", "صفصاف")
_ESPARTO = t("Esparto grass", "Esparto", "Sparte", "حلفاء")
_SHELF = Shelf(
    "la-mimbrera",
    "basketry",
    2100,
    tags=("handmade", "plant-fibre"),
    materials=_WILLOW,
    care=t("Brush dry; once a year, water it for ten minutes.", "Cepillar en seco; una vez al año, mojarla diez minutos.", "Brosser à sec ; une fois l'an, mouiller dix minutes.", "تُنظّف جافة، وتُبلّل مرة في السنة عشر دقائق."),
    provenance=t("Grown and plaited by the Palancia, Segorbe", "Cultivado y trenzado junto al Palancia, Segorbe", "Cultivé et tressé au bord du Palancia, Segorbe", "مزروع ومجدول على ضفاف نهر بالانسيا"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.forms("basket-market", t("Market basket", "Cesta de mercado", "Panier de marché", "سلة السوق"), t("The one with the high handle. Carries eight kilos without complaint.", "La del asa alta. Aguanta ocho kilos sin quejarse.", "Celui à l'anse haute. Porte huit kilos sans se plaindre.", "ذات المقبض العالي، تحمل ثمانية كيلوغرامات بلا شكوى."), "basket 1, basket 5", Form("medium", t("Medium", "Mediana", "Moyen", "متوسطة"), 3400, 8), Form("large", t("Large", "Grande", "Grand", "كبيرة"), 4500, 5)),
    _SHELF.piece("basket-logs", t("Log basket", "Cesta de leña", "Panier à bûches", "سلة الحطب"), t("Brown willow with the bark on, two strong ears.", "Mimbre pardo con corteza y dos asas fuertes.", "Osier brun avec son écorce, deux oreilles solides.", "صفصاف بني بقشره وأذنان متينتان."), 5600, 4, "basket 2, basket 9"),
    _SHELF.piece("basket-mushroom", t("Mushroom basket", "Cesta de setas", "Panier à champignons", "سلة الفطر"), t("Open weave, so that the spores fall where you walk.", "Trama abierta, para que las esporas caigan por el camino.", "Tressage ouvert, pour que les spores tombent en chemin.", "جدل مفتوح لتسقط الأبواغ في الطريق."), 3100, 7, "basket 3"),
    _SHELF.piece("basket-banded", t("Banded basket", "Cesta con franja", "Panier à bande", "سلة مخطّطة"), t("A dark band of unpeeled willow around the belly.", "Una franja oscura de mimbre sin pelar en la panza.", "Une bande sombre d'osier non pelé autour du ventre.", "شريط داكن من الصفصاف غير المقشور حول الوسط."), 3700, 6, "basket 8", tags=("gift",)),
    _SHELF.forms("tray-esparto", t("Esparto tray", "Bandeja de esparto", "Plateau de sparte", "صينية حلفاء"), t("Coiled and stitched from the middle; hang it when the table is small.", "Cosida en espiral desde el centro; cuélgala si la mesa es pequeña.", "Cousu en spirale depuis le centre ; à suspendre quand la table est petite.", "مخيطة حلزونيًا من الوسط، وتُعلّق إن صغرت الطاولة."), "tray 1", Form("small", t("30 cm", "30 cm", "30 cm", "30 سم"), 2600, 8), Form("large", t("45 cm", "45 cm", "45 cm", "45 سم"), 4400, 5), materials=_ESPARTO),
    _SHELF.piece("tray-star", t("Star plate for the wall", "Plato estrella de pared", "Assiette étoile murale", "طبق نجمة للحائط"), t("Strands dyed with madder make a star that turns.", "Hebras teñidas con rubia dibujan una estrella que gira.", "Des brins teints à la garance dessinent une étoile qui tourne.", "خيوط مصبوغة بالفوّة ترسم نجمة تدور."), 3900, 5, "tray 4", materials=_ESPARTO, tags=("natural-dye", "gift")),
    _SHELF.piece("hamper-picnic", t("Picnic hamper", "Cesta de pícnic", "Malle à pique-nique", "سلة نزهة"), t("Closes with straps from the leather stall two doors down.", "Cierra con correas del puesto de cuero, dos puertas más abajo.", "Se ferme avec des sangles de l'étal de cuir, deux portes plus bas.", "تُغلق بأحزمة من كشك الجلود القريب."), 8900, 3, "hamper 1, hamper 8"),
    _SHELF.piece("hamper-linen", t("Linen chest", "Baúl de ropa", "Malle à linge", "صندوق للملابس"), t("White willow with a lid; holds the washing of four.", "Mimbre blanco con tapa; cabe la colada de cuatro.", "Osier blanc avec couvercle ; contient la lessive de quatre personnes.", "صفصاف أبيض بغطاء يتسع لغسيل أربعة أشخاص."), 11200, 2, "hamper 5", made_to_order_days=15),
    _SHELF.forms("lampshade", t("Lampshade", "Pantalla de lámpara", "Abat-jour", "غطاء مصباح"), t("Open cane that throws a net of light on the ceiling. Fits an E27 holder.", "Caña abierta que proyecta una red de luz en el techo. Para portalámparas E27.", "De la canne ajourée qui jette un filet de lumière au plafond. Pour douille E27.", "قصب مفتوح يرمي شبكة ضوء على السقف. لقاعدة E27."), "lampshade 1", Form("small", t("32 cm", "32 cm", "32 cm", "32 سم"), 5200, 5), Form("large", t("50 cm", "50 cm", "50 cm", "50 سم"), 7900, 3), materials=t("Cane", "Caña", "Rotin de roseau", "قصب")),
    _SHELF.piece("repair", t("Mending of a basket", "Arreglo de una cesta", "Réparation d'un panier", "إصلاح سلة"), t("Bring it to the market; it goes home with you the week after.", "Tráela al mercado y te la llevas la semana siguiente.", "Apportez-le au marché ; il repart avec vous la semaine suivante.", "أحضرها إلى السوق وتعود معك في الأسبوع التالي."), 1200, 20, "basket 7", tags=("repair",), made_to_order_days=7),
)  # fmt: skip
