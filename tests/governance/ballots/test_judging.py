"""Quorum, threshold, majorities and the right to escalate, without a database; properties for all numbers."""

from hypothesis import given
from hypothesis import strategies as some

from minga_platform.governance.ballots.judging import Bar, ClassBar, Escalation, Numbers, judge, reaches

counts = some.integers(0, 500)


def test_half_is_more_than_half_and_two_thirds_are_two_thirds() -> None:
    assert not reaches(5, 10, 5000)
    assert reaches(6, 11, 5000)
    assert reaches(2, 3, 6667)
    assert reaches(2, 3, 6666)
    assert not reaches(199, 300, 6667)
    assert reaches(1, 3, 3333)
    assert reaches(0, 0, 0)
    assert not reaches(0, 0, 5000)


def test_a_quorum_is_of_the_roll_and_abstentions_help_to_reach_it() -> None:
    bar = Bar(quorum_bps=5000)
    assert not judge(bar, {"a": Numbers(10, 4, yes=4)}, compares=True).passed
    reached = judge(bar, {"a": Numbers(10, 5, yes=1, no=0)}, compares=True)
    assert reached.overall.quorum
    assert reached.passed


def test_of_what_a_threshold_is_a_share() -> None:
    numbers = {"a": Numbers(10, 6, yes=3, no=1)}
    assert judge(Bar(threshold_of="cast_without_abstentions"), numbers, compares=True).passed
    assert not judge(Bar(threshold_of="cast"), numbers, compares=True).passed
    assert not judge(Bar(threshold_of="roll"), numbers, compares=True).passed


def test_concurrent_majorities_need_each_class() -> None:
    numbers = {"workers": Numbers(20, 20, yes=20), "producers": Numbers(5, 5, yes=2, no=3)}
    assert judge(Bar(majority="simple"), numbers, compares=True).passed
    judged = judge(Bar(majority="concurrent"), numbers, compares=True)
    assert not judged.passed
    assert judged.classes["workers"].passed
    assert not judged.classes["producers"].passed
    own = Bar(majority="concurrent", classes={"producers": ClassBar(threshold_bps=4000)})
    assert judge(own, numbers, compares=True).passed


def test_a_class_may_turn_an_ordinary_decision_into_a_special_one() -> None:
    bar = Bar(escalations=(Escalation("founders", 5000, 7500),))
    calm = {"founders": Numbers(3, 3, yes=2, no=1), "users": Numbers(30, 30, yes=18, no=12)}
    judged = judge(bar, calm, compares=True)
    assert judged.passed
    assert judged.escalated_by == ()
    alarmed = {"founders": Numbers(3, 3, yes=1, no=2), "users": Numbers(30, 30, yes=18, no=12)}
    judged = judge(bar, alarmed, compares=True)
    assert not judged.passed
    assert judged.escalated_by == ("founders",)
    assert judged.threshold_bps == 7500


def test_a_block_stands_in_the_way_of_consent() -> None:
    assert judge(Bar(), {"a": Numbers(9, 9, yes=9)}, compares=True).passed
    assert not judge(Bar(), {"a": Numbers(9, 9, yes=8, no=1, blocks=1)}, compares=True).passed
    assert judge(Bar(blocks_most=1), {"a": Numbers(9, 9, yes=8, no=1, blocks=1)}, compares=True).passed


@given(roll=counts, yes=counts, no=counts, abstained=counts, share=some.integers(1, 10_000), more=some.integers(1, 50))
def test_for_all_more_yes_never_makes_it_fail(
    roll: int, yes: int, no: int, abstained: int, share: int, more: int
) -> None:
    bar = Bar(quorum_bps=1000, threshold_bps=share)
    whole = roll + yes + no + abstained + more
    before = judge(bar, {"a": Numbers(whole, yes + no + abstained, yes, no)}, compares=True)
    after = judge(bar, {"a": Numbers(whole, yes + no + abstained + more, yes + more, no)}, compares=True)
    assert after.passed or not before.passed


@given(yes=counts, no=counts, times=some.integers(1, 9), share=some.integers(0, 10_000))
def test_for_all_doubling_all_ballots_changes_nothing(yes: int, no: int, times: int, share: int) -> None:
    bar = Bar(quorum_bps=3000, threshold_bps=share)
    once = judge(bar, {"a": Numbers(yes + no + 3, yes + no, yes, no)}, compares=True)
    often = judge(
        bar, {"a": Numbers((yes + no + 3) * times, (yes + no) * times, yes * times, no * times)}, compares=True
    )
    assert once == often


@given(some.dictionaries(some.sampled_from("abcd"), some.tuples(counts, counts, counts), min_size=1))
def test_for_all_a_concurrent_majority_implies_the_simple_one(parts: dict[str, tuple[int, int, int]]) -> None:
    numbers = {key: Numbers(yes + no + rest, yes + no, yes, no) for key, (yes, no, rest) in parts.items()}
    if judge(Bar(majority="concurrent"), numbers, compares=True).passed:
        assert judge(Bar(), numbers, compares=True).passed


def test_a_bar_comes_back_from_its_row() -> None:
    bar = Bar(
        1,
        2,
        "roll",
        "concurrent",
        classes={"a": ClassBar(3, None)},
        escalations=(Escalation("a", 4, 5),),
        blocks_most=6,
    )
    assert Bar.from_json(bar.as_json()) == bar
    assert Bar(threshold_bps=10_001).problem() == "share"
