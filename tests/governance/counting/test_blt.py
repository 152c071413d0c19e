"""The .blt format as it is found in the wild, and what is said of a malformed one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.governance.counting.formats.reading import read
from minga_platform.governance.counting.types import Malformed, Profile, Ranking
from minga_testing.elections import profiles

NAMES = '"Adam"\n"Basil"\n"Charlotte"\n"Donald"\n"Title"\n'
FOUR = ("Adam", "Basil", "Charlotte", "Donald")


def ballots_in(text: str) -> dict[tuple[tuple[str, ...], ...], int]:
    return {ranking.ranks: times for ranking, times in read(text.encode()).profile.rankings()}


def test_the_example_that_everyone_copies() -> None:
    sheet = read(f"4 2\n-2\n3 1 3 4 0\n4 1 3 2 0\n2 4 1=3 0\n1 2 0\n2 2=4=3 1 0\n1 3 4 2 0\n0\n{NAMES}".encode())
    assert (sheet.format, sheet.title, sheet.seats, sheet.method) == ("blt", "Title", 2, "stv")
    assert sheet.withdrawn == ("Basil",)
    assert sheet.profile.options == ("Adam", "Charlotte", "Donald")
    assert {one.ranks: times for one, times in sheet.profile.rankings()} == {
        (("Adam",), ("Charlotte",), ("Donald",)): 3,
        (("Adam",), ("Charlotte",)): 4,
        (("Donald",), ("Adam", "Charlotte")): 2,
        (): 1,
        (("Donald", "Charlotte"), ("Adam",)): 2,
        (("Charlotte",), ("Donald",)): 1,
    }


@pytest.mark.parametrize(
    "body",
    [
        "4 2\n3 1 3 0\n1 2 0\n0\n",
        "4 2 3 1 3 0 1 2 0 0 ",  # Line breaks mean nothing in the first description.
        "4\n2\n3\n1\n3\n0\n1\n2\n0\n0\n",
        "4 2\n3 1 3 0\n\n  1\t2 0  \n\n0\n",
        "# made by hand\n4 2 # four for two\n3 1 3 0# no space\n1 2 0\n0 # the end\n",
        "/* made by\nhand */ 4 2\n3 1 /* first */ 3 0\n1 2 0\n0\n",
        "4 2\n(one) 3 1 3 0\n(1) 1 2 0\n0\n",
        "4 2\n[nick A B C D]\n3 A C 0\n1 B 0\n0\n",
        "4 2\n[droop rule=meek]\n3 1 3 0\n1 2 0\n0\n",
        "4 2,\n3 1 3 0,\n1 2 0,,\n0,\n",
        "4,2\n3,1,3,0\n1,2,0\n0\n",
        "4 2\n3 1 3\n1 2\n0\n",
        "4 2\n1 1 3 0\n1.0 2 0\n2 1 3 0\n0\n",
        "4 2\n3 1 3 - 0\n1 2 0\n0\n",
        "\n\n  4   2\n3 1 3 0\n1 2 0\n0\n",
        "04 02\n03 01 03 0\n1 2 0\n0\n",
    ],
)
def test_ways_to_write_the_same_ballots(body: str) -> None:
    assert ballots_in(body + NAMES) == {(("Adam",), ("Charlotte",)): 3, (("Basil",),): 1}


@pytest.mark.parametrize(
    ("ballot", "ranks"),
    [
        ("1 1=3 2 0", (("Adam", "Charlotte"), ("Basil",))),
        ("1 1 = 3 2 0", (("Adam", "Charlotte"), ("Basil",))),
        ("1 (1 3) 2 0", (("Adam", "Charlotte"), ("Basil",))),
        ("1 (1=3) 2 0", (("Adam", "Charlotte"), ("Basil",))),
        ("(id) 1 (1 3) 2 0", (("Adam", "Charlotte"), ("Basil",))),
        ("1 1 - 3 0", (("Adam",), (), ("Charlotte",))),
        ("1 - 3 0", ((), ("Charlotte",))),
        ("1 0", ()),
    ],
)
def test_equals_ranks_left_out_and_empty_ballots(ballot: str, ranks: tuple) -> None:
    assert ballots_in(f"4 2\n{ballot}\n0\n{NAMES}") == {ranks: 1}


def test_a_zero_within_a_line_is_a_rank_left_out() -> None:
    """So do the moderator elections of Stack Exchange, where a voter had three places to fill."""
    assert ballots_in(f"4 2\n1 0 0 1 0\n1 2 0 0 0\n0\n{NAMES}") == {((), (), ("Adam",)): 1, (("Basil",),): 1}


@pytest.mark.parametrize("option", ["-2 -4\n", "-2\n-4\n", "[withdrawn 2 4]\n", "[nick a b c d]\n[withdrawn b d]\n"])
def test_the_withdrawn_leave_no_gap(option: str) -> None:
    sheet = read(f"4 1\n{option}1 2 1=4 3 0\n1 2 4 0\n0\n{NAMES}".encode())
    assert sheet.withdrawn == ("Basil", "Donald")
    assert [one.ranks for one, _ in sheet.profile.rankings()] == [(("Adam",), ("Charlotte",)), ()]


@pytest.mark.parametrize(
    ("names", "title"),
    [
        ('"Adam" "Basil" "Charlotte" "Donald" "Title"', "Title"),
        ("Adam\nBasil\nCharlotte\nDonald\nThe  title", "The title"),
        ("Adam Basil Charlotte Donald Title", "Title"),
        ('"Adam"\n"Basil"\n"Charlotte"\n"Donald"\n', ""),
        ('"Adam"\n"Basil"\n"Charlotte"\n"Donald"\n""', ""),
        ('"Adam"\n"Basil"\n"Charlotte"\n"Donald"\n"Title"\n"source"\n"comment"\n', "Title"),
        ('"Adam",\n"Basil",\n"Charlotte",\n"Donald",\nWard 6 - Elgin,', "Ward 6 - Elgin"),
        ('"Adam" # the first\n"Basil"\n# nobody\n"Charlotte"\n\n"Donald"\n"Title" # end', "Title"),
        ("“Adam”\n“Basil”\n“Charlotte”\n“Donald”\n“Title”", "Title"),
        ("Adam\n# ALTERNATIVE NAME 1: Basil\nCharlotte\nDonald\nTitle", "Title"),
        ('"Adam" /* x */ "Basil"\n"Charlotte"\n"Donald"\n"Title"', "Title"),
    ],
)
def test_ways_to_write_names(names: str, title: str) -> None:
    sheet = read(f"4 2\n1 1 0\n0\n{names}".encode())
    assert (sheet.profile.options, sheet.title) == (FOUR, title)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('"Neil ALEXANDER ""Liberal Democrats"""', 'Neil ALEXANDER "Liberal Democrats"'),
        (r'"Robert \"Bob\" Smith"', 'Robert "Bob" Smith'),
        ('"Robert "Bob" Smith"', 'Robert "Bob" Smith'),
        ("Rose-Ann CUNINGHAME (Con)", "Rose-Ann CUNINGHAME (Con)"),
        ('"O\'Brien, Flann"', "O'Brien, Flann"),
        ('"Candidate #1"', "Candidate #1"),
        ('"Ann"  "Green Party"', "Ann, Green Party"),
        ('"李雷"', "李雷"),
        ('""', "Candidate 1"),
    ],
)
def test_names_as_councils_write_them(written: str, read_as: str) -> None:
    sheet = read(f'2 1\n1 1 0\n0\n{written}\n"Basil"\n"Title"\n'.encode())
    assert sheet.profile.options == (read_as, "Basil")


