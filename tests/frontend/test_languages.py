"""Every sentence of ours is said in every language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from minga_infra import languages
from minga_platform.kernel.locale import LANGUAGES


@pytest.fixture(scope="module")
def ours() -> Catalog:
    """Reading every file takes seconds; the files do not change between two tests."""
    return languages.sentences()


def test_no_sentence_is_left_untranslated(ours: Catalog) -> None:
    problems = languages.check(ours=ours)
    assert not problems, f"{len(problems)} wanting; run `minga languages update`. First: {problems[:5]}"


def _bare_words(template: str) -> list[str]:
    """Words of a page that no `_()` says: text between tags, and attributes that are read aloud or shown."""
    text = re.sub(r"{#.*?#}", "", template, flags=re.DOTALL)
    # What people type into a machine, or compare letter by letter, is the same in every language.
    text = re.sub(r"<code\b.*?</code>", "", text, flags=re.DOTALL)
    attributes = re.findall(r"""\b(?:aria-label|title|placeholder|alt|content)=["']([^"'{]*)["']""", text)
    # Expressions before statements: a statement may stand inside an expression's text, never the other way round.
    text = re.sub(r"<(script|style|svg)\b.*?</\1>|<!doctype[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    # One macro writes the attributes of a tag that another opened: they are no words.
    text = re.sub(r"{% macro attributes.*?{%- endmacro %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{{.*?}}|{%.*?%}", "  ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>|&\w+;", "  ", text)
    pieces = [piece.strip() for part in (text, *attributes) for piece in re.split(r"\s{2,}|\n", part)]
    return [piece for piece in pieces if re.search(r"[^\W\d_]{2,}", piece)]


_NAMES = re.compile(r"(Minga|AGPL-3\.0|IBAN|CSV|GraphQL|JSON|width=device-width, initial-scale=1|light dark)")


@pytest.mark.parametrize("template", sorted(path.relative_to(languages.ROOT).as_posix() for path in (languages.ROOT / "frontend").rglob("*.html")))  # fmt: skip
def test_no_page_says_a_word_that_cannot_be_translated(template: str) -> None:
    bare = [words for words in _bare_words((languages.ROOT / template).read_text()) if not _NAMES.fullmatch(words)]
    assert not bare


def test_a_bare_word_would_be_found() -> None:
    assert _bare_words('<p>{{ _("Said") }}</p><b title="Help">{% if x %}Bare{% endif %}</b>') == ["Bare", "Help"]


def test_sentences_are_found_in_code_and_in_templates(ours: Catalog) -> None:
    found = {message.id if isinstance(message.id, str) else message.id[0]: message for message in ours}
    assert any(where.endswith(".html") for where, _ in found["Skip to the content"].locations)
    assert any(where.endswith(".py") for where, _ in found["%(num)s piece"].locations)


def test_a_missing_translation_is_noticed(tmp_path: Path, ours: Catalog) -> None:
    languages.update(tmp_path, ours)
    problems = languages.check(tmp_path, ours)
    assert {problem.language for problem in problems} == set(LANGUAGES[1:])
    assert "Skip to the content" in {problem.sentence for problem in problems}


def test_a_translation_that_lost_its_fact_is_noticed(tmp_path: Path, ours: Catalog) -> None:
    languages.update(tmp_path, ours)
    languages.fill("es", {"Place order, %(amount)s": "Hacer el pedido"}, tmp_path)
    wrong = [
        one
        for one in languages.check(tmp_path, ours)
        if one.sentence == "Place order, %(amount)s" and one.language == "es"
    ]
    assert "placeholders differ" in wrong[0].what


def test_filling_tells_what_is_no_sentence_of_ours_and_survives_an_update(tmp_path: Path, ours: Catalog) -> None:
    languages.update(tmp_path, ours)
    unknown = languages.fill("es", {"Search": "Buscar", "Nobody says this": "…"}, tmp_path)
    assert unknown == ["Nobody says this"]
    languages.update(tmp_path, ours)
    assert languages.catalog("es", tmp_path).get("Search").string == "Buscar"  # type: ignore[union-attr]  # it is there


def test_an_update_changes_nothing_where_nothing_changed(tmp_path: Path, ours: Catalog) -> None:
    languages.update(tmp_path, ours)
    before = (tmp_path / "ar.po").read_bytes()
    languages.update(tmp_path, ours)
    assert (tmp_path / "ar.po").read_bytes() == before
