# ruff: noqa: E501 - one product, one line, like a price list
"""Frutales La Serrana: fruit, nuts and oil."""

from minga_infra.demo.content_types import Stall
from minga_infra.demo.shorthand import Form, Shelf, drawing, t

STALL = Stall(
    key="la-serrana",
    name=t("La Serrana Orchards", "Frutales La Serrana", "Vergers La Serrana", "بساتين لا سيرّانا"),
    tagline=t("Late fruit from a thousand metres", "Fruta tardía a mil metros", "Fruits tardifs à mille mètres", "ثمار متأخرة على ارتفاع ألف متر"),
    story=t(
        "At our height the frost comes when others have picked, and the fruit is smaller, later and sweeter for it. We graft the old kinds that nobody plants any more; there are forty-one of them along the wall.",
        "A nuestra altura hiela cuando otros ya han cogido; la fruta es más pequeña, más tardía y más dulce. Injertamos las variedades viejas que ya nadie planta; hay cuarenta y una a lo largo del muro.",
        "À notre altitude, le gel vient quand d'autres ont cueilli ; les fruits sont plus petits, plus tardifs et plus doux. Nous greffons les variétés anciennes que personne ne plante plus ; il y en a quarante et une le long du mur.",
        "على ارتفاعنا يأتي الصقيع حين يكون غيرنا قد قطف، فتكون الثمار أصغر وأبطأ وأحلى. نطعّم الأصناف القديمة التي لم يعد يزرعها أحد، وهي واحد وأربعون على طول الجدار.",
    ),
    place="Torás",
    makers=("vicente",),
    portrait=drawing("portrait 18"),
    banner=drawing("landscape 2"),
    contact_name="Vicente Pons Herrero",
    contact_address="Masía La Serrana, 12431 Torás",
    contact_email="vicente@laserrana.example",
    iban="ES9420805801101234567891",
)  # fmt: skip

_SHELF = Shelf(
    "la-serrana",
    "fruit",
    400,
    tags=("seasonal",),
    care=t("Ripe: eat within the week.", "En su punto: consumir en la semana.", "Mûr : à manger dans la semaine.", "ناضج: يُؤكل خلال أسبوع."),
    provenance=t("Grown in Torás at 1,000 m", "Cultivado en Torás, a 1.000 m", "Cultivé à Torás, à 1 000 m", "مزروع في توراس على ارتفاع 1000 م"),
)  # fmt: skip

