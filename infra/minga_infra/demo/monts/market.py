# ruff: noqa: E501 - one product, one line, like a price list
"""Atelier des Monts: two stalls and six products, in French first."""

from minga_infra.demo.content_types import (
    Category,
    Cooperative,
    DeliveryOption,
    Membership,
    OpeningSlot,
    Person,
    PickupPoint,
    Stall,
)
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

PEOPLE = (
    Person("margaux", "Margaux Lefèvre", "margaux@atelierdesmonts.example", "fr", None, drawing("portrait 14")),
    Person("youssef", "Youssef Amrani", "youssef@atelierdesmonts.example", "fr", None, drawing("portrait 16")),
    Person("helene", "Hélène Roux", "helene@atelierdesmonts.example", "fr"),
)

_KNIVES = Stall(
    key="bois-vert",
    name=t("Bois Vert", "Bois Vert", "Bois Vert", "بوا فير"),
    tagline=t("Green wood, carved by the river", "Madera verde, tallada junto al río", "Le bois vert, taillé au bord de l'eau", "خشب أخضر منحوت على ضفة النهر"),
    story=t(
        "We carve the wood while it is wet, with axe and knife, and let it dry into its shape.",
        "Tallamos la madera húmeda, con hacha y cuchillo, y la dejamos secar a su forma.",
        "Nous taillons le bois encore humide, à la hache et au couteau, et le laissons sécher dans sa forme.",
        "ننحت الخشب وهو رطب بالفأس والسكين ثم نتركه يجفّ على شكله.",
    ),
    place="Die",
    makers=("margaux",),
    portrait=drawing("portrait 14"),
    banner=drawing("landscape 6"),
    contact_name="Margaux Lefèvre",
    contact_address="12 rue du Viaduc, 26150 Die",
    contact_email="margaux@atelierdesmonts.example",
    iban="FR1420041010050500013M02606",
)  # fmt: skip
_SHEEP = Stall(
    key="toison",
    name=t("Toison", "Toison", "Toison", "توازون"),
    tagline=t("Mountain wool, spun and knitted", "Lana de montaña, hilada y tejida", "Laine de montagne, filée et tricotée", "صوف الجبل، مغزول ومحبوك"),
    story=t(
        "Forty sheep, one spinning wheel, and winters long enough to knit through.",
        "Cuarenta ovejas, una rueca e inviernos largos para tejer.",
        "Quarante brebis, un rouet et des hivers assez longs pour tricoter.",
        "أربعون نعجة ومغزل واحد وشتاء يكفي للحياكة.",
    ),
    place="Châtillon-en-Diois",
    makers=("youssef",),
    portrait=drawing("portrait 16"),
    banner=drawing("landscape 3"),
    contact_name="Youssef Amrani",
    contact_address="Le Village, 26410 Châtillon-en-Diois",
    contact_email="youssef@atelierdesmonts.example",
)  # fmt: skip

_WOOD = Shelf("bois-vert", "wood", 2000, tags=("handmade", "wood"), materials=t("Birch, cherry, linseed oil", "Abedul, cerezo, aceite de linaza", "Bouleau, cerisier, huile de lin", "بتولا وكرز وزيت كتان"), provenance=t("Carved in Die", "Tallado en Die", "Taillé à Die", "منحوت في دي"))  # fmt: skip
_WOOL = Shelf("toison", "textiles", 2000, tags=("wool", "handmade"), materials=t("Wool of our own sheep", "Lana de nuestras ovejas", "Laine de nos brebis", "صوف نعاجنا"), provenance=t("Shorn, spun and knitted in the Diois", "Esquilada, hilada y tejida en el Diois", "Tondue, filée et tricotée dans le Diois", "جُزّ وغُزل وحُبك في الديوا"))  # fmt: skip

