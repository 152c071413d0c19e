# ruff: noqa: E501 - one part, one line, like a list for the shop
"""What the members of Minga del Valle share: a loom, a rack, a press, a hive, baskets, dyes, a graft, a culture, a table of lye."""

from minga_infra.demo.sharing import Fork, Later, Part, Shared, SharedWork, Step
from minga_infra.demo.shorthand import drawing, drawings, t

_LOOM = SharedWork(
    key="loom", by=("julian", "aurora"), kind="design",
    title=t("Hand loom", "Telar de mano", "Métier à main", "نول يدوي"),
    summary=t("A frame loom of ash, a hand wide to an arm long, for rugs and scarves.", "Un telar de bastidor en fresno, para alfombras y bufandas, que cabe en cualquier cuarto.", "Un métier à cadre en frêne, pour tapis et écharpes, qui tient dans toute pièce.", "نول بإطار من خشب الدردار للسجاد والأوشحة يتسع له أي ركن."),
    description=t("Aurora wove on a borrowed loom for years; Julián built this one so that anybody can have her own. It is held by wedges alone: no screw, no glue, taken apart in five minutes.\n\nIt is made from boards that every sawmill has, with a saw, a chisel and patience.", "Aurora tejió durante años en un telar prestado; Julián construyó este para que cualquiera tenga el suyo. Se sostiene solo con cuñas: sin tornillos ni cola, y se desmonta en cinco minutos.\n\nSe hace con tablas de cualquier serrería, con sierra, formón y paciencia."),
    licence="LicenseRef-Minga-Reciprocity-1.0", days=320, pictures=drawings("loom 1, loom 4"), craft="weaving", materials=("wood", "wool"), techniques=("joinery", "warping"), level=6,
    file="https://git.example.org/valle/telar/raw/1.0/telar.step",
    parts=(
        Part(t("Upright", "Montante", "Montant", "قائم"), "2", "", "ash 1100 × 70 × 40 mm"),
        Part(t("Cross beam", "Travesaño", "Traverse", "عارضة"), "2", "", "ash 900 × 50 × 40 mm"),
        Part(t("Heddle bar", "Barra de lizos", "Barre de lisses", "عود النير"), "1", "", "beech 800 × 40 × 20 mm"),
        Part(t("Wedge", "Cuña", "Coin", "إسفين"), "8", "", "oak"),
        Part(t("Shuttle", "Lanzadera", "Navette", "مكوك"), "2", "", "olive"),
        Part(t("Linseed oil", "Aceite de linaza", "Huile de lin", "زيت الكتان"), "0.2", "l"),
    ),
    tools=(Part(t("Handsaw", "Serrucho", "Scie à main", "منشار يدوي")), Part(t("Chisel, 20 mm", "Formón de 20 mm", "Ciseau à bois, 20 mm", "إزميل 20 مم")), Part(t("Mallet", "Mazo", "Maillet", "مطرقة خشبية"))),
    steps=(
        Step(t("Saw the beams", "Serrar las piezas", "Scier les pièces", "نشر القطع"), t("Saw uprights and beams to length. Mark one end of each: it will always stand above.", "Sierra montantes y travesaños a medida. Marca un extremo de cada pieza: irá siempre arriba.", "Sciez montants et traverses à longueur. Marquez une extrémité de chaque pièce : elle sera toujours en haut.", "انشر القوائم والعوارض إلى الطول المطلوب، وضع علامة على طرف كل قطعة: يبقى دائمًا في الأعلى."), 90),
        Step(t("Cut the mortises", "Abrir las cajas", "Creuser les mortaises", "حفر النقر"), t("Four mortises of 20 × 50 mm, right through. Stay a hair inside the line: the wedge does the rest.", "Cuatro cajas de 20 × 50 mm, pasantes. Quédate un pelo dentro de la línea: la cuña hace el resto.", "Quatre mortaises de 20 × 50 mm, traversantes. Restez un cheveu en deçà du trait : le coin fait le reste.", "أربع نقرات نافذة 20 × 50 مم. ابق داخل الخط بمقدار شعرة، والإسفين يتكفل بالباقي."), 180),
        Step(t("Put it together", "Montarlo", "Assembler", "التجميع"), t("Push the beams through and drive the wedges in turn, a tap each. It stands when it does not wobble.", "Pasa los travesaños y golpea las cuñas por turnos, un toque cada una. Está listo cuando no se mueve.", "Passez les traverses et frappez les coins à tour de rôle, un coup chacun. C'est bon quand rien ne bouge.", "أدخل العوارض واطرق الأسافين بالتناوب، طرقة لكل واحد. يثبت حين لا يهتز."), 30, drawing("loom 4")),
        Step(t("Warp it", "Urdirlo", "L'ourdir", "التسدية"), t("Wind the warp in eights over both beams. Even tension matters more than strength.", "Urde en ochos sobre los dos travesaños. Importa más la tensión pareja que la fuerza.", "Ourdissez en huit sur les deux traverses. Une tension égale compte plus que la force.", "لفّ السداة على شكل ثمانية حول العارضتين. تساوي الشدّ أهم من قوته."), 60),
    ),
    hazards=(("caution", t("A chisel slips. Clamp the wood and keep both hands behind the edge.", "El formón resbala. Sujeta la madera y ten las dos manos detrás del filo.", "Un ciseau glisse. Serrez le bois et gardez les deux mains derrière le tranchant.", "الإزميل ينزلق. ثبّت الخشب وأبقِ يديك خلف الحد.")),),
)  # fmt: skip
_RACK = SharedWork(
    key="rack", by=("lola", "mamadou"), kind="design",
    title=t("Drying rack", "Secadero de bandejas", "Séchoir à claies", "رفّ تجفيف"),
    summary=t("Five trays in a frame for herbs, tomatoes and apple rings, dried by the wind alone.", "Cinco bandejas en un bastidor para hierbas, tomates y manzanas, secadas solo por el aire.", "Cinq claies dans un cadre pour herbes, tomates et pommes, séchées par l'air seul.", "خمس صوانٍ في إطار للأعشاب والطماطم وحلقات التفاح تجففها الريح وحدها."),
    description=t("What the market does not sell on Saturday is dry on Tuesday. The trays slide, so one looks after them without moving the rest.", "Lo que el sábado no se vende, el martes está seco. Las bandejas corren, y así se cuidan sin mover las demás."),
    licence="CERN-OHL-P-2.0", days=260, pictures=drawings("rack 2"), craft="food", materials=("wood", "linen"), techniques=("joinery", "drying"), level=6,
    file="https://git.example.org/valle/secadero/raw/1.0/secadero.dxf",
    parts=(Part(t("Slat", "Listón", "Tasseau", "شريحة خشب"), "22", "m", "pine 30 × 20 mm"), Part(t("Linen cloth", "Tela de lino", "Toile de lin", "قماش كتان"), "2.5", "m²"), Part(t("Screw 4 × 40", "Tornillo 4 × 40", "Vis 4 × 40", "برغي 4 × 40"), "48")),
    tools=(Part(t("Saw", "Sierra", "Scie", "منشار")), Part(t("Drill", "Taladro", "Perceuse", "مثقاب")), Part(t("Stapler", "Grapadora", "Agrafeuse", "دبّاسة"))),
    steps=(
        Step(t("The trays", "Las bandejas", "Les claies", "الصواني"), t("Five frames of 60 × 40 cm. Stretch the linen wet: it tightens as it dries.", "Cinco marcos de 60 × 40 cm. Tensa el lino mojado: al secar aprieta.", "Cinq cadres de 60 × 40 cm. Tendez le lin mouillé : il se resserre en séchant.", "خمسة إطارات 60 × 40 سم. شدّ الكتان مبللًا فيزداد شدًّا حين يجف."), 120),
        Step(t("The frame", "El bastidor", "Le bâti", "الإطار"), t("Two ladders and a roof. Leave 12 cm between the rails: the wind needs it.", "Dos escaleras y un techo. Deja 12 cm entre guías: el aire los necesita.", "Deux échelles et un toit. Laissez 12 cm entre les glissières : le vent en a besoin.", "سلّمان وسقف. اترك 12 سم بين المجاري فالريح تحتاجها."), 90),
        Step(t("Dry", "Secar", "Sécher", "التجفيف"), t("In the shade, in the wind, turned once a day. Herbs are done when they rustle.", "A la sombra, al aire, dando la vuelta una vez al día. Las hierbas están cuando crujen.", "À l'ombre, au vent, retourné une fois par jour. Les herbes sont prêtes quand elles bruissent.", "في الظل والريح، تُقلب مرة كل يوم. تجهز الأعشاب حين تخشخش.")),
    ),
)  # fmt: skip
_PRESS = SharedWork(
    key="press", by=("vicente", "julian"), kind="design",
    title=t("Cider press", "Prensa de sidra", "Pressoir à cidre", "معصرة تفاح"),
    summary=t("Sixty litres a day from a screw, two beams and a basket of slats.", "Sesenta litros al día con un husillo, dos vigas y una cesta de listones.", "Soixante litres par jour avec une vis, deux poutres et un panier de lattes.", "ستون لترًا في اليوم بلولب وعارضتين وسلة من الشرائح."),
    description=t("Built for the windfall of twelve orchards. The basket opens on a hinge, so that the cake falls out in one piece.", "Construida para la fruta caída de doce huertos. La cesta se abre con bisagra y la torta sale entera."),
    licence="CERN-OHL-S-2.0", days=210, pictures=drawings("press 3"), craft="food", materials=("wood", "steel", "apples"), techniques=("joinery", "welding", "pressing"), level=5,
    file="https://git.example.org/valle/prensa/raw/1.0/prensa.fcstd",
    parts=(Part(t("Trapezoidal screw, Tr 40", "Husillo Tr 40", "Vis trapézoïdale Tr 40", "لولب شبه منحرف Tr 40"), "0.6", "m", "steel"), Part(t("Beam", "Viga", "Poutre", "عارضة"), "4", "", "oak 120 × 80 mm"), Part(t("Slat", "Listón", "Latte", "شريحة"), "18", "", "beech 320 × 28 × 20 mm"), Part(t("Bolt M16", "Perno M16", "Boulon M16", "برغي M16"), "8", "", "steel 8.8")),
    tools=(Part(t("Drill press", "Taladro de columna", "Perceuse à colonne", "مثقاب عمودي")), Part(t("Welding set", "Equipo de soldar", "Poste à souder", "جهاز لحام"))),
    steps=(
        Step(t("The frame", "El bastidor", "Le bâti", "الإطار"), t("Bolt the beams with eight M16. Nothing thinner: four tonnes pull on them.", "Une las vigas con ocho M16. Nada más fino: tiran cuatro toneladas.", "Boulonnez les poutres avec huit M16. Rien de plus fin : quatre tonnes tirent dessus.", "اربط العوارض بثمانية براغي M16 ولا أرفع منها: أربعة أطنان تشدها."), 240),
        Step(t("The basket", "La cesta", "Le panier", "السلة"), t("Eight millimetres between the slats, rounded inside.", "Ocho milímetros entre listones, redondeados por dentro.", "Huit millimètres entre les lattes, arrondies à l'intérieur.", "ثمانية ملليمترات بين الشرائح، مدوّرة من الداخل."), 120),
        Step(t("Press", "Prensar", "Presser", "العصر"), t("Fill the cloth, turn until it resists, wait five minutes, turn again.", "Llena el paño, gira hasta notar resistencia, espera cinco minutos y vuelve a girar.", "Remplissez la toile, tournez jusqu'à résistance, attendez cinq minutes, tournez encore.", "املأ القماش وأدر حتى يقاوم، انتظر خمس دقائق ثم أدر من جديد.")),
    ),
    hazards=(("danger", t("Never put a hand under the plate while somebody turns.", "Nunca metas la mano bajo el plato mientras alguien gira.", "Ne mettez jamais la main sous le plateau pendant que quelqu'un tourne.", "لا تضع يدك تحت اللوح بينما يدير أحدهم.")),),
)  # fmt: skip
_BASKET = SharedWork(
    key="basket", by=("rosa", "pilar"), kind="design",
    title=t("Round willow basket", "Cesta redonda de mimbre", "Panier rond en osier", "سلة مستديرة من الصفصاف"),
    summary=t("The pattern of the basket that every house in the valley has: thirty-two rods, a cross, a border.", "El patrón de la cesta que hay en cada casa del valle: treinta y dos varas, una cruz y un remate.", "Le patron du panier qu'on trouve dans chaque maison : trente-deux brins, une croix, une bordure.", "نمط السلة التي في كل بيت بالوادي: اثنان وثلاثون عودًا وصليب وحافة."),
    description=t("Rosa learned it from her grandmother and counted the rods for the first time to write this down.", "Rosa la aprendió de su abuela, y para escribir esto contó las varas por primera vez."),
    licence="CC-BY-SA-4.0", days=180, pictures=drawings("basket 6, hamper 2"), craft="basketry", materials=("willow",), techniques=("coiling",), level=6,
    file="https://mingadelvalle.example/mimbre/cesta-redonda.pdf",
    parts=(Part(t("Rod, 150 cm", "Vara de 150 cm", "Brin de 150 cm", "عود 150 سم"), "32", "", "willow"), Part(t("Rod, 90 cm", "Vara de 90 cm", "Brin de 90 cm", "عود 90 سم"), "60", "", "willow")),
    tools=(Part(t("Bodkin", "Punzón", "Poinçon", "مخرز")), Part(t("Knife", "Navaja", "Couteau", "سكين")), Part(t("Tub of water", "Barreño de agua", "Bac d'eau", "حوض ماء"))),
    steps=(
        Step(t("Soak", "Remojar", "Tremper", "النقع"), t("Six days in cold water, one night under a cloth.", "Seis días en agua fría y una noche bajo un paño.", "Six jours dans l'eau froide, une nuit sous un linge.", "ستة أيام في ماء بارد وليلة تحت قماش.")),
        Step(t("The cross", "La cruz", "La croix", "الصليب"), t("Four rods through four. Open them to a sun as you weave the first rounds.", "Cuatro varas a través de cuatro. Ábrelas como un sol en las primeras vueltas.", "Quatre brins à travers quatre. Ouvrez-les en soleil aux premiers tours.", "أربعة أعواد عبر أربعة. افتحها كالشمس في الدورات الأولى."), 40),
        Step(t("Up and round", "Subir", "Monter", "الصعود"), t("Turn the rods up over your knee and weave until a hand below the end.", "Sube las varas sobre la rodilla y teje hasta un palmo del final.", "Relevez les brins sur le genou et tressez jusqu'à une main de la fin.", "ارفع الأعواد على ركبتك وانسج حتى شبر من النهاية."), 150),
    ),
)  # fmt: skip
_DYES = SharedWork(
    key="dyes", by=("noor", "aurora"), kind="know_how",
    title=t("Dyes of the upper valley", "Tintes del valle alto", "Teintures de la haute vallée", "أصباغ الوادي الأعلى"),
    summary=t("Walnut, madder, weld and woad on wool: four colours, two mordants, one pot.", "Nogal, rubia, gualda y pastel sobre lana: cuatro colores, dos mordientes y una olla.", "Noyer, garance, gaude et pastel sur laine : quatre couleurs, deux mordants, une marmite.", "جوز وفوّة وبليحاء ونيلج على الصوف: أربعة ألوان ومثبّتان وقدر واحدة."),
    description=t("The women of Alcalar have dyed like this for as long as anybody remembers. They decided to share it, and ask to be named.", "Las mujeres de Alcalar tiñen así desde que hay memoria. Decidieron compartirlo y piden que se las nombre."),
    licence="CC-BY-SA-4.0", days=150, pictures=drawings("dyes 5, yarn 3"), craft="dyeing", materials=("wool", "plants"), techniques=("simmering",), level=6,
    held_by="Las tintoreras de Alcalar", consent="Asamblea del 3 de mayo, acta 14", label="TK-A",
    parts=(Part(t("Wool", "Lana", "Laine", "صوف"), "1", "kg"), Part(t("Alum", "Alumbre", "Alun", "شبّة"), "150", "g"), Part(t("Madder root", "Raíz de rubia", "Racine de garance", "جذر الفوّة"), "600", "g")),
    tools=(Part(t("Pot of 20 litres", "Olla de 20 litros", "Marmite de 20 litres", "قدر 20 لترًا")), Part(t("Thermometer", "Termómetro", "Thermomètre", "ميزان حرارة"))),
    steps=(
        Step(t("Mordant", "Mordentar", "Mordancer", "التثبيت"), t("Alum at 15 % of the dry wool, one hour just below the simmer.", "Alumbre al 15 % del peso seco, una hora justo antes de hervir.", "Alun à 15 % du poids sec, une heure juste sous le frémissement.", "شبّة بنسبة 15٪ من وزن الصوف الجاف، ساعة دون الغليان بقليل."), 60),
        Step(t("Dye", "Teñir", "Teindre", "الصبغ"), t("Madder never boils: above 70 °C the red turns brown.", "La rubia nunca hierve: por encima de 70 °C el rojo se vuelve pardo.", "La garance ne bout jamais : au-dessus de 70 °C le rouge brunit.", "الفوّة لا تُغلى: فوق 70 درجة يتحول الأحمر إلى بني."), 90, drawing("dyes 7")),
        Step(t("Rest and rinse", "Reposar y aclarar", "Reposer et rincer", "الراحة والشطف"), t("Let it cool in the pot overnight. Rinse until the water stays clear.", "Deja enfriar en la olla toda la noche. Aclara hasta que el agua salga limpia.", "Laissez refroidir dans la marmite une nuit. Rincez jusqu'à l'eau claire.", "اتركه يبرد في القدر ليلة ثم اشطف حتى يصفو الماء.")),
    ),
    hazards=(("caution", t("Keep the pots of dye and those of the kitchen apart, for good.", "Las ollas de tinte y las de cocina, separadas para siempre.", "Marmites de teinture et de cuisine : séparées pour toujours.", "افصل قدور الصبغ عن قدور المطبخ إلى الأبد.")),),
)  # fmt: skip
_HIVE = SharedWork(
    key="hive", by=("ramon", "elvira"), kind="design",
    title=t("Top-bar hive", "Colmena de listones", "Ruche à barrettes", "خلية بالعوارض العليا"),
    summary=t("A long hive without frames, opened bar by bar.", "Una colmena larga sin cuadros, que se abre listón a listón.", "Une ruche longue sans cadres, ouverte barrette par barrette.", "خلية طويلة بلا إطارات تُفتح عارضة عارضة."),
    description=t("The first version had its entrances too low: in a wet spring the floor rots. A better one is being built.", "La primera versión tenía las piqueras demasiado bajas: en primaveras húmedas se pudre el suelo. Hay otra en camino."),
    licence="CC-BY-SA-4.0", days=130, pictures=drawings("hive 4"), craft="beekeeping", materials=("wood",), techniques=("joinery",), level=4,
    file="https://mingadelvalle.example/colmena/plano.pdf",
    parts=(Part(t("Board", "Tabla", "Planche", "لوح"), "6", "m", "pine 250 × 25 mm"), Part(t("Top bar", "Listón", "Barrette", "عارضة عليا"), "28", "", "pine 480 × 35 mm")),
    steps=(Step(t("Build the trough", "Montar la cuba", "Monter l'auge", "بناء الحوض"), t("Sides at 120 degrees, so that the comb hangs free.", "Costados a 120 grados, para que el panal cuelgue libre.", "Côtés à 120 degrés, pour que le rayon pende librement.", "جوانب بزاوية 120 درجة ليتدلى القرص حرًّا."), 200),),
    hazards=(("note", t("Wear a veil.", "Ponte el velo.", "Portez un voile.", "ارتدِ الخمار الواقي.")),),
)  # fmt: skip
_GRAFT = SharedWork(
    key="graft", by=("vicente",), kind="know_how",
    title=t("Grafting old apples", "Injertar manzanos viejos", "Greffer de vieux pommiers", "تطعيم أشجار التفاح القديمة"),
    summary=t("Whip and tongue in March: how a tree that nobody sells any more lives on.", "Injerto inglés en marzo: cómo sigue vivo un árbol que ya nadie vende.", "Greffe anglaise en mars : comment survit un arbre que plus personne ne vend.", "التطعيم اللساني في آذار: كيف تبقى شجرة لم يعد يبيعها أحد."),
    description=t("Forty-one varieties of the valley have been saved this way.", "Así se han salvado cuarenta y una variedades del valle."),
    licence="CC-BY-4.0", days=90, pictures=drawings("apple 5"), craft="growing", materials=("apples", "plants"), techniques=("grafting",), level=6,
    steps=(Step(t("Cut", "Cortar", "Couper", "القص"), t("Two slanting cuts of the same length, three thumbs long, and a tongue in each.", "Dos cortes al bies de igual largo, de tres pulgares, y una lengüeta en cada uno.", "Deux coupes en biseau de même longueur, trois pouces, et une languette dans chacune.", "قصّان مائلان متساويان بطول ثلاثة أباهم ولسان في كل منهما.")), Step(t("Join and bind", "Unir y atar", "Joindre et lier", "الوصل والربط"), t("Bark to bark on one side at least. Bind with raffia, close with wax.", "Corteza con corteza, al menos por un lado. Ata con rafia y cierra con cera.", "Écorce contre écorce d'un côté au moins. Liez au raphia, fermez à la cire.", "اللحاء على اللحاء من جهة واحدة على الأقل. اربط بالرافيا وأغلق بالشمع."))),
)  # fmt: skip
_CULTURE = SharedWork(
    key="culture", by=("fatima",), kind="material",
    title=t("Sourdough of San Roque", "Masa madre de San Roque", "Levain de San Roque", "خميرة سان روكي"),
    summary=t("A culture that is older than the oven: how to get it, feed it, dry it and pass it on.", "Un cultivo más viejo que el horno: cómo conseguirlo, alimentarlo, secarlo y regalarlo.", "Une culture plus vieille que le four : l'obtenir, la nourrir, la sécher, la transmettre.", "خميرة أقدم من الفرن: كيف تحصل عليها وتطعمها وتجففها وتهديها."),
    description=t("Ask at the stall on Saturdays: it is given, never sold.", "Pídela en el puesto los sábados: se da, no se vende."),
    licence="CC0-1.0", days=60, pictures=drawings("loaf 4"), craft="food", materials=("plants",), techniques=("fermenting",), level=6,
    steps=(Step(t("Feed", "Alimentar", "Nourrir", "الإطعام"), t("One part culture, two parts flour, two parts water, every day at the same hour.", "Una parte de masa, dos de harina, dos de agua, cada día a la misma hora.", "Une part de levain, deux de farine, deux d'eau, chaque jour à la même heure.", "جزء خميرة وجزآن دقيق وجزآن ماء كل يوم في الساعة نفسها.")),),
)  # fmt: skip
_LYE = SharedWork(
    key="lye", by=("noor",), kind="code",
    title=t("Table of lye", "Tabla de sosa", "Table de soude", "جدول الصودا"),
    summary=t("How much lye for how much of which oil: a table and a small program.", "Cuánta sosa para cuánto de qué aceite: una tabla y un pequeño programa.", "Combien de soude pour quelle huile : une table et un petit programme.", "كم صودا لكم من أي زيت: جدول وبرنامج صغير."),
    description=t("With five per cent of oil left over, so that the soap is mild.", "Con un cinco por ciento de aceite de sobra, para que el jabón sea suave."),
    licence="MIT", days=45, pictures=drawings("soap 7"), craft="soapmaking", techniques=(), level=6, file="https://git.example.org/valle/sosa/raw/1.0/sosa.py",
    steps=(Step(t("Use it", "Usarla", "L'utiliser", "استعمله"), t("Weigh the oils, type them in, read the lye. Weigh twice.", "Pesa los aceites, escríbelos y lee la sosa. Pesa dos veces.", "Pesez les huiles, saisissez-les, lisez la soude. Pesez deux fois.", "زن الزيوت واكتبها واقرأ مقدار الصودا. زن مرتين.")),),
    hazards=(("danger", t("Lye burns. Goggles and gloves, lye into water and never the other way.", "La sosa quema. Gafas y guantes; la sosa al agua, nunca al revés.", "La soude brûle. Lunettes et gants ; la soude dans l'eau, jamais l'inverse.", "الصودا تحرق. نظارات وقفازات، والصودا إلى الماء لا العكس.")),),
)  # fmt: skip

