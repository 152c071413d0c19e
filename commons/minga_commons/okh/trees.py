"""A manifest becomes the tree of a format again: what was read comes out as it was written, in the order of `keys.FIELDS`."""

from collections.abc import Callable, Mapping
from typing import Any

from minga_commons.okh import keys
from minga_commons.okh.keys import Field
from minga_commons.okh.manifest import (
    CURRENT,
    Agent,
    Dimensions,
    Document,
    Image,
    Manifest,
    Mass,
    Part,
    Project,
    Software,
    Standard,
)
from minga_commons.okh.parsing import Format
from minga_commons.okh.records import agents, written
from minga_commons.okh.shapes import Desk as Reading
from minga_commons.okh.values import Value, moment

_UNVERSIONED = "UNVERSIONED"


def tree_of(manifest: Manifest, format_: Format) -> dict[str, Value]:
    """The tree, with the keys of the format."""
    desk = _Desk(format_, manifest.how)
    found: dict[str, Value] = {}
    for one in keys.FIELDS:
        if one.name == "function":
            _put_licences(found, manifest, format_)
        value = getattr(manifest, one.name)
        if one.name == "version" and format_ == "toml":
            value = value or _UNVERSIONED
        if not value and value is not False:
            continue
        key = one.key(format_)
        if one.name == "okhv" and format_ == "yaml" and value == CURRENT:
            continue
        found[key] = _WRITERS[one.shape](value, key, desk, one)
        if format_ == "toml" and one.v1 != one.losh:
            _put_what_v1_says_more(found, value, one)
    found.update((key, value) for key, value in manifest.unknown.items() if key not in found)
    return found


class _Desk:
    def __init__(self, format_: Format, how: Mapping[str, str]) -> None:
        self.format, self.how = format_, how


def _put_licences(found: dict[str, Value], manifest: Manifest, format_: Format) -> None:
    licences = manifest.licences
    if format_ == "toml":
        found[keys.LICENCE] = licences.expression
        if licences.by_subject:
            found[keys.BY_SUBJECT] = dict(licences.by_subject)
    elif licences.by_subject:
        found[keys.LICENCE] = dict(licences.by_subject)
    else:
        found[keys.LICENCE] = {"hardware": licences.whole}
        found[keys.EXPRESSION] = licences.whole


def _put_what_v1_says_more(found: dict[str, Value], value: Any, one: Field) -> None:
    """TOML has paths and addresses where v1 has tables; what those say besides stands under v1's own key."""
    if one.shape == "documents" and any(item != Document(item.path) for item in value):
        found[one.v1] = tuple(_document_table(item) for item in value)
    if one.shape == "project" and value != Project(web=value.address):
        found[one.v1] = _project_table(value)


# One value after the other


def _plain(value: Any, _key: str, _desk: _Desk, _field: Field | None) -> Value:
    plain: Value = value
    return plain


def _date(value: str, _key: str, _desk: _Desk, _field: Field | None) -> Value:
    return (moment(value) or value) if _desk.format == "yaml" else value


def _several(write: Callable[[Any, str, _Desk], Value]) -> Callable[[tuple[Any, ...], str, _Desk, Field | None], Value]:
    def written_as(values: tuple[Any, ...], key: str, desk: _Desk, of_field: Field | None) -> Value:
        lists = of_field is not None and of_field.lists(desk.format)
        if len(values) == 1 and not lists and desk.how.get(key) != "list":
            return write(values[0], key, desk)
        return tuple(write(one, f"{key}[{place}]", desk) for place, one in enumerate(values, 1))

    return written_as


def _word(value: str, _key: str, _desk: _Desk) -> Value:
    return value


def _agent(agent: Agent, key: str, desk: _Desk) -> Value:
    text = Agent(agent.name, agent.email, agent.member_of)
    if desk.format == "toml" and desk.how.get(key) != "table" and agent == text and _is_text(agent):
        return written(agent)
    affiliation = "affiliation" if desk.format == "yaml" else "memberOf"
    named = {"name": agent.name, "email": agent.email, affiliation: agent.member_of, "url": agent.url}
    return {**{name: value for name, value in named.items() if value}, **agent.more}


def _is_text(agent: Agent) -> bool:
    """Whether the agent comes out of her own text again."""
    return bool(agent.name) and agents(written(agent), "agent", Reading("toml", [])) == (agent,)


