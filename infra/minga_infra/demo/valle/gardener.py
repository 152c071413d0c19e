# ruff: noqa: E501 - one product, one line, like a price list
"""Huerta Los Llanos: vegetables and herbs."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="huerta-los-llanos",
    name=t("Los Llanos Garden", "Huerta Los Llanos", "Potager Los Llanos", "بستان لوس يانوس"),
    tagline=t("Picked the morning you fetch it", "Cogido la mañana que lo recoges", "Cueilli le matin où vous venez", "يُقطف صباح يوم استلامه"),
    story=t(
        "Four hectares of old irrigated land, two families, one mule and a well that never ran dry. We grow what the month gives, save our own seed and share a tractor with three neighbours. What is left on Saturday night goes to the soup kitchen of Segorbe.",
        "Cuatro hectáreas de regadío antiguo, dos familias, una mula y un pozo que nunca se ha secado. Cultivamos lo que da el mes, guardamos semilla y compartimos tractor con tres vecinos. Lo que sobra el sábado va al comedor social de Segorbe.",
        "Quatre hectares de vieille terre irriguée, deux familles, une mule et un puits jamais à sec. Nous cultivons ce que donne le mois, gardons nos graines et partageons un tracteur avec trois voisins. Ce qui reste le samedi va à la soupe populaire de Segorbe.",
        "أربعة هكتارات مروية قديمة وعائلتان وبغلة وبئر لم تجف. نزرع ما يعطيه الشهر ونحفظ بذورنا ونتقاسم جرارًا مع ثلاثة جيران. ما يبقى مساء السبت يذهب إلى مطعم المحتاجين في سيغوربي.",
    ),
    place="Viver",
    makers=("lola", "mamadou"),
    portrait=drawing("portrait 10"),
    banner=drawing("fields 1"),
    contact_name="Dolores Gil Navarro",
    contact_address="Partida Los Llanos 3, 12460 Viver",
    contact_email="huerta@losllanos.example",
    iban="ES6000491500051234567892",
    connected=True,
)  # fmt: skip

_SHELF = Shelf(
    "huerta-los-llanos",
    "vegetables",
    400,
    tags=("organic", "seasonal"),
    care=t("Cool and dark; greens in a damp cloth.", "En fresco y a oscuras; lo verde, en un paño húmedo.", "Au frais et à l'ombre ; le vert dans un linge humide.", "في مكان بارد ومظلم، والورقيات في قماش رطب."),
    provenance=t("Grown in Viver, watered from the Berro spring", "Cultivado en Viver, con agua de la fuente del Berro", "Cultivé à Viver, arrosé à la source du Berro", "مزروع في بيبير ومروي من عين بيرّو"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.weight("tomato-rose", t("Rose tomatoes", "Tomate rosa", "Tomates roses", "طماطم وردية"), t("Thin skin, few seeds; they do not travel, so they are sold here.", "Piel fina y pocas pepitas; no viaja, por eso se vende aquí.", "Peau fine, peu de pépins ; elles ne voyagent pas, on les vend donc ici.", "قشرة رقيقة وبذور قليلة، لا تحتمل السفر فتُباع هنا."), 380, 42_000, "tomato 2", box=(5000, 1650)),
    _SHELF.weight("tomato-vine", t("Vine tomatoes", "Tomate de rama", "Tomates en grappe", "طماطم عنقودية"), t("For every day, firm and sweet.", "Para todos los días, firmes y dulces.", "Pour tous les jours, fermes et sucrées.", "لكل يوم، متماسكة وحلوة."), 260, 60_000, "tomato 6", box=(5000, 1150)),
    _SHELF.weight("tomato-yellow", t("Yellow tomatoes", "Tomate amarillo", "Tomates jaunes", "طماطم صفراء"), t("Mild, for those whom tomatoes bite.", "Suaves, para quien el tomate le pica.", "Douces, pour qui la tomate pique.", "لطيفة لمن تلسعه الطماطم."), 340, 18_000, "tomato 7"),
    _SHELF.weight("pepper-green", t("Green peppers", "Pimiento verde", "Poivrons verts", "فلفل أخضر"), t("For frying and for salads.", "Para freír y para ensalada.", "À frire et pour la salade.", "للقلي وللسلطة."), 240, 30_000, "pepper 2"),
    _SHELF.weight("pepper-yellow", t("Yellow peppers", "Pimiento amarillo", "Poivrons jaunes", "فلفل أصفر"), t("Left on the plant until the sun is in them.", "En la mata hasta que llevan el sol dentro.", "Laissés sur pied jusqu'à ce que le soleil soit dedans.", "تُركت على النبتة حتى امتلأت شمسًا."), 310, 16_000, "pepper 1"),
    _SHELF.weight("onion-red", t("Red onions", "Cebolla morada", "Oignons rouges", "بصل أحمر"), t("Crisp, sweet, good raw.", "Crujiente y dulce, buena en crudo.", "Croquants et doux, bons crus.", "مقرمش حلو، طيب نيئًا."), 190, 50_000, "onion 3"),
    _SHELF.weight("onion-gold", t("Golden onions", "Cebolla dorada", "Oignons jaunes", "بصل ذهبي"), t("Cured in the barn; they keep until March.", "Curada en el pajar; aguanta hasta marzo.", "Séchés au grenier ; ils tiennent jusqu'en mars.", "مجفف في المخزن ويبقى حتى آذار."), 150, 80_000, "onion 8", box=(10_000, 1250)),
    _SHELF.weight("potato", t("Potatoes", "Patata", "Pommes de terre", "بطاطا"), t("Agria, dug in September from sandy ground.", "Agria, arrancada en septiembre de tierra arenosa.", "Agria, arrachées en septembre en terre sableuse.", "أغريا، قُلعت في أيلول من أرض رملية."), 120, 150_000, "potato 3", box=(10_000, 990)),
    _SHELF.weight("potato-red", t("Red potatoes", "Patata roja", "Pommes de terre rouges", "بطاطا حمراء"), t("Waxy; they stay whole in the stew.", "Firme; entera en el guiso.", "Fermes ; elles restent entières dans le ragoût.", "متماسكة تبقى كاملة في اليخنة."), 150, 60_000, "potato 1"),
    _SHELF.weight("aubergine", t("Aubergines", "Berenjena", "Aubergines", "باذنجان"), t("Glossy and without bitterness.", "Brillante y sin amargor.", "Brillantes et sans amertume.", "لامع وبلا مرارة."), 230, 22_000, "aubergine 5"),
    _SHELF.weight("courgette", t("Courgettes", "Calabacín", "Courgettes", "كوسا"), t("Cut small, at hand's length.", "Cortado pequeño, de un palmo.", "Coupées petites, longues d'une main.", "قُطفت صغيرة بطول الكف."), 180, 26_000, "courgette 1"),
    _SHELF.weight("pumpkin", t("Pumpkin, cut", "Calabaza en trozos", "Potiron à la coupe", "يقطين مقطّع"), t("Roast it with rosemary. Cut as you like.", "Ásala con romero. Se corta a gusto.", "À rôtir avec du romarin. Coupé à votre goût.", "يُشوى مع إكليل الجبل. يُقطع كما تريد."), 130, 70_000, "pumpkin 3", step=500, minimum=1000),
    _SHELF.weight("garlic", t("Purple garlic", "Ajo morado", "Ail violet", "ثوم بنفسجي"), t("Strong, plaited in July.", "Fuerte, trenzado en julio.", "Fort, tressé en juillet.", "قوي، جُدل في تموز."), 720, 9_000, "garlic 5", step=100, maximum=2000),
    _SHELF.piece("carrot", t("Bunch of carrots", "Manojo de zanahorias", "Botte de carottes", "ربطة جزر"), t("With their tops: pesto for supper.", "Con sus hojas: pesto para cenar.", "Avec leurs fanes : du pesto pour le souper.", "مع أوراقها: بيستو للعشاء."), 190, 45, "carrot 7"),
    _SHELF.piece("carrot-purple", t("Bunch of purple carrots", "Manojo de zanahoria morada", "Botte de carottes violettes", "ربطة جزر بنفسجي"), t("The old kind, before carrots turned orange.", "La antigua, de antes de que la zanahoria fuera naranja.", "L'ancienne, d'avant les carottes orange.", "الصنف القديم قبل أن يصير الجزر برتقاليًا."), 220, 20, "carrot 1"),
    _SHELF.piece("beetroot", t("Bunch of beetroot", "Manojo de remolacha", "Botte de betteraves", "ربطة شمندر"), t("Bake them whole in salt.", "Ásalas enteras a la sal.", "À cuire entières au sel.", "تُخبز كاملة في الملح."), 210, 24, "beetroot 2"),
    _SHELF.piece("radish", t("Bunch of radishes", "Manojo de rabanitos", "Botte de radis", "ربطة فجل"), t("Peppery and juicy.", "Picantes y jugosos.", "Piquants et juteux.", "حرّيف وكثير العصارة."), 150, 38, "radish 3"),
    _SHELF.forms("lettuce", t("Lettuce", "Lechuga", "Laitue", "خس"), t("Cut at six in the morning.", "Cortada a las seis de la mañana.", "Coupée à six heures du matin.", "قُطع في السادسة صباحًا."), "lettuce 1", Form("green", t("Green", "Verde", "Verte", "أخضر"), 120, 60, "form", picture="lettuce 2"), Form("red", t("Oak leaf, red", "Hoja de roble", "Feuille de chêne", "ورق البلوط الأحمر"), 140, 35, "form", picture="lettuce 3")),
    _SHELF.piece("chard", t("Rainbow chard", "Acelga de colores", "Blettes arc-en-ciel", "سلق ملوّن"), t("Stems and leaves are two dishes.", "Pencas y hojas: dos platos.", "Côtes et feuilles font deux plats.", "الأضلاع والأوراق طبقان."), 210, 26, "chard 3"),
    _SHELF.weight("beans", t("Green beans", "Judía verde", "Haricots verts", "فاصولياء خضراء"), t("Thin as pencils, no strings.", "Finas como lápices y sin hebra.", "Fins comme des crayons, sans fil.", "رفيعة كالأقلام وبلا خيوط."), 420, 12_000, "beans 1", step=250, maximum=4000),
    _SHELF.forms("box-week", t("Vegetable box of the week", "Caja de verdura de la semana", "Panier de légumes de la semaine", "صندوق خضار الأسبوع"), t("Eight things that are at their best right now, and a recipe.", "Ocho cosas en su mejor momento y una receta.", "Huit choses au meilleur moment, et une recette.", "ثمانية أصناف في أوجها مع وصفة."), "crate 2, crate 4", Form("small", t("For two", "Para dos", "Pour deux", "لشخصين"), 1450, 18), Form("large", t("For four", "Para cuatro", "Pour quatre", "لأربعة"), 2400, 14), tags=("box",)),
    _SHELF.piece("herb-basil", t("Basil", "Albahaca", "Basilic", "ريحان"), t("A bunch in water lasts a week.", "En agua dura una semana.", "Un bouquet dans l'eau tient une semaine.", "باقة في الماء تدوم أسبوعًا."), 160, 28, "basil 1", category="herbs", tags=("herb",)),
    _SHELF.piece("herb-parsley", t("Parsley", "Perejil", "Persil", "بقدونس"), t("Flat leaves, a big bunch.", "De hoja lisa, un buen manojo.", "Feuilles plates, un gros bouquet.", "أوراق مسطحة وربطة كبيرة."), 110, 40, "parsley 2", category="herbs", tags=("herb",)),
    _SHELF.piece("herb-rosemary", t("Rosemary", "Romero", "Romarin", "إكليل الجبل"), t("Cut wild above the terraces.", "Cortado silvestre sobre los bancales.", "Coupé sauvage au-dessus des terrasses.", "بري من فوق المدرجات."), 130, 34, "rosemary 1", category="herbs", tags=("herb",)),
    _SHELF.piece("seedlings", t("Three seedlings", "Tres plantones", "Trois plants", "ثلاث شتلات"), t("Chard, lettuce and parsley for a balcony box.", "Acelga, lechuga y perejil para una jardinera.", "Blette, laitue et persil pour une jardinière.", "سلق وخس وبقدونس لصندوق الشرفة."), 350, 30, "seedling 1", category="herbs", tax_bps=1000, tags=("plant",)),
)  # fmt: skip
