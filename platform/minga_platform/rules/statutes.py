"""The founding file: statutes as text, and as the values that the platform obeys.

    title.en = "Statutes of a makers' cooperative"

    [[article]]
    title.en = "Fees"
    text.en = "The cooperative keeps eight per cent of the net price …"

    [[version]]                      # the first holds from the founding on
    rules = { "market.fee_bps" = 800, "market.hold_days" = 7 }

    [[version]]                      # each further one from its instant on, and only for the rules it names
    effective = 2027-01-01T00:00:00+01:00
    rules = { "market.fee_bps" = 700 }

All its versions are adopted together, at the founding; from then on members change them by decision.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import orjson

from minga_platform.kernel.errors import InvalidInput
from minga_platform.rules import registry
from minga_platform.rules.errors import InvalidStatutes, StatutesProblem
from minga_platform.rules.registry import Value


@dataclass(frozen=True, slots=True)
class Version:
    """One dated set of values. `effective_at` is None for the first: it holds from its adoption on."""

    number: int
    effective_at: datetime | None
    values: dict[str, Value]

    def document(self, text: dict[str, Any]) -> dict[str, Any]:
        """What is adopted: `{effective, rules}`, and the statutes' text with the first version."""
        return adopted(self.values, self.effective_at, text if self.number == 1 else None)


def adopted(
    values: Mapping[str, Value], effective_at: datetime | None, text: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The document of an adoption: from it alone the rules can be told again. No `effective`: from the adoption on."""
    whole: dict[str, Any] = {
        "effective": effective_at and effective_at.astimezone(UTC).isoformat(),
        "rules": dict(values),
    }
    return whole if text is None else whole | {"statutes": dict(text)}


def sha256(document: Mapping[str, Any]) -> bytes:
    """The hash of a document: of its sorted JSON without blanks."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).digest()


@dataclass(frozen=True, slots=True)
class Statutes:
    """A founding file that can be adopted. `document` is `{title, articles}`, each text `{language: text}`."""

    document: dict[str, Any]
    versions: tuple[Version, ...]


def parse(text: str) -> Statutes:
    """Read a founding file. Every rule must be registered, every value within its bounds. Refuses: InvalidStatutes."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidStatutes([StatutesProblem(0, str(error), "toml")]) from error
    return read(whole)


def read(written_down: Mapping[str, Any]) -> Statutes:
    """A founding file that is read already, or was put together from a template. Refuses: InvalidStatutes."""
    whole = dict(written_down)
    problems: list[StatutesProblem] = []
    title = whole.pop("title", None)
    if not _is_local(title):
        problems.append(StatutesProblem(0, "title", "title"))
    articles = whole.pop("article", [])
    for place, article in enumerate(articles, 1):
        if not isinstance(article, dict) or not _is_local(article.get("title")) or not _is_local(article.get("text")):
            problems.append(StatutesProblem(0, f"article {place}", "article"))
    written = whole.pop("version", [])
    if not isinstance(written, list) or not written:
        problems.append(StatutesProblem(0, "version", "version"))
        written = []
    problems += [StatutesProblem(0, key, "unknown_key") for key in whole]
    versions = [_version(number, entry, problems) for number, entry in enumerate(written, 1)]
    for earlier, later in pairwise(versions):
        if later.effective_at is None or (earlier.effective_at and later.effective_at <= earlier.effective_at):
            problems.append(StatutesProblem(later.number, "effective", "effective"))
    if problems:
        raise InvalidStatutes(problems)
    return Statutes({"title": title, "articles": articles}, tuple(versions))


def _version(number: int, entry: Any, problems: list[StatutesProblem]) -> Version:
    effective = entry.get("effective")
    if effective is not None and (not isinstance(effective, datetime) or effective.tzinfo is None):
        # A date without hour and zone would hold from a different instant on each machine.
        problems.append(StatutesProblem(number, "effective", "effective"))
        effective = None
    values: dict[str, Value] = {}
    for key, value in entry.get("rules", {}).items():
        rule = registry.rule(key)
        if rule is None:
            problems.append(StatutesProblem(number, key, "unknown_rule"))
            continue
        try:
            values[key] = rule.check(value)
        except InvalidInput as refused:
            problems.append(StatutesProblem(number, key, refused.rule, refused.minimum, refused.maximum))
    problems += [StatutesProblem(number, key, "unknown_key") for key in entry if key not in {"effective", "rules"}]
    return Version(number, effective, values)


def _is_local(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(text, str) and text for text in value.values())