PRODUCTS = (
    _SHELF.weight("apple-esperiega", t("Esperiega apples", "Manzana esperiega", "Pommes Esperiega", "تفاح إسبيرييغا"), t("The winter apple of the mountains: hard in October, perfect in January.", "La manzana de invierno de la sierra: dura en octubre, perfecta en enero.", "La pomme d'hiver des montagnes : dure en octobre, parfaite en janvier.", "تفاح الجبل الشتوي: قاسٍ في تشرين، كامل في كانون."), 240, 90_000, "apple 1", box=(10_000, 1990), tags=("heritage",)),
    _SHELF.weight("apple-red", t("Red apples", "Manzana roja", "Pommes rouges", "تفاح أحمر"), t("Crisp, for the school bag.", "Crujiente, para la mochila.", "Croquantes, pour le cartable.", "مقرمش لحقيبة المدرسة."), 210, 60_000, "apple 5"),
    _SHELF.weight("pear-roma", t("Rome pears", "Pera de Roma", "Poires de Rome", "إجاص روما"), t("Buttery and brown; peel with your teeth.", "Mantecosa y parda; se pela con los dientes.", "Fondantes et brunes ; on les pèle avec les dents.", "زبدي بني يُقشر بالأسنان."), 260, 38_000, "pear 5", tags=("heritage",)),
    _SHELF.weight("orange", t("Oranges", "Naranja", "Oranges", "برتقال"), t("From a cousin's grove in Algar, tree-ripe.", "Del huerto de un primo en Algar, madurada en el árbol.", "Du verger d'un cousin à Algar, mûries sur l'arbre.", "من بستان قريب في ألغار، نضج على الشجر."), 160, 120_000, "orange 2", box=(10_000, 1300), provenance=t("Grown in Algar de Palancia", "Cultivada en Algar de Palancia", "Cultivées à Algar de Palancia", "مزروع في ألغار دي بالانسيا")),
    _SHELF.weight("lemon", t("Lemons", "Limón", "Citrons", "ليمون"), t("Unwaxed; use the peel.", "Sin cera: aprovecha la piel.", "Non cirés ; servez-vous du zeste.", "بلا شمع، استعمل قشره."), 190, 30_000, "lemon 2", step=250),
    _SHELF.weight("quince", t("Quinces", "Membrillo", "Coings", "سفرجل"), t("Fragrant; for paste and for the linen cupboard.", "Fragante; para dulce y para el armario.", "Parfumés ; pour la pâte et pour l'armoire à linge.", "عطِر، للمعجون ولخزانة الملابس."), 170, 26_000, "quince 1"),
    _SHELF.weight("pomegranate", t("Pomegranates", "Granada", "Grenades", "رمان"), t("Cracked by the first rain: cheaper and sweeter.", "Abierta por la primera lluvia: más barata y más dulce.", "Fendues par la première pluie : moins chères et plus douces.", "شققه أول مطر: أرخص وأحلى."), 230, 24_000, "pomegranate 1"),
    _SHELF.weight("persimmon", t("Persimmons", "Caqui", "Kakis", "كاكا"), t("Soft ones, to eat with a spoon.", "De los blandos, de comer con cuchara.", "Mous, à manger à la cuillère.", "طري يُؤكل بالملعقة."), 220, 28_000, "persimmon 1"),
    _SHELF.weight("plum", t("Late plums", "Ciruela tardía", "Prunes tardives", "برقوق متأخر"), t("Almost black, with bloom.", "Casi negra, con su pruina.", "Presque noires, avec leur pruine.", "شبه أسود بغبرته."), 320, 12_000, "plum 3"),
    _SHELF.weight("grape-white", t("White grapes", "Uva blanca", "Raisin blanc", "عنب أبيض"), t("The twelve for New Year's Eve, kept on the vine in paper bags.", "Las doce de Nochevieja, embolsadas en la cepa.", "Les douze du Nouvel An, gardés sur pied dans du papier.", "اثنتا عشرة حبة لليلة رأس السنة، محفوظة في أكياس ورق."), 360, 18_000, "grapes 1"),
    _SHELF.weight("grape-black", t("Black grapes", "Uva negra", "Raisin noir", "عنب أسود"), t("Thick skin, wine-sweet.", "Piel gruesa, dulce como el vino.", "Peau épaisse, doux comme le vin.", "قشر سميك وحلاوة كالدبس."), 360, 14_000, "grapes 3"),
    _SHELF.weight("fig-dry", t("Figs", "Higos", "Figues", "تين"), t("The second crop, small and full of honey.", "La segunda cosecha, pequeños y llenos de miel.", "La seconde récolte, petites et pleines de miel.", "القطفة الثانية، صغير مليء بالعسل."), 520, 8_000, "fig 2", step=250, maximum=4000),
    _SHELF.weight("melon-winter", t("Winter melon", "Melón de invierno", "Melon d'hiver", "شمام شتوي"), t("Hung in nets since August; opened at Christmas.", "Colgado en redes desde agosto; se abre en Navidad.", "Suspendu en filet depuis août ; ouvert à Noël.", "معلق في الشباك منذ آب ويُفتح في الميلاد."), 180, 30_000, "melon 4", step=500, minimum=1500),
    _SHELF.forms("almonds", t("Marcona almonds", "Almendra marcona", "Amandes Marcona", "لوز مركونا"), t("In the shell or cracked by hand.", "Con cáscara o partida a mano.", "En coque ou cassées à la main.", "بقشره أو مكسور باليد."), "nuts 5", Form("shell", t("In the shell, 1 kg", "Con cáscara, 1 kg", "En coque, 1 kg", "بقشره، 1 كغ"), 620, 30, "form", 1000), Form("cracked", t("Cracked, 500 g", "Partida, 500 g", "Décortiquées, 500 g", "مقشّر، 500 غ"), 950, 24, "form", 500), allergens=("nuts",), tags=("keeps",), care=t("Dry and dark.", "En seco y a oscuras.", "Au sec et à l'ombre.", "في مكان جاف ومظلم.")),
    _SHELF.weight("walnuts", t("Walnuts", "Nuez", "Noix", "جوز"), t("From the trees that shade the house.", "De los nogales que dan sombra a la casa.", "Des noyers qui ombragent la maison.", "من أشجار تظلل البيت."), 580, 25_000, "nuts 1", step=500, allergens=("nuts",), tags=("keeps",)),
    _SHELF.forms("oil", t("Olive oil, Serrana de Espadán", "Aceite de oliva Serrana de Espadán", "Huile d'olive Serrana de Espadán", "زيت زيتون سيرّانا"), t("Pressed within the day; green, with a bite of almond.", "Molido en el día; verde, con un punto de almendra.", "Pressée le jour même ; verte, avec une pointe d'amande.", "عُصر في يومه، أخضر بنكهة لوز."), "bottle 1", Form("half", t("Half a litre", "Medio litro", "Demi-litre", "نصف لتر"), 890, 36, "volume", 460, "bottle 1"), Form("litre", t("One litre", "Un litro", "Un litre", "لتر"), 1590, 28, "volume", 920, "bottle 6"), Form("five", t("Five-litre can", "Garrafa de cinco litros", "Bidon de cinq litres", "عبوة خمسة لترات"), 6900, 12, "volume", 4600), category="pantry", tags=("organic", "keeps"), materials=t("Olives of the Serrana kind", "Aceituna serrana", "Olives Serrana", "زيتون سيرّانا")),
    _SHELF.weight("olives", t("Cracked olives", "Aceituna partida", "Olives cassées", "زيتون مكسّر"), t("In brine with fennel and garlic.", "En salmuera con hinojo y ajo.", "En saumure au fenouil et à l'ail.", "في محلول ملحي مع الشمر والثوم."), 480, 20_000, "olives 4", step=250, maximum=4000, category="pantry", tax_bps=1000, tags=("keeps",)),
)  # fmt: skip
