"""Pabulib's .pb format (pabulib.org/format): a participatory budget in three tables, META, PROJECTS and VOTES.

```
META
key;value
budget;2500
vote_type;approval
PROJECTS
project_id;cost;name
4;1400;"Benches; and shade"
VOTES
voter_id;vote
1;4,7
```
Vote types: `approval` and `choose-1` (ids), `ordinal` (ids, best first), `cumulative` and `scoring` (ids, and `points` in the same order; `default_score` for
projects not named). Columns come in any order, others are passed over. Amounts are exact: `12.50` is 25/2. Options are the ids, labels the names.

Refused, for it changes what is counted: no budget, a cost that is no number, an id twice, a vote for a project that is not listed, a voter twice, other
numbers of votes or projects than META promises (a file cut short looks like that). Noted, and read as they stand: votes that break META's own limits, a project
named twice in one approval, totals in PROJECTS that differ from the votes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from minga_platform.governance.counting.formats.pabulib_votes import GRADED, VOTE_TYPES, Votes
from minga_platform.governance.counting.formats.semicolons import Row, rows_of
from minga_platform.governance.counting.types import Budget, Malformed, Profile, Sheet

_SECTIONS = ("META", "PROJECTS", "VOTES")
_LOOKS_LIKE = re.compile(r"(?im)^[ \t]*(?:(?:META|PROJECTS)[ \t;]*$|key[ \t]*;[ \t]*value\b)")
# A comma with one or two figures behind it is a decimal sign, as some towns write it; three could be thousands.
_AMOUNT = re.compile(r"(\d+)(?:\.(\d+)|,(\d{1,2}))?")
_RULES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "greedy": ("greedy", {}),
    "equalshares": ("equal-shares", {}),
    "equalshares/add1": ("equal-shares", {"completion": "add1"}),
}
_NO_FREE_TEXT = frozenset(
    {"project_id", "cost", "votes", "score", "selected", "voter_id", "vote", "points", "age", "sex", "voting_method"}
)


@dataclass(frozen=True, slots=True)
class Table:
    """A section: the names of its columns, its rows, and where it begins."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int

    def column(self, name: str) -> int:
        """Where that column stands; -1 where there is none."""
        return self.columns.index(name) if name in self.columns else -1

    def values(self, name: str) -> list[str]:
        """One column, row by row."""
        index = self.column(name)
        return [row.cell(index) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Tables:
    """The three sections; `meta` also as key → row."""

    meta: Mapping[str, Row]
    projects: Table
    votes: Table

    def told(self, key: str) -> str:
        """The value under that key of META; the empty text where it is silent."""
        return self.meta[key].cell(1) if key in self.meta else ""


def recognises(text: str) -> bool:
    """One of the first lines is the title of a section, or the header of META."""
    return _LOOKS_LIKE.search(text[:20_000]) is not None


def parse(text: str) -> Sheet:
    """The election in a .pb file. Refuses: Malformed."""
    tables = tables_of(text)
    limit = _budget(tables)
    costs = _costs(tables.projects)
    vote_type = _vote_type(tables)
    votes = Votes(vote_type, costs, {key: row.cell(1) for key, row in tables.meta.items()})
    for row in tables.votes.rows:
        votes.read(row, tables.votes)
    _promised(tables, "num_projects", len(tables.projects.rows))
    _promised(tables, "num_votes", len(tables.votes.rows))
    ballots = votes.ballots()
    method, settings = _RULES.get(tables.told("rule").lower(), (None, {}))
    names = zip(costs, tables.projects.values("name"), strict=True) if tables.projects.column("name") >= 0 else ()
    return Sheet(
        format="pabulib",
        profile=Profile(tuple(costs), ballots),
        title=tables.told("description"),
        budget=Budget(limit, costs),
        method=method,
        settings=settings,
        labels={option: name for option, name in names if name},
        notes=(*votes.noted(), *_other_totals(tables, votes)),
    )


def tables_of(text: str) -> Tables:
    """The three sections as they stand. Refuses: Malformed, where one is missing, double or out of order, or lacks a column."""
    sections: dict[str, tuple[int, list[Row]]] = {}
    current: list[Row] | None = None
    for row in rows_of(text):
        title = row.cells[0].upper()
        if title in _SECTIONS and not any(row.cells[1:]):
            if title in sections:
                raise row.wrong(f"The section {title} begins a second time.")
            if title != _SECTIONS[len(sections)]:
                raise row.wrong(f"The section {_SECTIONS[len(sections)]} is missing before {title}.")
            current = []
            sections[title] = (row.line, current)
        elif current is None:
            raise row.wrong("The file must begin with the section META.")
        else:
            current.append(row)
    if missing := [title for title in _SECTIONS if title not in sections]:
        raise Malformed(f"The section {missing[0]} is missing.", text.count("\n") + 1)
    meta = _table(*sections["META"], "META", ("key", "value"))
    by_key: dict[str, Row] = {}
    for row in meta.rows:
        if by_key.setdefault(row.cells[0], row) is not row:
            raise row.wrong(f"META tells {row.cells[0]!r} twice.")
    return Tables(
        by_key,
        _table(*sections["PROJECTS"], "PROJECTS", ("project_id", "cost")),
        _table(*sections["VOTES"], "VOTES", ("voter_id", "vote")),
    )


def _table(line: int, rows: list[Row], title: str, needed: tuple[str, ...]) -> Table:
    if not rows:
        raise Malformed(f"{title} has no line that names its columns.", line)
    header, *rest = rows
    cells = list(header.cells)
    while cells and not cells[-1]:
        cells.pop()
    columns = tuple(cell.lower() for cell in cells)
    if title == "META" and columns[:2] != needed:
        raise header.wrong("META begins with the line “key;value”.")
    for name in needed:
        if name not in columns:
            raise header.wrong(f"{title} has no column {name!r}; its first line names the columns.")
    if len(set(columns)) != len(columns):
        raise header.wrong(f"{title} names a column twice.")
    if title != "META":
        _surplus(columns, rest, title)
    return Table(columns, tuple(rest), line)


def _surplus(columns: tuple[str, ...], rows: Iterable[Row], title: str) -> None:
    """Refuse rows with more cells than columns where that could have moved a cell that counts: a semicolon that is not quoted."""
    last = max(columns.index(name) for name in ("project_id", "cost", "voter_id", "vote", "points") if name in columns)
    if all(name in _NO_FREE_TEXT for name in columns[:last]):
        return
    for row in rows:
        if any(row.cells[len(columns) :]):
            raise row.wrong(
                f"{title} has {len(columns)} columns, this row more cells: a semicolon in a text is quoted."
            )


def _budget(tables: Tables) -> int | Fraction:
    if "budget" not in tables.meta:
        raise Malformed("META tells no budget.", 1)
    row = tables.meta["budget"]
    return _amount(row.cell(1), row, "The budget")


def _amount(text: str, row: Row, what: str) -> int | Fraction:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise row.wrong(f"{what} is {text!r}; it must be a number like 1250 or 1250.50, not below zero.")
    whole, decimals = match[1], match[2] or match[3] or ""
    amount = Fraction(int(whole + decimals), 10 ** len(decimals))
    return amount.numerator if amount.denominator == 1 else amount


def _costs(projects: Table) -> dict[str, int | Fraction]:
    ids, cost = projects.column("project_id"), projects.column("cost")
    costs: dict[str, int | Fraction] = {}
    for row in projects.rows:
        option = row.cell(ids)
        if not option:
            raise row.wrong("A project without an id.")
        if "," in option:
            raise row.wrong(f"The id {option!r} has a comma; votes could not name it.")
        if option in costs:
            raise row.wrong(f"The project {option!r} is listed twice.")
        costs[option] = _amount(row.cell(cost), row, f"The cost of {option!r}")
    return costs


def _vote_type(tables: Tables) -> str:
    if "vote_type" not in tables.meta:
        raise Malformed("META tells no vote_type.", 1)
    row = tables.meta["vote_type"]
    vote_type = row.cell(1).lower()
    if vote_type not in VOTE_TYPES:
        raise row.wrong(f"The vote type {row.cell(1)!r} is none of {', '.join(VOTE_TYPES)}.")
    if vote_type in GRADED and tables.votes.column("points") < 0:
        raise Malformed(f"{vote_type} votes need the column 'points'.", tables.votes.line + 1)
    return vote_type


def _promised(tables: Tables, key: str, found: int) -> None:
    """Refuse a file with more or fewer rows than META promises."""
    if key in tables.meta:
        row = tables.meta[key]
        if not row.cell(1).isdecimal() or int(row.cell(1)) != found:
            raise row.wrong(
                f"META promises {key} {row.cell(1) or '(nothing)'}, the file has {found}: a part may be missing."
            )


def _other_totals(tables: Tables, votes: Votes) -> list[str]:
    """What PROJECTS tells of votes and scores, where the ballots say otherwise."""
    notes = []
    for name, counted in (("votes", votes.named), ("score", votes.points)):
        told = zip(counted, tables.projects.values(name), strict=True) if tables.projects.column(name) >= 0 else ()
        others = [
            option for option, figure in told if _AMOUNT.fullmatch(figure) and Fraction(figure) != counted[option]
        ]
        if others:
            shown = ", ".join(others[:5]) + (" …" if len(others) > 5 else "")
            notes.append(f"The column {name!r} of PROJECTS differs from the ballots, which count: {shown}.")
    return notes
