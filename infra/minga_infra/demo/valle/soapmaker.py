# ruff: noqa: E501 - one product, one line, like a price list
"""Espliego: soap, candles and balms."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="espliego",
    name=t("Espliego", "Espliego", "Espliego", "إسبلييغو للصابون"),
    tagline=t("Soap that has waited six weeks", "Jabón que ha esperado seis semanas", "Un savon qui a attendu six semaines", "صابون انتظر ستة أسابيع"),
    story=t(
        "Soap is olive oil, lye and patience. I brought the recipe from Aleppo and found the oil here. The lavender grows behind the workshop and the wax comes from the bees of Colmenas Altas.",
        "El jabón es aceite de oliva, sosa y paciencia. La receta la traje de Alepo y el aceite lo encontré aquí. El espliego crece detrás del taller y la cera viene de las abejas de Colmenas Altas.",
        "Le savon, c'est de l'huile d'olive, de la soude et de la patience. J'ai apporté la recette d'Alep et trouvé l'huile ici. La lavande pousse derrière l'atelier et la cire vient des abeilles de Colmenas Altas.",
        "الصابون زيت زيتون وقلي وصبر. جئت بالوصفة من حلب ووجدت الزيت هنا. الخزامى تنمو خلف الورشة والشمع من نحل كولميناس ألتاس.",
    ),
    place="Caudiel",
    makers=("noor",),
    portrait=drawing("portrait 22"),
    banner=drawing("fields 3"),
    contact_name="Noor Haddad",
    contact_address="Calle Mayor 30, 12440 Caudiel",
    contact_email="noor@espliego.example",
    connected=True,
)  # fmt: skip

_SHELF = Shelf(
    "espliego",
    "body",
    2100,
    tags=("vegan",),
    materials=t("Olive oil, water, lye; essential oils", "Aceite de oliva, agua, sosa; aceites esenciales", "Huile d'olive, eau, soude ; huiles essentielles", "زيت زيتون وماء وقلي وزيوت عطرية"),
    care=t("Keep it dry between uses.", "Mantener seco entre usos.", "Garder au sec entre deux usages.", "يُحفظ جافًا بين الاستعمالات."),
    provenance=t("Made in Caudiel with oil from Viver", "Hecho en Caudiel con aceite de Viver", "Fabriqué à Caudiel avec de l'huile de Viver", "مصنوع في كاودييل بزيت من بيبير"),
)  # fmt: skip
_WAX = t(
    "Beeswax, cotton wick", "Cera de abeja, mecha de algodón", "Cire d'abeille, mèche en coton", "شمع عسل وفتيل قطني"
)
_BURN = t(
    "Never leave a flame alone; trim the wick to 5 mm.",
    "No dejar la llama sola; cortar la mecha a 5 mm.",
    "Ne jamais laisser sans surveillance ; mèche à 5 mm.",
    "لا تُترك الشعلة وحدها، ويُقصّ الفتيل إلى 5 مم.",
)

PRODUCTS = (
    _SHELF.forms("soap-bar", t("Olive oil soap", "Jabón de aceite de oliva", "Savon à l'huile d'olive", "صابون زيت الزيتون"), t("A bar of 110 g that lasts two months in a dry dish.", "Pastilla de 110 g; en jabonera seca dura dos meses.", "Un pain de 110 g qui dure deux mois dans un porte-savon sec.", "قطعة 110 غ تدوم شهرين في صحن جاف."), "soap 1", Form("sage", t("Sage", "Salvia", "Sauge", "ميرمية"), 650, 40, "scent", 110, "soap 1"), Form("rose", t("Rose clay", "Arcilla rosa", "Argile rose", "طين وردي"), 690, 32, "scent", 110, "soap 2"), Form("lavender", t("Lavender", "Espliego", "Lavande", "خزامى"), 650, 46, "scent", 110, "soap 3"), tags=("gift",)),
    _SHELF.piece("soap-honey", t("Honey soap", "Jabón de miel", "Savon au miel", "صابون بالعسل"), t("With honey and oats; gentle after garden work.", "Con miel y avena; suave después del huerto.", "Au miel et à l'avoine ; doux après le jardin.", "بالعسل والشوفان، لطيف بعد عمل الحديقة."), 720, 28, "soap 5", 110, tags=("gift",)),
    _SHELF.piece("soap-charcoal", t("Charcoal soap", "Jabón de carbón", "Savon au charbon", "صابون بالفحم"), t("Charcoal of olive stones and a little tea tree.", "Carbón de hueso de aceituna y un poco de árbol de té.", "Charbon de noyaux d'olive et un peu d'arbre à thé.", "فحم نوى الزيتون وقليل من شجرة الشاي."), 720, 24, "soap 6", 110),
    _SHELF.piece("soap-laundry", t("Laundry soap, grated", "Jabón rallado para la ropa", "Savon râpé pour le linge", "صابون مبشور للغسيل"), t("From the trimmings. Three spoons wash a full machine.", "De los recortes. Tres cucharadas lavan una lavadora llena.", "Des chutes. Trois cuillères lavent une machine pleine.", "من القصاصات. ثلاث ملاعق تغسل غسالة ممتلئة."), 480, 35, "soap 8", 500, tags=("zero-waste",)),
    _SHELF.piece("shampoo-bar", t("Shampoo bar with rosemary", "Champú sólido de romero", "Shampoing solide au romarin", "شامبو صلب بإكليل الجبل"), t("Forty washes, no bottle.", "Cuarenta lavados y ninguna botella.", "Quarante lavages, aucune bouteille.", "أربعون غسلة وبلا قارورة."), 890, 26, "soap 4", 80, tags=("zero-waste",)),
    _SHELF.forms("candle-pillar", t("Beeswax candles", "Velas de cera de abeja", "Bougies de cire d'abeille", "شموع شمع العسل"), t("Rolled from the comb sheet; they smell of July.", "Enrolladas con lámina de panal; huelen a julio.", "Roulées dans la feuille gaufrée ; elles sentent juillet.", "ملفوفة من رقائق الشمع، برائحة تموز."), "candle 1", Form("three", t("Set of three", "Juego de tres", "Lot de trois", "طقم ثلاث"), 2200, 14), Form("one", t("One, 12 cm", "Una, 12 cm", "Une, 12 cm", "واحدة، 12 سم"), 1100, 20), materials=_WAX, care=_BURN, tags=("gift",)),
    _SHELF.piece("candle-green", t("Candles dyed with nettle", "Velas teñidas con ortiga", "Bougies teintes à l'ortie", "شموع مصبوغة بالقرّاص"), t("Three heights, for a long table.", "Tres alturas, para una mesa larga.", "Trois hauteurs, pour une longue table.", "ثلاثة ارتفاعات لطاولة طويلة."), 2400, 8, "candle 2", materials=_WAX, care=_BURN),
    _SHELF.piece("candle-plum", t("Candles, plum", "Velas ciruela", "Bougies prune", "شموع برقوقية"), t("The colour of the last fruit of the year.", "El color de la última fruta del año.", "La couleur du dernier fruit de l'année.", "بلون آخر ثمرة في السنة."), 2400, 7, "candle 4", materials=_WAX, care=_BURN, tags=("gift",)),
    _SHELF.piece("balm-hand", t("Hand balm", "Bálsamo de manos", "Baume pour les mains", "بلسم لليدين"), t("Calendula in olive oil, thickened with wax. A tin of 60 ml.", "Caléndula en aceite de oliva, espesada con cera. Lata de 60 ml.", "Calendula dans l'huile d'olive, épaissi à la cire. Boîte de 60 ml.", "آذريون في زيت الزيتون مكثف بالشمع. علبة 60 مل."), 980, 30, "tin 1", materials=t("Olive oil, beeswax, calendula", "Aceite de oliva, cera, caléndula", "Huile d'olive, cire, calendula", "زيت زيتون وشمع وآذريون"), tags=("gift",)),
    _SHELF.piece("balm-lavender", t("Lavender balm", "Bálsamo de espliego", "Baume à la lavande", "بلسم الخزامى"), t("For the temples and for sleep.", "Para las sienes y para dormir.", "Pour les tempes et pour le sommeil.", "للصدغين وللنوم."), 980, 25, "tin 2", materials=t("Olive oil, beeswax, lavender", "Aceite de oliva, cera, espliego", "Huile d'olive, cire, lavande", "زيت زيتون وشمع وخزامى")),
    _SHELF.piece("lavender-bunch", t("Dried lavender", "Ramo de espliego seco", "Bouquet de lavande séchée", "باقة خزامى مجففة"), t("A bunch for the wardrobe; moths dislike it.", "Un ramo para el armario; a la polilla no le gusta.", "Un bouquet pour l'armoire ; les mites ne l'aiment pas.", "باقة للخزانة لا يحبها العث."), 540, 40, "lavender 1", materials=t("Lavender", "Espliego", "Lavande", "خزامى"), tags=("gift",)),
)  # fmt: skip
