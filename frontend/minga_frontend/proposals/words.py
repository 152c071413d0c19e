"""Proposals, votes and decisions in the reader's words."""

from collections.abc import Mapping
from typing import Final

from minga_platform.kernel.locale import mark

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "RULE_CHANGE": (mark("Change a rule"), mark("A fee, a number of days, a quorum: what the platform then obeys.")),
    "STATUTES_AMENDMENT": (mark("Amend the statutes"), mark("The text that says who you are to each other.")),
    "ADMISSION": (mark("Admit a member"), mark("Where members decide about applicants.")),
    "EXCLUSION": (mark("Exclude a member"), mark("Needs a special majority and leaves time to appeal.")),
    "ELECTION": (mark("Elect people"), mark("To an office, a board or a committee.")),
    "RECALL": (mark("Recall somebody from an office"), mark("Needs a special majority.")),
    "BUDGET": (mark("Share out a budget"), mark("Several projects, one sum: the votes say which are paid.")),
    "SURPLUS": (
        mark("Decide about the surplus"),
        mark("What is done with what was left over. A recorded decision, for now."),
    ),
    "ADVISORY": (mark("Ask for advice"), mark("Everybody may say something, members or not. It binds nobody.")),
    "FREE": (mark("Anything else"), mark("A text to agree on.")),
}
"""Kinds with what they are for, the most used first."""

METHODS: Final[Mapping[str, str]] = {
    "yes_no": mark("Yes, no or abstain"),
    "consent": mark("Consent: passes unless somebody objects with a reason"),
    "approval": mark("Approval: tick all that you like"),
    "score": mark("Points from 0 to 10"),
    "schulze": mark("Ranking, compared in pairs (Schulze)"),
    "ranked-pairs": mark("Ranking, compared in pairs (ranked pairs)"),
    "irv": mark("Ranking, instant run-off"),
    "borda": mark("Ranking, Borda points"),
    "stv": mark("Ranking, seats in proportion (STV)"),
    "pav": mark("Approval, seats in proportion"),
    "equal-shares": mark("Equal shares: every voter has the same part of the budget"),
    "greedy": mark("Most approved first, while the money lasts"),
}

ENDED: Final[Mapping[str, str]] = {
    "sponsors": mark("It found too few sponsors in its time."),
    "base_changed": mark(
        "It passed, but what it builds on had been decided otherwise before. It changes nothing; a new vote can."
    ),
    "impossible": mark("It passed, but could no longer be done when its date came."),
}
"""Why nothing more comes of a proposal, where the house itself says so; people's own reasons are shown as they are."""

DATES: Final[Mapping[str, str]] = {
    "discussed": mark("Discussion ends: %(title)s"),
    "opens": mark("Vote opens: %(title)s"),
    "closes": mark("Vote closes: %(title)s"),
    "in_force": mark("In force: %(title)s"),
    "review": mark("Look again: %(title)s"),
}
