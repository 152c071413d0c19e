"""Manifests as people write them: each oddity is repaired and told, or refused with a reason and its place; nothing is guessed."""

import contextlib
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_commons.okh import addresses, licences
from minga_commons.okh.manifest import Agent, Dimensions, Image, Licences, Mass, Project
from minga_commons.okh.parsing import LARGEST
from minga_commons.okh.reading import read
from minga_commons.okh.repairs import Kind, Refused

TOML = """okhv = "OKH-LOSHv1.0"
name = "Loom"
repo = "https://git.example/weavers/loom"
version = "1.0"
license = "CC-BY-SA-4.0"
licensor = "Ana"
function = "It weaves."
"""
YAML = """title: Loom
description: It weaves.
project-link: https://git.example/weavers/loom
license:
  hardware: CC-BY-SA-4.0
"""


def toml(**changed: str | None) -> bytes:
    """The plain manifest with lines in another form; None takes one out."""
    lines = {line.partition(" = ")[0]: line for line in TOML.splitlines()}
    for key, value in changed.items():
        name = key.replace("_", "-")
        if value is None:
            del lines[name]
        else:
            lines[name] = value if value.startswith((f"[{name}]", f"[[{name}]]")) else f"{name} = {value}"
    tables = [line for line in lines.values() if line.startswith("[")]
    return ("\n".join([line for line in lines.values() if line not in tables] + tables) + "\n").encode()


def kinds(found) -> set[str]:
    return {str(one.kind) for one in found.repairs}


def test_a_plain_manifest_needs_nothing():
    assert read(TOML.encode(), "okh.toml").repairs == ()
    assert read(YAML.encode(), "okh.yml").repairs == ()


