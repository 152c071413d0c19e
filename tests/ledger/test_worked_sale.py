"""The worked sale of docs/decisions/0020 is computed, posted and compared as it is written there."""

import re
from pathlib import Path

from minga_platform.kernel import ids
from minga_platform.kernel.money import Money, parse_decimal
from minga_platform.ledger import queries
from minga_platform.ledger.amounts import reversal_part, split_line
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post

DOCUMENT = Path(__file__).parents[2] / "docs" / "decisions" / "0020-one-worked-sale.md"
AURORA = ids.new()
ACCOUNTS = {
    "stripe": AccountName(AccountKind.CASH_STRIPE),
    "receivable": AccountName(AccountKind.RECEIVABLE),
    "held": AccountName(AccountKind.SELLER_HELD, AURORA),
    "payable": AccountName(AccountKind.SELLER_PAYABLE, AURORA),
    "negative": AccountName(AccountKind.SELLER_NEGATIVE, AURORA),
    "fees": AccountName(AccountKind.FEE_INCOME, purpose="sales"),
    "vat on fees": AccountName(AccountKind.VAT_DUE, purpose="fees"),
    "vat on sales": AccountName(AccountKind.VAT_DUE, purpose="sales"),
    "payment cost": AccountName(AccountKind.PAYMENT_COST),
    "in flight": AccountName(AccountKind.REFUNDS_IN_FLIGHT),
}
RATES = {"scarf": 2100, "honey": 1000}


def table(title):
    """The rows of the first table below a heading, as dictionaries."""
    text = DOCUMENT.read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    names, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(names, row, strict=True)) for row in rows]


def cents(text):
    found = parse_decimal(text, 2)
    assert found is not None, text
    return found


def test_the_lines_are_what_the_arithmetic_says():
    for row in table("The order"):
        split = split_line(cents(row["gross"]), RATES[row["line"]], 800, 2100)
        told = [cents(row[name]) for name in ("gross", "tax", "net", "fee", "tax on fee", "maker")]
        assert told == [split.gross, split.tax, split.net, split.fee, split.fee_tax, split.earning]


def test_the_refunds_are_what_the_arithmetic_says():
    scarf = split_line(2420, 2100, 800, 2100)
    rows = [row for row in table("What moves") if row["credit"] == "in flight"]
    told = re.findall(r"(?:flaw in the scarf|scarf comes back): ([\d.]+)", DOCUMENT.read_text())
    before = 0
    for refund, part in zip(map(cents, told), (rows[:4], rows[4:]), strict=True):
        earning, fee, fee_tax, tax = reversal_part(scarf.parts, before, refund, scarf.gross)
        assert [cents(row["EUR"]) for row in part] == [fee, fee_tax, tax, earning]
        before += refund
    assert before == scarf.gross


async def test_the_transfers_lead_to_the_balances(books):
    """Each row is posted as it stands; limits are in force, so the order of the rows matters too."""
    lines = {"scarf": ids.new(), "honey": ids.new(), "": None}
    for number, row in enumerate(table("What moves")):
        move = Move(
            ACCOUNTS[row["debit"]],
            ACCOUNTS[row["credit"]],
            Money(cents(row["EUR"]), "EUR"),
            order_line_id=lines[row["line"]],
        )
        await books.do(
            lambda work, move=move, number=number: post(
                work, kind="worked", subject_kind="trial", subject_id=AURORA, key=f"row {number}", moves=[move]
            )
        )
    expected = {ACCOUNTS[row["account"]]: cents(row["EUR"]) for row in table("What stands there in the end")}
    async with books.read() as work:
        found = {
            AccountName(state.kind, state.holder_id, state.purpose): state.balance
            for state in await queries.accounts(work)
        }
        of_scarf = await work.rows(
            "SELECT debit_id, credit_id, amount FROM transfer WHERE order_line_id = $1", lines["scarf"]
        )
    assert found == expected
    assert sum(expected.values()) == 0
    # Refunded whole, the scarf left nothing anywhere but what the provider moved.
    fees = ACCOUNTS["fees"].id_in(books.cooperative_id, "EUR")
    assert sum(row["amount"] * ((row["debit_id"] == fees) - (row["credit_id"] == fees)) for row in of_scarf) == 0
