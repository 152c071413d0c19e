"""Manifests as JSON for a database: exact numbers and dates keep what they are, and reading back gives the same manifest."""

import dataclasses
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from minga_commons.okh import addresses
from minga_commons.okh.manifest import Manifest
from minga_commons.okh.parsing import Format, Parsed
from minga_commons.okh.tidying import tidy
from minga_commons.okh.trees import tree_of
from minga_commons.okh.values import Moment, Tree, Value

_LARGEST = 2**53
_NUMBER, _MOMENT, _TABLE = "#", "@", "{}"


def stored(manifest: Manifest, format_: Format) -> dict[str, Any]:
    """The manifest under the keys of TOML, the format that it came in, and how it was written."""
    return {"format": format_, "how": dict(manifest.how), "keys": _json(tree_of(manifest, "toml"))}


def restored(told: Mapping[str, Any]) -> Manifest:
    """The manifest that `stored` made this of."""
    manifest = tidy(Parsed("toml", _tree(told["keys"])))
    return dataclasses.replace(manifest, how=dict(told.get("how") or {}))


def digest(manifest: Manifest) -> str:
    """What a manifest says, as a hash: the same for two files that say the same in different formats or spellings, also where
    one writes `.git` behind its repository."""
    plain = dataclasses.replace(manifest, how={}, repo=f"https://{addresses.identity(manifest.repo)}")
    told = _levelled(_json(tree_of(plain, "toml")))
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _levelled(told: Any) -> Any:
    """Numbers that are equal in one form: `30`, `30.0` and `3e1`."""
    match told:
        case {"#": str(text)} if len(told) == 1:
            number = Decimal(text)
            return {_NUMBER: str(number.normalize()) if number else "0"}
        case bool():
            return told
        case int():
            return {_NUMBER: str(Decimal(told).normalize()) if told else "0"}
        case list():
            return [_levelled(one) for one in told]
        case dict():
            return {key: _levelled(one) for key, one in told.items()}
        case _:
            return told


def _json(value: Value) -> Any:
    match value:
        case bool() | str():
            return value
        case int():
            return value if abs(value) < _LARGEST else {_NUMBER: str(value)}
        case Decimal():
            return {_NUMBER: str(value)}
        case Moment(text):
            return {_MOMENT: text}
        case Mapping():
            told = {key: _json(one) for key, one in value.items()}
            return {_TABLE: told} if len(told) == 1 and set(told) <= {_NUMBER, _MOMENT, _TABLE} else told
        case _:
            return [_json(one) for one in value]


def _tree(told: Mapping[str, Any]) -> Tree:
    return {key: _value(one) for key, one in told.items()}


def _value(told: Any) -> Value:
    if isinstance(told, list):
        return tuple(_value(one) for one in told)
    if not isinstance(told, Mapping):
        plain: Value = told
        return plain
    match list(told.items()):
        case [("#", str(text))]:
            return int(text) if text.lstrip("-").isdigit() else Decimal(text)
        case [("@", str(text))]:
            return Moment(text)
        case [("{}", Mapping() as inner)]:
            return _tree(inner)
        case _:
            return _tree(told)
