"""Approval: each voter marks as many options as she likes; those marked most often win."""

from minga_platform.governance.counting.filling import fill, groups_of
from minga_platform.governance.counting.types import Counted, Profile, Stage, Terms


def approval(profile: Profile, terms: Terms) -> Counted:
    """The `seats` options with the most approvals. A tie at the last place is settled by the lot.

    Every seat is filled, if need be with an option that nobody approved: a threshold is a matter of the bar, not of the count.
    One stage, `counted`: the approvals of each option; `ballots`, and how many of them are `empty`.
    Refuses: Uncountable, where ballots are not approvals.
    """
    ballots = profile.approvals()
    totals = dict.fromkeys(profile.options, 0)
    for approved, times in ballots:
        for option in approved:
            totals[option] += times
    winners, ties = fill(groups_of(totals), terms.seats, terms.lot)
    facts = {
        "ballots": sum(times for _, times in ballots),
        "empty": sum(times for approved, times in ballots if not approved),
    }
    return Counted(winners, (Stage("counted", winners, totals, facts),), ties)
