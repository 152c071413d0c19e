"""The keys of both formats: what each is called there, of what kind its value is, and how else people spell it.

Sources: the schemas `okh-v1.schema.json` and `okh.schema.json`, the template and the mapping of v1 in iop-alliance/OpenKnowHow,
and the manifests of OPEN-NEXT/LOSH-list. Facts, retyped.
"""

import re
from dataclasses import dataclass
from typing import Literal

from minga_commons.okh.parsing import Format

Shape = Literal[
    "line",
    "paragraph",
    "version",
    "address",
    "place",
    "places",
    "words",
    "languages",
    "technology",
    "documentation",
    "yes_no",
    "date",
    "agents",
    "images",
    "documents",
    "software",
    "project",
    "projects",
    "standards",
    "mass",
    "dimensions",
    "parts",
    "table",
]


@dataclass(frozen=True, slots=True)
class Field:
    """`v1`, `losh`: its key there; the same where a format has no word of its own. `…_lists`: whether the format writes even
    one value as a list."""

    name: str
    losh: str
    v1: str
    shape: Shape
    losh_lists: bool = False
    v1_lists: bool = False

    def key(self, format_: Format) -> str:
        """What the format calls it."""
        return self.losh if format_ == "toml" else self.v1

    def lists(self, format_: Format) -> bool:
        """Whether the format writes even one value as a list."""
        return self.losh_lists if format_ == "toml" else self.v1_lists


def _field(name: str, shape: Shape, v1: str = "", *, losh_lists: bool = False, v1_lists: bool = False) -> Field:
    key = name.replace("_", "-")
    return Field(name, key, v1 or key, shape, losh_lists, v1_lists)


FIELDS: tuple[Field, ...] = (
    _field("okhv", "line"),
    _field("name", "line", "title"),
    _field("repo", "address", "project-link"),
    _field("version", "version"),
    _field("release", "place", "archive-download"),
    _field("licensor", "agents"),
    _field("organization", "agents"),
    _field("function", "paragraph", "description"),
    _field("intended_use", "paragraph"),
    _field("keywords", "words", losh_lists=True, v1_lists=True),
    _field("fork_of", "project", "derivative-of"),
    _field("variant_of", "project"),
    _field("sub_parts", "projects", losh_lists=True, v1_lists=True),
    _field("documentation_language", "languages"),
    _field("documentation_home", "place"),
    _field("technology_readiness_level", "technology"),
    _field("documentation_readiness_level", "documentation"),
    _field("development_stage", "line"),
    _field("made", "yes_no"),
    _field("made_independently", "yes_no"),
    _field("readme", "places"),
    _field("contribution_guide", "places"),
    _field("image", "images"),
    _field("attestation", "places"),
    _field("publication", "places"),
    _field("standard_compliance", "words"),
    _field("standards_used", "standards", losh_lists=True, v1_lists=True),
    _field("cpc_patent_class", "words"),
    _field("tsdc", "words"),
    _field("health_safety_notice", "paragraph"),
    _field("bom", "places"),
    _field("tool_list", "places"),
    _field("manufacturing_instructions", "documents", "making-instructions", v1_lists=True),
    _field("user_manual", "documents", "operating-instructions", v1_lists=True),
    _field("design_files", "documents", losh_lists=True, v1_lists=True),
    _field("schematics", "documents", losh_lists=True, v1_lists=True),
    _field("manufacturing_files", "documents", losh_lists=True, v1_lists=True),
    _field("risk_assessment", "documents", losh_lists=True, v1_lists=True),
    _field("tool_settings", "documents", losh_lists=True, v1_lists=True),
    _field("quality_instructions", "documents", losh_lists=True, v1_lists=True),
    _field("maintenance_instructions", "documents", losh_lists=True, v1_lists=True),
    _field("disposal_instructions", "documents", losh_lists=True, v1_lists=True),
    _field("source", "places"),
    _field("export", "places"),
    _field("auxiliary", "places"),
    _field("mass", "mass"),
    _field("outer_dimensions", "dimensions"),
    _field("contact", "agents"),
    _field("contributors", "agents", losh_lists=True, v1_lists=True),
    _field("date_created", "date"),
    _field("date_updated", "date"),
    _field("manifest_author", "agents"),
    _field("manifest_language", "languages"),
    _field("manifest_is_translation", "project"),
    _field("documentation_is_translation", "project"),
    _field("software", "software", losh_lists=True, v1_lists=True),
    _field("part", "parts", losh_lists=True, v1_lists=True),
    _field("rdf", "table"),
)

LICENCE = "license"
EXPRESSION, BY_SUBJECT = "license-expression", "license-by-subject"
"""How each format keeps what only the other can say: v1 one expression for the whole, TOML one per subject."""
SUBJECTS = ("hardware", "documentation", "software")

_ALIASES = {
    "organisation": "organization",
    "sub": "sub-parts",
    "sub-part": "sub-parts",
    "licence": LICENCE,
    "spdx-license": LICENCE,
    "alternative-license": LICENCE,
    "licenser": "licensor",
    "parts": "part",
    "images": "image",
    "keyword": "keywords",
    "forkof": "fork-of",
    "repository": "repo",
    "documentationlanguage": "documentation-language",
    "tools-list": "tool-list",
    "language": "documentation-language",
}


def canonical(key: str) -> str:
    """A key in kebab case: `documentationLanguage`, `documentation_language` and `Documentation Language` are the same."""
    key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", key.strip())
    made = re.sub(r"[\s_.-]+", "-", key).strip("-").lower()
    return _ALIASES.get(made, made)


_BY_KEY: dict[Format, dict[str, Field]] = {
    "toml": {**{one.v1: one for one in FIELDS}, **{one.losh: one for one in FIELDS}},
    "yaml": {**{one.losh: one for one in FIELDS}, **{one.v1: one for one in FIELDS}},
}
TELLING = frozenset(
    {
        "okhv",
        "name",
        "title",
        "repo",
        "project-link",
        "documentation-home",
        "license",
        "licensor",
        "function",
        "description",
    }
)
"""The keys that make a file a manifest."""


def field_of(key: str, format_: Format) -> Field | None:
    """The field that a canonical key means in this format."""
    return _BY_KEY[format_].get(key)


def is_known(key: str) -> bool:
    """Whether a key, however it is spelled, is of the specification (of either format)."""
    made = canonical(key)
    return made == LICENCE or made in _BY_KEY["toml"]
