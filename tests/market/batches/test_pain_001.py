"""The file for the bank, held against the schema that banks hold it against (`minga_testing/sepa.py`), whatever names and amounts are in it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import example, given
from hypothesis import strategies as st

from minga_platform.kernel import ids
from minga_platform.kernel.money import Money
from minga_platform.market.batches import pain_001
from minga_platform.market.batches.files import reference
from minga_platform.market.payments.commands.payees import BankPayee
from minga_testing.sepa import DOCUMENT, NAMESPACE, faults


def order(*transfers: pain_001.Transfer, holder: str = "Minga del Valle") -> Element:
    made = pain_001.order(
        message=f"{reference('BA', ids.new())}-1", made_at=datetime(2026, 5, 1, 9, tzinfo=UTC), on=date(2026, 5, 1), holder=holder,
        iban="DE89370400440532013000", transfers=transfers,
    )  # fmt: skip
    root: Element = fromstring(made)
    return root


def transfer(
    name: str = "Zoë", minor: int = 1, text: str = "thanks", iban: str = "GB82WEST12345698765432"
) -> pain_001.Transfer:
    return pain_001.Transfer(name, iban, Money(minor, "EUR"), reference("PO", ids.new()), text)  # fmt: skip


def texts(root: Element, name: str) -> list[str]:
    return [one.text or "" for one in root.iter(NAMESPACE + name)]


# Names as people have them and as programs break on them: long, of other scripts, of slashes, blanks, signs that XML escapes.
_NAMES = st.text(
    st.one_of(st.sampled_from("/ /&<>\"'-–ßæøłğжאع中ñ\u0301\u200f\u00a0.,"), st.characters(exclude_categories=["Cs", "Cc"])), max_size=200
)  # fmt: skip


@given(
    name=_NAMES, holder=_NAMES, text=_NAMES, amounts=st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=5)
)
@example(name="a" * 69 + "/b", holder="////", text="/ /a", amounts=[1])
@example(name="a////b", holder="/" * 300, text="б" * 300, amounts=[99_999_999_999] * 5)
def test_whatever_people_are_called_the_bank_can_read_it(name: str, holder: str, text: str, amounts: list[int]) -> None:
    """Each file is valid by the schema, and its sums are the sums of its transfers."""
    root = order(*(transfer(name, amount, text) for amount in amounts), holder=holder)
    assert root.tag == NAMESPACE + "Document"
    assert faults(root, DOCUMENT) == []
    whole = sum(Decimal(one) for one in texts(root, "InstdAmt"))
    assert whole == Decimal(sum(amounts)) / 100
    assert {Decimal(one) for one in texts(root, "CtrlSum")} == {whole}
    assert set(texts(root, "NbOfTxs")) == {str(len(amounts))}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Zoë Muñoz & Søn", "Zoe Munoz + Son"),
        ("Große Bäckerei", "Grosse Backerei"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Genossenschaft für " + "Gemüse " * 12, ("Genossenschaft fur " + "Gemuse " * 12)[:70].strip()),
        ("Weber / Söhne", "Weber / Sohne"),
        ("//", "."),
        ("", "."),
    ],
)
def test_a_name_stays_as_near_as_the_banks_signs_allow(name: str, written: str) -> None:
    assert texts(order(transfer(name)), "Nm")[-1] == written


def _without_name(payment: Element) -> None:
    payment.remove(payment[0])


def _out_of_order(payment: Element) -> None:
    payment.append(payment[0])


def _other_money(payment: Element) -> None:
    payment[-1][1][0].set("Ccy", "USD")


def _three_decimals(payment: Element) -> None:
    payment[-1][1][0].text = "1.234"


def _accent(payment: Element) -> None:
    payment[-1][2][0].text = "Zoë"


def _long_name(payment: Element) -> None:
    payment[-1][2][0].text = "a" * 71


@pytest.mark.parametrize("breaking", [_without_name, _out_of_order, _other_money, _three_decimals, _accent, _long_name])
def test_the_rules_tell_a_broken_file(breaking: Callable[[Element], None]) -> None:
    """A guard that lets everything through guards nothing: each of these the schema refuses, and so do the rules."""
    whole = order(transfer(), transfer())
    assert faults(whole, DOCUMENT) == []
    breaking(whole[0][1])
    assert faults(whole, DOCUMENT) != []


@pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(-1, "EUR"), Money(100_000_000_000, "EUR"), Money(5, "JPY")])
def test_what_a_bank_would_refuse_is_not_written(amount: Money) -> None:
    """No yen (no decimals), no dinar (three): SEPA carries euros, from a cent to one below a thousand million."""
    one = pain_001.Transfer("Zoe", "GB82WEST12345698765432", amount, reference("PO", ids.new()), "x")
    with pytest.raises(AssertionError):
        order(one)


def test_a_number_that_is_no_iban_never_becomes_a_payee() -> None:
    """Spaces and small letters are forgiven; a digit that was mistyped is not."""
    typed = BankPayee.checked("Zoë", "gb82 west 1234 5698 7654 32").number
    assert faults(order(transfer(iban=typed)), DOCUMENT) == []
    with pytest.raises(Exception, match="iban"):
        BankPayee.checked("Zoë", "GB82WEST12345698765433")
