"""What designers write. A field that is not given stays as it is; a list that is given replaces the one before."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import strawberry
from strawberry import UNSET

from minga_commons.registry import names
from minga_commons.registry.states import Relation, Severity
from minga_graphql.marks import bounds
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.kernel import ids

_TEXTS = bounds(most=24)
_Texts = list[LocalTextInput] | None


@strawberry.input(description="What a work tells of itself.")
class DesignInput:
    title: _Texts = strawberry.field(description="Its name.", default=UNSET, metadata=_TEXTS)
    summary: _Texts = strawberry.field(description="A sentence about it.", default=UNSET, metadata=_TEXTS)
    description: _Texts = strawberry.field(description="What it is, in Markdown.", default=UNSET, metadata=_TEXTS)
    craft: str | None = strawberry.field(description="The craft it belongs to.", default=UNSET)
    materials: list[str] | None = strawberry.field(description="What it is made of.", default=UNSET)
    techniques: list[str] | None = strawberry.field(description="How it is made.", default=UNSET)
    tags: list[str] | None = strawberry.field(description="Words to find it by.", default=UNSET)
    origin_repo: str | None = strawberry.field(description="The repository it lives in.", default=UNSET)
    watches_tags: bool | None = strawberry.field(description="Whether a tag there makes a release here.", default=UNSET)
    held_by: str | None = strawberry.field(description="The community that holds the knowledge.", default=UNSET)
    consent: str | None = strawberry.field(description="That community's decision to share it.", default=UNSET)


@strawberry.input(description="A part, a material or a tool.")
class DesignPartInput:
    name: list[LocalTextInput] = strawberry.field(description="What it is.", metadata=_TEXTS)
    quantity: str | None = strawberry.field(description="How much, as a decimal: `2.5`.", default=None)
    unit: str = strawberry.field(description="Of what: `m`, `kg`; empty for pieces.", default="")
    material: str = strawberry.field(description="What it is made of.", default="")
    note: _Texts = strawberry.field(description="What else to know.", default=None, metadata=_TEXTS)
    url: str | None = strawberry.field(description="Where it is described or sold.", default=None)

    def read(self) -> dict[str, Any]:
        """As the commands take it."""
        return {
            "name": read_languages(self.name, "name"),
            "quantity": self.quantity,
            "unit": self.unit,
            "material": self.material,
            "note": read_languages(self.note or [], "note"),
            "url": self.url,
        }


@strawberry.input(description="A step of making it.")
class DesignStepInput:
    text: list[LocalTextInput] = strawberry.field(description="What to do, in Markdown.", metadata=_TEXTS)
    title: _Texts = strawberry.field(description="Its heading.", default=None, metadata=_TEXTS)
    minutes: int | None = strawberry.field(description="How long it takes.", default=None)

    def read(self) -> dict[str, Any]:
        """As the commands take it."""
        return {
            "text": read_languages(self.text, "text"),
            "title": read_languages(self.title or [], "title"),
            "minutes": self.minutes,
        }


@strawberry.input(description="Something to beware of.")
class DesignHazardInput:
    severity: Severity = strawberry.field(description="How bad it may get.")
    text: list[LocalTextInput] = strawberry.field(description="What, and what to do.", metadata=_TEXTS)

    def read(self) -> dict[str, Any]:
        """As the commands take it."""
        return {"severity": self.severity.value, "text": read_languages(self.text, "text")}


@strawberry.input(description="A file: one that was uploaded, or one that stays elsewhere.")
class DesignFileInput:
    path: str = strawberry.field(description="Its place within the release: no `..`, no root.")
    role: str = strawberry.field(
        description="source, export, document, picture, licence or other.", default="other", metadata=bounds(longest=20)
    )
    file_id: strawberry.ID | None = strawberry.field(description="An uploaded file, `file_…`.", default=None)
    url: str | None = strawberry.field(description="Where it is, where it is not kept here.", default=None)
    repository: str | None = strawberry.field(description="The repository it is in, where it is not.", default=None)
    tag: str | None = strawberry.field(description="The tag or commit there.", default=None)
    sha256: str | None = strawberry.field(description="The hash of its bytes, in hex.", default=None)
    media_type: str | None = strawberry.field(description="What it is for programs.", default=None)

    def read(self) -> dict[str, Any]:
        """As the commands take it. Refuses: NotFound."""
        return {
            "path": self.path,
            "role": self.role,
            "file_id": ids.decode(names.FILE, self.file_id) if self.file_id else None,
            "url": self.url,
            "repository": self.repository,
            "tag": self.tag,
            "sha256": self.sha256,
            "media_type": self.media_type,
        }


@strawberry.input(description="A picture that was uploaded.")
class DesignPictureInput:
    file_id: strawberry.ID = strawberry.field(description="Its file, `file_…`.")
    alt: _Texts = strawberry.field(description="What it shows, for who cannot see it.", default=None, metadata=_TEXTS)
    step: int | None = strawberry.field(description="The step that it shows, counted from 0.", default=None)

    def read(self) -> dict[str, Any]:
        """As the commands take it. Refuses: NotFound."""
        return {
            "file_id": ids.decode(names.FILE, self.file_id),
            "alt": read_languages(self.alt or [], "alt"),
            "step": self.step,
        }


@strawberry.input(description="Somebody who holds rights in a release.")
class DesignHolderInput:
    agent_id: strawberry.ID | None = strawberry.field(description="Who, where the co-op knows her.", default=None)
    name: str = strawberry.field(description="Her name, where it does not.", default="")

    def read(self) -> dict[str, Any]:
        """As the commands take it. Refuses: NotFound."""
        return {"agent_id": ids.decode(names.AGENT, self.agent_id) if self.agent_id else None, "name": self.name}


@strawberry.input(description="What a release says.")
class ReleaseInput:
    version: str | None = strawberry.field(description="Its version.", default=UNSET)
    licence: str | None = strawberry.field(description="An SPDX expression or `LicenseRef-…`.", default=UNSET)
    parents: list[strawberry.ID] | None = strawberry.field(description="What it derives from, `rel_…`.", default=UNSET)
    relation: Relation | None = strawberry.field(description="How; given beside `parents`.", default=UNSET)
    parts: list[DesignPartInput] | None = strawberry.field(
        description="The bill of materials.", default=UNSET, metadata=bounds(most=500)
    )
    tools: list[DesignPartInput] | None = strawberry.field(
        description="What is needed.", default=UNSET, metadata=bounds(most=200)
    )
    steps: list[DesignStepInput] | None = strawberry.field(
        description="How it is made.", default=UNSET, metadata=bounds(most=200)
    )
    hazards: list[DesignHazardInput] | None = strawberry.field(description="What to beware of.", default=UNSET)
    no_hazards: bool | None = strawberry.field(description="There is nothing to beware of.", default=UNSET)
    files: list[DesignFileInput] | None = strawberry.field(
        description="Its files.", default=UNSET, metadata=bounds(most=500)
    )
    pictures: list[DesignPictureInput] | None = strawberry.field(
        description="Its pictures, steps included.", default=UNSET, metadata=bounds(most=60)
    )
    notes: _Texts = strawberry.field(description="What is new in it.", default=UNSET, metadata=_TEXTS)
    languages: list[str] | None = strawberry.field(
        description="What its words are in; found out where none are given.", default=UNSET
    )
    technology_level: int | None = strawberry.field(description="OTRL 1 to 6.", default=UNSET)
    documentation_level: int | None = strawberry.field(description="ODRL 1 to 5.", default=UNSET)
    holders: list[DesignHolderInput] | None = strawberry.field(
        description="Who holds rights in it; its work's maintainers where none are given.", default=UNSET
    )
    repository: str | None = strawberry.field(description="The repository it was made from.", default=UNSET)
    tag: str | None = strawberry.field(description="The tag there.", default=UNSET)
    commit: str | None = strawberry.field(description="The commit there.", default=UNSET)


_TEXT_FIELDS = {"title", "summary", "description", "notes"}
_LISTS = {"parts", "tools", "steps", "hazards", "files", "pictures", "holders"}
_MAY_BE_NULL = {"origin_repo", "technology_level", "documentation_level", "repository", "tag", "commit", "holders"}


def given(wish: DesignInput | ReleaseInput) -> dict[str, Any]:
    """The fields that were given, as the commands take them. Refuses: NotFound (an id of nothing), InvalidInput."""
    read: dict[str, Any] = {}
    for entry in fields(wish):
        name, value = entry.name, getattr(wish, entry.name)
        if value is UNSET or (value is None and name not in _MAY_BE_NULL):
            continue
        if name in _TEXT_FIELDS:
            value = read_languages(value, name)
        elif name in _LISTS and value is not None:
            value = [one.read() for one in value]
        elif name == "parents":
            value = [ids.decode(names.RELEASE, one) for one in value]
        elif name == "relation":
            value = value.value
        read["commit_sha" if name == "commit" else name] = value
    return read


def texts(given_texts: list[LocalTextInput] | None, field: str) -> Mapping[str, str]:
    """`{language: text}`."""
    return read_languages(given_texts or [], field)
