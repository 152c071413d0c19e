"""What roles, ways and ends are called."""

from collections.abc import Mapping

from minga_platform.kernel.locale import mark

ROLES: Mapping[str, str] = {
    "officer": mark("runs the co-op with the other officers"),
    "coordinator": mark("looks after the market's day"),
    "treasurer": mark("looks after the money"),
    "auditor": mark("reads books and register"),
    "facilitator": mark("leads from a proposal to a meeting"),
    "teller": mark("counts paper ballots"),
    "mediator": mark("hears grievances"),
}
FILLED_BY: Mapping[str, str] = {
    "ELECTION": mark("The members elect"),
    "ROTATION": mark("It goes round among those who are willing"),
}
ENDS: Mapping[str, str] = {
    "TERM": mark("its time was over"),
    "RESIGNED": mark("given back"),
    "RECALLED": mark("called back by the members"),
    "LEFT": mark("left the co-op"),
    "OFFICE_ENDED": mark("the office was closed"),
}
