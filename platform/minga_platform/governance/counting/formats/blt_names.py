"""What follows the ballots in a .blt file: the candidates' names and the title.

By the book each stands in straight double quotes. Councils, spreadsheets and people by hand also write one to a line without quotes, double
the quotes inside quotes as spreadsheets do, leave the title out, or add a source and a comment after it (Wichmann).
"""

import re

from minga_platform.governance.counting.types import Malformed

# A quoted text: a doubled or escaped quote inside it stands for itself.
_QUOTED = re.compile(r'"((?:[^"\\]|\\.|"")*)"', re.DOTALL)
_GAP = re.compile(r"(?:[\s,]|#[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_ALTERNATIVE = re.compile(r"^#\s*ALTERNATIVE NAME\s*\d*\s*:\s*")
_CURLY = str.maketrans("“”„«»", '"""""')


def names_and_title(lines: list[str], line: int, column: int, candidates: int) -> tuple[list[str], str]:
    """The names in the order of the numbers, made unique, and the title. `line`, `column` (from 1): the 0 that ends the ballots."""
    following = [lines[line - 1][column:], *lines[line:]]
    ways = (_quoted(following, candidates), _one_a_line(following, candidates), _words(following, candidates))
    read = [way for way in ways if way is not None]
    # By one way names and title may come out exactly, by another with something over: `"Ann" "Green Party"` on each line.
    found = next((way for way in read if len(way) == candidates + 1), read[0] if read else None)
    if found is None:
        if any(text.strip() for text in following):
            at = line + next(index for index, text in enumerate(following) if text.strip())
            raise Malformed(
                f"{candidates} names and a title should follow the ballots; what follows cannot be read so.", at, 1
            )
        found = []
    names = [name or f"Candidate {number}" for number, name in enumerate(found[:candidates], 1)]
    names += [f"Candidate {number}" for number in range(len(names) + 1, candidates + 1)]
    title = found[candidates] if len(found) > candidates else ""
    return unique(names), title


def _fits(found: list[str], candidates: int) -> bool:
    return candidates <= len(found) <= candidates + 3


def _quoted(lines: list[str], candidates: int) -> list[str] | None:
    """Quoted texts and nothing else but space, commas and comments."""
    text = "\n".join(lines)
    found: list[str] = []
    at = _after_gap(text, 0)
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted is None or len(found) > candidates + 3:
            return None
        found.append(_plain(quoted[1].replace('""', '"')))
        at = _after_gap(text, quoted.end())
    return found if _fits(found, candidates) else None


def _after_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _one_a_line(lines: list[str], candidates: int) -> list[str] | None:
    """A name to a line, in quotes or not. Glasgow 2007 gives some names in a comment, which count if that makes the number right."""
    written = [line.strip().rstrip(",").strip() for line in lines]
    plain = [line for line in written if line and not line.startswith("#")]
    if len(plain) <= candidates:
        named = [_ALTERNATIVE.sub("", line) for line in written if line]
        named = [line for line in named if not line.startswith("#")]
        plain = named if len(named) == candidates + 1 else plain
    return [_unquoted(line) for line in plain] if _fits(plain, candidates) else None


def _unquoted(line: str) -> str:
    straight = line.translate(_CURLY)
    if straight.startswith('"'):
        parts = _QUOTED.findall(straight)
        if len(parts) > 1 and not _QUOTED.sub("", straight).strip(" ,"):
            return ", ".join(_plain(part.replace('""', '"')) for part in parts)
        quoted = _QUOTED.match(straight)
        if quoted and re.fullmatch(r"\s*(?:#.*)?", straight[quoted.end() :]):
            return _plain(quoted[1].replace('""', '"'))
    if len(straight) > 1 and straight[0] == straight[-1] == '"':
        return _plain(line[1:-1])
    return _plain(line)


def _words(lines: list[str], candidates: int) -> list[str] | None:
    """Single words or quoted texts, wherever lines break."""
    found = [
        _plain(quoted.replace('""', '"')) or word
        for quoted, word in re.findall(r'"((?:[^"\\]|\\.|"")*)"|([^\s,"]+)', "\n".join(lines))
    ]
    return found if len(found) in {candidates, candidates + 1} else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\\(.)", r"\1", text).split())


def unique(names: list[str]) -> list[str]:
    taken = set(names)
    seen: set[str] = set()
    unique: list[str] = []
    for name in names:
        chosen, number = name, 2
        while chosen in seen or (chosen != name and chosen in taken):
            chosen, number = f"{name} ({number})", number + 1
        seen.add(chosen)
        unique.append(chosen)
    return unique
