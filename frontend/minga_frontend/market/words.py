"""What the market's codes are called."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

ALLERGENS: Final[Mapping[str, str]] = {
    "gluten": mark("Cereals with gluten"),
    "crustaceans": mark("Crustaceans"),
    "eggs": mark("Eggs"),
    "fish": mark("Fish"),
    "peanuts": mark("Peanuts"),
    "soya": mark("Soya"),
    "milk": mark("Milk"),
    "nuts": mark("Nuts"),
    "celery": mark("Celery"),
    "mustard": mark("Mustard"),
    "sesame": mark("Sesame"),
    "sulphites": mark("Sulphites"),
    "lupin": mark("Lupin"),
    "molluscs": mark("Molluscs"),
}
"""The substances of Annex II of Regulation (EU) 1169/2011."""

BANDS: Final[Mapping[str, str]] = {
    "PLENTY": mark("In stock"),
    "FEW": mark("Few left"),
    "NONE": mark("Sold out"),
    "MADE_TO_ORDER": mark("Made to order"),
}

SORTS: Final[Mapping[str, str]] = {
    "NEWEST": mark("Newest first"),
    "TITLE": mark("By name"),
    "PRICE_LOW": mark("Lowest price first"),
    "PRICE_HIGH": mark("Highest price first"),
    "RELEVANCE": mark("Best match first"),
    "NEAREST": mark("Nearest first"),
}

STATES: Final[Mapping[str, str]] = {
    "draft": mark("Draft"),
    "published": mark("Shown"),
    "archived": mark("Put away"),
    "open": mark("Open"),
    "suspended": mark("Suspended"),
    "closed": mark("Closed"),
    "offered": mark("Offered"),
    "withdrawn": mark("Withdrawn"),
}

UNITS: Final[Mapping[str, str]] = {"PIECE": "piece", "GRAM": "g", "MILLILITRE": "ml"}
"""The API's names of units → the kernel's."""

PICTURE_FAULTS: Final[Mapping[str, str]] = {
    "address_unusable": mark("The address of the picture cannot be used."),
    "name_unknown": mark("There is no such place on the internet."),
    "not_public": mark("The address is not open to everybody."),
    "no_connection": mark("The other shop did not answer."),
    "too_slow": mark("The other shop took too long to answer."),
    "too_large": mark("This file is larger than 20 MB. Please send a smaller one."),
    "redirected": mark("The other shop sends one on and on from place to place."),
    "status": mark("The other shop did not give it out."),
    "compressed": mark("It came in a form that is not read here."),
    "NOT_A_PICTURE": mark("This file is no picture. JPEG, PNG, WebP, AVIF and HEIC photos can be read."),
    "PICTURE_TOO_LARGE": mark("This picture has too many pixels. Please send a smaller one."),
    "PICTURE_BROKEN": mark("This picture is damaged and could not be read to its end."),
    "PICTURE_TOO_COSTLY": mark("This picture could not be read in reasonable time. Please send another one."),
    "other": mark("It could not be fetched."),
}
"""Why a picture of an imported file could not be fetched."""

NO_WITHDRAWAL: Final[Mapping[str, str]] = {
    "perishable": mark("it spoils quickly"),
    "made_to_measure": mark("it is made to your wishes"),
    "sealed_hygiene": mark("it is sealed for hygiene"),
}
"""Why one cannot withdraw from buying something."""
