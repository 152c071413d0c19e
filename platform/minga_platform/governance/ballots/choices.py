"""What a voter may say, per method, in one form: read, written the same way each time, and turned into what is counted.

Pure and without the kernel: the checker that anybody downloads carries this very file.

    {"say": "yes"}                        yes_no: yes, no or abstain
    {"say": "block", "reason": "…"}       consent: agree, abstain, disagree or block; a block gives its reason
    {"approve": ["a", "c"]}               approval and committees: any number of options, none is an abstention
    {"score": {"a": 7}}                   score: 0 to 10 for each option, those left out get 0
    {"rank": [["b"], ["a", "c"]]}         rankings: best first, equals together, those left out stand below
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from minga_platform.governance.counting.types import Ballot, Profile, Ranking

CONSENT, YES_NO = "consent", "yes_no"
HIGHEST_SCORE: Final = 10
LONGEST_REASON: Final = 2000

_FORMS: Final[Mapping[str, str]] = {
    CONSENT: "say",
    YES_NO: "say",
    "approval": "approve",
    "pav": "approve",
    "equal-shares": "approve",
    "greedy": "approve",
    "score": "score",
    "borda": "rank",
    "irv": "rank",
    "schulze": "rank",
    "ranked-pairs": "rank",
    "stv": "rank",
}
METHODS: Final = tuple(_FORMS)
"""Every method a ballot may be cast for; the first two are judged, the others counted."""
SAYINGS: Final[Mapping[str, tuple[str, ...]]] = {
    YES_NO: ("yes", "no", "abstain"),
    CONSENT: ("agree", "abstain", "disagree", "block"),
}
SUPPORT: Final = frozenset({"yes", "agree"})
AGAINST: Final = frozenset({"no", "disagree", "block"})


class NotAChoice(ValueError):
    """What came is no choice on this ballot. `rule` names what it breaks, `field` where."""

    def __init__(self, rule: str, field: str = "choice", bound: str | None = None) -> None:
        super().__init__(rule)
        self.rule, self.field, self.bound = rule, field, bound


def form_of(method: str) -> str:
    """`say`, `approve`, `score` or `rank`."""
    return _FORMS[method]


def is_judged(method: str) -> bool:
    """Whether one question is answered, instead of options being compared."""
    return method in SAYINGS


def canonical(value: object) -> str:
    """The one way in which a value is written as JSON: sorted keys, no blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def read(method: str, options: Sequence[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The choice in its one form. Refuses: NotAChoice."""
    form = form_of(method)
    if set(given) - {form, "reason"} or form not in given:
        raise NotAChoice("form", form)
    said = given[form]
    if form == "say":
        return _saying(method, said, given.get("reason"))
    if given.get("reason"):
        raise NotAChoice("no_reason_here", "reason")
    if form == "approve":
        chosen = _options(options, said, "approve")
        return {"approve": [option for option in options if option in chosen]}
    if form == "score":
        return {"score": _scores(options, said)}
    return {"rank": _ranks(options, said)}


def _saying(method: str, said: object, reason: object) -> dict[str, Any]:
    if said not in SAYINGS[method]:
        raise NotAChoice("choice", "say")
    text = reason.replace("\r\n", "\n").strip() if isinstance(reason, str) else ""
    if len(text) > LONGEST_REASON:
        raise NotAChoice("length", "reason", str(LONGEST_REASON))
    if said == "block" and not text:
        raise NotAChoice("required", "reason")
    if text and said not in ("block", "disagree"):
        raise NotAChoice("no_reason_here", "reason")
    return {"say": said, "reason": text} if text else {"say": said}


def _options(options: Sequence[str], said: object, field: str) -> list[str]:
    if not isinstance(said, list) or not all(isinstance(option, str) for option in said):
        raise NotAChoice("form", field)
    if len(set(said)) != len(said):
        raise NotAChoice("twice", field)
    if not set(said) <= set(options):
        raise NotAChoice("option", field)
    return said


def _scores(options: Sequence[str], said: object) -> dict[str, int]:
    if not isinstance(said, dict):
        raise NotAChoice("form", "score")
    _options(options, list(said), "score")
    for points in said.values():
        if type(points) is not int or not 0 <= points <= HIGHEST_SCORE:
            raise NotAChoice("bounds", "score", str(HIGHEST_SCORE))
    return {option: said[option] for option in sorted(said) if said[option]}


def _ranks(options: Sequence[str], said: object) -> list[list[str]]:
    if not isinstance(said, list) or not all(isinstance(group, list) and group for group in said):
        raise NotAChoice("form", "rank")
    _options(options, [option for group in said for option in group], "rank")
    place = {option: number for number, option in enumerate(options)}
    return [sorted(group, key=place.__getitem__) for group in said]


def ballot(method: str, choice: Mapping[str, Any]) -> Ballot:
    """A choice as the counters take it."""
    form = form_of(method)
    if form == "approve":
        return frozenset(choice["approve"])
    if form == "score":
        return dict(choice["score"])
    return Ranking(tuple(tuple(group) for group in choice["rank"]))


def profile(method: str, options: Sequence[str], cast: Iterable[tuple[Mapping[str, Any], int]]) -> Profile:
    """What is counted: equal ballots together, in an order that only depends on what they say."""
    times: dict[str, int] = {}
    for choice, number in cast:
        text = canonical(choice)
        times[text] = times.get(text, 0) + number
    return Profile(
        tuple(options), tuple((ballot(method, json.loads(text)), number) for text, number in sorted(times.items()))
    )


def is_abstention(choice: Mapping[str, Any]) -> bool:
    """Whether a voter took part without preferring anything."""
    return choice.get("say") == "abstain" or not any(choice.values())


def first_named(choice: Mapping[str, Any]) -> tuple[str, ...]:
    """What a ballot puts first, for the numbers of a class: its saying, its approvals, or its first rank."""
    if "say" in choice:
        return (choice["say"],)
    if "approve" in choice:
        return tuple(choice["approve"])
    if "score" in choice:
        return tuple(option for option, points in choice["score"].items() if points)
    return tuple(choice["rank"][0]) if choice["rank"] else ()
