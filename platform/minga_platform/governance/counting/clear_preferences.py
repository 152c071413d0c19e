"""What a ballot says one option at a time, for methods that hand each ballot to one option: STV and IRV.

Scottish rules count a preference only while the numbers run on, each beside one name: the ballot stops at two names with one number,
and at a number left out. A ballot without a clear first preference is rejected: it is not among the valid ones.
Source: Scottish Local Government Elections Order 2011, Schedule 1, rule 44 (rejected papers) and the meaning of "next available preference".
"""

from minga_platform.governance.counting.types import Profile

# Preferences in order, and how many ballots say so.
Papers = dict[tuple[str, ...], int]


def clear_preferences(profile: Profile) -> tuple[Papers, int]:
    """The valid ballots, equal ones together, and the number of ballots rejected."""
    papers: Papers = {}
    rejected = 0
    for ranking, times in profile.rankings():
        said: list[str] = []
        for group in ranking.ranks:
            if len(group) != 1:
                break
            said.append(group[0])
        if said:
            papers[tuple(said)] = papers.get(tuple(said), 0) + times
        else:
            rejected += times
    return papers, rejected
