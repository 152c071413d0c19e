# ruff: noqa: E501 - one product, one line, like a price list
"""Horno San Roque: bread and sweets from a wood oven."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="horno-san-roque",
    name=t("San Roque Bakery", "Horno San Roque", "Boulangerie San Roque", "مخبز سان روكي"),
    tagline=t("Sourdough since 1924, with two new bakers", "Masa madre desde 1924, con dos panaderos nuevos", "Au levain depuis 1924, deux nouveaux boulangers", "خبز بالخميرة منذ 1924 بخبّازين جديدين"),
    story=t(
        "When old Roque closed, the village lost its bread for two years. We met at a course, bought the oven together with forty neighbours and lit it again. Fatima bakes the breads of Fez beside the loaves of here, and both sell out.",
        "Cuando cerró el viejo Roque, el pueblo pasó dos años sin pan. Nos conocimos en un curso, compramos el horno entre cuarenta vecinos y lo volvimos a encender. Fátima hace los panes de Fez junto a las hogazas de aquí, y se acaban los dos.",
        "Quand le vieux Roque ferma, le village resta deux ans sans pain. Nous nous sommes connus à un cours, avons acheté le four avec quarante voisins et l'avons rallumé. Fatima cuit les pains de Fès à côté des miches d'ici, et tout se vend.",
        "حين أغلق روكي العجوز بقيت القرية سنتين بلا خبز. تعارفنا في دورة واشترينا الفرن مع أربعين جارًا وأوقدناه من جديد. تخبز فاطمة أرغفة فاس بجانب أرغفة المنطقة وكلاهما ينفد.",
    ),
    place="Jérica",
    makers=("fatima", "pau"),
    portrait=drawing("portrait 19"),
    banner=drawing("workbench 1"),
    contact_name="Fátima El Idrissi",
    contact_address="Calle del Horno 1, 12450 Jérica",
    contact_email="pan@hornosanroque.example",
    iban="ES9000246912501234567891",
    connected=True,
)  # fmt: skip

_FLOUR = t(
    "Wheat flour, sourdough, water, salt",
    "Harina de trigo, masa madre, agua, sal",
    "Farine de blé, levain, eau, sel",
    "دقيق قمح وخميرة طبيعية وماء وملح",
)
_SHELF = Shelf(
    "horno-san-roque",
    "bread",
    400,
    tags=("wood-oven",),
    materials=_FLOUR,
    care=t("In a cloth, cut side down; it is good for four days.", "En un paño, con el corte hacia abajo; dura cuatro días.", "Dans un linge, côté coupé dessous ; bon quatre jours.", "في قطعة قماش، ويبقى طيبًا أربعة أيام."),
    provenance=t("Baked in Jérica with flour milled in Viver", "Horneado en Jérica con harina molida en Viver", "Cuit à Jérica, farine moulue à Viver", "مخبوز في خيريكا بدقيق مطحون في بيبير"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.forms("loaf-country", t("Country loaf", "Hogaza de pueblo", "Miche de campagne", "رغيف ريفي"), t("Twenty-four hours of rest, a crust that sings.", "Veinticuatro horas de reposo y una corteza que canta.", "Vingt-quatre heures de repos, une croûte qui chante.", "أربع وعشرون ساعة من الراحة وقشرة تغني."), "loaf 1, loaf 4", Form("half", t("500 g", "500 g", "500 g", "500 غ"), 260, 40, "weight", 500), Form("whole", t("1 kg", "1 kg", "1 kg", "1 كغ"), 460, 30, "weight", 1000), allergens=("gluten",)),
    _SHELF.piece("loaf-whole", t("Wholemeal loaf", "Pan integral", "Pain complet", "خبز كامل"), t("Stone-milled, moist, for five days.", "Molida en piedra, jugosa, para cinco días.", "Moulu à la pierre, moelleux, pour cinq jours.", "مطحون بالحجر، طري لخمسة أيام."), 390, 24, "loaf 2", 750, allergens=("gluten",)),
    _SHELF.piece("loaf-spelt", t("Spelt loaf", "Pan de espelta", "Pain d'épeautre", "خبز الحنطة"), t("Nutty, from two fields in Barracas.", "Con sabor a nuez, de dos campos de Barracas.", "Un goût de noisette, de deux champs de Barracas.", "بنكهة البندق من حقلين في بارّاكاس."), 490, 16, "loaf 7", 700, allergens=("gluten",), tags=("heritage",)),
    _SHELF.piece("loaf-rye", t("Rye loaf", "Pan de centeno", "Pain de seigle", "خبز الجاودار"), t("Dark and sour, thin slices.", "Oscuro y ácido, en rebanadas finas.", "Sombre et acide, en tranches fines.", "داكن حامض، بشرائح رقيقة."), 450, 14, "loaf 8", 800, allergens=("gluten",)),
    _SHELF.piece("baguette", t("Stick", "Barra", "Baguette", "خبز باغيت"), t("At eleven and at five.", "A las once y a las cinco.", "À onze heures et à dix-sept heures.", "في الحادية عشرة وفي الخامسة."), 110, 90, "baguette 1", 250, allergens=("gluten",)),
    _SHELF.forms("rolls", t("Rolls", "Panecillos", "Petits pains", "أقراص خبز"), t("Six in a bag.", "Seis en una bolsa.", "Six dans un sachet.", "ستة في كيس."), "rolls 1", Form("plain", t("Plain", "Blancos", "Nature", "سادة"), 240, 28, "form", 420, "rolls 4"), Form("seeds", t("Sesame and poppy", "Sésamo y amapola", "Sésame et pavot", "سمسم وخشخاش"), 290, 22, "form", 420, "rolls 2"), allergens=("gluten", "sesame")),
    _SHELF.piece("khobz", t("Khobz from Fez", "Khobz de Fez", "Khobz de Fès", "خبز فاسي"), t("Round, soft, with semolina; tear it, do not cut it.", "Redondo y tierno, con sémola; se parte, no se corta.", "Rond, tendre, à la semoule ; on le rompt, on ne le coupe pas.", "مستدير طري بالسميد، يُكسر ولا يُقطع."), 180, 36, "rolls 7", 300, allergens=("gluten",)),
    _SHELF.piece("coca-vegetable", t("Coca with vegetables", "Coca de verduras", "Coca aux légumes", "كوكا بالخضار"), t("Peppers and aubergine from Los Llanos, roasted in the falling oven.", "Pimiento y berenjena de Los Llanos, asados con el horno cayendo.", "Poivrons et aubergines de Los Llanos, rôtis au four tombant.", "فلفل وباذنجان من لوس يانوس، مشويان في فرن يبرد."), 650, 15, "flatbread 2", 600, allergens=("gluten",), tax_bps=1000, tags=("vegan",)),
    _SHELF.piece("coca-onion", t("Coca with onion", "Coca de cebolla", "Coca à l'oignon", "كوكا بالبصل"), t("Sweet red onion, cooked for three hours.", "Cebolla morada dulce, tres horas de cocción.", "Oignon rouge doux, cuit trois heures.", "بصل أحمر حلو طُهي ثلاث ساعات."), 590, 12, "flatbread 4", 600, allergens=("gluten",), tax_bps=1000, tags=("vegan",)),
    _SHELF.piece("biscuits-almond", t("Almond biscuits", "Pastas de almendra", "Biscuits aux amandes", "بسكويت باللوز"), t("With Marcona from Torás.", "Con marcona de Torás.", "Aux amandes Marcona de Torás.", "بلوز مركونا من توراس."), 490, 30, "biscuits 1", 250, allergens=("gluten", "nuts", "eggs"), tax_bps=1000, tags=("gift", "keeps")),
    _SHELF.piece("biscuits-chocolate", t("Chocolate biscuits", "Galletas de chocolate", "Biscuits au chocolat", "بسكويت بالشوكولاتة"), t("Dark and salty at the edge.", "Negras y con un punto de sal.", "Noirs, et salés au bord.", "داكن مع ملح على الحافة."), 520, 26, "biscuits 4", 250, allergens=("gluten", "milk", "eggs"), tax_bps=1000, tags=("gift", "keeps")),
    _SHELF.piece("cake-orange", t("Orange cake", "Bizcocho de naranja", "Gâteau à l'orange", "كعكة البرتقال"), t("Whole oranges, boiled and ground; no flour.", "Naranjas enteras, cocidas y trituradas; sin harina.", "Des oranges entières, cuites et moulues ; sans farine.", "برتقال كامل مسلوق ومطحون، بلا دقيق."), 1150, 9, "cake 3", 700, allergens=("nuts", "eggs"), tax_bps=1000, materials=t("Oranges, almonds, eggs, honey", "Naranja, almendra, huevo, miel", "Oranges, amandes, œufs, miel", "برتقال ولوز وبيض وعسل")),
    _SHELF.piece("cake-walnut", t("Walnut cake", "Tarta de nuez", "Gâteau aux noix", "كعكة الجوز"), t("For eight people, or for two with courage.", "Para ocho, o para dos valientes.", "Pour huit, ou pour deux courageux.", "لثمانية، أو لاثنين شجاعين."), 1350, 7, "cake 1", 900, allergens=("gluten", "nuts", "eggs", "milk"), tax_bps=1000, made_to_order_days=2),
)  # fmt: skip
