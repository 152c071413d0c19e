"""Which licences a manifest states: one for the whole (TOML), or by subject (v1), and what each format keeps for the other."""

from collections.abc import Mapping
from typing import Any

from minga_commons.okh import keys
from minga_commons.okh import licences as texts
from minga_commons.okh.manifest import Licences
from minga_commons.okh.repairs import Kind, Refused, shortened
from minga_commons.okh.shapes import Desk
from minga_commons.okh.values import Value, as_text, is_nothing


def licences_of(found: Mapping[str, Value], desk: Desk) -> Licences:
    """Never guesses: what is not stated becomes the reference for that. Raises Refused where something else than a licence stands."""
    stated = found.get(keys.LICENCE)
    ours = keys.BY_SUBJECT if desk.format == "toml" else keys.EXPRESSION
    if is_nothing(stated) and is_nothing(found.get(ours)):
        desk.note(Kind.LICENCE_UNSTATED, keys.LICENCE, "", texts.UNSTATED)
        return Licences(texts.UNSTATED)
    native = None if is_nothing(stated) else _read(stated, keys.LICENCE, desk)
    kept = _kept(found.get(ours), ours, desk)
    if kept is None:
        return native or Licences(texts.UNSTATED)
    if native is None or _agrees(native, kept, desk):
        return kept
    desk.note(Kind.LICENCE_TWICE, ours, kept.expression, native.expression)
    return native


def _agrees(native: Licences, kept: Licences, desk: Desk) -> bool:
    if desk.format == "toml":
        return native.whole == kept.expression
    return set(native.by_subject.values()) == {kept.whole}


def _kept(value: Value | None, key: str, desk: Desk) -> Licences | None:
    if is_nothing(value):
        return None
    right = isinstance(value, Mapping) if key == keys.BY_SUBJECT else isinstance(value, str)
    if not right:
        desk.note(Kind.NOT_UNDERSTOOD, key, shortened(value))
        return None
    return _read(value, key, desk, native=False)


def _read(value: Value | None, key: str, desk: Desk, *, native: bool = True) -> Licences | None:
    if isinstance(value, tuple) and len(value) == 1:
        desk.note(Kind.TABLE_AS_LIST if isinstance(value[0], Mapping) else Kind.SHAPE, key, shortened(value))
        value = value[0]
    if isinstance(value, Mapping):
        if native and desk.format == "toml":
            desk.note(Kind.SHAPE, key, shortened(dict(value)))
        return _by_subject(value, key, desk)
    if isinstance(value, tuple):
        return _several(value, key, desk)
    text = None if value is None or isinstance(value, bool) else as_text(value)
    if text is None:
        raise Refused("licence_unreadable", "What stands as licence is none.", key)
    if native and desk.format == "yaml":
        desk.note(Kind.SHAPE, key, text)
    return Licences(_expression(text, key, desk))


def _several(values: tuple[Value, ...], key: str, desk: Desk) -> Licences:
    """A list of licences says neither that one may choose nor that all hold. What is stricter is safe: all of them."""
    each = [as_text(one) for one in values]
    if any(one is None for one in each):
        raise Refused("licence_unreadable", "What stands as licence is none.", key)
    made = [_expression(one, f"{key}[{place}]", desk) for place, one in enumerate(each, 1) if one]
    joined = " AND ".join(f"({one})" for one in dict.fromkeys(made))
    desk.note(Kind.SHAPE, key, shortened(values), joined)
    return Licences(texts.read(joined).expression)


def _by_subject(table: Mapping[str, Value], key: str, desk: Desk) -> Licences:
    found: dict[str, Any] = {}
    for subject, value in table.items():
        name = keys.canonical(subject)
        where = f"{key}.{subject}"
        if name not in keys.SUBJECTS:
            desk.note(Kind.KEY_UNUSABLE, where, shortened(value))
        elif is_nothing(value):
            desk.note(Kind.EMPTY, where)
        elif name in found:
            desk.note(Kind.DUPLICATE_KEY, where, shortened(value), found[name])
        else:
            text = None if isinstance(value, bool) else as_text(value)
            if text is None:
                raise Refused("licence_unreadable", "What stands as licence is none.", where)
            if name != subject:
                desk.note(Kind.KEY_SPELLING, where, subject, name)
            found[name] = _expression(text, where, desk)
    if not found:
        desk.note(Kind.LICENCE_UNSTATED, key, "", texts.UNSTATED)
        return Licences(texts.UNSTATED)
    return Licences(**found)


def _expression(text: str, key: str, desk: Desk) -> str:
    licence = texts.read(text)
    if licence.kind is not None:
        desk.note(licence.kind, key, text, licence.expression)
    elif licence.expression != text:
        desk.note(Kind.SURROUNDING_SPACE, key, text, licence.expression)
    return licence.expression
