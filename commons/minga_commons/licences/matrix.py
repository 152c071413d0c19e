"""Whether a work under one licence may be published when it was made from a work under another.

The table is that of the domain notes, row by row. What is not in it is `draft`: it may be worked on, and is published only
after a person with `commons.keep` decided the pair and said why (`licence_pair_decision`). These are our defaults and no
legal advice; a lawyer should look at them.

Expressions: of a parent that offers a choice (OR) any one part may be taken; where terms hold together (AND) all count. A
child that *offers* a choice offers each part of it, so each must be allowed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from minga_commons.licences import spdx
from minga_commons.licences.spdx import AllOf, AnyOf, Expression, Licence, Malformed
from minga_platform.kernel.locale import mark

Outcome = Literal["yes", "draft", "no"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`clause` names what decides: a clause of the parent's licence, or our own table. `why` is a marked sentence.
    `parent`, `child`: the two licences that decided, where expressions name several."""

    answer: Outcome
    clause: str
    why: str
    parent: str = ""
    child: str = ""


GROUPS: Final[Mapping[str, str]] = {
    "CC0-1.0": "CC0",
    "CC-BY-4.0": "CC-BY",
    "CC-BY-SA-4.0": "CC-BY-SA",
    "CERN-OHL-P-2.0": "CERN-P",
    "CERN-OHL-W-2.0": "CERN-W",
    "CERN-OHL-S-2.0": "CERN-S",
    "GPL-3.0-only": "GPL-3",
    "GPL-3.0-or-later": "GPL-3",
    "AGPL-3.0-only": "AGPL-3",
    "AGPL-3.0-or-later": "AGPL-3",
    "CC-BY-NC-SA-4.0": "CC-BY-NC-SA",
    "CC-BY-NC-4.0": "CC-BY-NC",
    "CC-BY-ND-4.0": "ND",
    "CC-BY-NC-ND-4.0": "ND",
    "MIT": "MIT",
    "BSD-2-Clause": "MIT",
    "BSD-3-Clause": "MIT",
    "Apache-2.0": "Apache",
    "SHL-0.5": "Apache",
    "SHL-0.51": "Apache",
    "Apache-2.0 WITH SHL-2.0": "Apache",
    "Apache-2.0 WITH SHL-2.1": "Apache",
    "LicenseRef-PPL": "own",
    "LicenseRef-CoopyLeft": "own",
    "LicenseRef-Minga-Reciprocity-1.0": "own",
}
"""Licence → its row and column of the table. A co-op's own profiles belong to `own`; every other licence is unknown."""

_CLAUSE: Final[Mapping[str, str]] = {
    "CC0": "CC0 1.0 §2",
    "CC-BY": "CC BY 4.0 §3(a)(4)",
    "CC-BY-SA": "CC BY-SA 4.0 §3(b)(1)",
    "CERN-P": "CERN-OHL-P-2.0 §3.4",
    "CERN-W": "CERN-OHL-W-2.0 §3.3(d), §4.1",
    "CERN-S": "CERN-OHL-S-2.0 §3.3(d), §4",
    "GPL-3": "GPL 3.0 §5(c)",
    "AGPL-3": "AGPL 3.0 §5(c)",
    "CC-BY-NC-SA": "CC BY-NC-SA 4.0 §3(b)(1)",
    "CC-BY-NC": "CC BY-NC 4.0 §2(a)(1)",
    "ND": "§2(a)(1)(B)",
    "MIT": "MIT/BSD",
    "Apache": "Apache-2.0 §4",
}
_TABLE_CLAUSE: Final = "matrix"

_KEPT = mark("Its terms allow it. Name the authors and keep the notices.")
_NOTICE = mark("It is allowed if the notices and the source of the design stay with it.")
_SAME = mark("It stays under the same licence, as the licence asks.")
_GPL_INTO_AGPL = mark("The GPL 3 lets a work become part of one under the AGPL 3.")
_SA_INTO_GPL = mark(
    "Creative Commons lists the GPL 3 as compatible, one way: the GPL's terms hold for what is added, the attribution stays."
)
_NC_INTO_NC = mark("The child too may only be used without commercial advantage.")
_SHARE_ALIKE = mark("Whatever is made from it and published must stay under the same licence.")
_WEAKER = mark("The child would give away rights that its parent keeps: attribution or notices would be lost.")
_NC_ONLY = mark("It may not be used commercially, and the child's licence would allow that.")
_NO_DERIVATIVES = mark("This licence lets nobody publish a changed version.")
_APACHE = mark("Of the licences that ask to share alike, only the GPL 3 and the CERN-OHL-S take its terms in.")
_OWN_ONLY = mark("A licence that asks for reciprocity is kept by everything made from it.")
_LATER = mark("Its parent gives this version of the licence only; the child would also give later ones.")
_UNKNOWN = mark(
    "Nobody has looked at this pair of licences yet. It can be a draft; a person decides before it is published."
)
_MALFORMED = mark("This is no licence expression that we can read, so nothing can be said about it.")

