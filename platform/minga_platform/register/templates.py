"""Templates of statutes that a co-op may begin with: articles in four languages, classes with their terms, rules.

Files beside this module, one per kind of co-op. What every co-op's statutes say (purpose, fee, earnings, change, voice,
leaving) stands in the house's own founding file and in `common.toml`; a template adds who its members are.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from minga_platform.membership.terms import Terms

KEYS = ("multi", "worker", "producer", "consumer")
_HERE = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of co-op to begin with. Texts are `{language: text}`; `classes` in the order of pages."""

    key: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    title: Mapping[str, str]
    articles: tuple[Mapping[str, Any], ...]
    classes: tuple[tuple[str, Terms], ...]
    rules: Mapping[str, Any]


@cache
def all_templates() -> tuple[Template, ...]:
    """Every template, the broadest first."""
    return tuple(_read(key) for key in KEYS)


def template(key: str) -> Template | None:
    """The template of that key, or None."""
    return next((one for one in all_templates() if one.key == key), None)


def statutes(chosen: Template, house: Mapping[str, Any]) -> dict[str, Any]:
    """A founding file of this template, as `rules.statutes.read` takes it; `house` is the house's own, as TOML reads it."""
    common = tomllib.loads(_HERE.joinpath("common.toml").read_text(encoding="utf-8"))
    purpose, *others = house["article"]
    first = house["version"][0]["rules"]
    return {
        "title": dict(chosen.title),
        "article": [purpose, *chosen.articles, *common["article"], *others],
        "version": [{"rules": {**first, **chosen.rules}}],
    }


def _read(key: str) -> Template:
    whole = tomllib.loads(_HERE.joinpath(f"{key}.toml").read_text(encoding="utf-8"))
    return Template(
        key=key,
        name=whole["name"],
        about=whole["about"],
        title=whole["title"],
        articles=tuple(whole["article"]),
        classes=tuple((one["key"], _terms(one)) for one in whole["class"]),
        rules=whole["rules"],
    )


def _terms(written: Mapping[str, Any]) -> Terms:
    facts = {name: value for name, value in written.items() if name not in ("key", "rights", "share_ways")}
    ways = frozenset(written.get("share_ways", ("money",)))
    return Terms(rights=frozenset(written["rights"]), share_ways=ways, **facts).checked()
