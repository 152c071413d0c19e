# ruff: noqa: E501 - one sentence, one line
"""Labels by which communities say how their knowledge is to be treated, as rows that "may I?" cites.

Names and marks are those of Local Contexts (https://localcontexts.org), whose labels each community words for itself; the
sentences here only say in general what a label of that kind asks. Labels bind as relations do, not as licences do: where one
asks for more than the licence, we follow the label until the community decides otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from minga_platform.kernel.locale import mark

SOURCE: Final = "https://localcontexts.org/labels/"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """`needs_decision`: acts that wait for the community's decision, beyond those that community knowledge always asks it for."""

    key: str
    family: Literal["tk", "bc"]
    name: str
    text: str
    needs_decision: frozenset[str] = frozenset()


ALWAYS: Final[frozenset[str]] = frozenset({"publish_derivative", "use_commercial", "sell_products", "offer_network"})
"""Acts that knowledge held by a community asks its decision for, whatever its labels say."""

_SHARING: Final = frozenset({"share"})

_ROWS: Final = (
    LabelRow("TK-A", "tk", "TK Attribution", mark("Name the community that this knowledge comes from, as it asks to be named.")),
    LabelRow("TK-CL", "tk", "TK Clan", mark("This knowledge belongs to a clan; ask it before it goes further."), _SHARING),
    LabelRow("TK-F", "tk", "TK Family", mark("This knowledge belongs to a family; ask it before it goes further."), _SHARING),
    LabelRow("TK-MC", "tk", "TK Multiple Communities", mark("Several communities are responsible for this knowledge; all are asked.")),
    LabelRow("TK-CV", "tk", "TK Community Voice", mark("The story is the community's to tell; listen to its own words first.")),
    LabelRow("TK-CS", "tk", "TK Culturally Sensitive", mark("Treat it with the care that the community asks for."), _SHARING),
    LabelRow("TK-SS", "tk", "TK Secret / Sacred", mark("It is not for everybody: nothing may be done with it without the community's word."), frozenset({"share", "modify", "use_noncommercial"})),
    LabelRow("TK-S", "tk", "TK Seasonal", mark("It has its season; ask when it may be used.")),
    LabelRow("TK-NV", "tk", "TK Non-Verified", mark("The community has not confirmed how this is told here.")),
    LabelRow("TK-V", "tk", "TK Verified", mark("The community has confirmed how this is told here.")),
    LabelRow("TK-NC", "tk", "TK Non-Commercial", mark("The community asks that nobody trades with it.")),
    LabelRow("TK-O", "tk", "TK Outreach", mark("It is for learning and for meeting one another.")),
    LabelRow("TK-CO", "tk", "TK Community Use Only", mark("It stays in the community; others ask first."), frozenset({"share", "modify", "use_noncommercial"})),
    LabelRow("TK-CR", "tk", "TK Creative", mark("Made by people of the community; talk with them before you build on it.")),
    LabelRow("TK-OC", "tk", "TK Open to Commercialization", mark("The community is open to trade with it, and wants to be asked how.")),
    LabelRow("BC-P", "bc", "BC Provenance", mark("Say where it comes from, wherever it is used.")),
    LabelRow("BC-MC", "bc", "BC Multiple Communities", mark("Several communities are responsible for it; all are asked.")),
    LabelRow("BC-R", "bc", "BC Research Use", mark("It may be used for research that nobody sells; ask for other uses.")),
    LabelRow("BC-CB", "bc", "BC Consent Verified", mark("The community has given its informed consent to what is told here.")),
    LabelRow("BC-CNV", "bc", "BC Consent Non-Verified", mark("The community's consent is still asked for.")),
    LabelRow("BC-OC", "bc", "BC Open to Commercialization", mark("The community is open to trade with it, and wants to be asked how.")),
    LabelRow("BC-NC", "bc", "BC Non-Commercial", mark("The community asks that nobody trades with it.")),
    LabelRow("BC-O", "bc", "BC Outreach", mark("It is for learning and for meeting one another.")),
)  # fmt: skip

LABELS: Final[Mapping[str, LabelRow]] = MappingProxyType({row.key: row for row in _ROWS})
