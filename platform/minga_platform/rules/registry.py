"""Which rules there are. Each feature declares its own in its `rules.py`; the composition root registers them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from minga_platform.kernel.errors import InvalidInput

Value = int | str | bool | list[str]
Needs = Literal["ordinary", "special", "concurrent"]
"""How large a majority changes a rule: an ordinary one, a special (raised) one, or one in each of the classes that the
co-op's rules name. In this order, so that the largest of several is told by `STRENGTH`."""
STRENGTH: tuple[Needs, ...] = ("ordinary", "special", "concurrent")

_ABOUT_RULES = "governance."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One parameter. `explanation` is an English sentence, translated at the door like every sentence of ours, and so is
    `story`, which says more: what it does in a member's day, and who gains or pays when it moves.

    `minimum` and `maximum` bound whole numbers, both included; `choices` are what a text, or each entry of a list,
    may be. `needs` is the majority that changes it; `notice_days` and `deferral_days` are the least that a change of it
    waits before and after its vote, where the co-op's own rules ask for less. `form` holds a list against what choices
    cannot say (lines in a language of their own); it refuses with InvalidInput.
    """

    key: str
    type: Literal["integer", "text", "boolean", "list"]
    default: Value
    unit: str
    explanation: str
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    needs: Needs = "ordinary"
    notice_days: int = 0
    deferral_days: int = 0
    story: str = ""
    form: Callable[[list[str]], None] | None = None

    @property
    def majority(self) -> Needs:
        """What changes it. Rules about rules (how decisions are made) never need less than the special majority, even
        where somebody forgot to say so: else an ordinary majority could first lower the bar, then step over it."""
        return "special" if self.is_about_rules and self.needs == "ordinary" else self.needs

    @property
    def is_about_rules(self) -> bool:
        """Whether it says how decisions are made."""
        return self.key.startswith(_ABOUT_RULES)

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
                if self.form is not None:
                    self.form(value)
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
