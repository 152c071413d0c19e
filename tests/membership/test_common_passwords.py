"""The block-list: what the first guesses are, and that a secret of one's own is none of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.membership import common_passwords
from minga_platform.membership.common_passwords import is_common, leaked


def test_the_list_is_whole_and_says_where_it_is_from() -> None:
    assert len(leaked()) == 30_000
    assert leaked()[:3] == ("123456", "password", "12345678")
    head = common_passwords._FILE.read_text(encoding="utf-8").partition("\n123456\n")[0]
    assert "zxcvbn" in head
    assert "MIT License" in head
    assert "Copyright" in head


def test_every_leaked_password_is_refused_as_it_is_and_dressed_up() -> None:
    """As written, in capitals, with a year and a sign behind it, twice in a row."""
    for one in leaked()[::7]:
        for form in (one, one.upper(), f"{one}2026!", f"{one} {one}" if one.isalnum() else one):
            assert is_common(form), form


@pytest.mark.parametrize(
    "password",
    [
        "momsanaladventure",
        "q1w2e3r4t5y6u7i8o9p0",
        "Liverpool1892!!",
        "butterfly-butterfly",
        "sunshineprincess",
        "P@ssw0rdP@ssw0rd",
    ],
)
def test_what_a_guesser_tries_first(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        "clay kiln wet tuesday",
        "turnip lantern 7 geese",
        "el telar de mi abuela canta",
        "trois poules sous la pluie",
        "نول جدتي يغني في المساء",
        "kX9#vq-81mTz",
    ],
)
def test_a_secret_of_ones_own_is_taken(password: str) -> None:
    assert not is_common(password)


@given(
    st.text(alphabet="bcdfghjkmnpqrstvwxz23456789", min_size=16, max_size=24).filter(lambda text: len(set(text)) > 8)
)
def test_what_a_machine_made_is_taken(password: str) -> None:
    """No list grows so long that random passwords are refused: it would only vex people."""
    assert not is_common(password)


def test_ones_own_name_is_no_secret() -> None:
    assert is_common("Ana.Quispe.1984!", own_words=("Ana Quispe", "ana@example.org"))
    assert not is_common("Ana.Quispe.1984!")
