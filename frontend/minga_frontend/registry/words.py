"""What kinds, states, licences and words to be found by are called; and what a licence means in one plain sentence."""

import re
from typing import Final

from minga_platform.kernel.locale import LANGUAGE_NAMES, mark, say

KINDS: Final = {
    "DESIGN": mark("Design"),
    "KNOW_HOW": mark("Know-how"),
    "CODE": mark("Code"),
    "MATERIAL": mark("Material"),
}
KIND_HINTS: Final = {
    "DESIGN": mark("Something to be made: a loom, a rack, a basket, a cut of clothes."),
    "KNOW_HOW": mark("How something is done: a dye, a cheese, a graft, a repair."),
    "CODE": mark("A program, a script, a model with parameters."),
    "MATERIAL": mark("A seed, a culture, a clay, a yarn: what it is and how it is kept going."),
}
STATES: Final = {
    "DRAFT": mark("draft"),
    "PUBLISHED": mark("published"),
    "FROZEN": mark("disputed"),
    "WITHDRAWN": mark("taken back"),
}
RELATIONS: Final = {
    "BUILT_ON": mark("builds on it"),
    "FORK": mark("goes its own way from it"),
    "VARIANT": mark("is a variant of it"),
}
SEVERITIES: Final = {"NOTE": mark("Good to know"), "CAUTION": mark("Caution"), "DANGER": mark("Danger")}
ROLES: Final = {
    "source": mark("Source: what one changes"),
    "export": mark("For machines and printing"),
    "document": mark("Document"),
    "licence": mark("Text of the licence"),
    "other": mark("Other"),
}
READINESS: Final = {
    "otrl-1": mark("An idea"),
    "otrl-2": mark("A concept"),
    "otrl-3": mark("In development"),
    "otrl-4": mark("A tested prototype"),
    "otrl-5": mark("Ready to be made"),
    "otrl-6": mark("Made and in use"),
}
CRITERIA: Final = {
    "pictures": mark("Pictures, each with words for those who cannot see them"),
    "parts": mark("A list of what it is made of"),
    "steps": mark("How it is made, step by step"),
    "files": mark("Files to make and to change it"),
    "hazards": mark("What to beware of, or that there is nothing"),
    "peers": mark("Two peers say that one can make it from this alone"),
}
SORTS: Final = {
    "RELEVANCE": mark("Best match"),
    "NEWEST": mark("Newest"),
    "TITLE": mark("By name"),
}

TERMS: Final = {
    # crafts
    "weaving": mark("Weaving"),
    "dyeing": mark("Dyeing"),
    "basketry": mark("Basketry"),
    "pottery": mark("Pottery"),
    "carpentry": mark("Carpentry"),
    "food": mark("Food"),
    "growing": mark("Growing"),
    "beekeeping": mark("Beekeeping"),
    "sewing": mark("Sewing"),
    "metalwork": mark("Metalwork"),
    "cheesemaking": mark("Cheesemaking"),
    "soapmaking": mark("Soapmaking"),
    # materials
    "wood": mark("Wood"),
    "ash": mark("Ash wood"),
    "walnut": mark("Walnut wood"),
    "wool": mark("Wool"),
    "willow": mark("Willow"),
    "clay": mark("Clay"),
    "steel": mark("Steel"),
    "linen": mark("Linen"),
    "cotton": mark("Cotton"),
    "plants": mark("Plants"),
    "milk": mark("Milk"),
    "apples": mark("Apples"),
    # techniques
    "joinery": mark("Joinery"),
    "laser cutting": mark("Laser cutting"),
    "3d printing": mark("3D printing"),
    "welding": mark("Welding"),
    "simmering": mark("Simmering"),
    "coiling": mark("Coiling"),
    "drying": mark("Drying"),
    "pressing": mark("Pressing"),
    "grafting": mark("Grafting"),
    "fermenting": mark("Fermenting"),
    "warping": mark("Warping"),
}
"""Words that many works are found by; others are shown as their makers wrote them."""

