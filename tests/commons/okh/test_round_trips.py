"""import(export(a)) = a for every manifest and both formats; export(import(x)) = x on the known keys that needed no repair."""

import io
import tarfile
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from minga_commons.okh import jsonld, storing, tidying
from minga_commons.okh.manifest import Manifest
from minga_commons.okh.parsing import Format
from minga_commons.okh.reading import Read, read
from minga_commons.okh.repairs import Kind
from minga_commons.okh.writing import write
from minga_testing.manifests import manifests

CASES = Path(__file__).parents[4] / "shared" / "cases" / "okh"
FORMATS: tuple[Format, ...] = ("toml", "yaml")


@given(manifests())
@settings(max_examples=60)
def test_what_is_written_is_read_back(manifest: Manifest):
    for format_ in FORMATS:
        text = write(manifest, format_)
        found = read(text.encode(), f"okh.{format_}")
        assert found.manifest == manifest, text
        assert {one.kind for one in found.repairs} <= {Kind.VERSION_UNSTATED}, found.repairs


@given(manifests())
@settings(max_examples=25)
def test_what_is_stored_comes_back_and_both_formats_have_one_digest(manifest: Manifest):
    assert storing.restored(storing.stored(manifest, "toml")) == manifest
    digests = {storing.digest(read(write(manifest, one).encode(), f"okh.{one}").manifest) for one in FORMATS}
    assert digests == {storing.digest(manifest)}


@given(manifests())
@settings(max_examples=20)
def test_other_peoples_readers_read_what_we_write(manifest: Manifest):
    assert tomllib.loads(write(manifest, "toml"))["name"] == manifest.name
    told = yaml.safe_load(write(manifest, "yaml"))
    assert told["title"] == manifest.name
    assert told["project-link"] == manifest.repo
    assert told["license"] == (manifest.licences.by_subject or {"hardware": manifest.licences.whole})
    assert told.get("keywords", []) == list(manifest.keywords)


@given(manifests())
@settings(max_examples=15)
def test_linked_data_uses_the_ontologies_terms_and_tells_no_mail_address(manifest: Manifest):
    told = jsonld.jsonld(manifest, id_="https://coop.example/designs/loom")
    prefixes = set(jsonld.CONTEXT)

    def look(value):
        if isinstance(value, dict):
            for key, one in value.items():
                assert key.startswith("@") or key.partition(":")[0] in prefixes, key
                if key != "@context":
                    look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)
        else:
            assert value != "a@example.org"

    look(told)


def unharmed(found: Read) -> None:
    """Both directions, on a file of somebody else."""
    for format_ in FORMATS:
        again = read(write(found.manifest, format_).encode(), f"okh.{format_}")
        assert again.manifest == found.manifest
        if format_ == found.format:
            repaired = tidying.repaired_keys(list(found.repairs))
            before, after = tidying.known(found.tree), tidying.known(again.tree)
            assert {key: after.get(key) for key in before if key not in repaired} == {
                key: value for key, value in before.items() if key not in repaired
            }
            unknown = {key: one for key, one in found.tree.items() if not tidying.keys.is_known(key)}  # type: ignore[attr-defined]
            assert {key: again.tree.get(key) for key in unknown} == unknown


def test_the_corpus_and_the_cases_come_out_as_they_went_in():
    if not CASES.exists():
        pytest.skip("shared/cases is not here")
    count = 0
    with tarfile.open(CASES / "LOSH-list-7696e9d.tar.gz") as archive:
        for entry in archive:
            if not entry.name.endswith(".toml"):
                continue
            count += 1
            if "manually-created" not in entry.name and count % 25:  # Whole once, by hand; a twenty-fifth in every run.
                continue
            opened = archive.extractfile(entry)
            assert isinstance(opened, io.BufferedReader | tarfile.ExFileObject)
            unharmed(read(opened.read(), entry.name))
    assert count == 2095
    for path in (*CASES.glob("v1/*.yml"), *CASES.glob("other/*.toml"), *CASES.glob("sample/**/*.toml")):
        unharmed(read(path.read_bytes(), path.name))
