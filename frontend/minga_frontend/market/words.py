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
