"""Open designs of other places that fit the village, brought in by their manifests. Facts are theirs; what a design does is told in our words."""

_OSE = "https://gitlab.com/OSEGermany/ohloom"
_OHO = "https://en.oho.wiki/wiki"

MANIFESTS: tuple[tuple[str, str], ...] = (
    (
        "ohloom.toml",
        f"""okhv = "2.4"
name = "OHLOOM"
repo = "{_OSE}"
version = "0.10.0"
release = "{_OSE}/-/tags/ohloom-0.10.0"
license = "CC-BY-SA-4.0"
licensor = "Jens Meisner"
organization = "OSE Germany e.V."
function = "A hand loom of wood, screws and printed parts that a small workshop can make and one person can carry. It weaves cloth up to 40 cm wide."
documentation-language = "en-GB"
technology-readiness-level = "OTRL-5"
documentation-readiness-level = "ODRL-4"
tsdc = ["MEC", "3DP", "CNC"]
keywords = ["loom", "weaving", "wool"]

[[part]]
name = "Side frame"
material = "wood"
source = "WoodParts/SideFrame/SideFrame.scad"

[[part]]
name = "Shuttle"
material = "wood"
source = "WoodParts/Shuttle/Shuttle.scad"

[[part]]
name = "Ratchet wheel"
material = "PLA"
source = "3DParts/RatchetWheel/RatchetWheel.scad"
""",
    ),
    (
        "food-dryer.toml",
        f"""okhv = "2.4"
name = "Solar food dryer for vegetables"
repo = "{_OHO}/Solar_Food_Dryer_for_Vegetables"
version = "44689"
license = "CC-BY-SA-4.0"
licensor = "Yule.ar"
organization = "Arnold + Maria Valdez"
function = "Dries fruit and vegetables with the sun alone: a collector warms the air, which rises through a box of trays."
documentation-language = "en-GB"
technology-readiness-level = "OTRL-4"
documentation-readiness-level = "ODRL-3*"
tsdc = "MEC"
keywords = ["food", "drying", "sun"]
""",
    ),
    (
        "crown-caps.toml",
        f"""okhv = "2.4"
name = "Crown cap machine"
repo = "{_OHO}/Crown_Cap_Machine"
version = "43333"
license = "CERN-OHL-1.2"
licensor = "Aquilesmorillo"
organization = "Practical Action"
function = "Closes bottles with crown caps by a hand lever: for juice, cider and beer."
documentation-language = "en-GB"
technology-readiness-level = "OTRL-4"
documentation-readiness-level = "ODRL-3"
tsdc = "MEC"
keywords = ["bottles", "cider", "food"]
""",
    ),
    (
        "cargo-trailer.toml",
        f"""okhv = "2.4"
name = "Carla Cargo Crowd"
repo = "{_OHO}/Carla_Cargo_Crowd"
version = "43292"
license = "CC-BY-SA-4.0"
licensor = "Aquilesmorillo"
organization = "Werkstatt Lastenrad"
function = "A bicycle trailer for heavy loads with a brake of its own: the Saturday market without a van."
documentation-language = "en-GB"
technology-readiness-level = "OTRL-4"
documentation-readiness-level = "ODRL-3*"
tsdc = ["MEC", "WEL"]
keywords = ["bicycle", "trailer", "market"]
""",
    ),
    (
        "wind-pump.toml",
        f"""okhv = "2.4"
name = "Wind mill pump"
repo = "{_OHO}/Wind_Mill_Pump"
version = "44683"
license = "CC-BY-SA-4.0"
licensor = "Inddigital"
organization = "Brace Research Institute"
function = "Lifts water for a garden with a slow turbine and a diaphragm pump."
documentation-language = "en-GB"
technology-readiness-level = "OTRL-4"
documentation-readiness-level = "ODRL-3"
tsdc = "MEC"
keywords = ["water", "wind", "garden"]
""",
    ),
)
