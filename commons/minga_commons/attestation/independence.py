"""Whose word has weight: pure, over what happened.

A *ring* is a small closed circle: members who attest one another, directly or around a corner, and whom nobody beyond the
circle joins. In a lively co-op everybody sooner or later attests everybody, and that is as it should be; so a circle is a ring
only while it stays within `size` members. As soon as the circle is wider, the same words count.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

Edge = tuple[UUID, UUID, datetime]
"""Who attested, about whom, when."""


@dataclass(frozen=True, slots=True)
class Word:
    """A live attestation."""

    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known about the people: households as sets, from when on each revoked attestor's words are void (None: all)."""

    households: tuple[frozenset[UUID], ...] = ()
    revoked: Mapping[UUID, datetime | None] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    ring_size: int = 3
    ring_span: timedelta = timedelta(days=90)


def flag_of(word: Word, *, about: UUID, author: UUID, ring: Collection[UUID], ground: Ground) -> str:
    """Why the word has no weight, as in `states.FLAGS`; empty when it has."""
    if word.by == about:
        return "self"
    if word.by == author:
        return "author"
    if any(word.by in one and about in one for one in ground.households):
        return "household"
    if word.by in ground.revoked:
        since = ground.revoked[word.by]
        if since is None or word.at >= since:
            return "revoked_attestor"
    return "ring" if word.by in ring else ""


def ring_around(about: UUID, claimed_at: datetime, ground: Ground) -> frozenset[UUID]:
    """The small ring that `about` is in around the time of a claim; empty when there is none or it is wider than small."""
    near = [(by, of) for by, of, at in ground.edges if abs(at - claimed_at) <= ground.ring_span]
    circle = circle_of(about, near, ground.ring_size)
    return circle if 1 < len(circle) <= ground.ring_size else frozenset()


def circle_of(agent: UUID, edges: Iterable[tuple[UUID, UUID]], size: int) -> frozenset[UUID]:
    """`agent` and all who lie on a closed way of at most `size` steps through her."""
    forth: dict[UUID, set[UUID]] = {}
    back: dict[UUID, set[UUID]] = {}
    for by, of in edges:
        if by != of:
            forth.setdefault(by, set()).add(of)
            back.setdefault(of, set()).add(by)
    there, home = _steps(agent, forth, size - 1), _steps(agent, back, size - 1)
    return frozenset((agent, *(one for one, steps in there.items() if one in home and steps + home[one] <= size)))


def _steps(start: UUID, ways: Mapping[UUID, Collection[UUID]], most: int) -> dict[UUID, int]:
    reached, edge = {start: 0}, [start]
    for step in range(1, most + 1):
        edge = [one for here in edge for one in ways.get(here, ()) if one not in reached]
        reached.update(dict.fromkeys(edge, step))
    del reached[start]
    return reached


def households(ties: Iterable[tuple[UUID, UUID]]) -> tuple[frozenset[UUID], ...]:
    """Sets of people who live together, from ties of two."""
    found: list[set[UUID]] = []
    for one, other in ties:
        joined = {one, other}.union(*(each for each in found if one in each or other in each))
        found = [each for each in found if not each & joined] + [joined]
    return tuple(frozenset(each) for each in found)
