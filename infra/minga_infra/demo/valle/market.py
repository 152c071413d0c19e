# ruff: noqa: E501 - one product, one line, like a price list
"""Minga del Valle itself: its people, categories, pickup points and delivery."""

from minga_infra.demo.content_types import (
    Category,
    Cooperative,
    DeliveryOption,
    Membership,
    OpeningSlot,
    Person,
    PickupPoint,
)
from minga_infra.demo.shorthand import drawing, t
from minga_infra.demo.valle import (
    bakery,
    basketmaker,
    beekeeper,
    dairy,
    gardener,
    jeweller,
    leatherworker,
    orchardist,
    potter,
    soapmaker,
    weaver,
    woodworker,
)

_STALLS = (
    weaver, gardener, potter, bakery, basketmaker, dairy, woodworker, orchardist, soapmaker, beekeeper, leatherworker, jeweller,
)  # fmt: skip

PEOPLE = (
    Person("aurora", "Aurora Sanchis", "aurora@telares.example", "es", "+34 600 000 101", drawing("portrait 3")),
    Person("tomas", "Tomás Ibáñez", "taller@calycanto.example", "es", None, drawing("portrait 1")),
    Person("rosa", "Rosa Calpe", "hola@lamimbrera.example", "es", None, drawing("portrait 12")),
    Person("pilar", "Pilar Calpe", "pilar@lamimbrera.example", "es"),
    Person("julian", "Julián Marco", "julian@elnogal.example", "es", None, drawing("portrait 2")),
    Person("noor", "Noor Haddad", "noor@espliego.example", "ar", "+34 600 000 105", drawing("portrait 22")),
    Person("ivan", "Iván Belmonte", "ivan@cuerolento.example", "es", None, drawing("portrait 24")),
    Person("amaia", "Amaia Etxeberria", "amaia@platamenuda.example", "es", None, drawing("portrait 7")),
    Person("lola", "Lola Gil", "huerta@losllanos.example", "es", "+34 600 000 108", drawing("portrait 10")),
    Person("mamadou", "Mamadou Diop", "mamadou@losllanos.example", "fr", "+34 600 000 109", drawing("portrait 4")),
    Person("vicente", "Vicente Pons", "vicente@laserrana.example", "es", None, drawing("portrait 18")),
    Person("carmen", "Carmen Agut", "carmen@elhontanar.example", "es", None, drawing("portrait 11")),
    Person("fatima", "Fátima El Idrissi", "pan@hornosanroque.example", "ar", None, drawing("portrait 19")),
    Person("pau", "Pau Llorens", "pau@hornosanroque.example", "es"),
    Person("ramon", "Ramón Escrig", "ramon@colmenasaltas.example", "es", None, drawing("portrait 13")),
    Person("elvira", "Elvira Escrig", "elvira@colmenasaltas.example", "es"),
    Person("marta", "Marta Soler", "marta@mingadelvalle.example", "es", "+34 600 000 120", drawing("portrait 17")),
    Person("joan", "Joan Vidal", "joan@mingadelvalle.example", "en", "+34 600 000 121", drawing("portrait 21")),
    Person("ines", "Inés Romero", "ines@correo.example", "es", "+34 600 000 130"),
    Person("claire", "Claire Dubois", "claire@courrier.example", "fr"),
    Person("omar", "Omar Benali", "omar@barid.example", "ar", "+34 600 000 132"),
    Person("beth", "Beth Carter", "beth@post.example", "en"),
    Person("nadia", "Nadia Ferrer", "nadia@papeldelvalle.example", "es"),
)

_MAKERS = tuple(
    Membership(maker, "producer", joined=f"2024-{3 + number % 9:02d}-12")
    for number, module in enumerate(_STALLS)
    for maker in module.STALL.makers
)
_OTHERS = (
    Membership("marta", "worker", ("coordinator",), "2024-01-15"),
    Membership("joan", "worker", ("treasurer",), "2024-01-15"),
    Membership("ines", "consumer", (), "2024-05-04"),
    Membership("claire", "consumer", (), "2025-02-21"),
    Membership("omar", "consumer", (), "2025-09-10"),
)

_CATEGORIES = (
    Category("food", t("Food", "Alimentos", "Alimentation", "أغذية")),
    Category("vegetables", t("Vegetables", "Verdura", "Légumes", "خضار"), "food"),
    Category("fruit", t("Fruit and nuts", "Fruta y frutos secos", "Fruits et noix", "فواكه ومكسرات"), "food"),
    Category("bread", t("Bread and pastry", "Pan y dulces", "Pain et pâtisserie", "خبز وحلويات"), "food"),
    Category(
        "dairy",
        t("Cheese, milk and eggs", "Queso, leche y huevos", "Fromage, lait et œufs", "أجبان وحليب وبيض"),
        "food",
    ),
    Category("pantry", t("Honey and preserves", "Miel y conservas", "Miel et conserves", "عسل ومحفوظات"), "food"),
    Category("herbs", t("Herbs and seedlings", "Hierbas y plantones", "Herbes et plants", "أعشاب وشتلات"), "food"),
    Category("crafts", t("Crafts", "Artesanía", "Artisanat", "حِرف")),
    Category("textiles", t("Textiles", "Textil", "Textile", "منسوجات"), "crafts"),
    Category("pottery", t("Pottery", "Cerámica", "Poterie", "فخّار"), "crafts"),
    Category("basketry", t("Basketry", "Cestería", "Vannerie", "سلال"), "crafts"),
    Category("wood", t("Wood", "Madera", "Bois", "خشب"), "crafts"),
    Category("body", t("Soap and candles", "Jabones y velas", "Savons et bougies", "صابون وشموع"), "crafts"),
    Category("leather", t("Leather", "Cuero", "Cuir", "جلد"), "crafts"),
    Category("jewellery", t("Jewellery", "Joyería", "Bijoux", "حلي"), "crafts"),
)