_PRODUCTS = (
    _WOOD.piece("spoon-carved", t("Carved spoons", "Cucharas talladas", "Cuillères taillées", "ملاعق منحوتة"), t("A pair for porridge and soup.", "Una pareja para gachas y sopa.", "Une paire pour la bouillie et la soupe."), 2900, 8, "spoons 4", tags=("gift",)),
    _WOOD.piece("bowl-birch", t("Birch bowl", "Cuenco de abedul", "Bol en bouleau", "وعاء من البتولا"), t("Thin enough that light comes through the rim.", "Tan fino que la luz pasa por el borde.", "Si fin que la lumière passe au bord."), 5400, 4, "woodbowl 1"),
    _WOOD.piece("board-cheese", t("Cheese board", "Tabla de quesos", "Planche à fromage", "لوح الجبن"), t("One plank of cherry, left with its edge.", "Una tabla de cerezo con su canto natural.", "Une planche de cerisier, avec son bord."), 3900, 5, "board 9"),
    _WOOL.forms("hat-knit", t("Knitted hat", "Gorro de punto", "Bonnet tricoté", "قبعة محبوكة"), t("Two layers at the ears.", "Doble en las orejas.", "Double aux oreilles."), "hat 2", Form("child", t("Child", "Infantil", "Enfant", "أطفال"), 2400, 6), Form("adult", t("Adult", "Adulto", "Adulte", "كبار"), 2900, 9), tags=("gift",)),
    _WOOL.piece("scarf-knit", t("Mountain scarf", "Bufanda de montaña", "Écharpe de montagne", "وشاح الجبل"), t("In the greys of the flock.", "En los grises del rebaño.", "Dans les gris du troupeau."), 4800, 5, "scarf 8", tags=("undyed",)),
    _WOOL.piece("yarn-grey", t("Hand-spun wool", "Lana hilada a mano", "Laine filée main", "صوف مغزول يدويًا"), t("Three balls of 100 g.", "Tres ovillos de 100 g.", "Trois pelotes de 100 g."), 2600, 12, "yarn 5", tags=("undyed",)),
)  # fmt: skip

COOPERATIVE = Cooperative(
    slug="monts",
    name=t("Atelier des Monts", "Atelier des Monts", "Atelier des Monts", "أتولييه دي مون"),
    tagline=t("A workshop shared by a valley", "Un taller compartido por un valle", "Un atelier partagé par une vallée", "ورشة يتقاسمها وادٍ"),
    story=t(
        "Nine people who share a roof, a forge and a van. Two of us sell here so far.",
        "Nueve personas que comparten techo, fragua y furgoneta. De momento, dos venden aquí.",
        "Neuf personnes qui partagent un toit, une forge et une camionnette. Deux vendent ici pour l'instant.",
        "تسعة أشخاص يتقاسمون سقفًا وكورًا وشاحنة، واثنان منا يبيعان هنا حتى الآن.",
    ),
    currency="EUR",
    timezone="Europe/Paris",
    country="FR",
    place="Diois",
    languages=("fr", "en", "es", "ar"),
    accent="indigo",
    banner=drawing("landscape 2"),
    founded="2025-04-02",
    contact_email="bonjour@atelierdesmonts.example",
    contact_address="12 rue du Viaduc, 26150 Die",
    iban="FR7630006000011234567890189",
    memberships=(
        Membership("helene", "worker", ("coordinator", "treasurer"), "2025-04-02"),
        Membership("margaux", "producer", (), "2025-04-02"),
        Membership("youssef", "producer", (), "2025-04-02"),
    ),
    categories=(
        Category("wood", t("Wood", "Madera", "Bois", "خشب")),
        Category("textiles", t("Textiles", "Textil", "Textile", "منسوجات")),
    ),
    stalls=(_KNIVES, _SHEEP),
    products=_PRODUCTS,
    pickup_points=(
        PickupPoint(
            "atelier",
            t("The workshop, Die", "El taller, Die", "L'atelier, Die", "الورشة، دي"),
            "12 rue du Viaduc, 26150 Die",
            t("Ring twice.", "Llamar dos veces.", "Sonner deux fois.", "اقرع الجرس مرتين."),
            (OpeningSlot(5, "09:00", "12:00", 20),),
            "helene",
            (44_753_400, 5_370_200),
        ),
    ),
    delivery_options=(
        DeliveryOption("colis", t("Parcel", "Paquete", "Colis", "طرد"), t("Two working days in France.", "Dos días laborables en Francia.", "Deux jours ouvrés en France.", "يوما عمل في فرنسا."), 790, 2000, 8000, ()),
    ),
)  # fmt: skip
