"""Choices, leaves and tallies without a database: one form, one result whatever the order, and no small class given away."""

import random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from minga_platform.governance.ballots import choices, leaves, tally
from minga_platform.governance.ballots.judging import Bar, Majority
from minga_platform.governance.ballots.tally import Box, Question

ELECTION = UUID(int=7)
CHOICES = {
    "say": some.sampled_from(["yes", "no", "abstain"]).map(lambda said: {"say": said}),
    "approve": some.sets(some.sampled_from("abcd")).map(lambda keys: {"approve": sorted(keys)}),
    "score": some.dictionaries(some.sampled_from("abcd"), some.integers(0, 10)).map(lambda points: {"score": points}),
    "rank": some.permutations("abcd").flatmap(
        lambda order: some.integers(0, 4).map(lambda many: {"rank": [[key] for key in order[:many]]})
    ),
}


def question(method: str, **more: object) -> Question:
    options = () if choices.is_judged(method) else tuple("abcd")
    money = {"budget_minor": 10, "costs": dict(zip("abcd", (4, 3, 5, 6), strict=True))} if method == "greedy" else {}
    return Question(method, options, Bar(), 3, **{**money, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("method", choices.METHODS)
@given(data=some.data())
def test_invariant_5_for_all_the_result_is_independent_of_the_order_of_arrival(
    method: str, data: some.DataObject
) -> None:
    """Property: any order of the ballots, any order of the boxes, gives the same result, stage by stage."""
    agreeing = some.sampled_from(["agree", "disagree", "abstain"]).map(lambda said: {"say": said})
    one: some.SearchStrategy[Any] = agreeing if method == "consent" else CHOICES[choices.form_of(method)]
    said = data.draw(some.lists(one, min_size=1, max_size=8))
    asked = question(method)
    read = [choices.read(method, asked.options, choice) for choice in said]
    boxes = [
        Box("a", 1, 20, tuple((choice, 1) for choice in read[::2])),
        Box("b", 2, 20, tuple((choice, 1) for choice in read[1::2])),
    ]
    shuffled = [
        Box(box.class_key, box.weight, box.roll, tuple(random.Random(1).sample(box.ballots, len(box.ballots))))
        for box in boxes
    ]
    assert tally.tally(asked, boxes, b"x") == tally.tally(asked, shuffled[::-1], b"x")


def test_weights_count_as_so_many_votes() -> None:
    boxes = [Box("a", 3, 5, (({"say": "yes"}, 4),)), Box("b", 1, 20, (({"say": "no"}, 9),))]
    told = tally.tally(question("yes_no"), boxes, b"")
    assert told.passed
    assert told.overall.numbers == {"no": 9, "yes": 12}


@given(
    some.dictionaries(some.sampled_from("abcdef"), some.tuples(some.integers(0, 9), some.integers(0, 9)), min_size=1)
)
def test_invariant_9_for_all_no_breakdown_below_the_floor(parts: dict[str, tuple[int, int]]) -> None:
    """Property: nothing that is shown, nor any difference between things that are shown, has fewer than `floor` ballots."""
    floor = 5
    boxes = [
        Box(key, 1, 9 + yes + no, (({"say": "yes"}, yes), ({"say": "no"}, no))) for key, (yes, no) in parts.items()
    ]
    majorities: tuple[Majority, ...] = ("simple", "concurrent")
    for majority in majorities:
        asked = Question("yes_no", (), Bar(majority=majority), floor)
        told = tally.tally(asked, boxes, b"")
        shown = [one for one in told.classes if one.numbers is not None]
        assert all(sum((one.numbers or {}).values()) >= floor for one in shown)
        if told.overall.numbers is None:
            assert not shown
            assert sum(yes + no for yes, no in parts.values()) < floor
            assert "whole_below_floor" in told.notes
        else:
            hidden = sum(told.overall.numbers.values()) - sum(sum((one.numbers or {}).values()) for one in shown)
            assert hidden == 0, "what is not shown must not be found by subtraction"
        if majority == "simple":
            assert all(len(one.classes) > 1 or one.numbers is not None for one in told.classes)


def test_small_classes_of_different_weight_are_not_opened() -> None:
    boxes = [
        Box("a", 1, 9, (({"say": "yes"}, 2),)),
        Box("b", 5, 9, (({"say": "no"}, 4),)),
        Box("c", 1, 30, (({"say": "yes"}, 20),)),
    ]
    told = tally.tally(Question("yes_no", (), Bar(), 5), boxes, b"")
    assert [(one.classes, one.can_be_opened) for one in told.classes] == [(("c",), True), (("a", "b"), False)]


@given(some.binary(min_size=32, max_size=32))
def test_codes_are_read_as_people_write_them(mark: bytes) -> None:
    code = leaves.tracking_code(mark)
    assert leaves.read_tracking_code(code.upper().replace("-", " ")) == mark[: leaves.TRACKED_BYTES]
    assert leaves.read_tracking_code(code.replace("0", "o").replace("1", "l")) == mark[: leaves.TRACKED_BYTES]
    private = leaves.new_private_code()
    assert leaves.read_private_code(f"  {private.replace('-', '').upper()} ") == private
    assert leaves.read_private_code(private[:-1]) is None
    assert leaves.read_tracking_code("ü" * 24) is None


def test_a_leaf_binds_everything_a_ballot_is() -> None:
    base = (ELECTION, "worker", 1, b"t" * 32, 1, {"say": "yes"}, b"n" * 32)
    marks = {leaves.leaf(*base)}
    for place, other in enumerate((UUID(int=8), "producer", 2, b"u" * 32, 2, {"say": "no"}, b"m" * 32)):
        changed = [*base]
        changed[place] = other
        marks.add(leaves.leaf(*changed))  # type: ignore[arg-type]
    assert len(marks) == 8
    assert leaves.root(marks) == leaves.root(sorted(marks, reverse=True))


@pytest.mark.parametrize(
    ("method", "given", "rule"),
    [
        ("yes_no", {"say": "agree"}, "choice"),
        ("yes_no", {}, "form"),
        ("yes_no", {"say": "yes", "approve": []}, "form"),
        ("yes_no", {"say": "yes", "reason": "because"}, "no_reason_here"),
        ("consent", {"say": "block"}, "required"),
        ("consent", {"say": "block", "reason": "x" * 2001}, "length"),
        ("approval", {"approve": ["a", "a"]}, "twice"),
        ("approval", {"approve": ["z"]}, "option"),
        ("approval", {"approve": "a"}, "form"),
        ("score", {"score": {"a": 11}}, "bounds"),
        ("score", {"score": {"a": True}}, "bounds"),
        ("stv", {"rank": [["a"], ["a"]]}, "twice"),
        ("stv", {"rank": [[]]}, "form"),
    ],
)
def test_what_is_no_choice_is_told(method: str, given: dict[str, object], rule: str) -> None:
    options = () if choices.is_judged(method) else ("a", "b")
    with pytest.raises(choices.NotAChoice) as told:
        choices.read(method, options, given)
    assert told.value.rule == rule
