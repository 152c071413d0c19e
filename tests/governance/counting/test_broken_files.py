"""Files that were torn, retyped or glued together: either an election, or a sentence that says where it goes wrong. Nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minga_platform.governance.counting.formats.reading import read
from minga_platform.governance.counting.methods import count
from minga_platform.governance.counting.types import Malformed, Uncountable, as_json
from minga_testing.elections import CASES, in_file_order

SAMPLES = {
    "blt": b'4 2\n-2\n[tie 4 3 2 1]\n3 1 3 4 0\n(id) 2 4 1=3 - 2 0\n1 0 # empty\n0\n"Adam" "Basil"\n"Ch, ""C"" D"\nDonald\n"Title"\n',
    "debian": b"  Option 1->: Apples\n  / Option 2->: None of the above\n  |/\nV: 21 \t1d7b\nV: -1 \tab12\n",
    "scottish-csv": b'2,1,\n37,1,\n13,1,2,\n"Candidate 1","Ann","Green (Gr)",\n"Candidate 2","Bo","Ind",\n""Ward 1"",\n',
}
REAL = [
    file
    for file in sorted([*(CASES / "voting").glob("*.blt"), *(CASES / "voting").glob("*.txt")])
    if file.stat().st_size < 10_000
]
_WORDS = b"""0 - = ( ) [ ] # /* */ " , \\ 9 99999999 [nick [tie V: Option_1: 1.5 ' ;""".split()
PIECES = st.sampled_from([*_WORDS, *(b"\n|\r|\t| |\0|\xff|\xef\xbb\xbf|\xc2\xb2|0\n0\n".split(b"|"))])


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut, glue, repeat, and put pieces where they do not belong."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        to = min(len(content), at + draw(st.integers(0, 12)))
        match draw(st.sampled_from(["put", "cut", "swap", "repeat", "end"])):
            case "put":
                content = content[:at] + draw(PIECES) + content[at:]
            case "cut":
                content = content[:at] + content[to:]
            case "swap":
                content = content[:at] + draw(PIECES) + content[to:]
            case "repeat":
                content = content[:to] + content[at:]
            case _:
                content = content[:at] if draw(st.booleans()) else content
    return content


def read_and_count(content: bytes) -> None:
    sheet, line = None, 0
    try:
        sheet = read(content)
    except Malformed as wrong:
        line = wrong.line
    if sheet is None:
        assert 0 <= line <= content.count(b"\n") + content.count(b"\r") + 2
        return
    assert len(set(sheet.profile.options)) == len(sheet.profile.options)
    if sheet.method:
        try:
            counted = count(
                sheet.method,
                sheet.profile,
                seats=min(sheet.seats or 1, 50),
                budget=sheet.budget,
                lot=sheet.lot or in_file_order(sheet.profile),
            )
        except Uncountable:
            return
        as_json(counted)


@pytest.mark.parametrize("kind", SAMPLES)
@given(data=st.data())
def test_damage_is_named_or_harmless(kind: str, data: st.DataObject) -> None:
    read_and_count(data.draw(damaged(SAMPLES[kind])))


@pytest.mark.skipif(not REAL, reason="the shared acceptance cases are not beside the project")
@given(data=st.data())
def test_damage_to_real_files_is_named_or_harmless(data: st.DataObject) -> None:
    read_and_count(data.draw(damaged(data.draw(st.sampled_from(REAL)).read_bytes())))


@given(content=st.binary(max_size=200))
@example(b"2 1\n[]\n1 1 0\n0\n")
@example(b"2 1\n[tie\n1 1 0\n0\n")
@example(b"1 1\n" + b"1 " * 5000)
@example(b"1 1\n1 1 0\n0\n" + b'"' * 5001)
@example(b"1 1\n1 1 0\n0\n" + b'"\\' * 5001)
@example(b"1 1\n1 1 0\n0\n" + b"/*" * 5001)
@example(b"1 1\n" + b"/*" * 5001)
@example(b"1 1\n1 " + b"=" * 5001)
@example(b"1 1\n" + b"(" * 5001)
@example(b"1 1\n1 " + b"(1" * 5001)
@example(b"V: 1\n" + b" " * 5001 + b"V: 1 " + b" " * 5001)
def test_any_bytes_at_all(content: bytes) -> None:
    read_and_count(content)
