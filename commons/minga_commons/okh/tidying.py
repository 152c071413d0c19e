"""A tree becomes a manifest: every value in the shape that its key has, every change told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from minga_commons.okh import keys
from minga_commons.okh.addresses import identity
from minga_commons.okh.keys import Field
from minga_commons.okh.licensing import licences_of
from minga_commons.okh.manifest import CURRENT, Document, Manifest, Project
from minga_commons.okh.parsing import Parsed
from minga_commons.okh.records import READERS
from minga_commons.okh.repairs import Kind, Refused, Repair, shortened
from minga_commons.okh.shapes import Desk, NotUnderstood
from minga_commons.okh.values import Tree, Value, is_nothing


@dataclass(slots=True)
class _Sorted:
    """The tree by field: what this format calls it, and what the other does."""

    native: dict[str, tuple[str, Value]] = field(default_factory=dict)
    foreign: dict[str, tuple[str, Value]] = field(default_factory=dict)
    licence: dict[str, Value] = field(default_factory=dict)
    unknown: dict[str, Value] = field(default_factory=dict)


def tidy(parsed: Parsed) -> Manifest:
    """The manifest; what was repaired is added to `parsed.repairs`. Raises Refused."""
    desk = Desk(parsed.format, parsed.repairs)
    by_key = _sort(parsed, desk)
    values: dict[str, Any] = {}
    for one in keys.FIELDS:
        if one.name not in by_key.native and one.name not in by_key.foreign:
            continue
        found = _value_of(one, by_key, desk)
        if found is not None:
            values[one.name] = found
    _require(values, by_key, desk)
    licences = licences_of(by_key.licence, desk)
    _drop_own_fork(values, desk)
    return Manifest(**values, licences=licences, unknown=by_key.unknown, how=desk.how)


def _sort(parsed: Parsed, desk: Desk) -> _Sorted:
    found = _Sorted()
    for raw, value in parsed.tree.items():
        key = keys.canonical(raw)
        of_field = keys.field_of(key, parsed.format)
        if key == keys.LICENCE or key in {keys.EXPRESSION, keys.BY_SUBJECT}:
            _keep(found.licence, key, raw, value, desk)
        elif of_field is None:
            found.unknown[raw] = value
        else:
            native = key == of_field.key(parsed.format)
            place = found.native if native else found.foreign
            if of_field.name in place:
                _note_twice(place[of_field.name], key, raw, value, desk)
                if raw != key:
                    continue
            elif raw != key:
                desk.note(Kind.KEY_SPELLING, key, raw, key)
            place[of_field.name] = (key, value)
    return found


def _keep(place: dict[str, Value], key: str, raw: str, value: Value, desk: Desk) -> None:
    if key in place:
        _note_twice((key, place[key]), key, raw, value, desk)
        if raw != key:
            return
    elif raw != key:
        desk.note(Kind.KEY_SPELLING, key, raw, key)
    place[key] = value


def _note_twice(before: tuple[str, Value], key: str, raw: str, value: Value, desk: Desk) -> None:
    """Two spellings of one key: the right one is taken, whichever comes first."""
    kept, left = (value, before[1]) if raw == key else (before[1], value)
    desk.note(Kind.DUPLICATE_KEY, key, shortened(left), shortened(kept))


def _value_of(one: Field, by_key: _Sorted, desk: Desk) -> Any:
    native, foreign = by_key.native.get(one.name), by_key.foreign.get(one.name)
    found = _read(one, native, by_key, desk)
    if foreign is None:
        return found
    if found is None:
        key, _ = foreign
        made = _read(one, foreign, by_key, desk)
        if made is not None:
            desk.note(Kind.KEY_OF_THE_OTHER_FORMAT, key, key, one.key(desk.format))
        return made
    quiet = Desk(desk.format, [])
    other = _read(one, foreign, _Sorted(), quiet)
    if _corresponds(found, other):  # What we wrote ourselves: the other format's table says the same and more.
        desk.how.update(quiet.how)
        return other
    key, value = foreign
    if found != other:
        by_key.unknown[f"also-{key}"] = value
    desk.note(Kind.KEY_OF_THE_OTHER_FORMAT, key, shortened(value), "" if found == other else f"also-{key}")
    return found


def _corresponds(found: Any, other: Any) -> bool:
    match found, other:
        case (Document(), *_), (Document(), *_):
            return [one.path for one in found] == [one.path for one in other]
        case Project(), Project():
            return bool(found.address == other.address)
        case _:
            return False


def _read(one: Field, entry: tuple[str, Value] | None, by_key: _Sorted, desk: Desk) -> Any:
    if entry is None:
        return None
    key, value = entry
    if is_nothing(value):
        desk.note(Kind.EMPTY, key)
        return None
    reader: Callable[[Value, str, Desk, Field], Any] = READERS[one.shape]
    try:
        found = reader(value, key, desk, one)
    except NotUnderstood:
        by_key.unknown[key] = value
        desk.note(Kind.NOT_UNDERSTOOD, key, shortened(value))
        return None
    return found if found not in ((), "", None) else None


def _require(values: dict[str, Any], by_key: _Sorted, desk: Desk) -> None:
    """What a manifest cannot be without: a name and a place. The rest may be missing, and is told."""
    native = {one.name: one.key(desk.format) for one in keys.FIELDS}
    if "name" not in values:
        raise Refused("no_name", "It does not say what the thing is called.", native["name"])
    if "repo" not in values:
        unusable = native["repo"] in by_key.unknown or "repo" in by_key.native or "repo" in by_key.foreign
        home = str(values.get("documentation_home", ""))
        if home.startswith(("http://", "https://")):
            values["repo"] = home
            desk.note(Kind.REPO_FROM_DOCUMENTATION, native["repo"], "", home)
        elif unusable:
            raise Refused("repo_unusable", "The address of the project is none that can be used.", native["repo"])
        else:
            raise Refused("no_repo", "It does not say where the project is at home.", native["repo"])
    if "okhv" not in values and desk.format == "toml":
        desk.note(Kind.OKHV_UNSTATED, "okhv", "", CURRENT)


def _drop_own_fork(values: dict[str, Any], desk: Desk) -> None:
    for name in ("fork_of", "variant_of"):
        project = values.get(name)
        if isinstance(project, Project) and project.address and identity(project.address) == identity(values["repo"]):
            del values[name]
            one = next(one for one in keys.FIELDS if one.name == name)
            desk.note(Kind.SELF_FORK, one.key(desk.format), project.address)


def known(tree: Tree) -> Mapping[str, Value]:
    """The keys of the specification in a tree, by their canonical spelling."""
    return {keys.canonical(key): value for key, value in tree.items() if keys.is_known(key)}


def repaired_keys(repairs: list[Repair]) -> frozenset[str]:
    """The keys that needed a repair, by their canonical spelling."""
    return frozenset(keys.canonical(one.top) for one in repairs)
