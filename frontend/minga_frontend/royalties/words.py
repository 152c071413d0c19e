"""How bases, buckets and events are said to people."""

from collections.abc import Mapping
from typing import Any, Final

from minga_platform.kernel.locale import mark, say, write_number

BASES: Final[Mapping[str, str]] = {
    "OPEN": mark("open licence: nothing is owed"),
    "OWN": mark("the maker's own work"),
    "ELIGIBLE": mark("free: the maker gives back"),
    "CERTIFICATE": mark("free: the maker holds a certificate"),
    "PAID": mark("the maker holds a paid licence"),
    "ROYALTY": mark("a royalty that the licence asks for"),
    "THANKS": mark("open licence: the maker says thanks"),
}
STANDINGS: Final[Mapping[str, str]] = {
    "awaited": mark("not paid yet"),
    "held": mark("can still go back"),
    "ready": mark("ready to be divided"),
    "divided": mark("divided"),
}
PAYOUT_STATES: Final[Mapping[str, str]] = {
    "prepared": mark("on its way"),
    "paid": mark("paid"),
    "cancelled": mark("did not go"),
}
CHANNELS: Final[Mapping[str, str]] = {"BANK": mark("by bank"), "HAND": mark("in cash")}
KINDS: Final[Mapping[str, str]] = {
    "work": mark("Work"),
    "care": mark("Care"),
    "coordination": mark("Coordination"),
    "mentoring": mark("Mentoring"),
    "design": mark("Design"),
    "documentation": mark("Documentation"),
    "translation": mark("Translation"),
    "materials_piece": mark("Materials, by piece"),
    "materials_g": mark("Materials, by gram"),
    "materials_ml": mark("Materials, by millilitre"),
    "tools": mark("Tools"),
}


def kind(key: str, language: str) -> str:
    """A kind of contribution; one of the co-op's own by its key."""
    known = KINDS.get(key)
    return say(language, known) if known else key.replace("_", " ")


def points(thousandths: int, language: str) -> str:
    """Points as people read them: whole where they are."""
    whole, rest = divmod(thousandths, 1000)
    return write_number(whole, language) + (f".{rest:03d}".rstrip("0") if rest else "")


def measure(amount: int, per: int, language: str) -> str:
    """`1:30 h` of minutes, or how many of a unit."""
    if per == 60:
        return say(language, mark("%(hours)s h"), hours=f"{amount // 60}:{amount % 60:02d}")
    return write_number(amount, language)


def generation(step: int, language: str) -> str:
    """How far back in what it was made from."""
    if step == 0:
        return say(language, mark("for this work"))
    if step == 1:
        return say(language, mark("for what it was made from"))
    return say(language, mark("%(steps)s generations before"), steps=write_number(step, language))


def of(division: Mapping[str, Any], language: str) -> str:
    """What was divided."""
    if division["source"] == "royalty":
        return say(
            language, mark("Royalty of %(work)s %(version)s"), work=division["title"], version=division["version"]
        )
    return say(language, mark("Fund: %(fund)s"), fund=division["fund"])
