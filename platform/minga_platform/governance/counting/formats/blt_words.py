"""The words of a .blt file's first part: numbers and marks between space, comments left out, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from minga_platform.governance.counting.types import Malformed

_WORD = re.compile(r"[^\s,]+")
_PLAIN = re.compile(r"[ \t]*[1-9][0-9]{0,14}(?:[ \t]+[0-9]{1,6})*[ \t]+0[ \t]*")
_BOUND = "\ue000"  # Stands where space around `=` stood, so that columns stay true.


@dataclass(slots=True)
class Token:
    text: str
    line: int
    column: int

    def wrong(self, reason: str) -> Malformed:
        return Malformed(reason, self.line, self.column)


class Words:
    """The words of the file without comments; `=` binds what stands on both sides of it. An iterator of tokens."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0  # Lines already begun.
        self._comment = False
        self._here: Iterator[re.Match[str]] = iter(())
        self._untouched = True  # Nothing of the next line has been handed out.

    def __iter__(self) -> "Words":
        return self

    def __next__(self) -> Token:
        while (word := next(self._here, None)) is None:
            self._untouched = True
            if self._at == len(self._lines):
                if self._comment:
                    raise Malformed("A comment begun with /* never ends.", len(self._lines))
                raise StopIteration
            line = self._lines[self._at]
            self._at += 1
            if self._comment or "#" in line or "/*" in line:
                line, self._comment = _without_comments(line, inside=self._comment)
            if "=" in line:
                line = re.sub(r"[ \t]{0,99}=[ \t]{0,99}", lambda found: "=" + _BOUND * (len(found[0]) - 1), line)
            self._here = _WORD.finditer(line)
        self._untouched = False
        return Token(word[0].replace(_BOUND, ""), self._at, word.start() + 1)

    def plain_ballot(self, candidates: int) -> tuple[int, tuple[int, ...]] | None:
        """The next line, if it is a whole ballot of plain numbers without fault: how many, and who in order. Nearly all lines are.

        Asked for between ballots only. None leaves the line to be read word by word, which also finds what is wrong with it.
        """
        if not self._untouched:
            # The last ballot may have ended its line, or not: only the line itself can tell.
            rest = next(self._here, None)
            if rest is not None:
                self._here = chain((rest,), self._here)
                return None
            self._untouched = True
        if self._comment or self._at == len(self._lines) or not _PLAIN.fullmatch(self._lines[self._at]):
            return None
        times, *said, _ = map(int, self._lines[self._at].split())
        if said and (len(set(said)) != len(said) or min(said) < 1 or max(said) > candidates):
            return None
        self._at += 1
        return times, tuple(said)


def _without_comments(line: str, *, inside: bool) -> tuple[str, bool]:
    kept, at = "", 0
    while at < len(line):
        if inside:
            end = line.find("*/", at)
            stop = len(line) if end < 0 else end + 2
            kept += " " * (stop - at)
            at, inside = stop, end < 0
            continue
        opening, hashed = line.find("/*", at), line.find("#", at)
        if hashed >= 0 and (opening < 0 or hashed < opening):
            return kept + line[at:hashed], False
        if opening < 0:
            return kept + line[at:], False
        kept += line[at:opening]
        at, inside = opening, True
    return kept, inside


def next_of(tokens: Iterator[Token], wanted: str) -> Token:
    token = next(tokens, None)
    if token is None:
        raise Malformed(f"The file ends where {wanted} should stand.")
    return token


def whole(token: Token, wanted: str) -> int:
    if not (token.text.isascii() and token.text.isdigit()):
        raise token.wrong(f"Here should stand {wanted}, not {token.text[:40]!r}.")
    if len(token.text) > 15:
        raise token.wrong(f"{token.text[:20]}… is larger than any election.")
    return int(token.text)
