"""Debian tally sheets, Scottish tables, and files that are nothing of the kind."""

import pytest

from minga_platform.governance.counting.formats.reading import read
from minga_platform.governance.counting.types import Malformed

DRAWING = """
    Option 1--------->: Apples
  /  Option 2-------->: Pears
  |/  Option 3------->: Further Discussion
  ||/
"""


def test_a_debian_sheet() -> None:
    sheet = read(f"Tally Sheet\n{DRAWING}V: 21- 	1d7ba886\nV: 1-1\nV: --- abc\nV: 932\n".encode())
    assert (sheet.format, sheet.method, sheet.default) == ("debian", "schulze", "Further Discussion")
    assert {one.ranks: times for one, times in sheet.profile.rankings()} == {
        (("Pears",), ("Apples",)): 1,
        (("Apples", "Further Discussion"),): 1,
        (): 1,
        (("Further Discussion",), ("Pears",), ("Apples",)): 1,
    }


def test_more_than_nine_ranks_go_on_with_letters() -> None:
    options = "".join(f"Option {number}->: {'abcdefghijk'[number - 1]}\n" for number in range(1, 12))
    ((ballot, _),) = read(f"{options}V: BA987654321\n".encode()).profile.rankings()
    assert ballot.ranks == tuple((name,) for name in "kjihgfedcba")


def test_receipts_that_come_twice_are_told() -> None:
    assert read(f"{DRAWING}V: 123 same\nV: 321 same\n".encode()).notes == ("Lines 6 and 7 bear the same receipt.",)


@pytest.mark.parametrize(
    ("votes", "line", "column", "reason"),
    [
        ("V: 12 x\n", 6, 4, "2 ranks for 3 options"),
        ("V: 123 x\nV: 1?3 x\n", 7, 5, "'?'"),
        ("V: 123 x\nV: 103 x\n", 7, 5, "'0'"),
        ("V: 123 x\nV:\n", 7, 1, "without ranks"),
        ("V: 123 x\n  Option 4->: Late\n", 7, 1, "below"),
    ],
)
def test_what_is_wrong_with_a_debian_sheet(votes: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(Malformed, match=r"line \d") as wrong:
        read((DRAWING + votes).encode())
    assert reason in wrong.value.reason
    assert (wrong.value.line, wrong.value.column) == (line, column)


def test_a_scottish_table() -> None:
    sheet = read(
        '3,2,\n372,1,\n23,1,2,\n4,3,1,2,\n"Candidate 1","Natalie Don","Scottish National Party (SNP)",\n'
        '"Candidate 2","Ellen Höfer-Franz","Green (Gr)",\n"Candidate 3","James Maclaren","Con",\n'
        '""Ward 11 - Bishopton, Bridge of Weir and Langbank"",'.encode()
    )
    assert (sheet.format, sheet.seats, sheet.method) == ("scottish-csv", 2, "stv")
    assert sheet.profile.options == ("Natalie Don", "Ellen Höfer-Franz", "James Maclaren")
    assert "Bishopton, Bridge of Weir and Langbank" in sheet.title
    assert sorted(times for _, times in sheet.profile.ballots) == [4, 23, 372]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('2,1,\n5,3,\n"Candidate 1","A","x",\n"Candidate 2","B","x",\n', 2, "only candidates"),
        ('2,1,\n5,1,1,\n"Candidate 1","A","x",\n"Candidate 2","B","x",\n', 2, "twice"),
        ('2,1,\n5,x,\n"Candidate 1","A","x",\n"Candidate 2","B","x",\n', 2, "'x'"),
        ('3,1,\n5,1,\n"Candidate 1","A","x",\n', 0, "1 names for 3"),
    ],
)
def test_what_is_wrong_with_a_scottish_table(text: str, line: int, reason: str) -> None:
    with pytest.raises(Malformed) as wrong:
        read(text.encode())
    assert reason in wrong.value.reason
    assert wrong.value.line == line


@pytest.mark.parametrize(
    "content", [b"", b"  \n\n", b"<html>", b"\x89PNG\r\n\x1a\n\x00\x00", b"hello", b"\xff\xfe\x00"]
)
def test_what_is_no_election_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(Malformed):
        read(content)
