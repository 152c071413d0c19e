"""The message catalogues: what our sentences are, and which of them each language still lacks.

English stands in code and templates and is the key. `update` reads it from there into `<language>.po`; a translation
whose English has gone is dropped, one whose English has changed is asked for anew: guessed ("fuzzy") translations
are never said to anybody.
"""

import ast
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from minga_platform.kernel.locale import CATALOGS, LANGUAGES

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = (
    "platform/minga_platform",
    "commons/minga_commons",
    "graphql/minga_graphql",
    "frontend/minga_frontend",
    "infra/minga_infra",
)
_METHODS: Final = [("**.py", "minga_infra.languages:said_in_code"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
# A template that cannot be parsed must not pass for one without sentences.
_OPTIONS: Final = {
    pattern: {"trimmed": "true", "newstyle_gettext": "true", "silent": "false", "extensions": "jinja2.ext.do"}
    for pattern in ("**.html", "**.txt")
}
# mark(sentence), say(language, sentence), say_many(language, one, many, number); see kernel/locale.py.
_KEYWORDS: Final = {**DEFAULT_KEYWORDS, "mark": None, "say": (2,), "say_many": (2, 3)}
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]")
# One date for all time: a date that changes with every run would be all that most changes hold.
_WRITTEN: Final = datetime(2026, 11, 22, tzinfo=UTC)

Said = str | Sequence[str]
"""A translation: one text, or one for each plural form of the language."""


@dataclass(frozen=True, slots=True)
class Problem:
    language: str
    sentence: str
    what: str


def sentences() -> Catalog:
    """Every sentence of ours, with the files it is said in."""
    found = Catalog(project="Minga", creation_date=_WRITTEN, charset="utf-8")
    for room in ROOMS:
        folder = ROOT / room
        for name, line, words, comments, context in extract_from_dir(folder, _METHODS, _OPTIONS, _KEYWORDS):
            if words and words != "":
                found.add(words, None, [(f"{room}/{name}", line)], auto_comments=comments, context=context)
    return found


def said_in_code(
    source: IO[bytes],
    keywords: Container[str],
    comment_tags: object,  # noqa: ARG001 - Babel gives four, by name
    options: object,  # noqa: ARG001
) -> Iterator[tuple[int, str, str | tuple[str | None, ...], list[str]]]:
    """Babel's extractor for our Python: only words that are themselves an argument.

    Babel's own also takes strings from within an argument: `say(language, TABLE["key"])` would ask to translate "key".
    """
    code = source.read()
    # Most files say nothing; parsing them would be most of the work.
    if not any(word in code for word in (b"mark(", b"say(", b"say_many(", b"gettext(", b" _(")):
        return
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in keywords:
            continue
        words = tuple(
            one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else None for one in node.args
        )
        if any(words):
            yield node.lineno, called, words if len(words) > 1 else str(words[0]), []


def catalog(language: str, folder: Path = CATALOGS) -> Catalog:
    """What is translated so far."""
    path = folder / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language, project="Minga", creation_date=_WRITTEN, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language)


def translated_languages() -> tuple[str, ...]:
    """All but the one that the sentences are written in."""
    return LANGUAGES[1:]


def update(folder: Path = CATALOGS, ours: Catalog | None = None) -> dict[str, int]:
    """Bring the catalogues up to date with the sentences; returns how many each still lacks."""
    ours = ours or sentences()
    lacking = {}
    for language in translated_languages():
        kept = catalog(language, folder)
        kept.update(ours, no_fuzzy_matching=True)
        kept.obsolete.clear()
        _write(kept, language, folder)
        lacking[language] = sum(1 for _ in missing(kept))
    return lacking


def fill(language: str, said: Mapping[str, Said], folder: Path = CATALOGS) -> list[str]:
    """Write translations into a catalogue, by English sentence; returns those that no sentence of ours has."""
    kept = catalog(language, folder)
    unknown = []
    for sentence, text in said.items():
        message = kept.get(sentence)
        if message is None:
            unknown.append(sentence)
            continue
        message.string = text if isinstance(text, str) else tuple(text)
        message.flags.discard("fuzzy")
    _write(kept, language, folder)
    return unknown


def _write(kept: Catalog, language: str, folder: Path) -> None:
    kept.creation_date = kept.revision_date = _WRITTEN
    kept.last_translator = kept.language_team = "Minga"
    kept.fuzzy = False
    # Beside and then in its place: whoever reads meanwhile never meets half a catalogue.
    beside = folder / f".{language}.po"
    with beside.open("wb") as target:
        write_po(target, kept, width=116, sort_output=True, include_lineno=False, ignore_obsolete=True)
    beside.replace(folder / f"{language}.po")


def missing(kept: Catalog) -> Iterator[Message]:
    """Messages without a translation in every form that the language has."""
    for message in kept:
        if message.id and (message.fuzzy or not _complete(message, kept.num_plurals)):
            yield message


def _complete(message: Message, forms: int) -> bool:
    said = _forms(message.string)
    return len(said) == (forms if message.pluralizable else 1) and all(said)


def _forms(words: object) -> tuple[str, ...]:
    # The library keeps one text as a string and plural forms as a tuple or list, and None before the first translation.
    if isinstance(words, (tuple, list)):
        return tuple(str(word or "") for word in words)
    return (str(words or ""),)


def check(folder: Path = CATALOGS, ours: Catalog | None = None) -> list[Problem]:
    """Everything that would make somebody read a foreign or broken sentence; empty when all is well."""
    ours = ours or sentences()
    problems = []
    for language in translated_languages():
        kept = catalog(language, folder)
        for message in ours:
            if message.id:
                problem = _problem(message, kept)
                if problem:
                    problems.append(Problem(language, _english(message), problem))
    return problems


def _problem(message: Message, kept: Catalog) -> str | None:
    found = kept.get(message.id, message.context)
    if found is None or found.fuzzy or not _complete(found, kept.num_plurals):
        return "not translated"
    wanted = set(_PLACEHOLDER.findall(" ".join(_forms(message.id))))
    for text in _forms(found.string):
        named = set(_PLACEHOLDER.findall(text))
        # A form for exactly one or two may say the number as a word; no form may ask for what is not there.
        if named - wanted or (not message.pluralizable and wanted - named):
            return f"placeholders differ: {sorted(wanted)} against {sorted(named)}"
    return None


def _english(message: Message) -> str:
    return _forms(message.id)[0]
