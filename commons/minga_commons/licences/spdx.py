"""SPDX licence expressions: read exactly, never guessed at.

Grammar: SPDX specification 2.3, annex D (the same in 3.0, annex B). Identifiers are matched whatever their case and written
as the list writes them; operators are all upper or all lower case; `+` stands at its identifier without a blank; WITH binds
closer than AND, AND closer than OR. The identifiers are those of the SPDX License List (`spdx_ids.json`).

Written here rather than taken from a library: the grammar is a page, and the libraries we looked at either repair what they
read (so an import could not report it) or read two thousand licence texts before the first answer.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from pathlib import Path
from typing import Final

_LIST = json.loads(Path(__file__).with_name("spdx_ids.json").read_text(encoding="utf-8"))
LIST_VERSION: Final[str] = _LIST["version"]
LICENCES: Final[frozenset[str]] = frozenset((*_LIST["licences"], *_LIST["deprecated"]))
EXCEPTIONS: Final[frozenset[str]] = frozenset((*_LIST["exceptions"], *_LIST["deprecated_exceptions"]))
_LICENCE_OF = {one.lower(): one for one in LICENCES}
_EXCEPTION_OF = {one.lower(): one for one in EXCEPTIONS}

LONGEST: Final = 400
"""Characters of an expression that we read."""
_DEEPEST: Final = 20
_MOST_ALTERNATIVES: Final = 64

_TOKEN = re.compile(r"\s*(?:([()])|((?:DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9.-]+)(\+?))")
_REFERENCE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_ADDITION = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?AdditionRef-[A-Za-z0-9.-]+")
_OPERATORS = {"AND": "AND", "and": "AND", "OR": "OR", "or": "OR", "WITH": "WITH", "with": "WITH"}
# The GNU family says its version's reach in the name; the list keeps the old names as deprecated.
_GNU = re.compile(r"(A?GPL|LGPL|GFDL)-\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence by its identifier or `LicenseRef-…`, with `+` and the exception after WITH where they stand."""

    id: str
    or_later: bool = False
    exception: str = ""

    @property
    def key(self) -> str:
        """As it is written in an expression; what profiles and the matrix call it."""
        return f"{self.id}{'+' if self.or_later else ''}{f' WITH {self.exception}' if self.exception else ''}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Terms of every part hold at once."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Whoever takes the work chooses one part."""

    parts: "tuple[Expression, ...]"


Expression = Licence | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Malformed:
    """What keeps a text from being an expression: one of `empty`, `too_long`, `character`, `unexpected`, `unclosed`,
    `unknown_licence`, `unknown_exception`, `too_many`. `column`: where, from 1. `found`: the word that it is about."""

    reason: str
    column: int
    found: str = ""


class _Stop(Exception):
    def __init__(self, malformed: Malformed) -> None:
        self.malformed = malformed


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    plus: bool
    column: int


def parse(expression: str) -> Expression | Malformed:
    """The expression, or why it is none."""
    return _parsed(expression)


@lru_cache(maxsize=2048)
def _parsed(expression: str) -> Expression | Malformed:
    if len(expression) > LONGEST:
        return Malformed("too_long", LONGEST + 1)
    try:
        tokens = _tokens(expression)
        if not tokens:
            return Malformed("empty", 1)
        found, rest = _any_of(tokens, 0, 0)
        if rest < len(tokens):
            raise _Stop(Malformed("unexpected", tokens[rest].column, tokens[rest].text))
        alternatives(found)
    except _Stop as stop:
        return stop.malformed
    return found


def normalise(expression: Expression) -> str:
    """The expression as we store it: registered spelling, operators in capitals, no needless brackets, nothing twice.

    Reading it again gives the same expression.
    """
    match expression:
        case Licence():
            return expression.key
        case AllOf(parts):
            texts = [f"({normalise(one)})" if isinstance(one, AnyOf) else normalise(one) for one in parts]
            return " AND ".join(texts)
        case AnyOf(parts):
            return " OR ".join(normalise(one) for one in parts)


def alternatives(expression: Expression) -> tuple[frozenset[Licence], ...]:
    """Every way to choose: each a set of licences whose terms hold at once."""
    if isinstance(expression, Licence):
        return (frozenset((expression,)),)
    inner = [alternatives(one) for one in expression.parts]
    if isinstance(expression, AnyOf):
        found = dict.fromkeys(choice for one in inner for choice in one)
    elif prod(len(one) for one in inner) > _MOST_ALTERNATIVES:
        raise _Stop(Malformed("too_many", 1))
    else:
        found = dict.fromkeys(frozenset[Licence]().union(*choice) for choice in product(*inner))
    if len(found) > _MOST_ALTERNATIVES:
        raise _Stop(Malformed("too_many", 1))
    return tuple(found)


def licences_in(expression: Expression) -> tuple[Licence, ...]:
    """Every licence that is named, once, in the order of the text."""
    if isinstance(expression, Licence):
        return (expression,)
    return tuple(dict.fromkeys(one for part in expression.parts for one in licences_in(part)))


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            lost = place + len(text[place:]) - len(text[place:].lstrip())
            raise _Stop(Malformed("character", lost + 1, text[lost : lost + 1]))
        group = 1 if match[1] else 2
        found.append(_Token(match[group], bool(match[3]), match.start(group) + 1))
        place = match.end()
    return found


def _any_of(tokens: list[_Token], place: int, depth: int) -> tuple[Expression, int]:
    parts, place = _joined(tokens, place, "OR", depth)
    parts = _flat(parts, AnyOf)
    return (parts[0] if len(parts) == 1 else AnyOf(tuple(parts))), place


def _all_of(tokens: list[_Token], place: int, depth: int) -> tuple[Expression, int]:
    parts, place = _joined(tokens, place, "AND", depth)
    parts = _flat(parts, AllOf)
    return (parts[0] if len(parts) == 1 else AllOf(tuple(parts))), place


def _joined(tokens: list[_Token], place: int, operator: str, depth: int) -> tuple[list[Expression], int]:
    inner = _all_of if operator == "OR" else _term
    one, place = inner(tokens, place, depth)
    parts = [one]
    while place < len(tokens) and not tokens[place].plus and _OPERATORS.get(tokens[place].text) == operator:
        one, place = inner(tokens, place + 1, depth)
        parts.append(one)
    return parts, place


def _flat(parts: list[Expression], kind: type[AllOf] | type[AnyOf]) -> list[Expression]:
    """Brackets that change nothing are left out, and nothing is said twice."""
    return list(dict.fromkeys(inner for one in parts for inner in (one.parts if isinstance(one, kind) else (one,))))


def _term(tokens: list[_Token], place: int, depth: int) -> tuple[Expression, int]:
    if place >= len(tokens):
        last = tokens[-1]
        raise _Stop(Malformed("unexpected", last.column + len(last.text) + last.plus))
    token = tokens[place]
    if token.text == "(":
        if depth >= _DEEPEST:
            raise _Stop(Malformed("too_many", token.column))
        found, place = _any_of(tokens, place + 1, depth + 1)
        if place >= len(tokens) or tokens[place].text != ")":
            raise _Stop(Malformed("unclosed", token.column, "("))
        return found, place + 1
    if token.text == ")" or token.text in _OPERATORS:
        raise _Stop(Malformed("unexpected", token.column, token.text))
    licence = _licence(token)
    place += 1
    if place < len(tokens) and not tokens[place].plus and _OPERATORS.get(tokens[place].text) == "WITH":
        if place + 1 >= len(tokens):
            raise _Stop(Malformed("unexpected", tokens[place].column + 4))
        licence = Licence(licence.id, licence.or_later, _exception(tokens[place + 1]))
        place += 2
    return licence, place


def _licence(token: _Token) -> Licence:
    if _REFERENCE.fullmatch(token.text):
        if token.plus:
            raise _Stop(Malformed("unexpected", token.column + len(token.text), "+"))
        return Licence(token.text)
    known = _LICENCE_OF.get(token.text.lower())
    if known is None:
        raise _Stop(Malformed("unknown_licence", token.column, token.text))
    if _GNU.fullmatch(known):
        return Licence(f"{known}-{'or-later' if token.plus else 'only'}")
    if known.endswith("-or-later") or (token.plus and known.endswith("-only")):
        return Licence(known.removesuffix("-only").removesuffix("-or-later") + "-or-later")
    return Licence(known, token.plus)


def _exception(token: _Token) -> str:
    if not token.plus and _ADDITION.fullmatch(token.text):
        return token.text
    known = None if token.plus else _EXCEPTION_OF.get(token.text.lower())
    if known is None:
        raise _Stop(Malformed("unknown_exception", token.column, token.text))
    return known
