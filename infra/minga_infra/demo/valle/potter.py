# ruff: noqa: E501 - one product, one line, like a price list
"""Cal y Canto: stoneware and earthenware."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="cal-y-canto",
    name=t("Cal y Canto", "Cal y Canto", "Cal y Canto", "كال إي كانتو للفخار"),
    tagline=t("Pots for every day, fired with olive prunings", "Loza de diario, cocida con poda de olivo", "Vaisselle de tous les jours, cuite au bois d'olivier", "أوانٍ لكل يوم، تُحرق بأغصان الزيتون"),
    story=t(
        "I dig part of my clay myself, below Jérica where the old potters dug. The glazes are ash, chalk and iron, nothing that should not touch your soup. What comes out of the kiln with a scar is sold as a second, honestly marked.",
        "Parte del barro lo saco yo, bajo Jérica, donde lo sacaban los alfareros de antes. Los esmaltes son ceniza, cal y hierro: nada que no deba tocar tu sopa. Lo que sale del horno con una cicatriz se vende como segunda, bien marcado.",
        "Je tire moi-même une part de mon argile, sous Jérica, là où la tiraient les anciens potiers. Les émaux sont de cendre, de chaux et de fer : rien qui ne doive toucher votre soupe. Ce qui sort du four avec une cicatrice est vendu en second choix, honnêtement marqué.",
        "أستخرج بعض طيني بنفسي أسفل خيريكا حيث كان الفخّارون القدامى. الطلاء رماد وجير وحديد: لا شيء لا يليق بحسائك. وما يخرج من الفرن بندبة يُباع درجة ثانية وبعلامة صادقة.",
    ),
    place="Jérica",
    makers=("tomas",),
    portrait=drawing("portrait 1"),
    banner=drawing("workbench 2"),
    contact_name="Tomás Ibáñez Mor",
    contact_address="Camino de la Alfarería 11, 12450 Jérica",
    contact_email="taller@calycanto.example",
    connected=True,
)  # fmt: skip

_SHELF = Shelf(
    "cal-y-canto",
    "pottery",
    2100,
    tags=("handmade",),
    materials=t("Stoneware; ash and chalk glaze, free of lead", "Gres; esmalte de ceniza y cal, sin plomo", "Grès ; émail de cendre et de chaux, sans plomb", "خزف حجري بطلاء من الرماد والجير، بلا رصاص"),
    care=t("Fit for oven, dishwasher and microwave.", "Apto para horno, lavavajillas y microondas.", "Passe au four, au lave-vaisselle et au micro-ondes.", "يصلح للفرن وغسّالة الصحون والميكروويف."),
    provenance=t("Thrown and fired in Jérica", "Torneado y cocido en Jérica", "Tourné et cuit à Jérica", "مصنوع ومحروق في خيريكا"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.forms("bowl-breakfast", t("Breakfast bowl", "Cuenco de desayuno", "Bol de petit-déjeuner", "زبدية الفطور"), t("Holds half a litre and sits well in two hands.", "Cabe medio litro y se sostiene bien con las dos manos.", "Contient un demi-litre et tient bien dans les deux mains.", "تتسع لنصف لتر وتستقر بين اليدين."), "bowl 1", Form("blue", t("Blue", "Azul", "Bleu", "أزرق"), 1850, 14, "colour", picture="bowl 1"), Form("green", t("Green", "Verde", "Vert", "أخضر"), 1850, 9, "colour", picture="bowl 2"), Form("sand", t("Sand", "Arena", "Sable", "رملي"), 1850, 11, "colour", picture="bowl 3"), tags=("gift",)),
    _SHELF.piece("bowl-salad", t("Salad bowl with rings", "Ensaladera de anillos", "Saladier aux anneaux", "وعاء سلطة بحلقات"), t("For six people, with combed rings inside the rim.", "Para seis, con anillos peinados en el borde.", "Pour six, avec des anneaux peignés sous le bord.", "لستة أشخاص، بحلقات ممشطة عند الحافة."), 4200, 5, "bowl 8"),
    _SHELF.piece("bowl-dots", t("Bowl with dots", "Cuenco de puntos", "Bol à pois", "زبدية منقّطة"), t("White slip dots, set by hand one by one while the clay is damp.", "Puntos de engobe blanco, puestos a mano uno a uno con el barro húmedo.", "Des points d'engobe blanc posés un à un sur l'argile humide.", "نقاط بيضاء وُضعت باليد واحدة واحدة والطين رطب."), 2100, 8, "bowl 5"),
    _SHELF.forms("mug", t("Mug", "Taza", "Mug", "كوب"), t("Three fingers fit through the handle; the lip is thin.", "Por el asa caben tres dedos; el borde es fino.", "Trois doigts passent dans l'anse ; la lèvre est fine.", "تمر ثلاث أصابع من المقبض، والحافة رقيقة."), "mug 1", Form("blue", t("Blue", "Azul", "Bleu", "أزرق"), 1600, 20, "colour", picture="mug 1"), Form("dipped", t("Dipped", "Bicolor", "Bicolore", "بلونين"), 1600, 16, "colour", picture="mug 3"), Form("dots", t("Dots", "Puntos", "Pois", "منقّط"), 1700, 12, "colour", picture="mug 4"), tags=("gift",)),
    _SHELF.piece("mug-seconds", t("Mug, second quality", "Taza de segunda", "Mug second choix", "كوب درجة ثانية"), t("A small scar in the glaze, and otherwise sound.", "Una pequeña cicatriz en el esmalte; por lo demás, perfecta.", "Une petite cicatrice dans l'émail, pour le reste sans défaut.", "ندبة صغيرة في الطلاء، وما عداها سليم."), 900, 13, "mug 8", tags=("seconds",)),
    _SHELF.forms("plate", t("Plate", "Plato", "Assiette", "صحن"), t("Flat with a raised rim that keeps the sauce in.", "Llano, con un borde que retiene la salsa.", "Plate, avec un bord relevé qui retient la sauce.", "مسطح بحافة مرفوعة تحفظ المرق."), "plate 2", Form("small", t("20 cm", "20 cm", "20 cm", "20 سم"), 1700, 18), Form("large", t("27 cm", "27 cm", "27 cm", "27 سم"), 2300, 16)),
    _SHELF.piece("plate-sun", t("Serving plate, sun", "Fuente sol", "Plat soleil", "طبق تقديم الشمس"), t("Thirty-five centimetres, carved through the glaze.", "Treinta y cinco centímetros, tallada a través del esmalte.", "Trente-cinq centimètres, gravé à travers l'émail.", "خمسة وثلاثون سنتيمترًا، منقوش عبر الطلاء."), 5200, 3, "plate 6"),
    _SHELF.piece("jug-water", t("Water jug", "Jarra de agua", "Pichet à eau", "إبريق ماء"), t("Pours without a drip. One and a half litres.", "Sirve sin gotear. Litro y medio.", "Verse sans goutter. Un litre et demi.", "يصب بلا تقطير. لتر ونصف."), 3900, 7, "jug 1, jug 6"),
    _SHELF.piece("jug-wine", t("Wine jug", "Jarra de vino", "Pichet à vin", "إبريق"), t("Half-dipped, the foot left raw.", "Bañada hasta la mitad, con el pie en crudo.", "Trempé à moitié, le pied laissé brut.", "مغموس حتى النصف والقاعدة بلا طلاء."), 3400, 6, "jug 3"),
    _SHELF.piece("vase-dry", t("Vase for dry flowers", "Jarrón para flores secas", "Vase pour fleurs séchées", "مزهرية للأزهار المجففة"), t("Narrow neck, wide heart. The flowers are not included.", "Cuello estrecho y corazón ancho. Las flores no se incluyen.", "Col étroit, cœur large. Les fleurs ne sont pas comprises.", "عنق ضيق وقلب واسع. الأزهار غير مشمولة."), 3600, 6, "vase 2, vase 4"),
    _SHELF.piece("vase-night", t("Night vase", "Jarrón noche", "Vase nuit", "مزهرية الليل"), t("A dark iron glaze that turns green where it is thick.", "Esmalte oscuro de hierro que verdea donde es grueso.", "Un émail de fer sombre qui verdit là où il est épais.", "طلاء حديدي داكن يخضرّ حيث يسمك."), 3900, 4, "vase 5"),
    _SHELF.forms("planter", t("Planter", "Maceta", "Cache-pot", "أصيص"), t("With a hole and a saucer, as plants like it.", "Con agujero y plato, como les gusta a las plantas.", "Avec un trou et une soucoupe, comme les plantes l'aiment.", "بثقب وصحن كما تحب النباتات."), "planter 3", Form("small", t("14 cm", "14 cm", "14 cm", "14 سم"), 1900, 10), Form("large", t("22 cm", "22 cm", "22 cm", "22 سم"), 3300, 6), care=t("Frost-proof.", "Resiste las heladas.", "Résiste au gel.", "يتحمّل الصقيع.")),
    _SHELF.piece("tiles-four", t("Four painted tiles", "Cuatro azulejos pintados", "Quatre carreaux peints", "أربع بلاطات مرسومة"), t("Fifteen by fifteen centimetres each; frost-proof, for walls and tables.", "De quince por quince; resisten las heladas, para paredes y mesas.", "Quinze sur quinze centimètres ; résistent au gel, pour murs et tables.", "خمسة عشر في خمسة عشر سنتيمترًا، تتحمل الصقيع، للجدران والطاولات."), 4800, 9, "tile 2, tile 7", care=t("Wipe clean.", "Limpiar con un paño.", "Essuyer.", "تُمسح بقطعة قماش.")),
)  # fmt: skip
