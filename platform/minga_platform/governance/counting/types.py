"""What is counted and what comes out: the words that every method, file format and page shares.

Everything here is exact. A figure is a whole number, a `Decimal` with its places, or a `Fraction`; floats never enter.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

# Written without `type` statements: Python 3.11 is promised.
Exact = int | Fraction | Decimal
Fact = int | str | bool | None | Decimal | Fraction | Sequence["Fact"] | Mapping[str, "Fact"]


class Malformed(ValueError):
    """A file that cannot be read. `line` and `column` count from 1 and point at what is wrong; 0 = the file as a whole."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column

    def __str__(self) -> str:
        if not self.line:
            return self.reason
        place = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.reason}"


class Uncountable(ValueError):
    """Well-formed, but not for this method: no seats, a budget that is missing, scores where rankings are needed."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Best first. Each entry is a group of equals; an empty entry is a rank that the voter left out.

    Who is not named stands below all who are, level with the others not named. Each method's docstring says what it
    makes of equals and of ranks left out.
    """

    ranks: tuple[tuple[str, ...], ...] = ()


Ballot = Ranking | frozenset[str] | Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Profile:
    """The options, in published order, and the ballots: each with the number of times it was cast (or its weight), a whole number."""

    options: tuple[str, ...]
    ballots: tuple[tuple[Ballot, int], ...]

    def __post_init__(self) -> None:
        known = set(self.options)
        if len(known) != len(self.options):
            raise Uncountable("Two options bear the same name.")
        for ballot, times in self.ballots:
            if times < 0:
                raise Uncountable("A ballot cannot count less than nothing.")
            named = (
                [option for group in ballot.ranks for option in group] if isinstance(ballot, Ranking) else list(ballot)
            )
            if len(named) != len(set(named)):
                raise Uncountable("A ballot names the same option twice.")
            for option in named:
                if option not in known:
                    raise Uncountable(f"A ballot names {option!r}, which is not an option.")

    def rankings(self) -> list[tuple[Ranking, int]]:
        """The ballots, all of them rankings. Refuses: Uncountable."""
        found = [(ballot, times) for ballot, times in self.ballots if isinstance(ballot, Ranking)]
        if len(found) != len(self.ballots):
            raise Uncountable("This method counts rankings; these ballots are approvals or scores.")
        return found

    def approvals(self) -> list[tuple[frozenset[str], int]]:
        """The ballots, all of them approvals. Refuses: Uncountable."""
        found = [(ballot, times) for ballot, times in self.ballots if isinstance(ballot, frozenset)]
        if len(found) != len(self.ballots):
            raise Uncountable("This method counts approvals; these ballots are rankings or scores.")
        return found

    def scores(self) -> list[tuple[Mapping[str, int], int]]:
        """The ballots, all of them scores. Refuses: Uncountable."""
        found = [(ballot, times) for ballot, times in self.ballots if isinstance(ballot, Mapping)]
        if len(found) != len(self.ballots):
            raise Uncountable("This method counts scores; these ballots are rankings or approvals.")
        return found


@dataclass(frozen=True, slots=True)
class Lot:
    """The published order that settles what votes leave tied: whoever comes first in it is drawn first.

    Drawn for what is at stake: to win, to be elected or transferred first, or (Scottish rules) to be excluded. From a seed the
    order is that of sha256(seed + the option's name in UTF-8), ascending, so anyone can draw it again; never `random`.
    """

    seed: bytes = b""
    order: tuple[str, ...] | None = None

    @classmethod
    def of_order(cls, options: Iterable[str]) -> "Lot":
        """A lot drawn by hand, or the order of the file."""
        return cls(order=tuple(options))

    def place(self, option: str) -> tuple[int, bytes]:
        """Where the option stands in the order: a key to sort by."""
        if self.order is not None:
            return (self.order.index(option), b"")
        return (0, hashlib.sha256(self.seed + option.encode()).digest())

    def drawn(self, options: Iterable[str]) -> tuple[str, ...]:
        """The options in the order in which they are drawn."""
        return tuple(sorted(options, key=self.place))


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent and what each option costs, in one unit. Options without a cost cannot be counted by a budget method."""

    limit: int | Fraction
    costs: Mapping[str, int | Fraction]


@dataclass(frozen=True, slots=True)
class Reserved:
    """Places kept for a group: at least `seats` of the elected are among `options`, if so many of them stand."""

    name: str
    options: frozenset[str]
    seats: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a method must know besides the ballots. `settings`: those of one method, as its docstring names them."""

    lot: Lot
    seats: int = 1
    budget: Budget | None = None
    reserved: tuple[Reserved, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a count. `what` happened to which `options`; the `tallies` after it; further `facts` (each a `Fact`), named in the
    method's docstring, where a reader finds what each one is."""

    what: str
    options: tuple[str, ...] = ()
    tallies: Mapping[str, Exact] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tie:
    """Options that the votes left level and only the lot told apart.

    `about` is what was at stake (winner, order, surplus, exclusion …), `stage` the index of the stage it was settled for, `drawn` the
    options in the order of the lot. Ties that an earlier stage or another published rule settles are facts of their stage.
    """

    about: str
    options: tuple[str, ...]
    stage: int
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The outcome. Winners in the order in which they won; the stages are the result, for they say why."""

    winners: tuple[str, ...]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file of ballots says. Options are names (made unique where a file repeats one) or, in budgets, ids with `labels`.

    `seats` is None where the file is silent. `method` (with its `settings`) is what the file itself suggests. `default` is the option "none
    of these", where one is marked. `lot` is the order the file publishes; else that of its options. `notes` are sentences on what was read
    leniently.
    """

    format: str
    profile: Profile
    title: str = ""
    seats: int | None = None
    budget: Budget | None = None
    method: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    default: str | None = None
    lot: Lot | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    reserved: tuple[Reserved, ...] = ()
    notes: tuple[str, ...] = ()


def exact(value: Exact) -> int | str:
    """A figure for JSON: whole numbers as numbers, others as text that loses nothing (`"17.73332"`, `"37/2"`)."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return value if isinstance(value, int) else format(value, "f")


def as_json(counted: Counted, labels: Mapping[str, str] | None = None) -> dict[str, object]:
    """The whole outcome in dictionaries, lists, text and whole numbers. With `labels`, options appear under their label."""
    shown = labels or {}

    def plain(fact: Fact) -> object:
        match fact:
            case None | bool():
                return fact
            case str():
                return shown.get(fact, fact)
            case int() | Fraction() | Decimal():
                return exact(fact)
            case Mapping():
                return {shown.get(key, key): plain(value) for key, value in fact.items()}
            case _:
                return [plain(value) for value in fact]

    return {
        "winners": plain(counted.winners),
        "stages": [
            {
                "what": stage.what,
                "options": plain(stage.options),
                "tallies": plain(dict(stage.tallies)),
                **{key: plain(value) for key, value in stage.facts.items()},
            }
            for stage in counted.stages
        ],
        "ties": [
            {"about": tie.about, "options": plain(tie.options), "stage": tie.stage, "drawn": plain(tie.drawn)}
            for tie in counted.ties
        ],
    }
