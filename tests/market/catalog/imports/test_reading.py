"""The bytes of a spreadsheet become rows, whatever wrote them, and one bad row never costs another."""

import contextlib
import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.market.catalog.imports import reading
from minga_platform.market.catalog.imports.errors import ImportUnreadable, Unreadable
from minga_platform.market.catalog.imports.reading import Table, read_table
from minga_platform.market.catalog.imports.types import Fault, Mend

COLUMNS = {"name": ("Name",), "price": ("Variant Price", "Price"), "note": ("Note",)}
PLAIN = "Name,Variant Price,Note\nBowl,9.99,blue\nCup,5,\n"


def read(data: bytes | str, required: tuple[str, ...] = ("name", "price")) -> Table:
    return read_table(data.encode() if isinstance(data, str) else data, columns=COLUMNS, required=required)


def cells(table: Table) -> list[tuple[int, str, str, str]]:
    return [(row.number, row["name"], row["price"], row["note"]) for row in table.rows]


EXPECTED = [(2, "Bowl", "9.99", "blue"), (3, "Cup", "5", "")]


@pytest.mark.parametrize(
    ("data", "mended"),
    [
        (PLAIN.encode(), False),
        (PLAIN.encode("utf-8-sig"), False),
        (PLAIN.encode("utf-16"), False),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), False),
        (b"\xff\xfe\x00\x00" + PLAIN.encode("utf-32-le"), False),
        (PLAIN.encode("utf-16-le"), True),
        (PLAIN.encode("utf-16-be"), True),
        (PLAIN.replace("\n", "\r\n").encode(), False),
        (PLAIN.replace("\n", "\r").encode(), False),
        (PLAIN.rstrip("\n").encode(), False),
        (PLAIN.replace(",", ";").encode(), False),
        (PLAIN.replace(",", "\t").encode(), False),
        (PLAIN.replace(",", "|").encode(), False),
        (PLAIN.replace("Name,Variant Price,Note", " name ,VARIANT_price,note").encode(), False),
        (PLAIN.replace("Name,Variant Price,Note", '"Name","variant  price", "NOTE"').encode(), False),
        (PLAIN.replace("Variant Price", "price").encode(), False),
        (PLAIN.replace("\n", ",,\n").encode(), False),
    ],
)
def test_the_same_table_in_many_dresses(data: bytes, mended: bool) -> None:
    table = read(data)
    assert cells(table) == EXPECTED
    assert table.problems == ()
    assert [repair.mend for repair in table.repairs] == ([Mend.ENCODING] if mended else [])


def test_an_old_excel_file_is_read_and_told() -> None:
    table = read("Name,Price\nKrug „Größe“,5\n".encode("cp1252"))
    assert table.rows[0]["name"] == "Krug „Größe“"
    assert [(repair.mend, repair.after) for repair in table.repairs] == [(Mend.ENCODING, "windows-1252")]


def test_bytes_that_no_code_page_has_become_the_replacement_sign() -> None:
    assert read(b"Name,Price\nB\x81wl\xff,5\n").rows[0]["name"] == "B\ufffdwl\xff"


def test_the_separator_line_of_excel_counts_as_a_row() -> None:
    assert cells(read("sep=;\nName;Price\nBowl;9,99\n")) == [(3, "Bowl", "9,99", "")]


def test_row_numbers_count_records_as_a_spreadsheet_shows_them() -> None:
    table = read('\n\nName,Price,Note\n"Bowl",1,"two\nlines, and ""quotes"""\n\n,,\nCup,2,x\n')
    assert cells(table) == [(4, "Bowl", "1", 'two\nlines, and "quotes"'), (7, "Cup", "2", "x")]


@pytest.mark.parametrize(
    "bad",
    [
        '"Plate,3,never closed',
        '"Plate"x,3,letters behind the quote',
        '"Plate,3,"closed too late"',
        "Plate,3,a,b",
    ],
)
def test_one_bad_row_is_one_problem_and_all_others_stay(bad: str) -> None:
    table = read(f"Name,Price,Note\nBowl,1,\n{bad}\nCup,2,\nJug,3,\n")
    assert [row["name"] for row in table.rows] == ["Bowl", "Cup", "Jug"]
    assert [problem.row for problem in table.problems] == [3]
    assert [row.number for row in table.rows] == [2, 4, 5]


def test_a_quote_forgotten_in_the_middle_does_not_swallow_the_rest() -> None:
    rows = [f"P{n},{n},fine" for n in range(500)]
    rows[100] = '"P100,1,'
    rows[300] = 'P300,3,"he said"he'
    table = read("Name,Price,Note\n" + "\n".join(rows))
    assert len(table.rows) == 498
    assert [(problem.row, problem.fault) for problem in table.problems] == [
        (102, Fault.QUOTES_BROKEN),
        (302, Fault.QUOTES_BROKEN),
    ]


def test_inch_marks_inside_a_plain_cell_are_text() -> None:
    assert read('Name,Price\n5" pipe,1\npipe 5",2\n').rows[0]["name"] == '5" pipe'


