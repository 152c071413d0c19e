"""Every sentence of ours is said in every language."""

from pathlib import Path

from minga_infra import languages
from minga_platform.kernel.locale import LANGUAGES


def test_no_sentence_is_left_untranslated() -> None:
    problems = languages.check()
    assert not problems, f"{len(problems)} wanting; run `minga languages update`. First: {problems[:5]}"


def test_sentences_are_found_in_code_and_in_templates() -> None:
    found = {message.id if isinstance(message.id, str) else message.id[0]: message for message in languages.sentences()}
    assert any(where.endswith(".html") for where, _ in found["Skip to the content"].locations)
    assert any(where.endswith(".py") for where, _ in found["%(num)s piece"].locations)


def test_a_missing_translation_is_noticed(tmp_path: Path) -> None:
    languages.update(tmp_path)
    problems = languages.check(tmp_path)
    assert {problem.language for problem in problems} == set(LANGUAGES[1:])
    assert "Skip to the content" in {problem.sentence for problem in problems}


def test_a_translation_that_lost_its_fact_is_noticed(tmp_path: Path) -> None:
    languages.update(tmp_path)
    languages.fill("es", {"Place order, %(amount)s": "Hacer el pedido"}, tmp_path)
    wrong = [
        one for one in languages.check(tmp_path) if one.sentence == "Place order, %(amount)s" and one.language == "es"
    ]
    assert "placeholders differ" in wrong[0].what


def test_filling_tells_what_is_no_sentence_of_ours_and_survives_an_update(tmp_path: Path) -> None:
    languages.update(tmp_path)
    unknown = languages.fill("es", {"Search": "Buscar", "Nobody says this": "…"}, tmp_path)
    assert unknown == ["Nobody says this"]
    languages.update(tmp_path)
    assert languages.catalog("es", tmp_path).get("Search").string == "Buscar"  # type: ignore[union-attr]  # it is there


def test_an_update_changes_nothing_where_nothing_changed(tmp_path: Path) -> None:
    languages.update(tmp_path)
    before = (tmp_path / "ar.po").read_bytes()
    languages.update(tmp_path)
    assert (tmp_path / "ar.po").read_bytes() == before
