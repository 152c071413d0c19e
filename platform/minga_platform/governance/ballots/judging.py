"""Whether a question passed: quorum, threshold and majorities, overall and in each class. Pure and exact.

A threshold of 5,000 basis points is *more than* half, any other is *at least* so much; a third and two thirds, which
basis points cannot write, are meant by 3,333 and 6,667. Every voter counts with the weight of her class.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

HALF: Final = 5000
_EXACT: Final = {3333: Fraction(1, 3), 3334: Fraction(1, 3), 6666: Fraction(2, 3), 6667: Fraction(2, 3)}

Majority = Literal["simple", "special", "concurrent"]
ThresholdOf = Literal["cast_without_abstentions", "cast", "roll"]


@dataclass(frozen=True, slots=True)
class ClassBar:
    """What a class must reach by itself; None is what the whole must reach."""

    quorum_bps: int | None = None
    threshold_bps: int | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """A class's right to turn an ordinary decision into a special one: when at least `against_bps` of its yes and no are
    no, the whole must reach `threshold_bps`."""

    class_key: str
    against_bps: int
    threshold_bps: int


@dataclass(frozen=True, slots=True)
class Bar:
    """What must be reached, frozen at the announcement.

    `simple` and `special` are judged over all voters together, `concurrent` also in each class by itself. `blocks_most`:
    how many blocks a consent bears, each with its weight.
    """

    quorum_bps: int = 0
    threshold_bps: int = HALF
    threshold_of: ThresholdOf = "cast_without_abstentions"
    majority: Majority = "simple"
    quorum_of: Literal["roll"] = "roll"
    classes: Mapping[str, ClassBar] = field(default_factory=dict)
    escalations: tuple[Escalation, ...] = ()
    blocks_most: int = 0

    def as_json(self) -> dict[str, Any]:
        """For the election's row and the board."""
        return {
            "quorum_bps": self.quorum_bps,
            "threshold_bps": self.threshold_bps,
            "threshold_of": self.threshold_of,
            "majority": self.majority,
            "quorum_of": self.quorum_of,
            "classes": {
                key: {"quorum_bps": one.quorum_bps, "threshold_bps": one.threshold_bps}
                for key, one in self.classes.items()
            },
            "escalations": [
                {"class_key": one.class_key, "against_bps": one.against_bps, "threshold_bps": one.threshold_bps}
                for one in self.escalations
            ],
            "blocks_most": self.blocks_most,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Bar":
        """From the election's row or a board."""
        return cls(
            **{name: stored[name] for name in ("quorum_bps", "threshold_bps", "threshold_of", "majority", "quorum_of")},
            classes={key: ClassBar(**one) for key, one in stored["classes"].items()},
            escalations=tuple(Escalation(**one) for one in stored["escalations"]),
            blocks_most=stored["blocks_most"],
        )

    def problem(self) -> str | None:
        """Why nobody could announce with this bar; None for a good one."""
        shares = [self.quorum_bps, self.threshold_bps]
        shares += [share for one in self.classes.values() for share in (one.quorum_bps, one.threshold_bps) if share]
        shares += [share for one in self.escalations for share in (one.against_bps, one.threshold_bps)]
        if any(not 0 <= share <= 10_000 for share in shares):
            return "share"
        if self.majority not in ("simple", "special", "concurrent") or self.quorum_of != "roll":
            return "majority"
        if self.threshold_of not in ("cast_without_abstentions", "cast", "roll"):
            return "threshold_of"
        return None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted in a class or in all of them: votes, each with its weight. `part` of `roll` took part."""

    roll: int
    part: int
    yes: int = 0
    no: int = 0
    blocks: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(
            self.roll + other.roll,
            self.part + other.part,
            self.yes + other.yes,
            self.no + other.no,
            self.blocks + other.blocks,
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer. `threshold` is None where nothing is compared with one (an election of people, a budget)."""

    quorum: bool
    threshold: bool | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers of the classes and of the whole; `passed` is what follows from them."""

    passed: bool
    overall: Judgement
    classes: Mapping[str, Judgement]
    escalated_by: tuple[str, ...] = ()
    threshold_bps: int = HALF


def reaches(part: int, whole: int, share_bps: int, *, strict: bool | None = None) -> bool:
    """Whether `part` is the share of `whole`. Of nothing only no share at all is reached."""
    if strict is None:
        strict = share_bps == HALF
    share = _EXACT.get(share_bps, Fraction(share_bps, 10_000))
    return part > whole * share if strict else part >= whole * share


def judge(bar: Bar, classes: Mapping[str, Numbers], *, compares: bool) -> Judged:
    """The judgement of counted classes. `compares`: whether support and opposition are measured against a threshold."""
    whole = Numbers(0, 0)
    for one in classes.values():
        whole += one
    escalated = tuple(one for one in bar.escalations if compares and _escalates(one, classes.get(one.class_key)))
    threshold = max([bar.threshold_bps, *(one.threshold_bps for one in escalated)])
    overall = _judgement(bar, whole, bar.quorum_bps, threshold, compares=compares)
    by_class = {}
    for key, one in classes.items():
        own = bar.classes.get(key, ClassBar())
        by_class[key] = _judgement(
            bar,
            one,
            bar.quorum_bps if own.quorum_bps is None else own.quorum_bps,
            threshold if own.threshold_bps is None else own.threshold_bps,
            compares=compares,
        )
    passed = overall.passed and (bar.majority != "concurrent" or all(one.passed for one in by_class.values()))
    return Judged(passed, overall, by_class, tuple(one.class_key for one in escalated), threshold)


def _judgement(bar: Bar, numbers: Numbers, quorum_bps: int, threshold_bps: int, *, compares: bool) -> Judgement:
    quorum = reaches(numbers.part, numbers.roll, quorum_bps, strict=False)
    if not compares:
        return Judgement(quorum, None, quorum)
    whole = {
        "cast_without_abstentions": numbers.yes + numbers.no,
        "cast": numbers.part,
        "roll": numbers.roll,
    }[bar.threshold_of]
    # Nobody's yes passes nothing, whatever the share of nothing is; but a class that is asked for nothing agrees.
    threshold = (
        (numbers.yes > 0 or threshold_bps == 0)
        and reaches(numbers.yes, whole, threshold_bps)
        and numbers.blocks <= bar.blocks_most
    )
    return Judgement(quorum, threshold, quorum and threshold)


def _escalates(right: Escalation, numbers: Numbers | None) -> bool:
    if numbers is None or numbers.no == 0:
        return False
    return reaches(numbers.no, numbers.yes + numbers.no, right.against_bps, strict=False)


def of_choices(roll: int, said: Sequence[tuple[Mapping[str, Any], int]]) -> Numbers:
    """The numbers of a class from its ballots, each with how much it counts."""
    yes = no = blocks = part = 0
    for choice, times in said:
        part += times
        match choice.get("say"):
            case "yes" | "agree":
                yes += times
            case "no" | "disagree":
                no += times
            case "block":
                no += times
                blocks += times
    return Numbers(roll, part, yes, no, blocks)
