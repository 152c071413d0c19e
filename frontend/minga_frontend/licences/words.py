"""Names of acts, families, answers and statuses."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

ACTS: Final[Mapping[str, str]] = {
    "SELL_PRODUCTS": mark("Sell what I make from it"),
    "USE_COMMERCIAL": mark("Use it in my business"),
    "USE_NONCOMMERCIAL": mark("Use it for myself, without business"),
    "MODIFY": mark("Change it for myself"),
    "SHARE": mark("Pass it on as it is"),
    "PUBLISH_DERIVATIVE": mark("Publish my changed version"),
    "OFFER_NETWORK": mark("Let others use it over a network"),
}
FAMILIES: Final[Mapping[str, str]] = {
    "RECIPROCITY": mark("Reciprocity: free for those who give back"),
    "OWN": mark("Licences of this co-op"),
    "CC": mark("Creative Commons: texts, pictures, designs"),
    "CERN": mark("CERN Open Hardware: things that are built"),
    "TAPR": mark("TAPR: things that are built"),
    "SOLDERPAD": mark("Solderpad: things that are built"),
    "GPL": mark("GNU: programs"),
    "PERMISSIVE": mark("MIT, BSD, Apache: programs, few conditions"),
}
ANSWERS: Final[Mapping[str, str]] = {"YES": mark("Yes."), "YES_IF": mark("Yes, if …"), "NO": mark("No.")}
FOLLOWS: Final[Mapping[str, str]] = {"YES": mark("Yes."), "DRAFT": mark("As a draft."), "NO": mark("No.")}
STATUSES: Final[Mapping[str, str]] = {
    "COOPERATIVE": mark("a co-operative"),
    "WORKER_OWNED": mark("owned by its workers"),
    "NON_PROFIT": mark("a non-profit organisation"),
    "SOCIAL_ECONOMY": mark("an enterprise of the social and solidarity economy"),
    "CONTRIBUTOR": mark("a contributor to the commons"),
    "ALL_GAIN_TO_WORKERS": mark("all gains are shared among the workers who own it"),
    "NO_WAGED_PROFIT": mark("makes no profit from the waged work of others"),
    "COOP_OF_EMPLOYEES": mark("a co-operative whose workers are employees"),
    "PORTAGE": mark("a worker employed through a wage-portage company"),
}
PROBLEMS: Final[Mapping[str, str]] = {
    "empty": mark("Please write a licence, such as CC-BY-SA-4.0."),
    "too_long": mark("This is too long."),
    "character": mark("There is a character that no licence expression has, at place %(column)s."),
    "unexpected": mark(
        "“%(found)s” cannot stand at place %(column)s. A name of one's own has no blanks: LicenseRef-My-Licence."
    ),
    "unclosed": mark("The bracket at place %(column)s is never closed."),
    "unknown_licence": mark("“%(found)s” is not on the SPDX list. A name of one's own begins with LicenseRef-."),
    "unknown_exception": mark("“%(found)s” is no exception on the SPDX list."),
    "too_many": mark("This offers more choices than we can look at."),
}
CLAUSES: Final[Mapping[str, str]] = {
    "matrix": mark("our table of licences"),
    "decision": mark("a keeper of the commons decided it here"),
    "community": mark("the community's own rules"),
    "unknown": "–",
    "draft": mark("not published"),
    "frozen": mark("an open dispute"),
}
"""What stands where no clause of a licence decides."""
