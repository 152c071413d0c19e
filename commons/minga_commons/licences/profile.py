"""What a licence profile is: one row of predicates, with its name, a summary in plain words, and its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from minga_commons.licences.terms import Terms

Family = Literal["cc", "cern", "gpl", "permissive", "solderpad", "tapr", "reciprocity", "own"]
FAMILIES: Final[tuple[Family, ...]] = ("cc", "cern", "gpl", "permissive", "solderpad", "tapr", "reciprocity", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """`name` and `summary`: for built-in rows a name and a marked sentence; a co-op's own say theirs in `names` and
    `summaries`, by language. `text`: the binding text where we hold it, else it is at `source`. `open`: open by the
    definition of open source hardware, so that it may stand in a catalogue that calls itself open."""

    key: str
    family: Family
    name: str
    summary: str
    source: str
    terms: Terms
    text: str = ""
    open: bool = True
    names: Mapping[str, str] | None = None
    summaries: Mapping[str, str] | None = None
    ended: bool = False
