"""What banks write, as it is read: numbers, dates and names of lines that mean something else than they seem to."""

import pytest

from minga_platform.market.statements.errors import BalanceDiffers, StatementUnreadable
from minga_platform.market.statements.reading import Layout, Line, read

COLUMNS = {"date": "Day", "amount": "Amount", "text": "Text", "name": "Who", "reference": "Ref"}


def by_table(*rows: str, currency: str = "EUR", **more: str) -> list[tuple[bytes, Line]]:
    layout = Layout.checked({"columns": COLUMNS, "delimiter": ";", "decimal": ","} | more)
    data = "\n".join(("Day;Amount;Text;Who;Ref", *rows)).encode()
    return list(read(data, currency=currency, layout=layout).lines)


def entry(amount: str, *details: str, currency: str = "EUR", reference: str = "R1") -> str:
    inner = "".join(f"<TxDtls>{one}</TxDtls>" for one in details)
    return (
        f"<Ntry><Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls>{inner}</NtryDtls></Ntry>"
    )


def sent(amount: str, currency: str, text: str) -> str:
    return (
        f"<AmtDtls><TxAmt><Amt Ccy='{currency}'>{amount}</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf>"
    )


def days(*statements: tuple[str, str, str]) -> bytes:
    """(opening, closing, entries) of each statement, in the file's order."""

    def balance(code: str, amount: str) -> str:
        return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>"

    whole = "".join(
        f"<Stmt><Acct><Id><IBAN>ES79</IBAN></Id></Acct>{balance('OPBD', opening)}{balance('CLBD', closing)}{body}</Stmt>"
        for opening, closing, body in statements
    )
    return f"<Document><BkToCstmrStmt>{whole}</BkToCstmrStmt></Document>".encode()


def by_xml(body: str, currency: str = "EUR") -> list[tuple[bytes, Line]]:
    data = f"<Document><Stmt><Acct><Id><IBAN>ES79</IBAN></Id></Acct>{body}</Stmt></Document>".encode()
    return list(read(data, currency=currency, layout=None).lines)


@pytest.mark.parametrize(
    ("written", "decimal", "currency", "minor"),
    [
        ("1.234.567,89", ",", "EUR", 123456789),
        ("12,34,567.00", ".", "INR", 123456700),
        ("1'210.50", ".", "CHF", 121050),
        ("5 000,00", ",", "XOF", 5000),
        ("5,125", ",", "KWD", 5125),
        ("\N{MINUS SIGN}5,12", ",", "EUR", -512),
        ("5,12-", ",", "EUR", -512),
        ("EUR 5,12", ",", "EUR", 512),
        (",50", ",", "EUR", 50),
    ],
)
def test_numbers_as_banks_write_them(written: str, decimal: str, currency: str, minor: int) -> None:
    [(_, line)] = by_table(f"2026-11-20;{written};a;b;c", currency=currency, decimal=decimal)
    assert line.amount_minor == minor


@pytest.mark.parametrize(
    ("written", "decimal"),
    [("12,10", "."), ("1210.00", ","), ("1.23,45", ","), ("1E5", ","), ("1_0", ","), ("1,2,3", ",")],
)
def test_under_the_wrong_decimal_mark_a_file_is_refused_and_not_a_hundredfold(written: str, decimal: str) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        by_table("2026-11-20;1;a;b;c", f"2026-11-20;{written};a;b;c", decimal=decimal)
    assert (refused.value.problem, refused.value.row) == ("row", 3)


@pytest.mark.parametrize("form", ["%d.%m", "%d.%d.%Y", "%Y", "%", "%Q", "\0%Y-%m-%d", "day"])
def test_a_form_of_dates_that_tells_no_day_is_refused_when_it_is_written(form: str) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        by_table(date=form)
    assert refused.value.problem == "date"


def test_a_quote_that_nobody_closed_and_a_sign_that_no_database_takes() -> None:
    with pytest.raises(StatementUnreadable):
        by_table('2026-11-20;1,00;"a;b;c', *["2026-11-20;1,00;a;b;c"] * 8000)
    [(_, line)] = by_table("2026-11-20;1,00;a\0b;b;c")
    assert line.text == "ab c"


def test_a_word_for_no_name_is_no_name() -> None:
    """Two files of one day, each with a line of the same amount that the bank has no name for: they are two lines."""
    for word in ("NOTPROVIDED", "NONREF", ""):
        one, other = (by_xml(entry("12.10", sent("12.10", "EUR", text), reference=word)) for text in ("for A", "for B"))
        assert one[0][0] != other[0][0], word
        one, other = (by_table(f"2026-11-20;12,10;{text};Berta;{word}") for text in ("for A", "for B"))
        assert one[0][0] != other[0][0], word


def test_what_was_sent_in_another_currency_is_read_as_what_came() -> None:
    [(_, line)] = by_xml(entry("1850", sent("12.34", "USD", "AAAA-BBBB"), currency="JPY"), currency="JPY")
    assert (line.amount_minor, line.text) == (1850, "R1 AAAA-BBBB")
    # Figures that come to the entry's own only because nobody looked at their currency are not its parts.
    two = entry("24.20", sent("12.10", "USD", "AAAA-BBBB"), sent("12.10", "USD", "CCCC-DDDD"))
    assert [line.amount_minor for _, line in by_xml(two)] == [2420]
    ours = entry("24.20", sent("12.10", "EUR", "AAAA-BBBB"), sent("12.10", "EUR", "CCCC-DDDD"))
    assert [line.amount_minor for _, line in by_xml(ours)] == [1210, 1210]


def test_days_in_a_file_newest_first_and_a_day_that_is_missing() -> None:
    monday = ("0.00", "12.10", entry("12.10", reference="a"))
    tuesday = ("12.10", "20.10", entry("8.00", reference="b"))
    wednesday = ("20.10", "21.10", entry("1.00", reference="c"))
    for order in ((monday, tuesday, wednesday), (wednesday, tuesday, monday)):
        found = read(days(*order), currency="EUR", layout=None)
        assert (found.opening_minor, found.closing_minor) == (0, 2110)
        assert [line.amount_minor for _, line in found.lines] == [1210, 800, 100]
    with pytest.raises(BalanceDiffers):
        read(days(monday, wednesday), currency="EUR", layout=None)


def test_a_file_in_writing_that_nobody_knows_is_refused() -> None:
    with pytest.raises(StatementUnreadable):
        read(b"<?xml version='1.0' encoding='x-none'?><Document><Stmt/></Document>", currency="EUR", layout=None)
