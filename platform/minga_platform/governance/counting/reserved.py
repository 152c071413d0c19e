"""Places kept for a group, in a count by STV.

The groups must not overlap. A group is owed as many places as are reserved for it and not yet filled from it, at most the number of its
members still standing. A place is open when it is owed to no group. From this follow two rules, and nothing else changes (quota, transfers
and order stay those of the Scottish rules):

- *Safe*: while a group has just as many members standing as it is owed, none of them is excluded.
- *Shut out*: when no place is open, an option outside the groups that are still owed cannot be elected, even with a quota. Such
  options are excluded first, the lowest before the others, and their ballots move on at full value.

This is how constraints are applied by hand in British elections with reserved places (I. D. Hill, "How to ruin STV", Voting matters 12,
2000, describes it and its price: a reserved place can go to somebody with fewer votes, which the stage log shows).
"""

from collections.abc import Sequence

from minga_platform.governance.counting.types import Reserved, Uncountable


def checked(reserved: Sequence[Reserved], options: Sequence[str], seats: int) -> tuple[Reserved, ...]:
    """The groups as given. Refuses: Uncountable (unknown options, overlap, more places reserved than there are)."""
    seen: set[str] = set()
    for group in reserved:
        if group.seats < 1:
            raise Uncountable(f"{group.name}: at least one place must be reserved, or none of this said.")
        if not group.options <= set(options):
            raise Uncountable(f"{group.name}: {', '.join(sorted(group.options - set(options)))} does not stand.")
        if seen & group.options:
            raise Uncountable(f"{group.name}: {', '.join(sorted(seen & group.options))} is in two groups.")
        seen |= group.options
    if sum(group.seats for group in reserved) > seats:
        raise Uncountable("More places are reserved than there are seats.")
    return tuple(reserved)


def shut_out(
    reserved: Sequence[Reserved], elected: Sequence[str], standing: Sequence[str], vacancies: int
) -> frozenset[str]:
    """Those still standing who cannot be elected any more."""
    owed = [_owed(group, elected, standing) for group in reserved]
    if not reserved or vacancies > sum(owed):
        return frozenset()
    entitled = frozenset[str]().union(*(group.options for group, places in zip(reserved, owed, strict=True) if places))
    return frozenset(standing) - entitled


def safe(reserved: Sequence[Reserved], elected: Sequence[str], standing: Sequence[str]) -> frozenset[str]:
    """Those still standing who cannot be excluded any more."""
    kept: set[str] = set()
    for group in reserved:
        members = group.options & set(standing)
        if members and len(members) <= _owed(group, elected, standing):
            kept |= members
    return frozenset(kept)


def _owed(group: Reserved, elected: Sequence[str], standing: Sequence[str]) -> int:
    filled = sum(1 for option in elected if option in group.options)
    return max(0, min(group.seats - filled, sum(1 for option in standing if option in group.options)))
