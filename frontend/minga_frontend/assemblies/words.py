"""What states, points and needs of assemblies are called."""

from collections.abc import Mapping

from minga_platform.kernel.locale import mark

STATES: Mapping[str, tuple[str, str]] = {
    "CALLED": (mark("called"), "care"),
    "OPEN": (mark("being held"), "good"),
    "CLOSED": (mark("held"), ""),
    "CANCELLED": (mark("called off"), "bad"),
}
KINDS: Mapping[str, str] = {
    "REPORT": mark("Report"),
    "DISCUSSION": mark("Discussion"),
    "DECISION": mark("Decision"),
    "BREAK": mark("Break"),
}
OFFERS: Mapping[str, str] = {
    "childcare": mark("care for children"),
    "transport": mark("a lift"),
    "interpreter": mark("interpreters"),
}