def test_missing_names_are_numbered_and_double_ones_told_apart() -> None:
    assert read(b"3 1\n1 1 0\n0\n").profile.options == ("Candidate 1", "Candidate 2", "Candidate 3")
    options = read(b'3 1\n1 1 0\n0\n"Ann" "Ann" "Ann (2)" "T"').profile.options
    assert len(set(options)) == 3
    assert options[0] == "Ann"


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
    ],
    ids=["utf-8 with mark", "utf-16", "windows-1252", "CRLF", "CR"],
)
def test_encodings_and_line_ends(encoded) -> None:
    sheet = read(encoded('2 1\n1 1 0\n0\n"Cåstor"\n"Pøllüx"\n"Élection"\n'))
    assert (sheet.profile.options, sheet.title) == (("Cåstor", "Pøllüx"), "Élection")


def test_an_order_for_ties_is_the_lot() -> None:
    sheet = read(b'3 2\n[tie 3 1 2]\n1 1 0\n0\n"A" "B" "C" "T"')
    assert sheet.lot is not None
    assert sheet.lot.drawn(("A", "B", "C")) == ("C", "A", "B")


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("4 2\n3 1 5 0\n0\n" + NAMES, 2, 5, "no candidate 5"),
        ("4 2\n3 1 3 1 0\n0\n" + NAMES, 2, 7, "twice"),
        ("4 2\n3 1 x 0\n0\n" + NAMES, 2, 5, "'x'"),
        ("4 2\nx 1 0\n0\n" + NAMES, 2, 1, "how many"),
        ("4 2\n1.5 1 0\n0\n" + NAMES, 2, 1, "whole number"),
        ("4 2\n1 1=9 0\n0\n" + NAMES, 2, 3, "no candidate 9"),
        ("4 2\n1 1= 0\n0\n" + NAMES, 2, 3, "candidate"),
        ("4 2\n-7\n1 1 0\n0\n" + NAMES, 2, 1, "no candidate 7"),
        ("4 0\n1 1 0\n0\n" + NAMES, 1, 3, "at least one seat"),
        ("0 2\n0\n", 1, 1, "0 candidates"),
        ("4 2\n1 1 2 0\n", 2, 0, "ends"),
        ("4 2\n1 1 2", 2, 0, "ends"),
        ('4 2\n1 1 0\n0\n"Adam"\n"Basil"\n', 4, 1, "4 names"),
        ("4 2\n1 (1 2 0\n0\n" + NAMES, 2, 0, "bracket"),
        ("4 2\n1 1 2\n4 3 0\n0\n" + NAMES, 2, 1, "two ways"),
        ("4 2\n1 99999999999999999999999999 0\n0\n" + NAMES, 2, 3, "no candidate 999"),
        ("4 2\n99999999999999999999999999 1 0\n0\n" + NAMES, 2, 1, "larger"),
        ("4 2\n1 ² 0\n0\n" + NAMES, 2, 3, "²"),
        ("999999999 2\n1 1 0\n0\n", 1, 1, "cannot be counted"),
    ],
)
def test_what_is_wrong_and_where(text: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(Malformed) as wrong:
        read(text.encode())
    assert reason in wrong.value.reason
    assert wrong.value.line == line
    assert wrong.value.column == column or not column


@given(profile=profiles(most=6), seats=st.integers(1, 5))
def test_what_is_written_is_read(profile: Profile, seats: int) -> None:
    number = {name: str(index) for index, name in enumerate(profile.options, 1)}
    lines = [f"{len(number)} {seats}"]
    for ranking, times in profile.rankings():
        marks = ["=".join(number[name] for name in group) or "-" for group in ranking.ranks]
        lines.append(" ".join([str(times), *marks, "0"]))
    lines += ["0", *(f'"{name}"' for name in profile.options), '"An election"']
    sheet = read("\n".join(lines).encode())
    counted: dict[Ranking, int] = {}
    for ranking, times in profile.rankings():
        ranks = list(ranking.ranks)
        while ranks and not ranks[-1]:
            ranks.pop()
        counted[Ranking(tuple(ranks))] = counted.get(Ranking(tuple(ranks)), 0) + times
    assert (sheet.profile.options, sheet.seats, sheet.title) == (profile.options, seats, "An election")
    assert dict(sheet.profile.rankings()) == counted
