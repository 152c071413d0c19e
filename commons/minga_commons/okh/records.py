"""Tables of a manifest, read into their records: agents, images, documents, parts. What a table holds besides is kept in `more`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from minga_commons.okh import shapes
from minga_commons.okh.keys import Field
from minga_commons.okh.manifest import (
    Agent,
    Dimensions,
    Document,
    Image,
    Mass,
    Part,
    Project,
    Software,
    Standard,
)
from minga_commons.okh.repairs import Kind, shortened
from minga_commons.okh.shapes import Desk, NotUnderstood
from minga_commons.okh.values import Value, is_nothing

_WRITTEN = re.compile(r"([^<>()]+?)(?: \(([^<>()]+)\))?(?: <([^<>@\s]+@[^<>@\s]+)>)?")
"""How one text says who somebody is: `Name (Organisation) <mail>`."""
_NOBODY = {"", ".", "-", "?", "n/a"}
_MASSES = {"g", "kg", "mg", "t", "lb", "oz"}


def written(agent: Agent) -> str:
    """An agent in one text."""
    return (
        agent.name + (f" ({agent.member_of})" if agent.member_of else "") + (f" <{agent.email}>" if agent.email else "")
    )


def agents(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[Agent, ...]:
    """People and organisations, by name or as tables."""
    made = [(where, _agent(one, where, desk)) for where, one in shapes.items(value, key, desk, of_field)]
    return tuple(one for _, one in made if one is not None)


def _agent(value: Value, key: str, desk: Desk) -> Agent | None:
    if is_nothing(value):
        desk.note(Kind.LICENSOR_UNSTATED if key.startswith("licensor") else Kind.EMPTY, key)
        return None
    if not isinstance(value, Mapping):
        text = shapes.line(value, key, desk)
        if text.lower() in _NOBODY:
            desk.note(Kind.LICENSOR_UNSTATED if key.startswith("licensor") else Kind.EMPTY, key, value)
            return None
        found = _WRITTEN.fullmatch(text)
        agent = Agent(found[1], found[3] or "", found[2] or "") if found else Agent(text)
        return agent if written(agent) == text else Agent(text)
    known, more = shapes.split(value, ("name", "email", "affiliation", "member-of", "memberof", "url"))
    texts = {name: _line(known, name, key, desk) for name in known}
    agent = Agent(
        name=_somebody(texts.get("name", "")),
        email=texts.get("email", ""),
        member_of=texts.get("affiliation") or texts.get("member-of") or texts.get("memberof") or "",
        url=texts.get("url", ""),
        more=more,
    )
    if agent == Agent():
        desk.note(Kind.LICENSOR_UNSTATED if key.startswith("licensor") else Kind.EMPTY, key)
        return None
    if desk.format == "toml":
        desk.how[key] = "table"
    return agent


def _somebody(name: str) -> str:
    return "" if name.lower() in _NOBODY else name


def _line(known: Mapping[str, Value], name: str, key: str, desk: Desk) -> str:
    """A line of a table; one that says nothing is told and left out."""
    value = known.get(name)
    if value is None:
        return ""
    where = f"{key}.{name}"
    if is_nothing(value):
        desk.note(Kind.EMPTY, where)
        return ""
    try:
        return shapes.line(value, where, desk)
    except NotUnderstood:
        desk.note(Kind.NOT_UNDERSTOOD, where, shortened(value))
        return ""


def _inner(read: Callable[..., Any], known: Mapping[str, Value], name: str, key: str, desk: Desk, nothing: Any) -> Any:
    """A value of a table, read as its own key is."""
    value = known.get(name)
    where = f"{key}.{name}"
    if value is None:
        return nothing
    if is_nothing(value):
        desk.note(Kind.EMPTY, where)
        return nothing
    try:
        return read(value, where, desk, None)
    except NotUnderstood:
        desk.note(Kind.NOT_UNDERSTOOD, where, shortened(value))
        return nothing


def images(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[Image, ...]:
    """Pictures, by place or as tables."""
    found = []
    for where, one in shapes.items(value, key, desk, of_field):
        if is_nothing(one):
            desk.note(Kind.EMPTY, where)
        elif isinstance(one, Mapping):
            known, more = shapes.split(one, ("location", "path", "url", "depicts", "slots", "tags"))
            name = next((name for name in ("location", "path", "url") if name in known), "location")
            if location := _inner(shapes.place, known, name, where, desk, ""):
                if name != "location":
                    desk.note(Kind.KEY_SPELLING, f"{where}.location", name, "location")
                desk.how[where] = "table"
                lists = (
                    _inner(shapes.words, known, "slots", where, desk, ()),
                    _inner(shapes.words, known, "tags", where, desk, ()),
                )
                found.append(Image(location, _line(known, "depicts", where, desk), *lists, more))
            else:
                desk.note(Kind.EMPTY, where)
        elif location := shapes.place(one, where, desk):
            found.append(Image(location))
    return tuple(found)


def documents(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[Document, ...]:
    """Files or pages, by place or as tables with a title."""
    found = []
    lists = of_field is not None and of_field.lists(desk.format)
    for where, one in shapes.items(value, key, desk, of_field):
        if is_nothing(one):
            desk.note(Kind.EMPTY, where)
        elif isinstance(one, Mapping):
            known, more = shapes.split(one, ("path", "title"))
            if path := _inner(shapes.place, known, "path", where, desk, ""):
                found.append(Document(path, _line(known, "title", where, desk), more))
                if not lists:
                    desk.how[where] = "table"
            elif "path" not in known:
                desk.note(Kind.NOT_UNDERSTOOD, where, shortened(dict(one)))
        else:
            if lists:
                desk.note(Kind.SHAPE, where, one, "a table")
            if path := shapes.place(one, where, desk):
                found.append(Document(path))
    return tuple(found)


def software(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[Software, ...]:
    """Programs: v1 calls their release `path` and their label `title`."""
    found = []
    names = ("release", "label", "title", "path", "installation-guide")
    for where, one in shapes.items(value, key, desk, of_field):
        if isinstance(one, Mapping):
            known, more = shapes.split(one, names)
            release = "path" if desk.format == "yaml" and "path" in known else "release"
            release = release if release in known else "path"
            title = "title" if desk.format == "yaml" or "label" not in known else "label"
            title = title if title in known else "label"
            more |= {name: known[name] for name in names[:4] if name in known and name not in {release, title}}
            made = Software(
                _inner(shapes.place, known, release, where, desk, ""),
                _line(known, title, where, desk),
                _inner(shapes.place, known, "installation-guide", where, desk, ""),
                more,
            )
            for name, right in ((release, _right("release", "path", desk)), (title, _right("label", "title", desk))):
                if name in known and name != right:
                    desk.note(Kind.KEY_OF_THE_OTHER_FORMAT, f"{where}.{name}", name, right)
            if made != Software():
                found.append(made)
            else:
                desk.note(Kind.EMPTY, where)
        elif is_nothing(one):
            desk.note(Kind.EMPTY, where)
        else:
            desk.note(Kind.SHAPE, where, one, "a table")
            if release_at := shapes.place(one, where, desk):
                found.append(Software(release_at))
    return tuple(found)


def _right(losh: str, v1: str, desk: Desk) -> str:
    return losh if desk.format == "toml" else v1


def project(value: Value, key: str, desk: Desk, _: Field | None = None) -> Project | None:
    """Another project, by its address or as a table."""
    if isinstance(value, tuple) and len(value) == 1:
        desk.note(Kind.TABLE_AS_LIST if isinstance(value[0], Mapping) else Kind.SHAPE, key)
        value = value[0]
    if not isinstance(value, Mapping):
        if desk.format == "yaml":
            desk.note(Kind.SHAPE, key, value, "a table")
        found = shapes.address(value, key, desk)
        return Project(web=found) if found else None
    known, more = shapes.split(value, ("title", "manifest", "web", "lang"))
    made = Project(
        _inner(shapes.place, known, "web", key, desk, ""),
        _inner(shapes.place, known, "manifest", key, desk, ""),
        _line(known, "title", key, desk),
        _inner(shapes.language, known, "lang", key, desk, ""),
        more,
    )
    return None if made == Project() else made


def projects(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[Project, ...]:
    """Other projects."""
    made = (project(one, where, desk) for where, one in shapes.items(value, key, desk, of_field) if not is_nothing(one))
    return tuple(one for one in made if one is not None)


def standards(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[Standard, ...]:
    """Standards that were used."""
    found = []
    for where, one in shapes.items(value, key, desk, of_field):
        if isinstance(one, Mapping):
            known, more = shapes.split(one, ("standard-title", "publisher", "reference"))
            title, publisher, reference = (
                _line(known, name, where, desk) for name in ("standard-title", "publisher", "reference")
            )
            made = Standard(title, publisher, reference, more)
        else:
            desk.note(Kind.SHAPE, where, one, "a table")
            made = Standard(shapes.line(one, where, desk))
        if made == Standard():
            desk.note(Kind.EMPTY, where)
        else:
            found.append(made)
    return tuple(found)


def mass(value: Value, key: str, desk: Desk, _: Field | None = None) -> Mass | None:
    """A mass: grams, or a table with a unit."""
    if not isinstance(value, tuple | Mapping):
        return Mass(shapes.number(value, key, desk))
    known, more = shapes.split(shapes.table(value, key, desk), ("value", "unit"))
    if "value" not in known:
        raise NotUnderstood
    unit = _line(known, "unit", key, desk) or "g"
    if unit.lower() in _MASSES and unit != unit.lower():
        desk.note(Kind.SHAPE, f"{key}.unit", unit, unit.lower())
        unit = unit.lower()
    desk.how[key] = "table" if "unit" in known else "table without unit"
    return Mass(shapes.number(known["value"], f"{key}.value", desk), unit, more)


def dimensions(value: Value, key: str, desk: Desk, _: Field | None = None) -> Dimensions | None:
    """The outer box: three sides, or a drawing of it."""
    found = shapes.table(value, key, desk)
    known, more = shapes.split(found, ("width", "depth", "height", "open-scad", "unit"))
    raw_scad = next((raw for raw in found if raw.lower().replace("-", "").replace("_", "") == "openscad"), "")
    scad = found.get(raw_scad) if raw_scad else None
    more.pop(raw_scad, None)
    if raw_scad and raw_scad != "openSCAD":
        desk.note(Kind.KEY_SPELLING, f"{key}.openSCAD", raw_scad, "openSCAD")
    width, depth, height = (
        None if name not in known else shapes.number(known[name], f"{key}.{name}", desk)
        for name in ("width", "depth", "height")
    )
    drawn = "" if scad is None else shapes.line(scad, f"{key}.openSCAD", desk)
    unit = _line(known, "unit", key, desk)
    if unit:
        desk.how[key] = "unit"
    made = Dimensions(width, depth, height, drawn, unit or "mm", more)
    return None if made == Dimensions() else made


_PART = (
    "name",
    "image",
    "tsdc",
    "source",
    "export",
    "auxiliary",
    "material",
    "printing-process",
    "mass",
    "outer-dimensions",
)


def parts(value: Value, key: str, desk: Desk, of_field: Field | None = None) -> tuple[Part, ...]:
    """The parts of which there are files."""
    found = []
    for where, one in shapes.items(value, key, desk, of_field):
        if not isinstance(one, Mapping):
            raise NotUnderstood
        known, more = shapes.split(one, _PART)
        name = _line(known, "name", where, desk)
        if not name:
            desk.note(Kind.EMPTY, f"{where}.name")
        found.append(
            Part(
                name=name,
                image=_inner(images, known, "image", where, desk, ()),
                tsdc=_inner(shapes.words, known, "tsdc", where, desk, ()),
                source=_inner(shapes.places, known, "source", where, desk, ()),
                export=_inner(shapes.places, known, "export", where, desk, ()),
                auxiliary=_inner(shapes.places, known, "auxiliary", where, desk, ()),
                material=_line(known, "material", where, desk),
                printing_process=_line(known, "printing-process", where, desk),
                mass=_inner(mass, known, "mass", where, desk, None),
                outer_dimensions=_inner(dimensions, known, "outer-dimensions", where, desk, None),
                more=more,
            )
        )
    return tuple(found)


READERS: Mapping[str, Callable[..., Any]] = {
    **shapes.READERS,
    "agents": agents,
    "images": images,
    "documents": documents,
    "software": software,
    "project": project,
    "projects": projects,
    "standards": standards,
    "mass": mass,
    "dimensions": dimensions,
    "parts": parts,
}
"""How the value of each key is read, by its shape."""
