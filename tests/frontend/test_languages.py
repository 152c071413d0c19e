"""Every sentence of ours is said in every language."""

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
