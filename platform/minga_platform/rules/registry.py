"""Which rules there are. Each feature declares its own in its `rules.py`; the composition root registers them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from minga_platform.kernel.errors import InvalidInput

Value = int | str | bool | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One parameter. `explanation` is an English sentence, translated at the door like every sentence of ours.

    `minimum` and `maximum` bound whole numbers, both included; `choices` are what a text, or each entry of a list,
    may be.
    """

    key: str
    type: Literal["integer", "text", "boolean", "list"]
    default: Value
    unit: str
    explanation: str
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: object) -> Value:
        """The value, if this rule may have it. Refuses: InvalidInput, with the bounds."""
        match self.type:
            case "integer":
                if isinstance(value, bool) or not isinstance(value, int):
                    raise InvalidInput(self.key, "whole_number")
                if (self.minimum is not None and value < self.minimum) or (
                    self.maximum is not None and value > self.maximum
                ):
                    raise InvalidInput(self.key, "bounds", _text(self.minimum), _text(self.maximum))
                return value
            case "boolean":
                if not isinstance(value, bool):
                    raise InvalidInput(self.key, "yes_or_no")
                return value
            case "text":
                if not isinstance(value, str) or (self.choices and value not in self.choices):
                    raise InvalidInput(self.key, "choice", ", ".join(self.choices) or None)
                return value
            case "list":
                if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
                    raise InvalidInput(self.key, "list_of_texts")
                if len(set(value)) != len(value) or (self.choices and not set(value) <= set(self.choices)):
                    raise InvalidInput(self.key, "choice", ", ".join(self.choices) or None)
                return value


def _text(bound: int | None) -> str | None:
    return None if bound is None else str(bound)


_RULES: dict[str, Rule] = {}


def register(rules: Iterable[Rule]) -> None:
    """Make rules known. The same declaration again is welcome; another one under the same key is a bug."""
    for rule in rules:
        known = _RULES.setdefault(rule.key, rule)
        if known != rule:
            raise ValueError(f"{rule.key} is declared twice")
        rule.check(rule.default)


def rule(key: str) -> Rule | None:
    """The rule of that key, or None."""
    return _RULES.get(key)


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by key."""
    return tuple(_RULES[key] for key in sorted(_RULES))