def _image(image: Image, key: str, desk: _Desk) -> Value:
    if image == Image(image.location) and desk.how.get(key) != "table":
        return image.location
    named: dict[str, Value] = {
        "location": image.location,
        "depicts": image.depicts,
        "slots": image.slots,
        "tags": image.tags,
    }
    return {**{name: value for name, value in named.items() if value}, **image.more}


def _document(document: Document, key: str, desk: _Desk, of_field: Field | None) -> Value:
    lists = of_field is not None and of_field.lists(desk.format)
    if lists or desk.how.get(key) == "table":
        return _document_table(document)
    return document.path


def _document_table(document: Document) -> dict[str, Value]:
    return {"path": document.path, **({"title": document.title} if document.title else {}), **document.more}


def _documents(values: tuple[Document, ...], key: str, desk: _Desk, of_field: Field | None) -> Value:
    return _several(lambda one, where, at: _document(one, where, at, of_field))(values, key, desk, of_field)


def _software(software: Software, _key: str, desk: _Desk) -> Value:
    label, release = ("title", "path") if desk.format == "yaml" else ("label", "release")
    named = {label: software.title, release: software.release, "installation-guide": software.installation_guide}
    return {**{name: value for name, value in named.items() if value}, **software.more}


def _project(project: Project, _key: str, desk: _Desk, of_field: Field | None) -> Value:
    if desk.format == "toml" and of_field is not None and of_field.losh != of_field.v1 and project.address:
        return project.address
    return _project_table(project)


def _project_table(project: Project) -> dict[str, Value]:
    named = {"title": project.title, "manifest": project.manifest, "web": project.web, "lang": project.lang}
    return {**{name: value for name, value in named.items() if value}, **project.more}


def _standard(standard: Standard, _key: str, _desk: _Desk) -> Value:
    named = {"standard-title": standard.title, "publisher": standard.publisher, "reference": standard.reference}
    return {**{name: value for name, value in named.items() if value}, **standard.more}


def _mass(mass: Mass, key: str, desk: _Desk, _field: Field | None) -> Value:
    how = desk.how.get(key)
    if mass == Mass(mass.value) and how is None:
        return mass.value
    unit: dict[str, Value] = {} if how == "table without unit" and mass.unit == "g" else {"unit": mass.unit}
    return {"value": mass.value, **unit, **mass.more}


def _dimensions(box: Dimensions, key: str, desk: _Desk, _field: Field | None) -> Value:
    sides = {"width": box.width, "depth": box.depth, "height": box.height}
    found: dict[str, Value] = {name: side for name, side in sides.items() if side is not None}
    if box.openscad:
        found["openSCAD"] = box.openscad
    if box.unit != "mm" or desk.how.get(key) == "unit":
        found["unit"] = box.unit
    return {**found, **box.more}


def _part(part: Part, key: str, desk: _Desk) -> Value:
    found: dict[str, Value] = {"name": part.name} if part.name else {}
    several = _several(_word)
    for name in ("tsdc", "source", "export", "auxiliary"):
        if values := getattr(part, name):
            found[name] = several(values, f"{key}.{name}", desk, None)
    if part.image:
        found["image"] = _several(_image)(part.image, f"{key}.image", desk, None)
    if part.material:
        found["material"] = part.material
    if part.printing_process:
        found["printing-process"] = part.printing_process
    if part.mass is not None:
        found["mass"] = _mass(part.mass, f"{key}.mass", desk, None)
    if part.outer_dimensions is not None:
        found["outer-dimensions"] = _dimensions(part.outer_dimensions, f"{key}.outer-dimensions", desk, None)
    return {**found, **part.more}


_WRITERS: Mapping[str, Callable[..., Value]] = {
    **dict.fromkeys(
        ("line", "paragraph", "version", "address", "place", "technology", "documentation", "yes_no"), _plain
    ),
    "date": _date,
    "table": _plain,
    **dict.fromkeys(("places", "words", "languages"), _several(_word)),
    "agents": _several(_agent),
    "images": _several(_image),
    "documents": _documents,
    "software": _several(_software),
    "project": _project,
    "projects": _several(lambda one, _key, _desk: _project_table(one)),
    "standards": _several(_standard),
    "mass": _mass,
    "dimensions": _dimensions,
    "parts": _several(_part),
}
