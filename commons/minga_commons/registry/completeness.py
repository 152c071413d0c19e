"""The badge "documentation complete": what it asks, as data, so that everybody can see what is missing. Pure.

After DIN SPEC 3105-1 (complete for the technology) and 3105-2 (attested by others), in our own words: peers take the body's
place. The badge is worked out anew from what is there; nobody grants it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NEEDED_REVIEWS = 2
"""Peers who hold no rights in it and say that one could make it from this alone."""

CRITERIA = ("pictures", "parts", "steps", "files", "hazards", "peers")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "design": CRITERIA,
    "know_how": ("pictures", "steps", "hazards", "peers"),
    "code": ("steps", "files", "peers"),
    "material": ("pictures", "steps", "hazards", "peers"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is asked, and whether it is there."""

    key: str
    met: bool


def judge(
    kind: str,
    document: Mapping[str, Any],
    *,
    alts: Sequence[Mapping[str, str]],
    sources: int,
    says_complete: int,
    says_missing: int,
) -> tuple[Criterion, ...]:
    """`alts`: alternative texts of the pictures; `sources`: files that are a source, an export or a document, or are kept
    elsewhere; `says_complete`, `says_missing`: peers by their newest review."""
    met = {
        "pictures": bool(alts) and all(alts),
        "parts": bool(document.get("parts")),
        "steps": bool(document.get("steps")),
        "files": sources > 0,
        "hazards": bool(document.get("hazards") or document.get("no_hazards")),
        "peers": says_complete >= NEEDED_REVIEWS and says_missing == 0,
    }
    return tuple(Criterion(key, met[key]) for key in _NEEDED[kind])


def is_complete(criteria: Sequence[Criterion]) -> bool:
    """Whether the badge is earned."""
    return all(one.met for one in criteria)
