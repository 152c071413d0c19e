"""Our minor units and the provider's: exact both ways, or refused aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_infra.local.stripe.resources import wholes
from minga_infra.payments.stripe_amounts import from_stripe, to_stripe
from minga_platform.kernel.money import Money
from minga_platform.market.payments import rails
from minga_platform.market.payments.ports import ProviderMisused


@pytest.mark.parametrize(
    ("money", "sent"),
    [
        (Money(1_234, "EUR"), (1_234, "eur")),
        (Money(1_500, "JPY"), (1_500, "jpy")),
        (Money(12_340, "KWD"), (12_340, "kwd")),
        # No decimals in the world, hundredths at the provider.
        (Money(500, "ISK"), (50_000, "isk")),
        (Money(3_700, "UGX"), (370_000, "ugx")),
        # Two decimals with us, none at the provider.
        (Money(50_000, "MGA"), (500, "mga")),
    ],
)
def test_amounts_are_counted_as_the_provider_counts(money: Money, sent: tuple[int, str]) -> None:
    assert to_stripe(money) == sent
    assert from_stripe(*sent) == money


@pytest.mark.parametrize("money", [Money(12_341, "KWD"), Money(50_001, "MGA")])
def test_what_the_provider_cannot_hold_is_refused_not_rounded(money: Money) -> None:
    with pytest.raises(ProviderMisused):
        to_stripe(money)


RAILS: list[rails.Rail] = ["card", "remittance", "account"]


@given(st.integers(-(10**10), 10**13), st.sampled_from(["EUR", "JPY", "KWD", "IQD", "ISK", "UGX", "HUF", "TWD", "MGA"]), st.sampled_from(RAILS))  # fmt: skip
def test_what_a_rail_carries_is_taken_and_the_rest_is_less_than_its_step(
    minor: int, unit: str, rail: rails.Rail
) -> None:
    carried = rails.carried(minor, rail, unit)
    assert carried >= 0
    assert minor < 0 or 0 <= minor - carried < rails.step_of(rail, unit)
    amount, name = to_stripe(Money(carried, unit), payout=rail == "account")
    assert amount % wholes.step(name, payout=rail == "account") == 0


def test_whole_units_are_paid_out_of_some_currencies() -> None:
    """The documented example: of HUF 10.45 a payout takes 10."""
    assert to_stripe(Money(rails.carried(1045, "account", "HUF"), "HUF"), payout=True) == (1000, "huf")
    assert to_stripe(Money(1045, "HUF")) == (1045, "huf")
    with pytest.raises(ProviderMisused):
        to_stripe(Money(1045, "HUF"), payout=True)


@given(st.integers(-(10**13), 10**13), st.sampled_from(["EUR", "USD", "GBP", "JPY", "CLP", "ISK", "UGX", "XOF"]))
def test_nothing_is_lost_on_the_way_there_and_back(minor: int, currency: str) -> None:
    assert from_stripe(*to_stripe(Money(minor, currency))) == Money(minor, currency)
