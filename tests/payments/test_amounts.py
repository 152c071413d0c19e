"""Our minor units and the provider's: exact both ways, or refused aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_infra.payments.stripe_amounts import from_stripe, to_stripe
from minga_platform.kernel.money import Money
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


@given(st.integers(-(10**13), 10**13), st.sampled_from(["EUR", "USD", "GBP", "JPY", "CLP", "ISK", "UGX", "XOF"]))
def test_nothing_is_lost_on_the_way_there_and_back(minor: int, currency: str) -> None:
    assert from_stripe(*to_stripe(Money(minor, currency))) == Money(minor, currency)
