"""What a stall's keepers are told: that somebody ordered, added to it or called it off; what to prepare, for whom, and what they earn by it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from minga_frontend.membership.letters import Written
from minga_frontend.shell.pages import render_text
from minga_platform.kernel.locale import mark, say

DOCUMENT: Final = Path(__file__).with_name("letter.graphql").read_text()
"""Run as the keeper: a letter can tell no more than she may see."""

_SUBJECTS: Final = {
    "ordered": mark("Order %(number)s for %(stall)s"),
    "extended": mark("Order %(number)s for %(stall)s has grown"),
    "cancelled": mark("Order %(number)s for %(stall)s was cancelled"),
}


def write(kind: str, data: Mapping[str, Any], *, language: str, zone: str, link: str, by_phone: bool) -> Written:
    """Write it (`kind`: a key of the subjects) from the document's data (`sellerOrder` is there); a text message is kept short."""
    part = data["sellerOrder"]
    text = render_text(
        "stall/letter_short.txt" if by_phone else "stall/letter.txt",
        language=language,
        timezone=zone,
        kind=kind,
        keeper=data["me"]["name"],
        cooperative=data["here"],
        part=part,
        link=link,
    )
    subject = say(language, _SUBJECTS[kind], number=part["orderNumber"], stall=part["stallName"])
    return Written(subject, text.strip() + "\n")