_COLUMNS: Final = ("CC0", "CC-BY", "CC-BY-SA", "CERN-P", "CERN-W", "CERN-S", "GPL-3", "AGPL-3", "CC-BY-NC-SA", "own")
# y allowed · n allowed with the notices · = the same licence only · g into the GPL 3 alone · - refused; per column above.
_ROWS: Final[Mapping[str, tuple[str, str]]] = {
    "CC0":         ("yyyyyyyyyy", _WEAKER),
    "CC-BY":       ("-yyyyyyyyy", _WEAKER),
    "CC-BY-SA":    ("--y---g---", _SHARE_ALIKE),
    "CERN-P":      ("--nyyyyyyy", _WEAKER),
    "CERN-W":      ("----=-----", _SHARE_ALIKE),
    "CERN-S":      ("-----=----", _SHARE_ALIKE),
    "GPL-3":       ("------=a--", _SHARE_ALIKE),
    "AGPL-3":      ("-------=--", _SHARE_ALIKE),
    "CC-BY-NC-SA": ("--------y-", _SHARE_ALIKE),
    "own":         ("---------=", _OWN_ONLY),
    "MIT":         ("-yyyyyyyyy", _WEAKER),
    "Apache":      ("-y-y-yy--y", _APACHE),
    "CC-BY-NC":    ("--------y-", _NC_ONLY),
}  # fmt: skip

_RANK: Final = {"no": 0, "draft": 1, "yes": 2}

Decided = Callable[[str, str], Verdict | None]


def child_of(parent: str, child: str, *, own: Iterable[str] = (), decided: Decided | None = None) -> Verdict:
    """Whether a child under `child` may be published with a parent under `parent` (both SPDX expressions).

    `own`: keys of the co-op's own profiles. `decided`: what a person settled about a pair that the table leaves open.
    """
    above, below = spdx.parse(parent), spdx.parse(child)
    if isinstance(above, Malformed) or isinstance(below, Malformed):
        return Verdict("draft", _TABLE_CLAUSE, _MALFORMED, parent, child)
    return _of(above, below, frozenset(own), decided)


def _of(parent: Expression, child: Expression, own: frozenset[str], decided: Decided | None) -> Verdict:
    match parent, child:
        case AnyOf(parts), _:
            return max((_of(one, child, own, decided) for one in parts), key=_rank)
        case AllOf(parts), _:
            return min((_of(one, child, own, decided) for one in parts), key=_rank)
        case Licence(), AnyOf(parts) | AllOf(parts):
            return min((_of(parent, one, own, decided) for one in parts), key=_rank)
        case Licence(), Licence():
            found = replace(pair(parent.key, child.key, own=own), parent=parent.key, child=child.key)
            if found.answer == "draft" and decided is not None:
                return decided(parent.key, child.key) or found
            return found
    raise AssertionError("an expression is one of three kinds")


def _rank(verdict: Verdict) -> int:
    return _RANK[verdict.answer]


def pair(parent: str, child: str, *, own: frozenset[str] = frozenset()) -> Verdict:
    """The table itself, for two single licences."""
    row, column = _group(parent, own), _group(child, own)
    clause = _CLAUSE.get(row, _TABLE_CLAUSE) if row != "own" else parent
    if row == "ND":
        return Verdict("no", f"{parent} {clause}", _NO_DERIVATIVES)
    if row == "CC-BY-NC" and column == "CC-BY-NC":
        return Verdict("yes", clause, _NC_INTO_NC)
    if row in ("MIT", "Apache") and parent == child:
        # They behave like CC-BY, whose own column allows it: a fork under the very same terms is no open question.
        return Verdict("yes", clause, _KEPT)
    if row not in _ROWS or column not in _COLUMNS:
        # A non-commercial work under terms that the table knows to be free for all is refused, not left open.
        if row == "CC-BY-NC" and column in ("MIT", "Apache"):
            return Verdict("no", clause, _NC_ONLY)
        return Verdict("draft", _TABLE_CLAUSE, _UNKNOWN)
    cells, refused = _ROWS[row]
    return _cell(cells[_COLUMNS.index(column)], parent, child, clause, refused)


def _cell(cell: str, parent: str, child: str, clause: str, refused: str) -> Verdict:
    if cell == "y":
        return Verdict("yes", clause, _SAME if parent == child and refused == _SHARE_ALIKE else _KEPT)
    if cell == "n":
        return Verdict("yes", clause, _NOTICE)
    if cell == "g":
        return Verdict("yes", clause, _SA_INTO_GPL)
    if cell in "=a":
        if child.endswith("-or-later") and parent.endswith("-only"):
            return Verdict("no", clause, _LATER)
        if cell == "a":
            return Verdict("yes", "GPL 3.0 §13", _GPL_INTO_AGPL)
        if parent == child or parent.endswith("-or-later"):
            return Verdict("yes", clause, _SAME)
    return Verdict("no", clause, refused)


def _group(key: str, own: frozenset[str]) -> str:
    return "own" if key in own else GROUPS.get(key, "unknown")
