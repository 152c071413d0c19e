"""A published board is counted by `minga tally` like any other file."""

import json
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from minga_infra.cli.main import build
from minga_platform.governance.ballots import board_sheet
from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.types import Malformed, Uncountable
from minga_platform.kernel.database import Database
from minga_testing.plugin import Clock
from minga_testing.polling import open_poll, options


def tally(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(build("tally"), ["tally", "-", "--format", "json", *arguments], input=text)


@pytest.mark.anyio
async def test_a_board_of_ours_gives_its_own_result_again(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    poll = await open_poll(
        database, worker_database, {"worker": 9}, method="stv", seats=2, options=options("ana", "bo", "cem")
    )
    said = [[["ana"], ["bo"]]] * 4 + [[["cem"]]] * 2 + [[["bo"], ["cem"]]] * 2
    for voter, rank in zip(poll.voters, said, strict=False):
        cast = await poll.cast(
            voter, {"rank": [{"option": group[0], "rank": place} for place, group in enumerate(rank, 1)]}
        )
        assert cast["__typename"] == "CastBallot", cast
    await clock.move(timedelta(hours=2))
    await poll.shop.sweep("ballots")
    outcome, text = await poll.outcome(), await poll.board()
    assert outcome is not None
    done = tally(text)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["format"], told["method"], told["seats"], told["notes"]) == ("board", "stv", 2, [])
    assert [name.lower() for name in told["winners"]] == outcome["winners"]
    assert told["stages"][0]["tallies"] == {"Ana": 4, "Bo": 2, "Cem": 2}
    # The lot is drawn over the keys, so names change nothing: the very ties and stages of the board.
    on_board = json.loads(text)["result"]
    assert json.loads(json.dumps(told["ties"]).lower()) == on_board["ties"]
    assert [stage["what"] for stage in told["stages"]] == [stage["what"] for stage in on_board["stages"]]
    other = json.loads(tally(text, "--method", "schulze", "--seats", "1").stdout)
    assert (other["method"], len(other["winners"])) == ("schulze", 1)


def board(**more: Any) -> dict[str, Any]:
    ballot = {
        "leaf": "aa",
        "classes": ["worker"],
        "weight": 2,
        "token": "t1",
        "revision": 1,
        "choice": {"rank": [["a"]]},
    }
    return {
        "format": "minga-board-1",
        "title": {"fr": "Le  four"},
        "method": "schulze",
        "options": [
            {"key": "a", "label": {"es": "Horno", "en": "Kiln"}, "cost_minor": None},
            {"key": "b", "label": {"en": "Kiln"}, "cost_minor": None},
        ],
        "seats": 1,
        "budget_minor": None,
        "reserved": [],
        "leaves": ["aa", "bb", "cc"],
        "ballots": [
            ballot,
            {**ballot, "leaf": "bb", "revision": 2, "choice": {"rank": [["b"]]}},
            {**ballot, "leaf": "cc", "token": "t2", "choice": {"rank": []}},
        ],
        "paper": [{"classes": ["worker"], "weight": 3, "counts": [{"choice": {"rank": [["b"], ["a"]]}, "times": 5}]}],
        "lot": "00ff",
    } | more


def test_weights_paper_and_the_newest_revision_count() -> None:
    sheet = board_sheet.parse(json.dumps(board()))
    assert (sheet.title, sheet.profile.options) == ("Le four", ("Kiln", "Kiln (2)"))
    assert sheet.lot is not None
    assert count("schulze", sheet.profile, lot=sheet.lot).stages[0].facts["votes"] == {
        "Kiln": {"Kiln (2)": 0},
        "Kiln (2)": {"Kiln": 17},
    }
    assert sheet.notes == ()


def test_closed_ballots_are_told() -> None:
    sheet = board_sheet.parse(json.dumps(board(leaves=["aa", "bb", "cc", "dd"])))
    assert sheet.notes == ("1 ballots stay closed; only those that are open are counted.",)


def test_a_budget_and_points() -> None:
    told = board(method="greedy", budget_minor=100, paper=[], ballots=[], leaves=[])
    for one, cost in zip(told["options"], (60, 70), strict=True):
        one["cost_minor"] = cost
    told["paper"] = [{"classes": ["w"], "weight": 1, "counts": [{"choice": {"approve": ["b"]}, "times": 2}]}]
    sheet = board_sheet.parse(json.dumps(told))
    assert sheet.budget is not None
    assert sheet.lot is not None
    assert sheet.budget.costs == {"Kiln": 60, "Kiln (2)": 70}
    assert count("greedy", sheet.profile, budget=sheet.budget, lot=sheet.lot).winners == ("Kiln (2)",)


def test_an_answer_to_one_question_is_for_the_checker() -> None:
    with pytest.raises(Uncountable, match="minga verify"):
        board_sheet.parse(json.dumps(board(method="yes_no")))


@pytest.mark.parametrize(
    "broken",
    [
        {"method": "coin"},
        {"options": [{"key": "a"}]},
        {"options": 7},
        {"lot": "xyz"},
        {"lot": None},
        {"seats": "1"},
        {"seats": True},
        {"ballots": [{}]},
        {"paper": [{"classes": [], "weight": -1, "counts": [{"choice": {"rank": []}, "times": 1}]}]},
        {"paper": [{"classes": [], "weight": 1, "counts": [{"choice": {"rank": [["z"]]}, "times": 1}]}]},
        {"title": "text"},
        {"reserved": [{"name": "g", "options": ["z"], "seats": 1}]},
        {"format": "minga-board-1", "leaves": None},
    ],
)
def test_a_board_that_is_not_whole_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        board_sheet.parse(json.dumps(board(**broken)))


@pytest.mark.parametrize(
    "text", ["{minga-board-1", '{"format": "minga-board-1"', "{" * 100_000 + "minga-board-1", "[" * 100_000]
)
def test_what_is_no_json_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Malformed):
        board_sheet.parse(text)
