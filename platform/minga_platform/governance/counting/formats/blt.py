"""The .blt format: ranked ballots as numbers, then the candidates' names.

```
4 2                  four candidates, two seats
-2                   candidate 2 has withdrawn (any number of such, also on one line)
3 1 3 4 0            three ballots: 1, then 3, then 4
(a17) 1 4 1=3 - 2 0  a ballot's id; 1 and 3 equal; a rank left out; then 2
1 0                  an empty ballot
0                    the end of the ballots
"Adam" … "Donald"    the names, and the title
```
First described by Hill, Wichmann and Woodall (Algorithm 123, The Computer Journal 30, 1987), where line breaks mean nothing. Read as well: comments (`# …` and
`/* … */`), ids, equals and `-` as OpenSTV and OpaVote write them, equals in brackets as Hill does, the options `[nick]`, `[withdrawn]` and `[tie]` of
Droop, a ballot per line without its 0 (OpenTally) or with 0 for a rank left out (Stack Exchange), and commas from a spreadsheet.
Where a ballot runs on to the next line and reading line by line would make sense too, the file is refused rather than guessed at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from minga_platform.governance.counting.formats.blt_names import names_and_title
from minga_platform.governance.counting.formats.blt_words import Token, Words, next_of, whole
from minga_platform.governance.counting.types import Lot, Malformed, Profile, Ranking, Sheet

_MOST_CANDIDATES = 10_000


class _TwoWays(Malformed):
    """Not to be healed by reading otherwise."""


@dataclass(slots=True)
class _Head:
    candidates: int
    seats: int
    withdrawn: set[int] = field(default_factory=set)
    nicks: dict[str, int] = field(default_factory=dict)
    tie: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# Preferences as numbers of candidates (one after another, or groups of equals), and how many times.
_Read = list[tuple[tuple[int, ...] | list[list[int]], int]]


def recognises(text: str) -> bool:
    """It begins with two numbers, comments aside."""
    try:
        opening = list(islice(Words(text.split("\n", 500)[:500]), 3))
    except Malformed:
        return False
    return len(opening) > 1 and all(token.text.isascii() and token.text.isdigit() for token in opening[:2])


def parse(text: str) -> Sheet:
    """The election in a .blt file. Refuses: Malformed."""
    lines = text.split("\n")
    try:
        return _sheet(*_parse(lines, by_line=False))
    except _TwoWays:
        raise
    except Malformed as run_on:
        try:
            head, read, names, title = _parse(lines, by_line=True)
        except Malformed as by_line:
            raise (by_line if by_line.line > run_on.line else run_on) from None
        head.notes.append("Ballots that no 0 ends, or with 0 for a rank left out, were read one to a line.")
        return _sheet(head, read, names, title)


def _parse(lines: list[str], *, by_line: bool) -> tuple[_Head, _Read, list[str], str]:
    words = Words(lines)
    head, first = _head(words)
    if by_line:
        read, end = _ballots_by_line(head, first, words)
    else:
        read, end, broken = _ballots(head, first, words)
        if broken and _reads_by_line(lines):
            reason = "This ballot is not ended by 0 on its line; it can be read in two ways."
            raise _TwoWays(reason, broken.line, broken.column)
    after = lines[end.line - 1][end.column :].split()
    if after and after[0][0].isdigit():
        raise end.wrong("This 0 would end the ballots, but more numbers follow.")
    names, title = names_and_title(lines, end.line, end.column, head.candidates)
    return head, read, names, title


def _reads_by_line(lines: list[str]) -> bool:
    try:
        _parse(lines, by_line=True)
    except Malformed:
        return False
    return True


def _head(tokens: Iterator[Token]) -> tuple[_Head, Token]:
    opening = next_of(tokens, "the number of candidates")
    candidates = whole(opening, "the number of candidates")
    if not 0 < candidates <= _MOST_CANDIDATES:
        raise opening.wrong(f"{candidates} candidates cannot be counted; 1 to {_MOST_CANDIDATES} can.")
    second = next_of(tokens, "the number of seats")
    head = _Head(candidates, whole(second, "the number of seats"))
    if head.seats < 1:
        raise second.wrong("There must be at least one seat.")
    token = next_of(tokens, "the ballots")
    while token.text[0] in "-[":
        if token.text[0] == "[":
            _option(head, token, tokens)
        elif token.text == "-":
            raise token.wrong("A minus without a number: which candidate has withdrawn?")
        else:
            head.withdrawn.add(_candidate(head, token.text[1:], token))
        token = next_of(tokens, "the ballots")
    return head, token


def _option(head: _Head, opening: Token, tokens: Iterator[Token]) -> None:
    words: list[Token] = []
    token = opening
    while True:
        words.append(token)
        if token.text.endswith("]"):
            break
        token = next_of(tokens, "the ] that closes an option")
    for word in words:
        word.text = word.text.strip("[]")
    name, *values = [word for word in words if word.text] or [opening]
    match name.text.lower():
        case "nick":
            if len(values) != head.candidates:
                raise name.wrong(f"{len(values)} short names for {head.candidates} candidates.")
            head.nicks = {value.text: number for number, value in enumerate(values, 1)}
        case "withdrawn":
            head.withdrawn |= {_candidate(head, value.text, value) for value in values}
        case "tie":
            head.tie = [_candidate(head, value.text, value) for value in values]
            if sorted(head.tie) != list(range(1, head.candidates + 1)):
                raise name.wrong("[tie] must name every candidate once.")
        case other:
            head.notes.append(f"The option [{other[:40]}] means nothing here.")


def _candidate(head: _Head, text: str, token: Token) -> int:
    if text in head.nicks:
        return head.nicks[text]
    if not (text.isascii() and text.isdigit()):
        raise token.wrong(f"{text[:40]!r} is no candidate: a number from 1 to {head.candidates} should stand here.")
    number = int(text) if len(text) < 7 else 0
    if not 1 <= number <= head.candidates:
        raise token.wrong(f"There is no candidate {text[:40]}; there are {head.candidates}.")
    return number


def _weight(token: Token) -> int:
    if re.fullmatch(r"\d{1,15}\.0{1,9}", token.text, re.ASCII):
        return int(token.text.split(".")[0])
    return whole(token, "how many such ballots there are (a whole number)")


def _after_id(token: Token, tokens: Iterator[Token]) -> Token:
    """The token after a ballot's id `(…)`, or the same token when there is none."""
    if not token.text.startswith("("):
        return token
    while not token.text.endswith(")"):
        token = next_of(tokens, "the ) that closes a ballot's id")
    return next_of(tokens, "a ballot")


