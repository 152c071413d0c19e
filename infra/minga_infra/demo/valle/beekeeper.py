# ruff: noqa: E501 - one product, one line, like a price list
"""Colmenas Altas: honey and what is kept in jars."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="colmenas-altas",
    name=t("Colmenas Altas", "Colmenas Altas", "Colmenas Altas", "كولميناس ألتاس للعسل"),
    tagline=t("Honey that names its hill", "Miel que dice su monte", "Un miel qui dit sa colline", "عسل يسمّي جبله"),
    story=t(
        "My bees climb with the bloom: rosemary in March, thyme in June, oak in August. I move sixty hives at night in an old van and come back with stings and stories. In winter my sister and I cook what the gardens had too much of.",
        "Mis abejas suben con la floración: romero en marzo, tomillo en junio, encina en agosto. Muevo sesenta colmenas de noche en una furgoneta vieja y vuelvo con picaduras e historias. En invierno, mi hermana y yo cocinamos lo que sobró en las huertas.",
        "Mes abeilles montent avec les fleurs : romarin en mars, thym en juin, chêne en août. Je déplace soixante ruches la nuit dans une vieille camionnette et reviens avec des piqûres et des histoires. L'hiver, ma sœur et moi cuisinons ce que les jardins avaient en trop.",
        "يصعد نحلي مع الإزهار: إكليل الجبل في آذار والزعتر في حزيران والبلوط في آب. أنقل ستين خلية ليلًا في شاحنة قديمة وأعود بلسعات وحكايات. وفي الشتاء نطبخ أنا وأختي ما فاض من البساتين.",
    ),
    place="Barracas",
    makers=("ramon", "elvira"),
    portrait=drawing("portrait 13"),
    banner=drawing("landscape 5"),
    contact_name="Ramón Escrig Tena",
    contact_address="Camino de los Colmenares 5, 12420 Barracas",
    contact_email="ramon@colmenasaltas.example",
    iban="ES7100302053091234567895",
)  # fmt: skip

_SHELF = Shelf(
    "colmenas-altas",
    "pantry",
    1000,
    tags=("keeps",),
    materials=t("Raw honey, not heated", "Miel cruda, sin calentar", "Miel cru, non chauffé", "عسل خام غير مسخّن"),
    care=t("Dry and dark; if it sets, warm it gently.", "En seco y a oscuras; si cristaliza, templar con suavidad.", "Au sec ; s'il cristallise, tiédir doucement.", "في مكان جاف، وإن تبلور فليُدفّأ برفق."),
    provenance=t("Gathered between Barracas and El Toro", "Recogida entre Barracas y El Toro", "Récolté entre Barracas et El Toro", "جُمع بين بارّاكاس وإل تورو"),
)  # fmt: skip
_FRUIT = t(
    "Fruit, cane sugar, lemon",
    "Fruta, azúcar de caña, limón",
    "Fruits, sucre de canne, citron",
    "فاكهة وسكر قصب وليمون",
)
_HALF = t("500 g", "500 g", "500 g", "500 غ")
_KILO = t("1 kg", "1 kg", "1 kg", "1 كغ")

PRODUCTS = (
    _SHELF.forms("honey-rosemary", t("Rosemary honey", "Miel de romero", "Miel de romarin", "عسل إكليل الجبل"), t("The first of the year, pale and fine.", "La primera del año, clara y fina.", "Le premier de l'année, pâle et fin.", "أول عسل السنة، فاتح ورقيق."), "honey 2", Form("half", _HALF, 750, 40, "weight", 500, "honey 2"), Form("kilo", _KILO, 1350, 22, "weight", 1000, "honey 4"), tags=("raw",)),
    _SHELF.forms("honey-thyme", t("Thyme honey", "Miel de tomillo", "Miel de thym", "عسل الزعتر"), t("Amber and strong; a spoon for the throat.", "Ámbar y fuerte; una cucharada para la garganta.", "Ambré et fort ; une cuillère pour la gorge.", "كهرماني قوي، ملعقة للحلق."), "honey 3", Form("half", _HALF, 820, 32, "weight", 500, "honey 3"), Form("kilo", _KILO, 1490, 16, "weight", 1000, "honey 7"), tags=("raw",)),
    _SHELF.piece("honey-oak", t("Oak honeydew", "Miel de encina", "Miellat de chêne", "عسل البلوط"), t("Almost black, malty, rich in minerals.", "Casi negra, malteada, rica en minerales.", "Presque noir, malté, riche en minéraux.", "شبه أسود بطعم الشعير، غني بالمعادن."), 890, 24, "honey 5", 500, tags=("raw",)),
    _SHELF.piece("honey-flowers", t("Honey of a thousand flowers", "Miel milflores", "Miel toutes fleurs", "عسل الأزهار"), t("What the whole valley tasted of this year.", "A lo que supo todo el valle este año.", "Le goût de toute la vallée cette année.", "طعم الوادي كله هذا العام."), 690, 45, "honey 1", 500, tags=("raw",)),
    _SHELF.piece("honeycomb", t("Honeycomb", "Panal", "Rayon de miel", "قرص عسل"), t("Cut from the frame. Chew the wax.", "Cortado del cuadro. La cera se masca.", "Coupé du cadre. La cire se mâche.", "مقطوع من الإطار. يُمضغ الشمع."), 1190, 10, "honeycomb 1", 300, tags=("raw", "gift")),
    _SHELF.piece("jam-cherry", t("Cherry jam", "Mermelada de cereza", "Confiture de cerises", "مربى الكرز"), t("Two thirds fruit, one third sugar, nothing else.", "Dos tercios de fruta, uno de azúcar y nada más.", "Deux tiers de fruits, un tiers de sucre, rien d'autre.", "ثلثان فاكهة وثلث سكر ولا شيء غيرهما."), 490, 34, "jam 3", 250, materials=_FRUIT),
    _SHELF.piece("jam-apricot", t("Apricot jam", "Mermelada de albaricoque", "Confiture d'abricots", "مربى المشمش"), t("With the kernels, for a breath of almond.", "Con el hueso, por un soplo de almendra.", "Avec l'amande du noyau, pour un souffle d'amande.", "مع نواته لنفحة من اللوز."), 490, 30, "jam 4", 250, materials=_FRUIT),
    _SHELF.piece("jam-fig", t("Fig jam", "Mermelada de higo", "Confiture de figues", "مربى التين"), t("Goes with the cured cheese of El Hontanar.", "Va con el curado de El Hontanar.", "Va avec le fromage affiné d'El Hontanar.", "يلائم جبن إل أونتانار المعتّق."), 520, 26, "jam 1", 250, materials=_FRUIT, tags=("gift",)),
    _SHELF.piece("jam-orange", t("Bitter orange marmalade", "Mermelada de naranja amarga", "Marmelade d'oranges amères", "مربى النارنج"), t("From the trees of the church square.", "De los naranjos de la plaza de la iglesia.", "Des orangers de la place de l'église.", "من أشجار ساحة الكنيسة."), 490, 28, "jam 7", 250, materials=_FRUIT),
    _SHELF.piece("preserve-tomato", t("Crushed tomatoes", "Tomate triturado", "Tomates concassées", "طماطم مهروسة"), t("August in a jar, a pinch of salt.", "Agosto en un bote, con una pizca de sal.", "Août en bocal, une pincée de sel.", "آب في مرطبان مع رشة ملح."), 320, 60, "preserve 2", 500, materials=t("Tomatoes, salt", "Tomate, sal", "Tomates, sel", "طماطم وملح"), tags=("vegan",)),
    _SHELF.piece("preserve-peppers", t("Roast peppers", "Pimientos asados", "Poivrons rôtis", "فلفل مشوي"), t("Over oak, peeled by hand.", "A la brasa de encina, pelados a mano.", "Sur braise de chêne, pelés à la main.", "على جمر البلوط، مقشّر باليد."), 590, 30, "preserve 6", 300, materials=t("Peppers, oil, garlic", "Pimiento, aceite, ajo", "Poivrons, huile, ail", "فلفل وزيت وثوم"), tags=("vegan",)),
    _SHELF.piece("preserve-pickles", t("Garden pickles", "Encurtidos de la huerta", "Pickles du potager", "مخلل البستان"), t("Cauliflower, carrot and capers in their own vinegar.", "Coliflor, zanahoria y alcaparras en su vinagre.", "Chou-fleur, carotte et câpres dans leur vinaigre.", "قرنبيط وجزر وكبر في خله."), 450, 28, "preserve 5", 300, materials=t("Vegetables, vinegar, mustard seed", "Verduras, vinagre, semilla de mostaza", "Légumes, vinaigre, graines de moutarde", "خضار وخل وبذور خردل"), allergens=("mustard", "sulphites"), tags=("vegan",)),
    _SHELF.piece("quince-paste", t("Quince paste", "Dulce de membrillo", "Pâte de coing", "معجون السفرجل"), t("A firm slice, ruby at the edge.", "En tajada, firme, con el borde rubí.", "Une tranche ferme, rubis au bord.", "شريحة متماسكة ياقوتية الحافة."), 560, 22, "preserve 4", 400, materials=_FRUIT, tags=("vegan", "gift")),
    _SHELF.piece("vinegar-honey", t("Honey vinegar", "Vinagre de miel", "Vinaigre de miel", "خل العسل"), t("Mead that went on. For salads with fruit.", "Hidromiel que siguió su camino. Para ensaladas con fruta.", "De l'hydromel qui a continué. Pour salades aux fruits.", "شراب عسل أكمل طريقه. لسلطات الفاكهة."), 620, 20, "bottle 3", 500, materials=t("Honey, water", "Miel, agua", "Miel, eau", "عسل وماء"), allergens=("sulphites",)),
)  # fmt: skip
