"""Elections whose count is known: real ones stage by stage, worked examples of the literature, and Debian's choice of 2006."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest

from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.pairwise import condorcet_winner, votes_of
from minga_platform.governance.counting.types import Counted, Lot, Profile, Ranking
from minga_testing.elections import facts, in_file_order, profile_of, sheet_of

BLT = ["gnome_2018_board.blt", "glasgow_2007_langside.blt", "tie_weak_defeat.blt", "tie_weak_surplus.blt"]
RANKED = [
    "tennessee",
    "schulze_wp45",
    "schulze_ex4_tie",
    "tideman1987_ex5",
    "gorr_ex2",
    "gorr_ex4",
    "rv_margins_vs_winning",
    "ireland_1990_president",
]
FULL = RANKED[:-1]  # Of Ireland only the rounds are known.


def log_of(counted: Counted) -> list[tuple[str, str, Decimal]]:
    """What happened, in the words of the reference logs."""
    log: list[tuple[str, str, Decimal]] = []
    for stage in counted.stages:
        if stage.what == "surplus":
            log.append(("transfer-surplus", stage.options[0], Decimal(stage.facts["surplus"])))
        elif stage.what == "exclusion":
            log.append(("exclude", stage.options[0], Decimal(stage.facts["votes"])))
        log += [("elect", name, Decimal(votes)) for name, votes in stage.facts["elected"].items()]
        log += [
            ("elect-remaining", name, Decimal(votes)) for name, votes in stage.facts["elected_without_quota"].items()
        ]
    return log


@pytest.mark.parametrize("file", BLT)
def test_stv_agrees_with_the_reference_stage_by_stage(file: str) -> None:
    known = next(one for one in facts("voting/expected_stv.json")["results"] if one["file"] == file)
    sheet = sheet_of(f"voting/{file}")
    assert (sheet.title, len(sheet.profile.options), sheet.seats) == (
        known["title"],
        known["candidates"],
        known["seats"],
    )
    counted = count("stv", sheet.profile, seats=sheet.seats or 1, lot=in_file_order(sheet.profile))
    assert list(counted.winners) == known["elected"]
    assert log_of(counted) == [(what, who, Decimal(votes)) for what, who, votes in known["log"]]
    assert [list(tie.options) for tie in counted.ties] == known["ties"]
    assert len(counted.stages) == known["stages"]
    assert (counted.stages[0].facts["valid"], counted.stages[0].facts["quota"]) == (known["valid"], known["quota"])


def example_of(name: str) -> dict:
    return next(one for one in facts("voting/worked_examples.json")["ranked"] if one["id"] == name)


@pytest.mark.parametrize("name", FULL)
def test_examples_of_the_literature_pairwise(name: str) -> None:
    example = example_of(name)
    votes = votes_of(profile_of(example["candidates"], example["ballots"]))
    assert {f"{a}>{b}": votes[a][b] for a in votes for b in votes[a]} == example["pairwise"]
    assert condorcet_winner(votes) == example["condorcet_winner"]


@pytest.mark.parametrize(
    ("method", "key", "name"),
    [("schulze", "schulze_winning_votes", name) for name in FULL]
    + [("ranked-pairs", "ranked_pairs_winning_votes", name) for name in FULL if name != "schulze_ex4_tie"],
)
def test_examples_of_the_literature_in_order(method: str, key: str, name: str) -> None:
    example = example_of(name)
    profile = profile_of(example["candidates"], example["ballots"])
    counted = count(method, profile, lot=in_file_order(profile))
    groups = [sorted(group) for group in counted.stages[-1].facts["groups"]]
    assert groups == [sorted(group) for group in example[key]]
    assert counted.winners[0] in example[key][0]
    winner_ties = [sorted(tie.options) for tie in counted.ties if tie.about == "winner"]
    assert winner_ties == ([sorted(example[key][0])] if len(example[key][0]) > 1 else [])


@pytest.mark.parametrize("name", RANKED)
def test_examples_of_the_literature_run_off(name: str) -> None:
    example = example_of(name)
    profile = profile_of(example["candidates"], example["ballots"])
    counted = count("irv", profile, lot=in_file_order(profile))
    rounds = [dict(stage.tallies) for stage in counted.stages]
    assert rounds[: len(example["irv_rounds"])] == example["irv_rounds"]
    if example["irv_winner"]:
        assert counted.winners == (example["irv_winner"],)
        assert len(rounds) == len(example["irv_rounds"])
    if example.get("irv_tie_for_exclusion"):
        assert sorted(counted.ties[0].options) == sorted(example["irv_tie_for_exclusion"])


@pytest.mark.parametrize("name", FULL)
def test_examples_of_the_literature_borda(name: str) -> None:
    example = example_of(name)
    profile = profile_of(example["candidates"], example["ballots"])
    points = count("borda", profile, lot=in_file_order(profile)).stages[0].tallies
    assert points == {option: Fraction(str(figure)) for option, figure in example["borda_n_minus_1"].items()}


def test_debian_2006_by_schulze() -> None:
    (known,) = facts("voting/worked_examples.json")["debian"]
    sheet = sheet_of(f"voting/{known['file']}")
    assert list(sheet.profile.options) == known["options"]
    assert sheet.default == known["default_option"]
    assert sum(times for _, times in sheet.profile.ballots) == known["valid_ballots"]
    counted = count("schulze", sheet.profile, lot=in_file_order(sheet.profile))
    assert counted.winners == (known["official_winner"],)
    assert [sorted(group) for group in counted.stages[-1].facts["groups"]] == known["schulze_ranking"]
    votes = votes_of(sheet.profile)
    default = known["default_option"]
    assert {name: [votes[name][default], votes[default][name]] for name in votes if name != default} == known[
        "beats_default"
    ]


def test_debian_2006_would_have_another_winner_if_silence_were_no_opinion() -> None:
    """The trap: who names nobody for a place has said something all the same."""
    (known,) = facts("voting/worked_examples.json")["debian"]
    sheet = sheet_of(f"voting/{known['file']}")
    ours = votes_of(sheet.profile)
    silent = {a: dict.fromkeys(row, 0) for a, row in ours.items()}
    for ranking, times in sheet.profile.rankings():
        place = {option: index for index, group in enumerate(ranking.ranks) for option in group}
        for (a, above), (b, below) in permutations(place.items(), 2):
            if above < below:
                silent[a][b] += times
    assert condorcet_winner(ours) == known["official_winner"]
    assert [condorcet_winner(silent)] == known["winner_if_unranked_means_no_opinion"]


def test_places_in_the_log_are_exact() -> None:
    """Three voters share a surplus of one: 0.33333 each, and the residual says what cutting lost."""
    profile = Profile(
        ("A", "B", "C", "D"), ((Ranking((("A",), ("B",))), 3), (Ranking((("C",),)), 1), (Ranking((("D",),)), 1))
    )
    counted = count("stv", profile, seats=2, lot=in_file_order(profile))
    assert counted.stages[1].facts["transfers"] == {"B": Decimal("0.99999")}
    assert counted.stages[1].facts["residual"] == Decimal("0.00001")


@pytest.mark.parametrize("method", ["stv", "irv"])
def test_of_the_earlier_stages_the_latest_tells(method: str) -> None:
    """Bo was behind Cem first and ahead of him then; level now, it is Cem who goes, though the first stage and the lot say Bo."""
    profile = profile_of(
        ["Bo", "Cem", "Xu", "Yun", "Dao", "Eve"],
        ["Bo*5", "Cem*6", "Xu>Bo*2", "Yun>Cem*1", "Yun*2", "Dao*20", "Eve*19"],
    )
    counted = count(method, profile, lot=in_file_order(profile))
    assert [stage.options for stage in counted.stages[:4]] == [(), ("Xu",), ("Yun",), ("Cem",)]
    assert counted.stages[3].facts["tie"] == {"between": ("Bo", "Cem"), "settled_by_stage": 1}
    assert not counted.ties


def test_a_run_off_ends_at_more_than_half_of_the_ballots_still_in_play() -> None:
    profile = profile_of(["Ana", "Bo", "Cem"], ["Ana*4", "Bo*3", "Cem*2"])
    counted = count("irv", profile, lot=in_file_order(profile))
    assert [
        (stage.facts["continuing"], stage.facts["exhausted"], stage.facts["winner"]) for stage in counted.stages
    ] == [
        (9, 0, None),
        (7, 2, "Ana"),
    ]


def test_stopped_ballots_are_told_from_rejected_ones() -> None:
    """The ballot stops at equals and at a rank left out; without a clear first preference it is not valid at all."""
    profile = profile_of(["A", "B", "C"], ["A>B=C*2", "B=C>A*3", "A*1", "B*4"])
    left_out = Profile(
        profile.options, (*profile.ballots, (Ranking(((), ("C",))), 5), (Ranking((("C",), (), ("A",))), 3))
    )
    counted = count("stv", left_out, lot=in_file_order(profile))
    assert counted.stages[0].facts["valid"] == 10
    assert counted.stages[0].facts["rejected"] == 8
    assert counted.stages[0].tallies == {"A": 3, "B": 4, "C": 3}
    assert counted.stages[1].facts["transfers"] == {}


@pytest.mark.parametrize("method", ["schulze", "ranked-pairs"])
def test_winning_votes_decide_not_margins(method: str) -> None:
    """A cycle in which the two disagree (rangevoting.org, WinningVotes): A by winning votes, B by margins."""
    profile = profile_of(["A", "B", "C"], ["B>C>A*9", "C=A>B*6", "A>B>C*5"])
    assert count(method, profile, lot=in_file_order(profile)).winners == ("A",)


def test_schulze_ranked_pairs_and_run_off_part_ways() -> None:
    """Schulze's example of 45 voters."""
    lines = ["A>C>B>E>D*5", "A>D>E>C>B*5", "B>E>D>A>C*8", "C>A>B>E>D*3", "C>A>E>B>D*7", "C>B>A>D>E*2"]
    profile = profile_of(["A", "B", "C", "D", "E"], [*lines, "D>C>E>B>A*7", "E>B>A>D>C*8"])
    lot = in_file_order(profile)
    schulze, pairs, run_off = (count(method, profile, lot=lot) for method in ("schulze", "ranked-pairs", "irv"))
    assert [group[0] for group in schulze.stages[2].facts["groups"]] == ["E", "A", "C", "B", "D"]
    assert [group[0] for group in pairs.stages[2].facts["groups"]] == ["A", "C", "E", "B", "D"]
    assert run_off.ties[0].options == ("B", "E")


def test_of_equal_defeats_the_one_with_less_against_it_is_locked_first() -> None:
    """A cycle of 16 : 8, 16 : 13 and 16 : 14; the last is left out, though the lot would take it first."""
    lines = ["A>B>C*5", "B>C>A*6", "C>A>B*2", "A=B>C*5", "B=C>A*2", "A=C>B*5", "A>B=C*4", "C>A=B*6"]
    counted = count("ranked-pairs", profile_of(["A", "B", "C"], lines), lot=Lot.of_order("CBA"))
    taken = [(pair["winner"], pair["against"], pair["locked"]) for pair in counted.stages[1].facts["pairs"]]
    assert taken == [("A", 8, True), ("B", 13, True), ("C", 14, False)]
    assert (counted.winners, counted.ties) == (("A",), ())


def test_borda_shares_places_evenly_among_equals_and_the_unnamed() -> None:
    profile = profile_of(["A", "B", "C", "D"], ["A=B>C*2", "D*1"])
    points = count("borda", profile, lot=in_file_order(profile)).stages[0].tallies
    assert points == {"A": 6, "B": 6, "C": 3, "D": 3}