SHARED = Shared(
    works=(_LOOM, _RACK, _PRESS, _BASKET, _DYES, _HIVE, _GRAFT, _CULTURE, _LYE),
    laters=(
        Later("loom", "1.1", t("Wider mortises: the wedges hold better.", "Cajas más anchas: las cuñas sujetan mejor.", "Mortaises plus larges : les coins tiennent mieux.", "نقر أوسع: الأسافين تمسك أفضل."), 240),
        Later("loom", "2.0", t("With a stand, so that one can sit while weaving.", "Con pie, para tejer sentada.", "Avec un pied, pour tisser assise.", "مع حامل للنسج جلوسًا."), 110, Step(t("The stand", "El pie", "Le pied", "الحامل"), t("Two feet of 50 cm, wedged like the rest.", "Dos patas de 50 cm, con cuñas como lo demás.", "Deux pieds de 50 cm, à coins comme le reste.", "قدمان 50 سم بأسافين كالباقي."), 45)),
        Later("rack", "1.1", t("A roof that sheds the rain.", "Un techo que escurre la lluvia.", "Un toit qui écoule la pluie.", "سقف يصرف المطر."), 170),
    ),
    forks=(
        Fork("stacking", "rack", "mamadou", t("Stacking drying trays", "Bandejas apilables", "Claies empilables", "صواني تجفيف متراصة"), t("Without a frame: trays that stand on each other, for the roof.", "Sin bastidor: bandejas que se apilan, para la azotea.", "Sans bâti : des claies qui s'empilent, pour le toit.", "بلا إطار: صوانٍ تتراص للسطح."), 75, pictures=drawings("rack 8")),
        Fork("oval", "basket", "pilar", t("Oval willow basket", "Cesta ovalada de mimbre", "Panier ovale en osier", "سلة بيضاوية من الصفصاف"), t("For eggs and linen: six rods through four.", "Para huevos y ropa: seis varas a través de cuatro.", "Pour les œufs et le linge : six brins à travers quatre.", "للبيض والغسيل: ستة أعواد عبر أربعة."), 50, relation="variant", pictures=drawings("hamper 5")),
    ),
    reviews=(
        ("loom", "tomas", True, False, "Medidas claras y nada que adivinar."),
        ("loom", "lola", True, True, "La hice con mi hermano en dos fines de semana."),
        ("rack", "carmen", True, True, "La uso para el queso fresco también."),
        ("rack", "vicente", True, False, ""),
        ("press", "ramon", False, False, "Falta el plano de la bisagra de la cesta."),
        ("basket", "lola", True, False, "Hasta los nudos se entienden."),
        ("dyes", "rosa", True, True, "El rojo salió a la primera."),
    ),
    makings=(
        ("loom", "aurora", "Cuatro alfombras en el primer telar", "Alcalar"),
        ("rack", "lola", "Dos secaderos para la huerta escolar", "Los Llanos"),
        ("rack", "Escuela de Morella", "Un secadero para el patio", "Morella"),
        ("press", "vicente", "Sidra de doce huertos", "La Serrana"),
        ("basket", "rosa", "Treinta cestas para la feria", "Alcalar"),
    ),
    withdrawn=(("hive", "ramon", "Las piqueras quedan demasiado bajas y el suelo se pudre. Viene otra versión."),),
    notices=(("press", "vicente", "danger", t("Bolts of less than M16 can break. If you built it with thinner ones, stop and change them.", "Los pernos de menos de M16 pueden romperse. Si la hiciste con otros más finos, párala y cámbialos.", "Des boulons de moins de M16 peuvent casser. Si vous en avez mis de plus fins, arrêtez et changez-les.", "قد تنكسر البراغي الأرفع من M16. إن استعملت أرفع منها فتوقف وبدّلها.")),),
    pictured=(
        ("telar-de-pedales-de-bejis", "aurora", drawing("loom 11"), t("With a picture.", "Con una imagen.", "Avec une image.", "مع صورة.")),
        ("telar-plegable", "julian", drawing("loom 14"), t("With a picture.", "Con una imagen.", "Avec une image.", "مع صورة.")),
    ),
)  # fmt: skip