@pytest.mark.parametrize(
    ("data", "kind", "field", "expected"),
    [
        # How keys are spelled
        (TOML.encode() + b'documentationLanguage = "en"\n', Kind.KEY_SPELLING, "documentation_language", ("en",)),
        (TOML.encode() + b'documentation_language = "en"\n', Kind.KEY_SPELLING, "documentation_language", ("en",)),
        (TOML.encode() + b'organisation = "OSE"\n', Kind.KEY_SPELLING, "organization", (Agent("OSE"),)),
        (YAML.encode() + b"sub:\n  - web: https://git.example/heddle\n", Kind.KEY_SPELLING, "sub_parts", (Project("https://git.example/heddle"),)),
        (YAML.replace("license", "licence").encode(), Kind.KEY_SPELLING, "licences", Licences(hardware="CC-BY-SA-4.0")),
        (YAML.replace("title", "Title").encode(), Kind.KEY_SPELLING, "name", "Loom"),
        (YAML.replace("title", "name").encode(), Kind.KEY_OF_THE_OTHER_FORMAT, "name", "Loom"),
        (toml(function=None) + b'description = "It weaves."\n', Kind.KEY_OF_THE_OTHER_FORMAT, "function", "It weaves."),
        (YAML.encode() + b"title: Big loom\n", Kind.DUPLICATE_KEY, "name", "Big loom"),
        (toml() + b'documentationLanguage = "de"\ndocumentation-language = "en"\n', Kind.DUPLICATE_KEY, "documentation_language", ("en",)),
        # Values of another kind
        (YAML.encode() + b"version: 1.10\n", Kind.NUMBER_AS_TEXT, "version", "1.10"),
        (YAML.encode() + b"version: 2020-05-06\n", Kind.NUMBER_AS_TEXT, "version", "2020-05-06"),
        (toml(version="1.10"), Kind.NUMBER_AS_TEXT, "version", "1.10"),
        (toml(version='"UNVERSIONED"'), Kind.VERSION_UNSTATED, "version", ""),
        (toml(name='"Loom\\n"'), Kind.SURROUNDING_SPACE, "name", "Loom"),
        (toml(name='"Lo\\u0000om"'), Kind.CONTROL_CHARACTERS, "name", "Loom"),
        (toml(licensor='"."'), Kind.LICENSOR_UNSTATED, "licensor", ()),
        (toml(licensor='""'), Kind.EMPTY, "licensor", ()),
        (YAML.encode() + b"bom:\n", Kind.EMPTY, "bom", ()),
        (YAML.encode() + b"keywords: []\n", Kind.EMPTY, "keywords", ()),
        (YAML.encode() + b"keywords: wool\n", Kind.SHAPE, "keywords", ("wool",)),
        (YAML.encode() + b"made: yes\n", Kind.WORD_AS_BOOLEAN, "made", True),
        (YAML.encode() + b"health-safety-notice: |\n  value\n", Kind.PLACEHOLDER, "health_safety_notice", ""),
        (YAML.encode() + b"date-created: 2020/5/6\n", Kind.DATE_SPELLING, "date_created", "2020-05-06"),
        (toml(made="7"), Kind.NOT_UNDERSTOOD, "made", None),
        (toml(outer_dimensions="[[outer-dimensions]]\nwidth = 1\ndepth = 2\nheight = 3"), Kind.TABLE_AS_LIST, "outer_dimensions", Dimensions(1, 2, 3)),
        (toml(mass='"30"'), Kind.SHAPE, "mass", Mass(30)),
        # Languages and levels
        (toml(documentation_language='"English-US"'), Kind.LANGUAGE_TAG, "documentation_language", ("en-US",)),
        (toml(documentation_language='"DE-Western-Europe"'), Kind.LANGUAGE_TAG, "documentation_language", ("de",)),
        (toml(documentation_language='"Elvish"'), Kind.LANGUAGE_UNKNOWN, "documentation_language", ()),
        (toml(technology_readiness_level='"Ideation"'), Kind.READINESS_NAME, "technology_readiness_level", "OTRL-1"),
        # Addresses and paths
        (toml(repo='"git@git.example:weavers/loom.git"'), Kind.ADDRESS_SPELLING, "repo", "https://git.example/weavers/loom.git"),
        (toml(repo='"git.example/weavers/loom"'), Kind.ADDRESS_SPELLING, "repo", "https://git.example/weavers/loom"),
        (toml(repo='"https://ana:s3cret@git.example/loom"'), Kind.SECRET_IN_ADDRESS, "repo", "https://git.example/loom"),
        (YAML.replace("project-link", "documentation-home").encode(), Kind.REPO_FROM_DOCUMENTATION, "repo", "https://git.example/weavers/loom"),
        (toml(bom='"/docs/bom.csv"'), Kind.PATH_SPELLING, "bom", ("docs/bom.csv",)),
        (toml(bom="'docs\\bom.csv'"), Kind.PATH_SPELLING, "bom", ("docs/bom.csv",)),
        (toml(bom='"../../etc/passwd"'), Kind.PATH_OUTSIDE, "bom", ()),
        (toml(bom='"docs/%2e%2e/%2e%2e/x"'), Kind.PATH_OUTSIDE, "bom", ()),
        (toml(readme='"javascript:alert(1)"'), Kind.ADDRESS_UNUSABLE, "readme", ()),
        (toml(release='"file:///etc/passwd"'), Kind.ADDRESS_UNUSABLE, "release", ""),
        (toml(fork_of='"https://git.example/weavers/loom.git"'), Kind.SELF_FORK, "fork_of", None),
        (YAML.encode() + b"derivative-of:\n  web: http://www.git.example/weavers/loom/\n", Kind.SELF_FORK, "fork_of", None),
        # Encodings
        (b"\xef\xbb\xbf" + TOML.encode(), Kind.BYTE_ORDER_MARK, "name", "Loom"),
        (YAML.encode("utf-16"), Kind.ENCODING, "name", "Loom"),
        (toml(okhv=None), Kind.OKHV_UNSTATED, "okhv", "2.4"),
    ],
)  # fmt: skip
def test_each_oddity_is_repaired_and_told(data, kind, field, expected):
    found = read(data)
    assert str(kind) in kinds(found), found.repairs
    assert getattr(found.manifest, field) == expected
    assert all((one.reason and one.key) or one.kind in {Kind.BYTE_ORDER_MARK, Kind.ENCODING} for one in found.repairs)


