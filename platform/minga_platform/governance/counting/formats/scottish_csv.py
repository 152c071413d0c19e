"""Scottish council elections as the MGGG Redistricting Lab publishes them (the repository scot-elex): a table instead of a .blt.

```
5,3,                                                candidates, seats
372,1,                                              how many ballots, then the candidates in order
13,1,2,5,3,4,
"Candidate 1","Natalie Don","Scottish National Party (SNP)",
"Ward 11 - Bishopton",                              the ward (quoted twice in many files)
```
"""

import csv
import re

from minga_platform.governance.counting.formats.blt_names import unique
from minga_platform.governance.counting.types import Malformed, Profile, Ranking, Sheet


def recognises(text: str) -> bool:
    """Two numbers with a comma, and further down a line that begins with a candidate."""
    return bool(re.match(r"\s*\d+,\s*\d+,*\s*\n", text)) and "Candidate 1" in text


def parse(text: str) -> Sheet:
    """The election in such a table. Refuses: Malformed."""
    candidates = seats = 0
    ballots: dict[tuple[tuple[int, ...], ...], int] = {}
    names: list[str] = []
    title = ""
    for number, line in enumerate(text.split("\n"), 1):
        fields = [field.strip() for field in _fields(line, number)]
        while fields and not fields[-1]:
            fields.pop()
        if not fields:
            continue
        if fields[0].startswith("Candidate "):
            if len(fields) < 2 or not fields[1]:
                raise Malformed("A candidate without a name.", number, 1)
            names.append(fields[1])
        elif names:
            title = title or ", ".join(fields).strip('" ')
        elif not candidates:
            candidates, seats = _numbers(fields, number, 2, 10_000)
            if not candidates or not seats:
                raise Malformed("There must be a candidate and a seat.", number, 1)
        elif fields != ["0"]:
            times, *said = _numbers(fields, number, 0, 10**12)
            if said and said[-1] == 0:
                said.pop()
            if any(not 1 <= one <= candidates for one in said):
                raise Malformed(f"There are only candidates 1 to {candidates}.", number, 1)
            if len(set(said)) != len(said):
                raise Malformed("A candidate stands twice on this ballot.", number, 1)
            ranks = tuple((one,) for one in said)
            ballots[ranks] = ballots.get(ranks, 0) + times
    if len(names) != candidates:
        raise Malformed(f"{len(names)} names for {candidates} candidates.")
    names = unique(names)
    profile = Profile(
        tuple(names),
        tuple((Ranking(tuple((names[one[0] - 1],) for one in ranks)), times) for ranks, times in ballots.items()),
    )
    return Sheet(format="scottish-csv", profile=profile, title=title, seats=seats, method="stv" if seats > 1 else "irv")


def _fields(line: str, number: int) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error as broken:
        raise Malformed(f"This line is no row of a table: {broken}.", number, 1) from None


def _numbers(fields: list[str], line: int, exactly: int, most: int) -> list[int]:
    if exactly and len(fields) != exactly:
        raise Malformed("Here should stand the number of candidates and the number of seats.", line, 1)
    for field in fields:
        if not (field.isascii() and field.isdigit()) or len(field) > 13 or int(field) > most:
            raise Malformed(f"{field[:40]!r} should be a number up to {most}.", line, 1)
    return [int(field) for field in fields]