LICENCES: Final = (
    ("CC-BY-SA-4.0", mark("Share alike: everybody may use it; who changes it shares that too")),
    ("CERN-OHL-S-2.0", mark("Share alike, made for hardware: what is built from it shares its source")),
    ("CC-BY-4.0", mark("Name the makers; everything else is free")),
    ("CERN-OHL-P-2.0", mark("Name the makers, made for hardware; everything else is free")),
    ("CC0-1.0", mark("No conditions at all")),
    ("LicenseRef-PPL", mark("Reciprocity: free for commoners and co-ops of workers; others ask first")),
    ("LicenseRef-Minga-Reciprocity-1.0", mark("Reciprocity: free for those who give back; others pay a royalty")),
    ("CC-BY-NC-SA-4.0", mark("Not for profit, and share alike")),
    ("AGPL-3.0-or-later", mark("Share alike, made for programs")),
    ("MIT", mark("Name the makers, made for programs; everything else is free")),
)
"""What is offered first; any SPDX expression may be typed instead."""

_PLAIN: Final = (
    (r"CC0-1\.0|Unlicense|0BSD", mark("Anybody may use, change and sell it, without any condition.")),
    (
        r"CC-BY-NC-ND-.*",
        mark("Anybody may share it unchanged, not for profit, and names the makers."),
    ),
    (r"CC-BY-ND-.*", mark("Anybody may share it unchanged, and names the makers.")),
    (
        r"CC-BY-NC-SA-.*",
        mark("Anybody may use and change it, but not for profit; changes stay under the same licence."),
    ),
    (r"CC-BY-NC-.*", mark("Anybody may use and change it, but not for profit, and names the makers.")),
    (
        r"CC-BY-SA-.*|CERN-OHL-[SW]-.*|TAPR-OHL-.*|A?L?GPL-.*",
        mark(
            "Anybody may use, make and sell it. Who passes on a changed one shares the changes under the same licence."
        ),
    ),
    (
        r"CC-BY-.*|CERN-OHL-P-.*|MIT|BSD-.*|Apache-.*|SHL-.*|ISC",
        mark("Anybody may use, change, make and sell it, and names the makers."),
    ),
    (
        r"LicenseRef-PPL",
        mark(
            "Anybody may use it without gain. For gain it is free for commons and for co-ops that belong to their workers; "
            "everybody else asks first."
        ),
    ),
    (
        r"LicenseRef-CoopyLeft",
        mark(
            "Anybody may use it without gain. For gain it is for co-ops of the social economy; everybody else asks first."
        ),
    ),
    (
        r"LicenseRef-Minga-Reciprocity-.*",
        mark(
            "Free for those who give back to the commons. Others may use it for gain against a royalty to its makers."
        ),
    ),
)
_OWN = mark("It has terms of its own: please read them before you use it.")
_SEVERAL = mark("Several licences hold together here: please read each of them.")


def plain(licence: str, language: str) -> str:
    """What a licence means, in one sentence; no legal advice, and the page says so."""
    for pattern, sentence in _PLAIN:
        if re.fullmatch(pattern, licence):
            return say(language, sentence)
    return say(language, _SEVERAL if " " in licence else _OWN)


def term(value: str, language: str) -> str:
    """A word to be found by, as people read it."""
    known = TERMS.get(value)
    return say(language, known) if known else value[:1].upper() + value[1:]


def readiness(value: str, language: str) -> str:
    """How far a work is; nothing where nobody said."""
    known = READINESS.get(value)
    return say(language, known) if known else ""


def choice(facet: str, value: str, language: str) -> str:
    """One choice of a facet."""
    if facet == "kind":
        return say(language, KINDS.get(value.upper(), value))
    if facet == "readiness":
        return readiness(value, language) or value
    if facet == "language":
        return LANGUAGE_NAMES.get(value, value)
    if facet == "licence":
        return value.removeprefix("LicenseRef-")
    return term(value, language)