@pytest.mark.parametrize(
    ("data", "field", "expected"),
    [
        (TOML.replace("\n", "\r\n").encode(), "function", "It weaves."),
        (YAML.replace("\n", "\r\n").encode(), "function", "It weaves."),
        (b"%Open Know-How Manifest 1.0\n---\n" + YAML.encode(), "name", "Loom"),
        (("\n# a comment\n\n" + TOML).encode(), "name", "Loom"),
        (toml(okhv='"2.4"'), "okhv", "2.4"),
        (toml(licensor='"Ana (OSE) <ana@example.org>"'), "licensor", (Agent("Ana", "ana@example.org", "OSE"),)),
        (toml(licensor='["Ana", "Ben"]'), "licensor", (Agent("Ana"), Agent("Ben"))),
        (toml(licensor='{ name = "Ana", memberOf = "OSE" }'), "licensor", (Agent("Ana", member_of="OSE"),)),
        (YAML.encode() + b"licensor: {name: Ana, affiliation: OSE}\n", "licensor", (Agent("Ana", member_of="OSE"),)),
        (toml(image='"a.png"'), "image", (Image("a.png"),)),
        (toml(image='["a.png", "b.png"]'), "image", (Image("a.png"), Image("b.png"))),
        (toml(image='[[image]]\nlocation = "a.png"\ntags = ["logo"]'), "image", (Image("a.png", tags=("logo",)),)),
        (toml(documentation_language='["en", "es"]'), "documentation_language", ("en", "es")),
        (toml(mass="50330.0"), "mass", Mass(Decimal("50330.0"))),
        (toml(mass='[mass]\nvalue = 30\nunit = "kg"'), "mass", Mass(30, "kg")),
        (toml(outer_dimensions='[outer-dimensions]\nopenSCAD = "cube([1,2,3])"\nunit = "mm"'), "outer_dimensions", Dimensions(openscad="cube([1,2,3])")),
        (YAML.encode() + b"description: &a It weaves.\nintended-use: *a\n", "intended_use", "It weaves."),
        (toml(technology_readiness_level='"TechnicalDesign"'), "technology_readiness_level", "TechnicalDesign"),
        (YAML.replace("hardware: CC-BY-SA-4.0", "hardware: MIT\n  documentation: CC-BY-4.0").encode(), "licence", "MIT AND CC-BY-4.0"),
        (b'{"title": "Loom", "project-link": "https://git.example/l", "license": {"hardware": "MIT"}}', "licence", "MIT"),
    ],
)  # fmt: skip
def test_both_shapes_of_a_field_are_read(data, field, expected):
    assert getattr(read(data).manifest, field) == expected


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty", 0),
        (b"  \n\n", "empty", 0),
        (TOML.encode() + b"image = [1,\n", "not_toml", 9),
        (TOML.encode() + b"name = 'again'\n", "not_toml", 8),
        (TOML.encode() + b"mass = 1__0\n", "not_toml", 8),
        (TOML.encode() + b"x = " + b"9" * 5000 + b"\n", "not_toml", 0),
        (TOML.encode().replace(b"Loom", b"Lo\xffom"), "not_utf8", 2),
        (b"title: [unclosed\nlicense: x\n", "not_yaml", 2),
        (b"title: Loom\n\tlicense: x\n", "not_yaml", 2),
        (b"title: !!python/object/apply:os.system [ls]\n", "not_yaml", 1),
        (b"title: a\n---\ntitle: b\n", "not_yaml", 3),
        (YAML.encode() + b"x: *nobody\n", "not_yaml", 6),
        (b"- title\n- license\n", "not_a_manifest", 1),
        (b"just a sentence", "not_a_manifest", 1),
        (b"[tool.ruff]\nline-length = 120\n", "not_a_manifest", 0),
        (b"site_name: Docs\nnav: [a.md]\n", "not_a_manifest", 0),
        (toml(name=None), "no_name", 0),
        (toml(name='"\\n "'), "no_name", 0),
        (toml(repo=None), "no_repo", 0),
        (toml(repo='"not an address"'), "repo_unusable", 0),
        (toml(repo='"javascript:alert(1)"'), "repo_unusable", 0),
        (toml(repo='["https://a.example", "https://b.example"]'), "repo_unusable", 0),
        (toml(license="5.5.5"), "not_toml", 5),
        (toml(license="true"), "licence_unreadable", 0),
        (TOML.encode() + b"x = " + b"[" * 5000, "too_deep", 0),
        (YAML.encode() + b"x: " + b"[" * 60 + b"]" * 60, "too_deep", 6),
        (b"x" * (LARGEST + 1), "too_large", 0),
        (b"PK\x03\x04\x00\x00", "not_yaml", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_its_place(data, code, line):
    with pytest.raises(Refused) as refused:
        read(data)
    assert (refused.value.code, refused.value.line) == (code, line), refused.value.reason
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("written", "expression", "kind"),
    [
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", None),
        ("LicenseRef-CC-BY-SA-4.0", "LicenseRef-CC-BY-SA-4.0", None),
        ("LicenseRef-CC BY-SA-4.0", "LicenseRef-CC-BY-SA-4.0", Kind.LICENCE_GRAMMAR),
        ("CERN OHL", "LicenseRef-CERN-OHL", Kind.LICENCE_GRAMMAR),
        ("CERN", "LicenseRef-CERN", Kind.LICENCE_UNREGISTERED),
        ("GPL", "LicenseRef-GPL", Kind.LICENCE_UNREGISTERED),
        ("GPL v3", "LicenseRef-GPL-v3", Kind.LICENCE_GRAMMAR),
        ("Creative Commons", "LicenseRef-Creative-Commons", Kind.LICENCE_GRAMMAR),
        ("Creative Commons Attribution-ShareAlike", "LicenseRef-Creative-Commons-Attribution-ShareAlike", Kind.LICENCE_GRAMMAR),
        ("Creative Commons Attribution-ShareAlike 4.0 International", "CC-BY-SA-4.0", Kind.LICENCE_BY_NAME),
        ("Creative Commons Attribution-ShareAlike 3.0 Austria", "LicenseRef-Creative-Commons-Attribution-ShareAlike-3.0-Austria", Kind.LICENCE_GRAMMAR),
        ("https://creativecommons.org/licenses/by/4.0/deed.es", "CC-BY-4.0", Kind.LICENCE_BY_ADDRESS),
        ("https://creativecommons.org/licenses/by-sa/3.0/at/", "LicenseRef-https-creativecommons.org-licenses-by-sa-3.0-at", Kind.LICENCE_GRAMMAR),
        ("CC-BY-SA 4.0", "CC-BY-SA-4.0", Kind.LICENCE_SPELLING),
        ("cc-by-sa-4.0", "CC-BY-SA-4.0", Kind.LICENCE_SPELLING),
        ("MIT or Apache-2.0", "MIT OR Apache-2.0", Kind.LICENCE_SPELLING),
        ("PANAKA-OHL-1.0", "LicenseRef-PANAKA-OHL-1.0", Kind.LICENCE_UNREGISTERED),
        ("MIT AND Panaka", "MIT AND LicenseRef-Panaka", Kind.LICENCE_UNREGISTERED),
        ("CC-BY-4.0, MIT", "LicenseRef-CC-BY-4.0-MIT", Kind.LICENCE_GRAMMAR),
        ("NONE", licences.UNSTATED, Kind.LICENCE_UNSTATED),
    ],
)  # fmt: skip
def test_a_licence_is_never_guessed(written, expression, kind):
    found = licences.read(written)
    assert (found.expression, found.kind) == (expression, kind)


