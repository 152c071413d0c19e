"""Debian's tally sheets: a line `V: 21-3  receipt` for each ballot, under a drawing that names the options.

Sign n is the rank given to option n: 1-9, then A-Z; `-` is unranked, which counts as below all that are ranked. Ranks may repeat and leave
gaps; only their order means anything. The receipt (a hash only its voter can make) is not needed to count. Source: the
sheets at vote.debian.org, and the Debian constitution, A.6, under which they are counted by Schulze's method.
"""

import re

from minga_platform.governance.counting.types import Malformed, Profile, Ranking, Sheet

_OPTION = re.compile(r"^[\s|/\\]*Option\s+(\w{1,4})\s*-*>?\s*:\s*(.*?)\s*$", re.IGNORECASE)
_VOTE = re.compile(r"^\s*V:\s*(\S+)(?:\s+(.*\S))?\s*$")
_DEFAULT = re.compile(r"none of the above|further discussion", re.IGNORECASE)
_SIGNS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def recognises(text: str) -> bool:
    """Some line is a vote."""
    return re.search(r"^[ \t]{0,80}V:[ \t]{1,80}[1-9A-Za-z-]+[ \t]*(?:[ \t]\S|$)", text, re.MULTILINE) is not None


def parse(text: str) -> Sheet:
    """The election in a tally sheet. Refuses: Malformed."""
    names: list[str] = []
    votes: list[tuple[str, int, int]] = []
    receipts: dict[str, int] = {}
    notes: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := _OPTION.match(line):
            if votes:
                raise Malformed("An option is named below the first ballot.", number, 1)
            names.append(" ".join(found[2].split()) or f"Option {len(names) + 1}")
        elif line.lstrip().startswith("V:"):
            vote = _VOTE.match(line)
            if vote is None:
                raise Malformed("A ballot without ranks.", number, line.index("V:") + 1)
            votes.append((vote[1].upper(), number, vote.start(1) + 1))
            if (receipt := vote[2]) and receipts.setdefault(receipt, number) != number and len(notes) < 20:
                notes.append(f"Lines {receipts[receipt]} and {number} bear the same receipt.")
    if not votes:
        raise Malformed("There is no ballot (a line that begins with V:).")
    if not names:
        names = [f"Option {number}" for number in range(1, len(votes[0][0]) + 1)]
        notes.append("The sheet names no options; they are numbered.")
    return Sheet(
        format="debian",
        profile=_profile(_distinct(names), votes),
        method="schulze",
        default=next((name for name in reversed(names) if _DEFAULT.search(name)), None),
        notes=tuple(notes),
    )


def _profile(names: list[str], votes: list[tuple[str, int, int]]) -> Profile:
    counted: dict[tuple[tuple[str, ...], ...], int] = {}
    for signs, line, column in votes:
        if len(signs) != len(names):
            raise Malformed(f"{len(signs)} ranks for {len(names)} options.", line, column)
        ranked: dict[int, list[str]] = {}
        for place, sign in enumerate(signs):
            if sign == "-":
                continue
            if sign not in _SIGNS:
                raise Malformed(f"{sign!r} is no rank: 1-9, A-Z or -.", line, column + place)
            ranked.setdefault(_SIGNS.index(sign), []).append(names[place])
        ranks = tuple(tuple(ranked[rank]) for rank in sorted(ranked))
        counted[ranks] = counted.get(ranks, 0) + 1
    return Profile(tuple(names), tuple((Ranking(ranks), times) for ranks, times in counted.items()))


def _distinct(names: list[str]) -> list[str]:
    return [name if name not in names[:index] else f"{name} ({index + 1})" for index, name in enumerate(names)]
