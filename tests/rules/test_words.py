"""Members vote about rules: each has a name, and is told in every language."""

import pytest

from minga_frontend.rules import words
from minga_infra.rules import register_all
from minga_platform.kernel.locale import say
from minga_platform.rules.registry import all_rules


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_every_rule_has_a_name_and_is_told_in_every_language(language: str) -> None:
    """An explanation that is not marked is never collected, so looking for gaps in the catalogues does not find it."""
    register_all()
    silent = [rule.key for rule in all_rules() if say(language, rule.explanation) == rule.explanation]
    nameless = [rule.key for rule in all_rules() if rule.key not in words.NAMES]
    choices = [one for rule in all_rules() for one in rule.choices if words.word(one, language) == one]
    assert (silent, nameless, choices) == ([], [], [])
