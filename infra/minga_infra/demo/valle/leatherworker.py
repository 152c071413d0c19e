# ruff: noqa: E501 - one product, one line, like a price list
"""Cuero Lento: vegetable-tanned leather."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="cuero-lento",
    name=t("Cuero Lento", "Cuero Lento", "Cuero Lento", "كويرو لينتو للجلود"),
    tagline=t("Saddle stitch, two needles, no hurry", "Costura de guarnicionero, dos agujas, sin prisa", "Couture sellier, deux aiguilles, sans hâte", "خياطة السروج بإبرتين وعلى مهل"),
    story=t(
        "I was a shoemaker in a factory until it left. The machines went, my hands stayed. Everything is sewn with two needles, so that one broken thread does not open the seam, and I repair what I have made for as long as I can see.",
        "Fui zapatero en una fábrica hasta que se marchó. Se fueron las máquinas, las manos se quedaron. Todo va cosido con dos agujas, para que un hilo roto no abra la costura, y arreglo lo que hago mientras me dé la vista.",
        "J'étais cordonnier dans une usine, jusqu'à son départ. Les machines sont parties, mes mains sont restées. Tout est cousu à deux aiguilles, pour qu'un fil rompu n'ouvre pas la couture, et je répare ce que j'ai fait tant que j'y vois.",
        "كنت إسكافيًا في مصنع حتى رحل. ذهبت الآلات وبقيت يداي. كل شيء مخيط بإبرتين فلا يفتح خيط مقطوع الدرزة، وأصلح ما صنعته ما دمت أبصر.",
    ),
    place="Altura",
    makers=("ivan",),
    portrait=drawing("portrait 24"),
    banner=drawing("workbench 5"),
    contact_name="Iván Belmonte Ruiz",
    contact_address="Calle San Roque 8, 12410 Altura",
    contact_email="ivan@cuerolento.example",
    iban="ES6621000418401234567891",
)  # fmt: skip

_SHELF = Shelf(
    "cuero-lento",
    "leather",
    2100,
    tags=("handmade",),
    materials=t("Cow leather, tanned with oak and mimosa; linen thread", "Piel de vaca curtida con roble y mimosa; hilo de lino", "Cuir de vache, tannage au chêne et au mimosa ; fil de lin", "جلد بقر مدبوغ بالبلوط والميموزا مع خيط كتان"),
    care=t("A little grease twice a year; dry away from heat.", "Un poco de grasa dos veces al año; secar lejos del calor.", "Un peu de graisse deux fois l'an ; sécher loin de la chaleur.", "قليل من الدهن مرتين في السنة، ويُجفّف بعيدًا عن الحرارة."),
    provenance=t("Hides tanned in Vallada, sewn in Altura", "Piel curtida en Vallada, cosida en Altura", "Cuir tanné à Vallada, cousu à Altura", "جلد مدبوغ في بايادا ومخيط في ألتورا"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.forms("bag-day", t("Day bag", "Bolso de diario", "Sac de jour", "حقيبة يومية"), t("Takes a loaf, a book and a bottle.", "Cabe una hogaza, un libro y una botella.", "Prend une miche, un livre et une bouteille.", "تتسع لرغيف وكتاب وقارورة."), "bag 4", Form("tan", t("Tan", "Cuero", "Fauve", "بني فاتح"), 16500, 3, "colour", picture="bag 4"), Form("dark", t("Dark brown", "Marrón oscuro", "Brun foncé", "بني غامق"), 16500, 4, "colour", picture="bag 2"), Form("green", t("Bottle green", "Verde botella", "Vert bouteille", "أخضر غامق"), 17200, 2, "colour", picture="bag 5"), made_to_order_days=10),
    _SHELF.piece("bag-small", t("Small bag", "Bolso pequeño", "Petit sac", "حقيبة صغيرة"), t("The same, for a phone, keys and a letter.", "El mismo, para el móvil, las llaves y una carta.", "Le même, pour un téléphone, des clés et une lettre.", "مثلها، لهاتف ومفاتيح ورسالة."), 11800, 4, "bag 7"),
    _SHELF.forms("wallet", t("Wallet", "Cartera", "Portefeuille", "محفظة"), t("Six cards, coins, and room for a photograph.", "Seis tarjetas, monedas y sitio para una foto.", "Six cartes, de la monnaie et de la place pour une photo.", "ست بطاقات وقطع نقدية ومكان لصورة."), "wallet 1", Form("tan", t("Tan", "Cuero", "Fauve", "بني فاتح"), 5400, 8, "colour", picture="wallet 1"), Form("green", t("Green", "Verde", "Vert", "أخضر"), 5400, 5, "colour", picture="wallet 4"), Form("red", t("Red", "Rojo", "Rouge", "أحمر"), 5400, 6, "colour", picture="wallet 9"), tags=("gift",)),
    _SHELF.piece("card-holder", t("Card holder", "Tarjetero", "Porte-cartes", "حافظة بطاقات"), t("Cut from what the bags leave over.", "De lo que sobra de los bolsos.", "Coupé dans ce que laissent les sacs.", "مما يتبقى من الحقائب."), 2600, 14, "wallet 6", tags=("gift", "zero-waste")),
    _SHELF.forms("belt", t("Belt", "Cinturón", "Ceinture", "حزام"), t("Four millimetres thick, brass buckle, made to your measure.", "Cuatro milímetros de grosor, hebilla de latón, a tu medida.", "Quatre millimètres d'épaisseur, boucle de laiton, à votre mesure.", "سماكة أربعة مليمترات وإبزيم نحاسي على مقاسك."), "belt 5", Form("s", t("80–90 cm", "80–90 cm", "80–90 cm", "80–90 سم"), 4800, 7), Form("m", t("90–100 cm", "90–100 cm", "90–100 cm", "90–100 سم"), 4800, 9), Form("l", t("100–115 cm", "100–115 cm", "100–115 cm", "100–115 سم"), 5000, 6)),
    _SHELF.piece("belt-green", t("Green belt", "Cinturón verde", "Ceinture verte", "حزام أخضر"), t("Dyed right through, so that the edge does not show wear.", "Teñido en toda la masa: el canto no delata el uso.", "Teinte dans la masse : la tranche ne montre pas l'usure.", "مصبوغ بالكامل فلا يظهر البلى على الحافة."), 5200, 5, "belt 4"),
    _SHELF.forms("notebook", t("Notebook cover", "Funda de cuaderno", "Couverture de carnet", "غلاف دفتر"), t("With a notebook of 96 sheets that can be replaced.", "Con un cuaderno de 96 hojas que se puede cambiar.", "Avec un carnet de 96 feuilles que l'on peut remplacer.", "مع دفتر من 96 ورقة يمكن استبداله."), "notebook 1", Form("a5", t("A5", "A5", "A5", "A5"), 4200, 8), Form("a6", t("A6", "A6", "A6", "A6"), 3100, 10), tags=("gift",)),
    _SHELF.piece("notebook-red", t("Travel journal", "Diario de viaje", "Journal de voyage", "دفتر السفر"), t("Closes with a strap; the paper takes ink.", "Cierra con una tira; el papel admite tinta.", "Se ferme par une lanière ; le papier prend l'encre.", "يُغلق بشريط، وورقه يقبل الحبر."), 4600, 6, "notebook 2", tags=("gift",)),
    _SHELF.forms("sandals", t("Sandals", "Sandalias", "Sandales", "صندل"), t("Three straps, a sole that can be replaced.", "Tres tiras y una suela que se cambia.", "Trois brides et une semelle que l'on change.", "ثلاثة أشرطة ونعل قابل للتبديل."), "sandals 1", Form("37", t("37", "37", "37", "37"), 7900, 2), Form("39", t("39", "39", "39", "39"), 7900, 3), Form("41", t("41", "41", "41", "41"), 7900, 3), Form("43", t("43", "43", "43", "43"), 8200, 2), made_to_order_days=8),
    _SHELF.piece("repair-leather", t("Repair of a seam", "Arreglo de una costura", "Réparation d'une couture", "إصلاح خياطة"), t("Anyone's leather, up to twenty centimetres.", "Cuero de cualquiera, hasta veinte centímetros.", "Le cuir de n'importe qui, jusqu'à vingt centimètres.", "جلد أي شخص حتى عشرين سنتيمترًا."), 900, 20, "wallet 8", tags=("repair",), made_to_order_days=5),
)  # fmt: skip
