"""Manifests for hypothesis: everything that a file can say, and nothing that only one of the two formats could."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from minga_commons.okh import addresses, licences
from minga_commons.okh.manifest import (
    Agent,
    Dimensions,
    Document,
    Image,
    Licences,
    Manifest,
    Mass,
    Part,
    Project,
    Software,
    Standard,
)
from minga_commons.okh.shapes import PLACEHOLDERS
from minga_commons.okh.values import cleaned

_SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\u2028\u2029\x85\xa0")
_NOT_PLACEHOLDERS = PLACEHOLDERS | {".", "-", "?", "none", "unknown", "unversioned", "no version"}

lines = (
    st.text(_SIGNS, min_size=1, max_size=30)
    .map(lambda text: " ".join(cleaned(text).split()))
    .filter(lambda text: text and text.lower() not in _NOT_PLACEHOLDERS)
)
paragraphs = st.text(_SIGNS | st.sampled_from("\n #:\"'|>-\t"), min_size=1, max_size=80).filter(
    lambda text: text.strip() and text.strip().lower() not in _NOT_PLACEHOLDERS and cleaned(text) == text
)
_steps = st.text("abcXYZ019_-. äж", min_size=1, max_size=8).filter(
    lambda text: text.strip() == text and text.strip(". ")
)
paths = (
    st.lists(_steps, min_size=1, max_size=3).map("/".join).filter(lambda text: addresses.place(text) == (text, False))
)
webs = st.builds(
    lambda host, path: f"https://{host}.example/{path}",
    st.text("abcdef", min_size=1, max_size=6),
    st.text("abcXYZ/_-%20", max_size=12),
).filter(lambda text: (found := addresses.web(text)) is not None and found.text == text)
places = (paths | webs).filter(lambda text: text.lower() not in PLACEHOLDERS)
numbers = st.integers(0, 10**6) | st.decimals(0, 10**6, places=3)
values = st.recursive(
    lines
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.decimals(allow_nan=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30")),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(lines, inner, max_size=3),
    max_leaves=6,
)
more = st.dictionaries(lines.map(lambda text: f"own-{text}"), values, max_size=2)
licence_texts = st.sampled_from(
    [
        "CC-BY-SA-4.0",
        "CERN-OHL-S-2.0",
        "MIT OR Apache-2.0",
        "LicenseRef-Own-1",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
        licences.UNSTATED,
    ]
)


def several(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=most).map(tuple)


words = st.lists(lines, max_size=3, unique=True).map(tuple)
languages = st.lists(st.sampled_from(["en", "es", "de-AT", "zh-Hans-CN"]), max_size=2, unique=True).map(tuple)


def maybe(one: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.just("") | one


agents = st.builds(Agent, lines, maybe(st.just("a@example.org")), maybe(lines), maybe(webs), more)
images = st.builds(Image, places, maybe(lines), words, words, more)
documents = st.builds(Document, places, maybe(lines), more)
software = st.builds(Software, places, maybe(lines), maybe(places), more)
standards = st.builds(Standard, lines, maybe(lines), maybe(lines), more)
masses = st.none() | st.builds(Mass, numbers, st.sampled_from(["g", "kg"]), more)
boxes = st.none() | st.builds(Dimensions, numbers, numbers, numbers, maybe(lines), st.sampled_from(["mm", "cm"]), more)
parts = st.builds(
    Part,
    name=lines,
    image=several(images, 2),
    tsdc=words,
    source=several(places, 2),
    export=several(places, 2),
    material=maybe(lines),
    mass=masses,
    outer_dimensions=boxes,
    more=more,
)
stated = st.builds(Licences, licence_texts) | st.builds(
    lambda hardware, documentation: Licences(hardware=hardware, documentation=documentation),
    licence_texts,
    maybe(licence_texts),
)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    """Any manifest that is in order."""
    home = draw(webs)
    projects = st.builds(Project, webs, maybe(webs), maybe(lines), maybe(st.sampled_from(["fr", "ar"])), more).filter(
        lambda one: addresses.identity(one.address) != addresses.identity(home)
    )
    return Manifest(
        name=draw(lines),
        licences=draw(stated),
        repo=home,
        function=draw(maybe(paragraphs)),
        okhv=draw(st.sampled_from(["2.4", "OKH-LOSHv1.0"])),
        version=draw(maybe(lines)),
        release=draw(maybe(places)),
        licensor=draw(several(agents, 2)),
        organization=draw(several(agents, 2)),
        fork_of=draw(st.none() | projects),
        variant_of=draw(st.none() | projects),
        sub_parts=draw(several(projects, 2)),
        documentation_language=draw(languages),
        manifest_language=draw(languages),
        technology_readiness_level=draw(st.sampled_from(["", "OTRL-4", "TechnicalDesign"])),
        documentation_readiness_level=draw(st.sampled_from(["", "ODRL-3*", "Started"])),
        readme=draw(several(places, 2)),
        image=draw(several(images, 2)),
        standard_compliance=draw(words),
        tsdc=draw(words),
        bom=draw(several(places, 2)),
        manufacturing_instructions=draw(several(documents, 2)),
        user_manual=draw(several(documents, 2)),
        source=draw(several(places, 2)),
        mass=draw(masses),
        outer_dimensions=draw(boxes),
        software=draw(several(software, 2)),
        part=draw(several(parts, 2)),
        documentation_home=draw(maybe(places)),
        date_created=draw(st.sampled_from(["", "2020-05-06", "5 May 2020"])),
        manifest_author=draw(several(agents, 1)),
        intended_use=draw(maybe(paragraphs)),
        keywords=draw(words),
        health_safety_notice=draw(maybe(paragraphs)),
        contributors=draw(several(agents, 2)),
        made=draw(st.sampled_from([None, True, False])),
        standards_used=draw(several(standards, 2)),
        design_files=draw(several(documents, 2)),
        tool_list=draw(several(places, 1)),
        unknown=draw(more),
    )
