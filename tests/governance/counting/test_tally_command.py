"""`minga tally`: what a person or a program sees of a count, and what is said when it cannot be."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from minga_infra.cli.main import build
from minga_testing.elections import case

BLT = '3 2\n5 1 2 0\n3 2 0\n1 3 0\n0\n"Ana"\n"Bo"\n"Çelik"\n"Board"\n'


def tally(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(build("tally"), ["tally", *arguments], input=stdin)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "board.txt"  # The name says nothing; the content does.
    path.write_text(BLT, encoding="utf-8")
    return path


def test_people_see_the_stages_and_the_winners(file: Path) -> None:
    done = tally(str(file), "--method", "stv")
    assert done.exit_code == 0
    assert "stv, 3 options, 9 ballots, 2 to win" in done.stdout
    assert "2. surplus: Ana" in done.stdout
    assert done.stdout.rstrip().endswith("Winners:\n   Ana\n   Bo")


def test_programs_get_the_whole_log(file: Path) -> None:
    done = tally(str(file), "--method", "stv", "--format", "json")
    told = json.loads(done.stdout)
    assert (told["winners"], told["ties"], told["seats"], told["title"]) == (["Ana", "Bo"], [], 2, "Board")
    assert told["stages"][0] == {
        "what": "first",
        "options": [],
        "tallies": {"Ana": 5, "Bo": 3, "Çelik": 1},
        "valid": 9,
        "rejected": 0,
        "quota": 4,
        "seats": 2,
        "elected": {"Ana": 5},
        "elected_without_quota": {},
        "non_transferable": 0,
        "residual": 0,
    }
    assert told["stages"][1]["transfers"] == {"Bo": 1}


def test_the_seats_asked_for_go_before_those_of_the_file(file: Path) -> None:
    assert json.loads(tally(str(file), "--method", "stv", "--seats", "1", "--format", "json").stdout)["winners"] == [
        "Ana"
    ]
    assert json.loads(tally(str(file), "--method", "borda", "--format", "json").stdout)["winners"] == ["Ana", "Bo"]


def test_without_a_method_the_file_says(file: Path) -> None:
    assert json.loads(tally(str(file), "--format", "json").stdout)["method"] == "stv"


def test_a_run_off_of_a_file_with_more_seats_fills_one_and_says_so(file: Path) -> None:
    done = tally(str(file), "--method", "irv", "--format", "json")
    assert json.loads(done.stdout)["winners"] == ["Ana"]
    assert "a run-off fills one" in done.stderr
    refused = tally(str(file), "--method", "irv", "--seats", "2")
    assert refused.exit_code == 1
    assert "use stv" in refused.stderr


def test_standard_input() -> None:
    assert json.loads(tally("-", "--format", "json", stdin=BLT.encode()).stdout)["winners"] == ["Ana", "Bo"]


def test_the_lot_can_be_drawn_from_a_text() -> None:
    level = '2 1\n1 1 0\n1 2 0\n0\n"Ana"\n"Bo"\n'
    drawn = {
        tuple(
            json.loads(tally("-", "--method", "schulze", "--lot", seed, "--format", "json", stdin=level).stdout)[
                "winners"
            ]
        )
        for seed in ("a", "b", "c", "d", "e", "f")
    }
    assert drawn == {("Ana",), ("Bo",)}
    told = json.loads(tally("-", "--method", "schulze", "--format", "json", stdin=level).stdout)
    assert told["ties"] == [{"about": "winner", "options": ["Ana", "Bo"], "stage": 2, "drawn": ["Ana", "Bo"]}]


@pytest.mark.parametrize(
    ("content", "arguments", "code", "said"),
    [
        ('2 1\n1 3 0\n0\n"A"\n"B"\n', [], 1, "line 2, column 3: There is no candidate 3"),
        ("<html>", [], 1, "no format of ballots"),
        (BLT, ["--method", "coin"], 2, "There is no method “coin”"),
        (BLT, ["--seats", "0"], 2, "seats"),
        (BLT, ["--method", "approval"], 1, "approvals"),
        (BLT, ["--method", "greedy"], 1, "budget"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(
    content: str, arguments: list[str], code: int, said: str
) -> None:
    done = tally("-", *arguments, stdin=content)
    assert done.exit_code == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there() -> None:
    done = tally("nowhere.blt")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nowhere.blt" in done.stderr


@pytest.mark.parametrize(
    ("path", "method", "winners"),
    [
        ("voting/glasgow_2007_langside.blt", "stv", ["James Dornan", "Archie Graham", "Paul Coleshill"]),
        ("voting/debian_leader_2006_tally.txt", "schulze", ["Anthony Towns"]),
        ("voting/debian_leader_2006_tally.txt", "ranked-pairs", ["Anthony Towns"]),
    ],
)
def test_real_elections(path: str, method: str, winners: list[str]) -> None:
    done = tally("-", "--method", method, "--format", "json", stdin=case(path))
    assert json.loads(done.stdout)["winners"] == winners
