# ruff: noqa: E501 - one product, one line, like a price list
"""Aurora Telares: hand weaving."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="aurora-telares",
    name=t("Aurora Telares", "Aurora Telares", "Aurora Telares", "أورورا للنسيج"),
    tagline=t(
        "Wool from flocks nearby, woven by hand",
        "Lana de rebaños cercanos, tejida a mano",
        "Laine de troupeaux voisins, tissée à la main",
        "صوف من قطعان قريبة، منسوج يدويًا",
    ),
    story=t(
        "My grandmother's loom stood in the attic for thirty years. I oiled it, learned from a neighbour in Bejís and never stopped. The wool comes from two flocks that graze above the village; walnut shells, madder and woad from my own patch give the colours.",
        "El telar de mi abuela pasó treinta años en el desván. Lo engrasé, aprendí de una vecina de Bejís y ya no paré. La lana viene de dos rebaños que pastan sobre el pueblo; los colores los dan la cáscara de nuez, la rubia y el pastel de mi huerto.",
        "Le métier de ma grand-mère est resté trente ans au grenier. Je l'ai huilé, j'ai appris d'une voisine de Bejís et je n'ai plus arrêté. La laine vient de deux troupeaux qui paissent au-dessus du village ; le brou de noix, la garance et le pastel de mon jardin donnent les couleurs.",
        "بقي نول جدتي ثلاثين سنة في العلّية. زيّتّه وتعلمت من جارة في بيخيس ولم أتوقف. يأتي الصوف من قطيعين يرعيان فوق القرية، والألوان من قشر الجوز والفوّة ونباتات بستاني.",
    ),
    place="Bejís",
    makers=("aurora",),
    portrait=drawing("portrait 3"),
    banner=drawing("workbench 3"),
    contact_name="Aurora Sanchis Peiró",
    contact_address="Calle del Horno 4, 12430 Bejís",
    contact_email="aurora@telares.example",
    iban="ES9121000418450200051332",
    connected=True,
)

_WOOL = t(
    "Pure wool, plant dyes", "Pura lana, tintes vegetales", "Pure laine, teintures végétales", "صوف خالص بأصباغ نباتية"
)
_LINEN = t("Linen and cotton", "Lino y algodón", "Lin et coton", "كتان وقطن")
_SHELF = Shelf(
    "aurora-telares",
    "textiles",
    2100,
    tags=("handwoven",),
    materials=_WOOL,
    care=t(
        "Air it often; wash cold by hand with wool soap, dry flat.",
        "Airear a menudo; lavar a mano en frío con jabón de lana y secar en plano.",
        "Aérer souvent ; laver à la main à froid, sécher à plat.",
        "يُهوّى كثيرًا، ويُغسل يدويًا بماء بارد ويُجفّف مبسوطًا.",
    ),
    provenance=t(
        "Woven in Bejís from wool shorn within 15 km",
        "Tejido en Bejís con lana esquilada a menos de 15 km",
        "Tissé à Bejís, laine tondue à moins de 15 km",
        "منسوج في بيخيس من صوف على بعد أقل من 15 كم",
    ),
)
_S = t("Small, 60 × 90 cm", "Pequeña, 60 × 90 cm", "Petit, 60 × 90 cm", "صغير، 60 × 90 سم")
_L = t("Large, 120 × 180 cm", "Grande, 120 × 180 cm", "Grand, 120 × 180 cm", "كبير، 120 × 180 سم")

PRODUCTS = (
    _SHELF.forms("rug-valley", t("Valley rug", "Alfombra del valle", "Tapis de la vallée", "سجادة الوادي"), t("Bands of diamonds and steps, the old pattern of our valley. Each takes a week.", "Franjas de rombos y escalones, el dibujo antiguo del valle. Cada una lleva una semana.", "Des bandes de losanges et de marches, l'ancien motif de notre vallée. Chacun prend une semaine.", "أشرطة من المعيّنات والدرجات، نقشة وادينا القديمة. تستغرق كل واحدة أسبوعًا."), "rug 1, rug 7", Form("small", _S, 14500, 4), Form("large", _L, 39000, 2), tags=("wool", "natural-dye")),
    _SHELF.piece("rug-ochre", t("Ochre rug", "Alfombra ocre", "Tapis ocre", "سجادة بلون الأوكر"), t("Dyed with onion skins; dense enough for a hallway.", "Teñida con piel de cebolla; densa, aguanta un pasillo.", "Teint aux pelures d'oignon ; assez dense pour un couloir.", "مصبوغة بقشر البصل، كثيفة تصلح للممرات."), 16800, 3, "rug 2", tags=("wool", "natural-dye")),
    _SHELF.piece("rug-river", t("River rug", "Alfombra río", "Tapis rivière", "سجادة النهر"), t("Woad blue and undyed white, like the Palancia in April.", "Azul de pastel y blanco sin teñir, como el Palancia en abril.", "Bleu de pastel et blanc non teint, comme le Palancia en avril.", "أزرق نباتي وأبيض بلا صبغ، كالنهر في نيسان."), 17200, 2, "rug 4", tags=("wool", "natural-dye")),
    _SHELF.forms("blanket-shepherd", t("Shepherd's blanket", "Manta de pastor", "Couverture de berger", "بطانية الراعي"), t("The heavy striped blanket that shepherds carried. Warm, and it lasts a lifetime.", "La manta de rayas que llevaban los pastores. Abriga y dura toda la vida.", "La lourde couverture rayée des bergers. Chaude, et pour la vie.", "البطانية المخططة الثقيلة التي حملها الرعاة. دافئة وتدوم العمر."), "blanket 4, blanket 2", Form("single", t("Single, 140 × 200 cm", "Individual, 140 × 200 cm", "1 personne, 140 × 200 cm", "مفرد، 140 × 200 سم"), 8900, 6), Form("double", t("Double, 220 × 240 cm", "Doble, 220 × 240 cm", "2 personnes, 220 × 240 cm", "مزدوج، 220 × 240 سم"), 15900, 3), tags=("wool",)),
    _SHELF.piece("blanket-undyed", t("Undyed blanket", "Manta sin teñir", "Couverture non teinte", "بطانية غير مصبوغة"), t("Only the colours of the sheep: cream, grey and brown.", "Solo los colores de las ovejas: crema, gris y pardo.", "Rien que les couleurs des brebis : crème, gris et brun.", "ألوان الخراف فقط: كريمي ورمادي وبني."), 9400, 5, "blanket 3", tags=("wool", "undyed"), materials=t("Pure undyed wool", "Pura lana sin teñir", "Pure laine non teinte", "صوف خالص غير مصبوغ")),
    _SHELF.piece("scarf-winter", t("Winter scarf", "Bufanda de invierno", "Écharpe d'hiver", "وشاح شتوي"), t("Long, soft and fringed; no two have the same pattern.", "Larga, suave y con flecos; no hay dos iguales.", "Longue, douce et frangée ; aucune n'est pareille.", "طويل وناعم بأهداب، ولا يتشابه اثنان."), 4600, 9, "scarf 2, scarf 6", tags=("wool", "gift")),
    _SHELF.piece("scarf-green", t("Olive scarf", "Bufanda oliva", "Écharpe olive", "وشاح زيتوني"), t("Dyed with olive leaves, woven fine enough for spring.", "Teñida con hoja de olivo y tejida fina, para primavera.", "Teinte aux feuilles d'olivier, tissée fin pour le printemps.", "مصبوغ بأوراق الزيتون ومنسوج برقة للربيع."), 4400, 7, "scarf 4", tags=("wool", "natural-dye", "gift")),
    _SHELF.forms("cushion", t("Woven cushion", "Cojín tejido", "Coussin tissé", "وسادة منسوجة"), t("Cover in wool with a cotton back; filled with wool, too.", "Funda de lana con revés de algodón; el relleno también es de lana.", "Housse en laine, dos en coton ; rempli de laine aussi.", "وجه من الصوف وظهر من القطن، والحشوة صوف أيضًا."), "cushion 1", Form("green", t("Moss", "Musgo", "Mousse", "أخضر طحلبي"), 3800, 6, "colour", picture="cushion 1"), Form("plum", t("Plum", "Ciruela", "Prune", "برقوقي"), 3800, 4, "colour", picture="cushion 2"), Form("teal", t("Teal", "Verde azulado", "Bleu canard", "أزرق مخضرّ"), 3800, 5, "colour", picture="cushion 3"), tags=("wool",)),
    _SHELF.piece("towel-kitchen", t("Kitchen towel", "Paño de cocina", "Torchon", "منشفة مطبخ"), t("Linen that dries glasses without a trace and gets better with every wash.", "Lino que seca copas sin dejar rastro y mejora con cada lavado.", "Du lin qui essuie les verres sans trace et s'améliore à chaque lavage.", "كتان يجفف الكؤوس بلا أثر ويتحسن مع كل غسلة."), 1600, 30, "towel 1, towel 3", materials=_LINEN, care=t("Wash at 60 °C.", "Lavar a 60 °C.", "Laver à 60 °C.", "يُغسل على 60 درجة."), tags=("gift",)),
    _SHELF.piece("towel-bath", t("Hammam towel", "Toalla de hammam", "Fouta de hammam", "منشفة حمّام"), t("Flat-woven, thin and thirsty; folds to the size of a book.", "Tejido plano, fina y absorbente; plegada ocupa lo que un libro.", "Tissage plat, fine et absorbante ; pliée, elle a la taille d'un livre.", "نسيج مسطح رقيق ماص، ويُطوى بحجم كتاب."), 2900, 14, "towel 4", materials=_LINEN, care=t("Wash at 60 °C.", "Lavar a 60 °C.", "Laver à 60 °C.", "يُغسل على 60 درجة.")),
    _SHELF.piece("hat-hill", t("Hill hat", "Gorro de monte", "Bonnet de montagne", "قبعة الجبل"), t("Double-knit at the ears, where the wind is.", "Doble punto en las orejas, que es donde da el viento.", "Double maille aux oreilles, là où souffle le vent.", "حياكة مزدوجة عند الأذنين حيث الريح."), 2700, 12, "hat 4, hat 1", tags=("wool", "gift")),
    _SHELF.forms("yarn", t("Yarn dyed with plants", "Lana teñida con plantas", "Laine teinte aux plantes", "خيوط مصبوغة بالنباتات"), t("Three balls of 100 g in colours that go together, for those who knit themselves.", "Tres ovillos de 100 g en colores que combinan, para quien teje en casa.", "Trois pelotes de 100 g aux couleurs assorties, pour qui tricote.", "ثلاث كرات من 100 غ بألوان متناسقة لمن يحيك بنفسه."), "yarn 1", Form("earth", t("Earth", "Tierra", "Terre", "ترابي"), 2400, 10, "colour", picture="yarn 1"), Form("fire", t("Embers", "Brasa", "Braise", "جمر"), 2400, 8, "colour", picture="yarn 3"), tags=("wool", "natural-dye")),
)  # fmt: skip