class _Ballot:
    """Takes a ballot's preferences, token by token."""

    def __init__(self, head: _Head) -> None:
        self.head = head
        self.ranks: list[list[int]] = []
        self.named: set[int] = set()
        self.bracket: list[int] | None = None

    def take(self, token: Token) -> None:
        text = token.text
        if text == "-":
            self.ranks.append([])
            return
        if text.startswith("(") and self.bracket is None:
            self.bracket, text = [], text[1:]
        closing = self.bracket is not None and text.endswith(")")
        group = [
            self._number(part, token) for part in (text[:-1] if closing else text).split("=") if part or not closing
        ]
        if self.bracket is None:
            self.ranks.append(group)
            return
        self.bracket.extend(group)
        if closing:
            self.ranks.append(self.bracket)
            self.bracket = None

    def _number(self, part: str, token: Token) -> int:
        number = _candidate(self.head, part, token)
        if number in self.named:
            raise token.wrong(f"Candidate {number} stands twice on this ballot.")
        self.named.add(number)
        return number

    def done(self, token: Token) -> list[list[int]]:
        if self.bracket is not None:
            raise token.wrong("A bracket is not closed on this ballot.")
        return self.ranks


def _ballots(head: _Head, token: Token, words: Words) -> tuple[_Read, Token, Token | None]:
    """Ballots that 0 ends, wherever lines break. Also the 0 that ends them all, and the first ballot on two lines."""
    read: _Read = []
    broken: Token | None = None
    while True:
        token = _after_id(token, words)
        opening = token
        times = _weight(token)
        if times == 0:
            return read, token, broken
        ballot = _Ballot(head)
        while (token := next_of(words, "the 0 that ends a ballot")).text != "0":
            ballot.take(token)
        if token.line != opening.line:
            broken = broken or opening
        read.append((ballot.done(token), times))
        while not head.nicks and (plain := words.plain_ballot(head.candidates)):
            read.append((plain[1], plain[0]))
        token = next_of(words, "the 0 that ends the ballots")


def _ballots_by_line(head: _Head, token: Token, tokens: Iterator[Token]) -> tuple[_Read, Token]:
    """One ballot to a line; a 0 at its end may be missing, one before it is a rank left out. A line of 0 ends them."""
    read: _Read = []
    while True:
        row, following = _row(token, tokens)
        if row[0].text == "0" and len(row) == 1:
            return read, row[0]
        marks = iter(row[1:])
        opening = _after_id(row[0], marks)
        times = _weight(opening)
        ballot = _Ballot(head)
        said = list(marks)
        if said and said[-1].text == "0":
            said.pop()
        for mark in said:
            if mark.text == "0":
                mark.text = "-"
            ballot.take(mark)
        read.append((ballot.done(opening), times))
        if following is None:
            raise Malformed("The file ends where the 0 that ends the ballots should stand.", opening.line)
        token = following


def _row(first: Token, tokens: Iterator[Token]) -> tuple[list[Token], Token | None]:
    row = [first]
    for token in tokens:
        if token.line != first.line:
            return row, token
        row.append(token)
    return row, None


def _sheet(head: _Head, read: _Read, names: list[str], title: str) -> Sheet:
    withdrawn = tuple(names[number - 1] for number in sorted(head.withdrawn))
    alone: list[tuple[str, ...]] = [
        (),
        *((name,) if number not in head.withdrawn else () for number, name in enumerate(names, 1)),
    ]
    counted: dict[tuple[tuple[str, ...], ...], int] = {}
    for said, times in read:
        ranks: list[tuple[str, ...]] = []
        for group in said:
            numbers = (group,) if isinstance(group, int) else group
            standing = alone[numbers[0]] if len(numbers) == 1 else tuple(name for one in numbers for name in alone[one])
            # A rank given to the withdrawn alone closes up; one the voter left out stays out.
            if standing or not numbers:
                ranks.append(standing)
        while ranks and not ranks[-1]:
            ranks.pop()
        counted[tuple(ranks)] = counted.get(tuple(ranks), 0) + times
    options = tuple(name for number, name in enumerate(names, 1) if number not in head.withdrawn)
    return Sheet(
        format="blt",
        profile=Profile(options, tuple((Ranking(ranks), times) for ranks, times in counted.items())),
        title=title,
        seats=head.seats,
        method="stv" if head.seats > 1 else "irv",
        withdrawn=withdrawn,
        lot=Lot.of_order(names[number - 1] for number in head.tie) if head.tie else None,
        notes=tuple(head.notes),
    )