def test_no_licence_at_all_is_taken_as_none_stated():
    found = read(toml(license=None))
    assert found.manifest.licence == licences.UNSTATED
    assert str(Kind.LICENCE_UNSTATED) in kinds(found)
    assert licences.read("LicenseRef-CC-BY-SA-4.0").hint == "CC-BY-SA-4.0"  # Said to a person, and never applied.


@given(st.text(max_size=200))
def test_whatever_stands_as_licence_becomes_an_expression(text):
    found = licences.read(text)
    again = licences.read(found.expression)
    assert again.expression == found.expression
    assert again.kind is None


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (YAML + text).encode(errors="ignore")))
def test_any_bytes_are_read_or_refused(data):
    for name in ("okh.toml", "okh.yml", "okh"):
        with contextlib.suppress(Refused):
            read(data, name)


@pytest.mark.parametrize(
    "data",
    [
        YAML.encode() + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9) if n else b"x") for n in range(30)),
        b"x: " + b"{a: " * 20_000,
        b"x: " + b"- " * 60_000,
        TOML.encode() + b".".join([b"a"] * 20_000) + b" = 1\n",
        TOML.encode() + b"".join(b"[t%d.a.b.c]\n" % n for n in range(12_000)),
        b'"' + b"\\" * 200_000,
        b"? " * 100_000,
        b"title: &a [*a]\nlicense: *a\n",
    ],
)  # fmt: skip
def test_a_file_made_to_be_dear_costs_little(data):
    begun = time.process_time()
    for name in ("okh.toml", "okh.yml"):
        with pytest.raises(Refused):
            read(data, name)
    assert time.process_time() - begun < 20, "a bound on what it may cost, not a measurement"


@pytest.mark.parametrize(
    ("found_at", "repo", "here"),
    [
        ("https://git.example/weavers/loom/-/raw/main/okh.toml", "https://git.example/weavers/loom", True),
        ("https://raw.githubusercontent.com/weavers/Loom/main/okh.toml", "https://github.com/weavers/loom.git", True),
        ("https://github.com/weavers/loom/raw/main/deep/okh.toml", "https://github.com/weavers/loom/tree/main", True),
        ("https://loom.example/okh.toml", "https://loom.example/", True),
        ("https://wiki.example/Loom/okh.toml", "https://wiki.example/Loom", True),
        ("https://raw.githubusercontent.com/other/stool/main/okh.toml", "https://git.example/weavers/loom", False),
        (
            "https://github.com/evil/x/raw/main/github.com/weavers/loom/okh.toml",
            "https://github.com/weavers/loom",
            False,
        ),
        ("https://github.com.evil.example/weavers/loom/okh.toml", "https://github.com/weavers/loom", False),
        ("https://wiki.example/Loom/evil/okh.toml", "https://wiki.example/Loom", False),
        ("https://github.com/weavers/loom-2/raw/main/okh.toml", "https://github.com/weavers/loom", False),
        ("", "https://github.com/weavers/loom", False),
    ],
)
def test_a_manifest_belongs_where_it_was_found(found_at, repo, here):
    assert addresses.was_found_in(found_at, repo) is here
