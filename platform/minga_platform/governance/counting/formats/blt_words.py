"""The words of a .blt file's first part: numbers and marks between space, comments left out, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minga_platform.governance.counting.types import Malformed

_WORD = re.compile(r"[^\s,]+")
_BOUND = "\ue000"  # Stands where space around `=` stood, so that columns stay true.


@dataclass(slots=True)
class Token:
    text: str
    line: int
    column: int

    def wrong(self, reason: str) -> Malformed:
        return Malformed(reason, self.line, self.column)


def tokens_of(lines: list[str]) -> Iterator[Token]:
    """The words of the file without comments; `=` binds what stands on both sides of it."""
    comment = False
    for number, raw in enumerate(lines, 1):
        line = raw
        if comment or "#" in line or "/*" in line:
            line, comment = _without_comments(line, inside=comment)
        if "=" in line:
            line = re.sub(r"[ \t]{0,99}=[ \t]{0,99}", lambda found: "=" + _BOUND * (len(found[0]) - 1), line)
        for word in _WORD.finditer(line):
            yield Token(word[0].replace(_BOUND, ""), number, word.start() + 1)
    if comment:
        raise Malformed("A comment begun with /* never ends.", len(lines))


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
