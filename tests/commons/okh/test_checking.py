"""`minga okh check` on a folder and on an archive: counts that add up, every repair and refusal named, the corpus as it was counted."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from minga_commons.okh.bundles import of_path
from minga_commons.okh.report import Report, read_all
from minga_infra.cli.main import build

CASES = Path(__file__).parents[4] / "shared" / "cases" / "okh"
GOOD = 'okhv = "2.4"\nname = "Loom"\nrepo = "https://git.example/loom"\nversion = "1"\nlicense = "MIT"\nlicensor = "Ana"\nfunction = "x"\n'


def check(path: Path, status: int, *options: str) -> str:
    done = CliRunner().invoke(build("okh"), ["okh", "check", str(path), *options])
    assert done.exit_code == status, done.output
    return done.stdout


def told(path: Path, status: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check(path, status, "--format", "json"))
    assert found["accepted"] + found["repaired"] + found["refused"] == found["files"]
    assert sum(found["repairs"].values()) == len(found["each_repair"])
    assert all(one["file"] and one["kind"] in found["repairs"] and one["reason"] for one in found["each_repair"])
    assert len(found["each_refusal"]) == found["refused"]
    return found


def test_a_folder_of_any_depth_adds_up(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "okh.toml").write_text(GOOD)
    (tmp_path / "a" / "odd.toml").write_text(GOOD.replace("Loom", "Loom\\n"))
    (tmp_path / "bad.toml").write_text("name = [\n")
    (tmp_path / "README.md").write_text("no manifest")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "okh.toml").write_text(GOOD)
    (tmp_path / "link.toml").symlink_to(deep / "okh.toml")
    (tmp_path / "round").symlink_to(tmp_path)
    found = told(tmp_path, 1)
    assert (found["files"], found["accepted"], found["repaired"], found["refused"]) == (3, 1, 1, 1)
    (refusal,) = found["each_refusal"]
    assert (refusal["file"], refusal["code"], refusal["line"]) == ("bad.toml", "not_toml", 2)
    assert found["each_repair"][0] == {
        "file": "a/odd.toml",
        "kind": "surrounding_space",
        "key": "name",
        "reason": "Blanks or line ends around the text were left out.",
        "was": "'Loom\\n'",
        "now": "Loom",
    }
    assert "3 files: 1 taken as they are, 1 repaired, 1 refused." in check(tmp_path, 1)


def test_one_file_an_empty_folder_and_nothing_at_all(tmp_path: Path) -> None:
    (tmp_path / "x").write_text(GOOD)
    assert told(tmp_path / "x")["accepted"] == 1
    (tmp_path / "empty").mkdir()
    assert told(tmp_path / "empty")["files"] == 0
    check(tmp_path / "nowhere", 2)


def test_a_broken_archive_is_one_refusal_behind_what_it_held(tmp_path: Path) -> None:
    (tmp_path / "okh.toml").write_text(GOOD)
    whole = tmp_path / "whole.tar.gz"
    with tarfile.open(whole, "w:gz") as archive:
        archive.add(tmp_path / "okh.toml", "okh.toml")
    assert told(whole)["accepted"] == 1
    (tmp_path / "half.tar.gz").write_bytes(whole.read_bytes()[:60])
    found = told(tmp_path / "half.tar.gz", 1)
    assert found["each_refusal"][-1]["code"] == "broken"


def test_the_corpus_is_found_as_it_was_counted() -> None:
    if not CASES.exists():
        pytest.skip("shared/cases is not here")
    expected = json.loads((CASES / "expected_okh.json").read_text())
    report = Report()
    for _ in read_all(of_path(CASES / "LOSH-list-7696e9d.tar.gz"), report):
        pass
    findings = report.findings.as_json()
    same = set(expected) & set(findings)
    assert len(same) == 15
    assert {key: findings[key] for key in same} == {key: expected[key] for key in same}
    assert findings["kebab_case"] == expected["curated_kebab_case"]
    assert findings["camelCase"] == expected["v1_imports_total"]
    # The first count looked at this one key; eight of the imports state no language.
    assert findings["keys_respelled"]["documentationLanguage"] == expected["v1_imports_camelCase"]
    assert (report.files, report.refused) == (2095, 0)
    kinds = report.kinds
    assert kinds["licence_grammar"] == expected["license_not_grammatical_spdx_expression"]
    assert kinds["licence_unregistered"] == expected["license_grammatical_unregistered"]
    assert kinds["licensor_unstated"] == expected["licensor_empty_or_dot"]
    assert kinds["version_unstated"] == expected["version_UNVERSIONED"]
    assert kinds["self_fork"] == expected["forkOf_equals_own_repo"]
    assert report.by_key["surrounding_space"]["name"] == expected["names_with_surrounding_whitespace"]
