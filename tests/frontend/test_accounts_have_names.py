"""Whoever reads the books meets every kind of account some day, and each has a name."""

from minga_frontend.books.words import ACCOUNTS, account_name
from minga_platform.ledger.chart import CHART


def test_every_kind_of_account_has_a_name():
    assert {kind.name for kind in CHART} == set(ACCOUNTS)


def test_a_groups_purse_does_not_show_its_id():
    name = account_name({"kind": "FUND", "holder": "", "purpose": "group 0192"}, "en")
    assert "0192" not in name