def test_a_short_row_is_filled_and_told() -> None:
    table = read("Name,Price,Note\nBowl,1\nCup,2,\n")
    assert cells(table) == [(2, "Bowl", "1", ""), (3, "Cup", "2", "")]
    assert [(repair.mend, repair.rows) for repair in table.repairs] == [(Mend.ROW_FILLED, (2,))]


def test_zeros_and_controls_are_taken_out_and_told() -> None:
    table = read("Name,Price\nBo\x00wl,1\nC\x07up\u202e,2\nJug,3\n")
    assert [row["name"] for row in table.rows] == ["Bowl", "Cup", "Jug"]
    assert {repair.mend: repair.rows for repair in table.repairs} == {
        Mend.NUL_REMOVED: (2,),
        Mend.CONTROL_REMOVED: (3,),
    }


def test_columns_nobody_reads_are_named() -> None:
    assert read("Name,Price,Shoe size,\nBowl,1,38,\n").unused == ("Shoe size",)


@pytest.mark.parametrize(
    ("data", "reason", "columns"),
    [
        (b"", Unreadable.EMPTY, ()),
        (b"\xef\xbb\xbf\r\n \n", Unreadable.EMPTY, ()),
        (b"\x00" * 4096, Unreadable.EMPTY, ()),
        (b",,,\n;;\n", Unreadable.COLUMNS_MISSING, ("Name", "Variant Price")),
        (b"Name,Colour\nBowl,blue\n", Unreadable.COLUMNS_MISSING, ("Variant Price",)),
        (b"<html><body>Sign in</body></html>", Unreadable.COLUMNS_MISSING, ("Name", "Variant Price")),
        (b"Name,Price,price\nBowl,1,2\n", Unreadable.COLUMN_TWICE, ("price",)),
        (b"PK\x03\x04" + b"\x00" * 50, Unreadable.NOT_TEXT, ()),
        (b"\x89PNG\r\n\x1a\n", Unreadable.NOT_TEXT, ()),
        (b"%PDF-1.7", Unreadable.NOT_TEXT, ()),
        (b"Name,Price" + b",x" * 600 + b"\n", Unreadable.TOO_MANY_COLUMNS, ()),
        (b"Name,Price\n" + b"a,1\n" * 100_001, Unreadable.TOO_MANY_ROWS, ()),
        (b"Name,Price\n" + b"\n" * 100_001, Unreadable.TOO_MANY_ROWS, ()),
        (b"Name,Price\n" + b"x" * (20 * 1024 * 1024), Unreadable.TOO_LARGE, ()),
    ],
)
def test_what_is_no_table_is_one_clear_refusal(data: bytes, reason: Unreadable, columns: tuple[str, ...]) -> None:
    with pytest.raises(ImportUnreadable) as refused:
        read(data)
    assert (refused.value.reason, refused.value.columns) == (reason, columns) or (
        reason is Unreadable.COLUMNS_MISSING and refused.value.reason is Unreadable.EMPTY and not columns
    )


def test_a_cell_beyond_its_bound_is_a_problem_of_its_row() -> None:
    table = read("Name,Price,Note\nBowl,1,\nCup,2," + "x" * 70_000 + '\nJug,3,"' + "y" * 300_000 + '"\nPan,4,\n')
    assert [row["name"] for row in table.rows] == ["Bowl", "Pan"]
    assert [problem.row for problem in table.problems] == [3, 4]


@pytest.mark.parametrize(
    "body",
    [
        b'"\n' * 45_000,
        b'x,"a""\n' * 45_000,
        b'"""",' * 45_000,
        b'"' + b"a" * (8 * 1024 * 1024),
        b'"' * (8 * 1024 * 1024),
        b"\x00" * (8 * 1024 * 1024),
        b"," * (4 * 1024 * 1024),
        b' "' * (2 * 1024 * 1024),
    ],
)
def test_hostile_quotes_cost_linear_work(body: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(ImportUnreadable):
        read(b"Name,Price,Note\n" + body)
    assert time.process_time() - started < 5


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff\u202d\u202e\ufffe\uffff"),
    max_size=20,
).map(str.strip)


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_spreadsheet_writes_we_read(
    rows: list[tuple[str, str, str]], separator: str, encoding: str, line_end: str, quoting: int
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Name", "Price", "Note"])
    writer.writerows(rows)
    table = read(out.getvalue().encode(encoding))
    assert table.problems == ()
    expected = [(number, *row) for number, row in enumerate(rows, start=2) if any(row)]
    assert [(row.number, row["name"], row["price"], row["note"]) for row in table.rows] == expected


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_refusal(data: bytes) -> None:
    for whole in (data, b"Name,Price\n" + data):
        try:
            table = read(whole)
        except ImportUnreadable:
            continue
        assert all(row.number >= 2 for row in table.rows)


def test_a_large_file_is_read_in_little_time() -> None:
    data = ("Name,Price,Note\n" + "".join(f'P{n},9.99,"{"x" * 150}"\n' for n in range(99_000))).encode()
    assert len(data) < reading.FILE_BYTES
    started = time.process_time()
    assert len(read(data).rows) == 99_000
    assert time.process_time() - started < 10
