"""The statutes as a text: numbered articles in several languages, and its versions. Pure.

A version comes from an adoption: the founding, or a certified amendment with its own effective date. A text is
`{title: {language: text}, articles: [{title, text}, …]}`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Literal
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.locale import Text
from minga_platform.rules.queries import Adoption

MOST_ARTICLES = 100
_LONGEST_TITLE = 200
_LONGEST_ARTICLE = 10_000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class StatutesVersion:
    """One text of the statutes, from when on it holds, and the adoption that set it. `number` counts from 1."""

    number: int
    adoption_id: UUID
    decision_id: UUID | None
    text: Mapping[str, Any]
    adopted_at: datetime
    effective_at: datetime


def versions(adoptions: Sequence[Adoption]) -> list[StatutesVersion]:
    """All texts, oldest first: of two for the same instant the one adopted later holds, and stands later."""
    found = []
    for adoption in adoptions:
        text = adoption.document.get("statutes")
        if text:
            effective = adoption.document.get("effective")
            instant = max(datetime.fromisoformat(effective), adoption.adopted_at) if effective else adoption.adopted_at
            found.append((instant, adoption.adopted_at, adoption.id, adoption, text))
    found.sort(key=lambda one: one[:3])
    return [
        StatutesVersion(number, adoption.id, adoption.decision_id, text, adoption.adopted_at, effective_at)
        for number, (effective_at, _, _, adoption, text) in enumerate(found, 1)
    ]


def holding(all_versions: Sequence[StatutesVersion], instant: datetime) -> StatutesVersion | None:
    """The text that holds at an instant."""
    return next((one for one in reversed(all_versions) if one.effective_at <= instant), None)


def checked(given: object) -> dict[str, Any]:
    """A whole text from outside. Refuses: InvalidInput (field `statutes`, `articles`, or what `Text.checked` says)."""
    if not isinstance(given, Mapping) or not isinstance(given.get("articles"), list | tuple):
        raise InvalidInput("statutes", "map_of_texts")
    articles = given["articles"]
    if not 1 <= len(articles) <= MOST_ARTICLES:
        raise InvalidInput("articles", "length", minimum="1", maximum=str(MOST_ARTICLES))
    return {
        "title": dict(Text.checked(given.get("title"), field="title", longest=_LONGEST_TITLE, one_line=True)),
        "articles": [
            {
                "title": dict(Text.checked(one["title"], field="articles", longest=_LONGEST_TITLE, one_line=True)),
                "text": dict(Text.checked(one["text"], field="articles", longest=_LONGEST_ARTICLE)),
            }
            for one in articles
        ],
    }


Change = Literal["same", "taken", "put"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that stays, is taken out, or is put in."""

    change: Change
    text: str


def difference(old: str, new: str) -> list[Passage]:
    """Word by word what becomes of a text. Exact: what stays and is taken is the old text, what stays and is put the
    new one, letter by letter."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Passage] = []

    def add(change: Change, words: Sequence[str]) -> None:
        if words:
            found.append(Passage(change, "".join(words)))

    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            add("same", before[i1:i2])
        else:
            add("taken", before[i1:i2])
            add("put", after[j1:j2])
    return found


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What becomes of one article: its place before and after (None: not there), title and text in one language."""

    before: int | None
    after: int | None
    title: tuple[Passage, ...]
    text: tuple[Passage, ...]

    @property
    def is_same(self) -> bool:
        """Whether it stays as it is, wherever it stands."""
        return all(one.change == "same" for one in (*self.title, *self.text)) and None not in (self.before, self.after)


def amendment(
    old: Mapping[str, Any] | None, new: Mapping[str, Any], language: str, home: str | None = None
) -> list[ArticleChange]:
    """Article by article, word by word, what a new text makes of an old one, as a reader of `language` sees it.

    Articles are paired by their titles where these are the same, else by their place among those that remain.
    """
    before = _said(old["articles"] if old else (), language, home)
    after = _said(new["articles"], language, home)
    pairs = _paired([title for title, _ in before], [title for title, _ in after])
    found = []
    for was, becomes in pairs:
        old_title, old_text = before[was] if was is not None else ("", "")
        new_title, new_text = after[becomes] if becomes is not None else ("", "")
        found.append(
            ArticleChange(
                None if was is None else was + 1,
                None if becomes is None else becomes + 1,
                tuple(difference(old_title, new_title)),
                tuple(difference(old_text, new_text)),
            )
        )
    return found


def _said(articles: Sequence[Mapping[str, Any]], language: str, home: str | None) -> list[tuple[str, str]]:
    return [
        (Text.stored(one["title"]).read(language, home), Text.stored(one["text"]).read(language, home))
        for one in articles
    ]


def _paired(before: Sequence[str], after: Sequence[str]) -> list[tuple[int | None, int | None]]:
    found: list[tuple[int | None, int | None]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.extend(zip(range(i1, i2), range(j1, j2), strict=True))
            continue
        both = min(i2 - i1, j2 - j1)
        found.extend((i1 + step, j1 + step) for step in range(both))
        found.extend((was, None) for was in range(i1 + both, i2))
        found.extend((None, becomes) for becomes in range(j1 + both, j2))
    return found
