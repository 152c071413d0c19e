"""From closed boxes to a result: a pure function of the question, the ballots and the lot, whatever order they lie in.

Classes are shown by themselves only from `floor` ballots on; smaller ones are counted merged, and where even all of
them together stay below it, only the outcome is told (invariant 9). What a class *decided* is judged for each, shown or not.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from minga_platform.governance.ballots import choices, judging
from minga_platform.governance.ballots.judging import Bar, Judgement, Numbers
from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.types import Budget, Lot, Reserved, Uncountable, as_json


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as far as counting goes. `reserved`: (name, option keys, seats)."""

    method: str
    options: tuple[str, ...]
    bar: Bar
    floor: int
    seats: int = 1
    budget_minor: int | None = None
    costs: Mapping[str, int] = field(default_factory=dict)
    reserved: tuple[tuple[str, tuple[str, ...], int], ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """One class with one weight: how many may vote there, and each choice with how many chose it."""

    class_key: str
    weight: int
    roll: int
    ballots: tuple[tuple[Mapping[str, Any], int], ...]

    @property
    def voters(self) -> int:
        return sum(times for _, times in self.ballots)


@dataclass(frozen=True, slots=True)
class ClassResult:
    """What came out in a class, in several merged ones, or in all. `part` and `numbers` are None where the floor hides them."""

    classes: tuple[str, ...]
    roll: int
    part: int | None
    numbers: Mapping[str, int] | None
    quorum: bool | None
    threshold: bool | None
    passed: bool | None
    can_be_opened: bool
    """Whether its ballots may be published opened."""


@dataclass(frozen=True, slots=True)
class Result:
    """What members decided. `passed` None: no result, because the ballots did not stay as they were cast.

    `winners`: keys of options. `stages` and `ties`: as the counting logs them, JSON-able. `reasons`: those given with
    disagreements and blocks, in alphabetical order.
    """

    passed: bool | None
    winners: tuple[str, ...]
    overall: ClassResult
    classes: tuple[ClassResult, ...]
    stages: tuple[Mapping[str, Any], ...]
    ties: tuple[Mapping[str, Any], ...]
    reasons: tuple[str, ...]
    escalated_by: tuple[str, ...]
    threshold_bps: int
    notes: tuple[str, ...]
    """Words for what is not shown and why: `whole_below_floor`, `merged`, `uncountable`, `tampered`."""


def lot_seed(seed: bytes, root: bytes) -> bytes:
    """What ties are drawn from: the value promised at the announcement, bound to the closed list of ballots."""
    return hashlib.sha256(seed + root).digest()


def tally(question: Question, boxes: Sequence[Box], lot: bytes) -> Result:
    """Count and judge."""
    by_class: dict[str, list[Box]] = {}
    for box in sorted(boxes, key=lambda one: (one.class_key, one.weight)):
        by_class.setdefault(box.class_key, []).append(box)
    compares = choices.is_judged(question.method)
    judged = judging.judge(question.bar, {key: _numbers(kept) for key, kept in by_class.items()}, compares=compares)
    shown, merged, whole = _groups(by_class, question.floor)
    notes = [word for word, holds in (("whole_below_floor", not whole), ("merged", whole and bool(merged))) if holds]
    winners: tuple[str, ...] = ()
    stages: tuple[Mapping[str, Any], ...] = ()
    ties: tuple[Mapping[str, Any], ...] = ()
    if not compares:
        try:
            winners, stages, ties = _counted(question, boxes, lot)
        except Uncountable:
            notes.append("uncountable")
    per_class = question.bar.majority == "concurrent"
    groups = [_class_result((key,), by_class[key], judged.classes[key], told=True) for key in by_class if key in shown]
    if merged and whole:
        together = [box for key in merged for box in by_class[key]]
        groups.append(_class_result(merged, together, None, told=True))
    if per_class:
        # Shown only as passed or not, which was told before anybody voted.
        groups += [
            _class_result((key,), by_class[key], judged.classes[key], told=False)
            for key in by_class
            if key not in shown
        ]
    everything = [box for kept in by_class.values() for box in kept]
    return Result(
        passed=judged.passed and "uncountable" not in notes,
        winners=winners,
        overall=_class_result(tuple(by_class), everything, judged.overall, told=whole),
        classes=tuple(groups),
        stages=stages if whole else (),
        ties=ties if whole else (),
        # Each once: how often a reason was given would be told only where ballots are opened.
        reasons=tuple(
            sorted({choice["reason"] for box in everything for choice, _ in box.ballots if choice.get("reason")})
        ),
        escalated_by=judged.escalated_by,
        threshold_bps=judged.threshold_bps,
        notes=tuple(notes),
    )


def _numbers(boxes: Sequence[Box]) -> Numbers:
    found = Numbers(0, 0)
    for box in boxes:
        weighed = [(choice, times * box.weight) for choice, times in box.ballots]
        found += judging.of_choices(box.roll * box.weight, weighed)
    return found


def _groups(by_class: Mapping[str, Sequence[Box]], floor: int) -> tuple[frozenset[str], tuple[str, ...], bool]:
    """Classes shown by themselves, classes merged, and whether anything may be shown at all.

    What is merged must not be found by subtraction, so it grows by the smallest shown class until it reaches the floor.
    """
    voters = {key: sum(box.voters for box in boxes) for key, boxes in by_class.items()}
    if sum(voters.values()) < floor:
        return frozenset(), tuple(sorted(by_class)), False
    if floor <= 1:
        return frozenset(by_class), (), True  # An open vote hides nothing, not even that nobody of a class voted.
    by_size = sorted(voters, key=lambda key: (voters[key], key))
    merged = [key for key in by_size if voters[key] < floor]
    rest = [key for key in by_size if voters[key] >= floor]
    while merged and rest and sum(voters[key] for key in merged) < floor:
        merged.append(rest.pop(0))
    return frozenset(rest), tuple(sorted(merged)), True


def _class_result(
    keys: tuple[str, ...], boxes: Sequence[Box], judgement: Judgement | None, *, told: bool
) -> ClassResult:
    numbers: dict[str, int] = {}
    for box in boxes:
        for choice, times in box.ballots:
            for named in choices.first_named(choice) or ("abstain",):
                numbers[named] = numbers.get(named, 0) + times * box.weight
    return ClassResult(
        classes=keys,
        roll=sum(box.roll for box in boxes),
        part=sum(box.voters for box in boxes) if told else None,
        numbers=dict(sorted(numbers.items())) if told else None,
        quorum=judgement.quorum if judgement else None,
        threshold=judgement.threshold if judgement else None,
        passed=judgement.passed if judgement else None,
        # Different weights would tell the classes apart again.
        can_be_opened=told and (len(keys) == 1 or len({box.weight for box in boxes}) == 1),
    )


def _counted(
    question: Question, boxes: Sequence[Box], lot: bytes
) -> tuple[tuple[str, ...], tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    cast = [(choice, times * box.weight) for box in boxes for choice, times in box.ballots]
    counted = count(
        question.method,
        choices.profile(question.method, question.options, cast),
        seats=question.seats,
        budget=Budget(question.budget_minor, question.costs) if question.budget_minor is not None else None,
        lot=Lot(seed=lot),
        reserved=tuple(Reserved(name, frozenset(keys), seats) for name, keys, seats in question.reserved),
    )
    plain: dict[str, Any] = as_json(counted)
    return tuple(plain["winners"]), tuple(plain["stages"]), tuple(plain["ties"])


def result_as_json(result: Result) -> dict[str, Any]:
    """For the result's row and the board."""
    return {
        "passed": result.passed,
        "winners": list(result.winners),
        "overall": _class_as_json(result.overall),
        "classes": [_class_as_json(one) for one in result.classes],
        "stages": list(result.stages),
        "ties": list(result.ties),
        "reasons": list(result.reasons),
        "escalated_by": list(result.escalated_by),
        "threshold_bps": result.threshold_bps,
        "notes": list(result.notes),
    }


def _class_as_json(one: ClassResult) -> dict[str, Any]:
    return {
        "classes": list(one.classes),
        "roll": one.roll,
        "part": one.part,
        "numbers": None if one.numbers is None else dict(one.numbers),
        "quorum": one.quorum,
        "threshold": one.threshold,
        "passed": one.passed,
        "can_be_opened": one.can_be_opened,
    }


def result_from_json(stored: Mapping[str, Any]) -> Result:
    """From the result's row."""

    def read(one: Mapping[str, Any]) -> ClassResult:
        return ClassResult(**{**one, "classes": tuple(one["classes"])})

    return Result(
        passed=stored["passed"],
        winners=tuple(stored["winners"]),
        overall=read(stored["overall"]),
        classes=tuple(read(one) for one in stored["classes"]),
        stages=tuple(stored["stages"]),
        ties=tuple(stored["ties"]),
        reasons=tuple(stored["reasons"]),
        escalated_by=tuple(stored["escalated_by"]),
        threshold_bps=stored["threshold_bps"],
        notes=tuple(stored["notes"]),
    )
