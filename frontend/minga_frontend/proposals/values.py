"""A rule's value as a form has it: typed by a person, read into `RuleWishInput`, and shown again for changing."""

from collections.abc import Mapping
from typing import Any

from minga_frontend.rules import words as rule_words
from minga_frontend.shell.forms import Form, show_rate
from minga_platform.kernel.locale import mark, say


def read(form: Form, name: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    """The wish for a rule (`key`, `type`, `unit`) from the field `name`; problems are noted in the form."""
    value: dict[str, Any] = {"key": rule["key"]}
    if rule["type"] == "integer":
        value["number"] = form.rate(name) if rule["unit"] == "basis points" else form.number(name, most=10**9)
    elif rule["type"] == "boolean":
        value["isOn"] = form[name] == "yes"
    elif rule["type"] == "text":
        value["word"] = form[name]
    else:
        value["words"] = form.parted(name)
    return value


def shown(value: Mapping[str, Any], unit: str) -> str:
    """A value as its field shows it."""
    if value["number"] is not None:
        return show_rate(value["number"]) if unit == "basis points" else str(value["number"])
    if value["isOn"] is not None:
        return "yes" if value["isOn"] else "no"
    return ("\n" if unit == "lines" else ", ").join(value["words"])


def options(rule: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """What can be chosen where it is not typed: yes and no, or one of the rule's words."""
    if rule["type"] == "text":
        return [(one, rule_words.word(one, language)) for one in rule["choices"]]
    if rule["type"] == "boolean":
        return [("yes", say(language, mark("yes"))), ("no", say(language, mark("no")))]
    return []
