"""A manifest as we understand it, whichever format it was written in: one typed value for both.

`how` remembers how things were written where the formats leave a choice (one image as text, as a list of one, as a table), so
that writing gives back what was read. It is no part of what a manifest says, and two manifests that differ in it alone are equal.
Everything else that we do not know is kept under its own key in `unknown`, and in `more` of a table within.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from minga_commons.licences import spdx
from minga_commons.okh.values import Tree

CURRENT: Final = "2.4"
"""The version of Open Know-How that a manifest follows which does not say another."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or organisation. `member_of`: v1's affiliation."""

    name: str = ""
    email: str = ""
    member_of: str = ""
    url: str = ""
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; what is on it; the place it is for; words to sort it by."""

    location: str
    depicts: str = ""
    slots: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A file or page, by path in the repository or address."""

    path: str
    title: str = ""
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Software:
    """A program that the thing needs: its release (v1: path), and how to install it."""

    release: str = ""
    title: str = ""
    installation_guide: str = ""
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """Another project: by its title, its manifest, its place in the web. `lang`: of an original that this translates."""

    web: str = ""
    manifest: str = ""
    title: str = ""
    lang: str = ""
    more: Tree = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is found."""
        return self.web or self.manifest


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard that was used. Certificates stay in `more`, as they were written."""

    title: str = ""
    publisher: str = ""
    reference: str = ""
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mass:
    """A mass in `unit`, grams unless something else was written."""

    value: int | Decimal
    unit: str = "g"
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The box that a thing fills, in `unit`; older manifests draw it in OpenSCAD instead."""

    width: int | Decimal | None = None
    depth: int | Decimal | None = None
    height: int | Decimal | None = None
    openscad: str = ""
    unit: str = "mm"
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of which there are files. Settings of its making (infill, tolerance …) are in `more`."""

    name: str
    image: tuple[Image, ...] = ()
    tsdc: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    export: tuple[str, ...] = ()
    auxiliary: tuple[str, ...] = ()
    material: str = ""
    printing_process: str = ""
    mass: Mass | None = None
    outer_dimensions: Dimensions | None = None
    more: Tree = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Licences:
    """Under which SPDX expressions it is given: one for the whole, or one each for what v1 distinguishes; never both."""

    whole: str = ""
    hardware: str = ""
    documentation: str = ""
    software: str = ""

    def __post_init__(self) -> None:
        assert bool(self.whole) != bool(self.by_subject), "one for the whole, or some by subject"

    @property
    def by_subject(self) -> dict[str, str]:
        """Only what is stated."""
        each = {"hardware": self.hardware, "documentation": self.documentation, "software": self.software}
        return {subject: expression for subject, expression in each.items() if expression}

    @property
    def expression(self) -> str:
        """What holds for whoever takes all of it: every stated licence at once."""
        if self.whole:
            return self.whole
        each = list(dict.fromkeys(self.by_subject.values()))
        if len(each) == 1:
            return each[0]
        found = spdx.parse(" AND ".join(f"({one})" for one in each))
        return " AND ".join(f"({one})" for one in each) if isinstance(found, spdx.Malformed) else spdx.normalise(found)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest. Empty text, empty tuple and None all mean: not said. Texts of several lines keep their line ends."""

    name: str
    licences: Licences
    repo: str
    """Where the work happens; what makes it this asset and no other."""
    function: str = ""
    """What it does and for whom (v1: description)."""
    okhv: str = CURRENT
    version: str = ""
    """Empty where there is none; a manifest then says UNVERSIONED."""
    release: str = ""
    licensor: tuple[Agent, ...] = ()
    organization: tuple[Agent, ...] = ()
    fork_of: Project | None = None
    variant_of: Project | None = None
    sub_parts: tuple[Project, ...] = ()
    documentation_language: tuple[str, ...] = ()
    technology_readiness_level: str = ""
    documentation_readiness_level: str = ""
    readme: tuple[str, ...] = ()
    contribution_guide: tuple[str, ...] = ()
    image: tuple[Image, ...] = ()
    attestation: tuple[str, ...] = ()
    publication: tuple[str, ...] = ()
    standard_compliance: tuple[str, ...] = ()
    cpc_patent_class: tuple[str, ...] = ()
    tsdc: tuple[str, ...] = ()
    bom: tuple[str, ...] = ()
    manufacturing_instructions: tuple[Document, ...] = ()
    user_manual: tuple[Document, ...] = ()
    source: tuple[str, ...] = ()
    export: tuple[str, ...] = ()
    auxiliary: tuple[str, ...] = ()
    mass: Mass | None = None
    outer_dimensions: Dimensions | None = None
    software: tuple[Software, ...] = ()
    part: tuple[Part, ...] = ()
    rdf: Tree = field(default_factory=dict)
    # Only v1 has a word for what follows; the other format keeps it under the same.
    documentation_home: str = ""
    date_created: str = ""
    date_updated: str = ""
    manifest_author: tuple[Agent, ...] = ()
    manifest_language: tuple[str, ...] = ()
    manifest_is_translation: Project | None = None
    documentation_is_translation: Project | None = None
    intended_use: str = ""
    keywords: tuple[str, ...] = ()
    health_safety_notice: str = ""
    contact: tuple[Agent, ...] = ()
    contributors: tuple[Agent, ...] = ()
    development_stage: str = ""
    made: bool | None = None
    made_independently: bool | None = None
    standards_used: tuple[Standard, ...] = ()
    design_files: tuple[Document, ...] = ()
    schematics: tuple[Document, ...] = ()
    tool_list: tuple[str, ...] = ()
    manufacturing_files: tuple[Document, ...] = ()
    risk_assessment: tuple[Document, ...] = ()
    tool_settings: tuple[Document, ...] = ()
    quality_instructions: tuple[Document, ...] = ()
    maintenance_instructions: tuple[Document, ...] = ()
    disposal_instructions: tuple[Document, ...] = ()
    unknown: Tree = field(default_factory=dict)
    how: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Key → `list` (one, written as a list) or `table` (written as a table where a text would do)."""

    @property
    def licence(self) -> str:
        """The SPDX expression for the whole of it."""
        return self.licences.expression
