"""The VOTES of a .pb file, vote by vote, and what they break without spoiling the count."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Protocol

from minga_platform.governance.counting.formats.semicolons import Row
from minga_platform.governance.counting.types import Ballot, Malformed, Ranking

VOTE_TYPES = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
GRADED = ("cumulative", "scoring")
_POINTS = re.compile(r"[+-]?\d+(?:\.\d+)?")
_LIMITS = ("length", "sum_cost", "points", "sum_points")


class Columns(Protocol):
    """Where the columns of VOTES stand."""

    def column(self, name: str) -> int:
        """The index of that column; -1 where there is none."""
        ...


class Votes:
    """Votes of one type, equal ones together in order of first appearance. `named`: in how many votes each project stands; `points`: its sum, for ordinal votes
    as Pabulib counts them (three named: 3, 2, 1).
    """

    def __init__(self, vote_type: str, costs: Mapping[str, int | Fraction], meta: Mapping[str, str]) -> None:
        self._type = vote_type
        self._costs = costs
        self.named = dict.fromkeys(costs, 0)
        self.points: dict[str, Fraction] = dict.fromkeys(costs, Fraction())
        self._times: dict[tuple[tuple[str, ...], tuple[Fraction, ...]], int] = {}
        self._voters: dict[str, int] = {}
        self._lines: dict[str, list[int]] = {}
        self._lowest, self._highest = _limits(meta, "min"), _limits(meta, "max")
        default = meta.get("default_score", "") or "0"
        if vote_type == "scoring" and not _POINTS.fullmatch(default):
            raise Malformed(f"META's default_score {default!r} is not a number.", 1)
        self._default = Fraction(default) if vote_type == "scoring" else Fraction()

    def read(self, row: Row, columns: Columns) -> None:
        """One row of VOTES. Refuses: Malformed."""
        voter = row.cell(columns.column("voter_id"))
        if not voter:
            raise row.wrong("A vote without the id of a voter.")
        if voter in self._voters:
            raise row.wrong(f"The voter {voter!r} voted in line {self._voters[voter]} already.")
        self._voters[voter] = row.line
        cell = row.cell(columns.column("vote"))
        ids = [option.strip() for option in cell.split(",")] if cell else []
        for option in ids:
            if option not in self._costs:
                raise row.wrong(f"A vote for {option!r}, which PROJECTS does not list.")
        if len(set(ids)) != len(ids):
            if self._type != "approval":
                raise row.wrong("A vote names the same project twice.")
            self._note("name the same project twice, counted once", row)
            ids = list(dict.fromkeys(ids))
        if self._type == "choose-1" and len(ids) > 1:
            raise row.wrong(f"A vote for {len(ids)} projects where one may be chosen.")
        points = self._points_of(row, columns, ids)
        self._compare(row, ids, points)
        if self._type in {"approval", "choose-1"}:
            ids.sort()
        key = (tuple(ids), tuple(points))
        self._times[key] = self._times.get(key, 0) + 1
        for option in ids:
            self.named[option] += 1
        for option, given in zip(ids, points or _places(ids), strict=True):
            self.points[option] += given

    def _points_of(self, row: Row, columns: Columns, ids: Sequence[str]) -> list[Fraction]:
        if self._type not in GRADED:
            return []
        cell = row.cell(columns.column("points"))
        texts = [text.strip() for text in cell.split(",")] if cell else []
        if len(texts) != len(ids):
            raise row.wrong(f"A vote names {len(ids)} projects and gives points to {len(texts)}.")
        for text in texts:
            if not _POINTS.fullmatch(text):
                raise row.wrong(f"The points {text!r} are not a number.")
        points = [Fraction(text) for text in texts]
        if self._type == "cumulative" and any(given < 0 for given in points):
            raise row.wrong("Points below zero in a cumulative vote.")
        return points

    def ballots(self) -> tuple[tuple[Ballot, int], ...]:
        """The votes as ballots. Points with decimals are multiplied until all are whole."""
        scale = self._scale()
        return tuple((self._ballot(ids, points, scale), times) for (ids, points), times in self._times.items())

    def _scale(self) -> int:
        return lcm(self._default.denominator, *{given.denominator for _, points in self._times for given in points})

    def _ballot(self, ids: tuple[str, ...], points: tuple[Fraction, ...], scale: int) -> Ballot:
        if self._type in {"approval", "choose-1"}:
            return frozenset(ids)
        if self._type == "ordinal":
            return Ranking(tuple((option,) for option in ids))
        given = {option: int(own * scale) for option, own in zip(ids, points, strict=True)}
        if self._default:
            return {option: given.get(option, int(self._default * scale)) for option in self._costs}
        return given

    def _compare(self, row: Row, ids: Sequence[str], points: Sequence[Fraction]) -> None:
        """Note a vote beyond the limits that META sets itself: whether it counts was decided by those who published the file."""
        figures = {"length": [Fraction(len(ids))], "points": list(points)}
        if points:
            figures["sum_points"] = [sum(points, Fraction())]
        if "sum_cost" in self._highest or "sum_cost" in self._lowest:
            figures["sum_cost"] = [sum((Fraction(self._costs[option]) for option in ids), Fraction())]
        for name, found in figures.items():
            if any(figure > self._highest.get(name, figure) for figure in found):
                self._note(f"exceed META's max_{name}", row)
            if any(figure < self._lowest.get(name, figure) for figure in found):
                self._note(f"stay below META's min_{name}", row)

    def _note(self, what: str, row: Row) -> None:
        self._lines.setdefault(what, []).append(row.line)

    def noted(self) -> list[str]:
        """Sentences on what was read as it stands."""
        notes = []
        for what, lines in self._lines.items():
            shown = ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
            notes.append(f"Votes that {what}: {len(lines)} (line {shown}).")
        if (scale := self._scale()) != 1:
            notes.append(f"Points have decimals and are counted in parts of 1/{scale}.")
        return notes


def _places(ids: Sequence[str]) -> list[Fraction]:
    return [Fraction(len(ids) - place) for place in range(len(ids))]


def _limits(meta: Mapping[str, str], which: str) -> dict[str, Fraction]:
    told = {name: meta.get(f"{which}_{name}", "") for name in _LIMITS}
    return {name: Fraction(text) for name, text in told.items() if re.fullmatch(r"\d+(?:\.\d+)?", text)}