_PICKUPS = (
    PickupPoint(
        "plaza",
        t("Market hall, Jérica", "Mercado de Jérica", "Halle de Jérica", "سوق خيريكا"),
        "Plaza del Mercado 1, 12450 Jérica",
        t("Under the arcade, by the fountain. Step-free.", "Bajo los soportales, junto a la fuente. Sin escalones.", "Sous les arcades, près de la fontaine. De plain-pied.", "تحت الأروقة قرب النافورة، بلا درج."),
        (OpeningSlot(4, "17:00", "20:00", 40), OpeningSlot(5, "09:00", "11:00", 40), OpeningSlot(5, "11:00", "13:30", 40)),
        "marta",
        (39_911_700, -570_300),
    ),
    PickupPoint(
        "estacion",
        t("Old station, Segorbe", "Antigua estación, Segorbe", "Ancienne gare, Segorbe", "المحطة القديمة، سيغوربي"),
        "Avenida de la Estación 14, 12400 Segorbe",
        t("Ring at the green door; parking in front.", "Llamar en la puerta verde; aparcamiento delante.", "Sonner à la porte verte ; parking devant.", "اطرق الباب الأخضر، ويوجد موقف أمامه."),
        (OpeningSlot(2, "18:00", "20:00", 24), OpeningSlot(5, "10:00", "12:00", 30)),
        "rosa",
        (39_850_600, -480_900),
    ),
)  # fmt: skip

_DELIVERY = (
    DeliveryOption(
        "bicycle",
        t("Delivery in the valley", "Reparto en el valle", "Livraison dans la vallée", "توصيل داخل الوادي"),
        t("Thursday afternoon, by cargo bicycle and a small electric van.", "Jueves por la tarde, en bicicleta de carga y furgoneta eléctrica.", "Jeudi après-midi, en vélo cargo et petite camionnette électrique.", "بعد ظهر الخميس بدراجة شحن وشاحنة كهربائية صغيرة."),
        450,
        2100,
        6000,
        ("124",),
    ),
    DeliveryOption(
        "parcel",
        t("Parcel, crafts only", "Paquetería, solo artesanía", "Colis, artisanat seulement", "طرد بريدي للحِرف فقط"),
        t("Three working days within mainland Spain.", "Tres días laborables en la península.", "Trois jours ouvrés en Espagne péninsulaire.", "ثلاثة أيام عمل داخل البر الإسباني."),
        690,
        2100,
        None,
        (),
    ),
)  # fmt: skip

COOPERATIVE = Cooperative(
    slug="valle",
    name=t("Minga del Valle", "Minga del Valle", "Minga del Valle", "مينغا ديل بايي"),
    tagline=t("The market that belongs to those who make and those who eat", "El mercado de quienes hacen y de quienes comen", "Le marché de celles et ceux qui font et qui mangent", "سوق لمن يصنعون ولمن يأكلون"),
    story=t(
        "Twelve stalls between the Sierra de Espadán and the plain of Barracas. Each member has one vote; every price shows where the money goes; what is left at the end of the year stays in the valley.",
        "Doce puestos entre la Sierra de Espadán y el llano de Barracas. Cada socia y cada socio tiene un voto; cada precio dice adónde va el dinero; lo que queda al acabar el año se queda en el valle.",
        "Douze étals entre la Sierra de Espadán et la plaine de Barracas. Chaque membre a une voix ; chaque prix montre où va l'argent ; ce qui reste en fin d'année reste dans la vallée.",
        "اثنا عشر كشكًا بين جبال إسبادان وسهل بارّاكاس. لكل عضو صوت واحد، وكل سعر يبيّن أين يذهب المال، وما يبقى في آخر السنة يبقى في الوادي.",
    ),
    currency="EUR",
    timezone="Europe/Madrid",
    country="ES",
    place="Alto Palancia",
    languages=("es", "en", "fr", "ar"),
    accent="clay",
    banner=drawing("landscape 1"),
    founded="2024-01-15",
    contact_email="hola@mingadelvalle.example",
    contact_address="Plaza del Mercado 1, 12450 Jérica",
    iban="ES7921000813610123456789",
    memberships=(*_OTHERS, *_MAKERS),
    categories=_CATEGORIES,
    stalls=tuple(module.STALL for module in _STALLS),
    products=tuple(product for module in _STALLS for product in module.PRODUCTS),
    pickup_points=_PICKUPS,
    delivery_options=_DELIVERY,
)  # fmt: skip
