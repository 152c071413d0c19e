"""Bytes become a tree: TOML by the standard library, YAML from PyYAML's events. Bounded in size, depth and number.

YAML's plain scalars mean what YAML 1.2's core schema says and no more: `no` is a text, `1.10` keeps its digits.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, Literal

from minga_commons.okh.repairs import Kind, Refused, Repair, shortened
from minga_commons.okh.values import Moment, Tree, Value, as_text, cleaned, moment
from minga_platform.governance.counting.formats import yaml_events
from minga_platform.governance.counting.types import Malformed

Format = Literal["toml", "yaml"]

LARGEST: Final = 256 * 1024
"""Bytes of one manifest. The largest we have seen has 12 kB."""
_MOST_VALUES: Final = 20_000
_DEEPEST: Final = 12

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,4000})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,400})(?:\.[0-9]{1,400})?(?:[eE][-+]?[0-9]{1,3})?")
_TRUE, _FALSE, _NULL = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}, {"", "~", "null", "Null", "NULL"}
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DECLARATION = re.compile(r"\A(\s*)%Open Know-How Manifest[^\n]*\n?", re.IGNORECASE)
_TOML_BEGINS = re.compile(r"(?m)^\s*(?:\[\[?[\w.\"'-]+\]\]?|[\w\"'.-]+[ \t]*=)")


@dataclass(slots=True)
class Parsed:
    """The tree, and what had to be done to get it. `lines`: where each top key stands, where that is known."""

    format: Format
    tree: Tree
    repairs: list[Repair] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


def parse(data: bytes, name: str = "") -> Parsed:
    """The tree of a file. `name` tells the format where it has an ending. Raises Refused."""
    if len(data) > LARGEST:
        raise Refused("too_large", f"The file has {len(data):,} bytes; a manifest may have {LARGEST:,}.")
    text, repairs = _decoded(data)
    if not text.strip():
        raise Refused("empty", "There is nothing in this file.")
    if _format(name, text) == "toml":
        parsed = Parsed("toml", _toml(text), repairs)
    else:
        parsed = Parsed("yaml", {}, repairs)
        _yaml(text, parsed)
    parsed.tree = _Cleaning(parsed.repairs).table(parsed.tree)
    return parsed


def _decoded(data: bytes) -> tuple[str, list[Repair]]:
    repairs = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as broken:
            raise Refused("not_utf8", f"This is neither UTF-8 nor UTF-16: byte {broken.start + 1}.") from None
        repairs.append(Repair(Kind.ENCODING, "", "UTF-16", "UTF-8"))
        return text, repairs
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        repairs.append(Repair(Kind.BYTE_ORDER_MARK, ""))
    try:
        return data.decode("utf-8"), repairs
    except UnicodeDecodeError as broken:
        line = data.count(b"\n", 0, broken.start) + 1
        raise Refused(
            "not_utf8", f"This is not UTF-8: byte {broken.start + 1} is 0x{data[broken.start]:02x}.", line=line
        ) from None


def _format(name: str, text: str) -> Format:
    ending = name.lower().rpartition(".")[2]
    if ending == "toml":
        return "toml"
    if ending in {"yml", "yaml", "json"}:
        return "yaml"
    first = next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")
    return "toml" if _TOML_BEGINS.match(first) else "yaml"


# TOML


def _toml(text: str) -> Tree:
    try:
        found = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        reason = str(broken)
        place = _AT.search(reason)
        line, column = (int(place[1] or 0), int(place[2] or 0)) if place else (0, 0)
        if place and not line:
            line = text.count("\n") + 1
        raise Refused("not_toml", f"This is not TOML: {_AT.sub('', reason)}.", line=line, column=column) from None
    except (ValueError, ArithmeticError):  # A number of more digits than Python turns into one.
        raise Refused("not_toml", "This is not TOML that can be read: a number is too long.") from None
    except RecursionError:
        raise Refused("too_deep", "Nested more deeply than any manifest needs.") from None
    return {key: _of_toml(value, 1) for key, value in found.items()}


def _of_toml(value: Any, depth: int) -> Value:
    if depth > _DEEPEST:
        raise Refused("too_deep", "Nested more deeply than any manifest needs.")
    match value:
        case datetime():
            return Moment(value.isoformat())
        case date() | time():
            return Moment(value.isoformat())
        case list():
            return tuple(_of_toml(one, depth + 1) for one in value)
        case dict():
            return {key: _of_toml(one, depth + 1) for key, one in value.items()}
        case _:
            known: Value = value
            return known


# YAML


def _yaml(text: str, parsed: Parsed) -> None:
    # The specification's first line looks like a directive, which some parsers refuse; a comment of the same length keeps the lines.
    text = _DECLARATION.sub(lambda found: found[0].replace("%", "#", 1), text, count=1)
    try:
        root = yaml_events.document(text)
    except Malformed as broken:
        code = "too_deep" if "deeply" in broken.reason else "not_yaml"
        raise Refused(code, broken.reason, line=broken.line, column=broken.column) from None
    except RecursionError:
        raise Refused("too_deep", "Nested more deeply than any manifest needs.") from None
    if not isinstance(root, yaml_events.Mapping):
        raise Refused("not_a_manifest", "There are no keys in this file.", line=root.line)
    budget = _Budget(_MOST_VALUES)
    tree: dict[str, Value] = {}
    for key, value in _pairs(root, "", parsed, budget, 1):
        parsed.lines[key] = value.line
        made = _of_yaml(value, key, parsed, budget, 2)
        if made is None:
            parsed.repairs.append(Repair(Kind.EMPTY, key, line=value.line))
        else:
            tree[key] = made
    parsed.tree = tree


@dataclass(slots=True)
class _Budget:
    """How many values may still come: aliases are cheap to write and must not be dear to read."""

    left: int

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Refused("too_many_values", f"More than {_MOST_VALUES:,} values; no manifest has so many.")


def _pairs(
    mapping: yaml_events.Mapping, path: str, parsed: Parsed, budget: _Budget, depth: int
) -> list[tuple[str, yaml_events.Node]]:
    """Keys and values; of a key that stands twice the last, and the report says what the other one was."""
    if depth > _DEEPEST:
        raise Refused("too_deep", "Nested more deeply than any manifest needs.", line=mapping.line)
    found: dict[str, yaml_events.Node] = {}
    for key, value in mapping.items:
        budget.spend()
        if not isinstance(key, yaml_events.Scalar):
            parsed.repairs.append(Repair(Kind.KEY_UNUSABLE, path, line=key.line))
            continue
        name = cleaned(key.text)
        if name in found:
            before = found.pop(name)
            where = f"{path}.{name}" if path else name
            parsed.repairs.append(Repair(Kind.DUPLICATE_KEY, where, _shown(before), _shown(value), value.line))
        found[name] = value
    return list(found.items())


def _shown(node: yaml_events.Node) -> str:
    return shortened(node.text) if isinstance(node, yaml_events.Scalar) else "…"


def _of_yaml(node: yaml_events.Node, path: str, parsed: Parsed, budget: _Budget, depth: int) -> Value | None:
    budget.spend()
    if depth > _DEEPEST:
        raise Refused("too_deep", "Nested more deeply than any manifest needs.", line=node.line)
    match node:
        case yaml_events.Scalar():
            return _scalar(node)
        case yaml_events.Sequence():
            made = (
                _of_yaml(one, f"{path}[{place}]", parsed, budget, depth + 1) for place, one in enumerate(node.items, 1)
            )
            return tuple(one for one in made if one is not None)
        case yaml_events.Mapping():
            pairs = _pairs(node, path, parsed, budget, depth)
            values = ((key, _of_yaml(one, f"{path}.{key}", parsed, budget, depth + 1)) for key, one in pairs)
            return {key: one for key, one in values if one is not None}


def _scalar(node: yaml_events.Scalar) -> Value | None:
    text = node.text
    if not node.plain:
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _NUMBER.fullmatch(text):
        return int(text) if text != "-0" else text
    if text in {".inf", "-.inf"}:
        return Decimal(text.replace(".", ""))
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return moment(text) or text


# Both


@dataclass(slots=True)
class _Cleaning:
    """Takes away what no reader after us could bear, and counts what there is."""

    repairs: list[Repair]
    left: int = _MOST_VALUES

    def table(self, table: Tree, path: str = "") -> Tree:
        found: dict[str, Value] = {}
        for key, value in table.items():
            name = self.text(key, path or key)
            where = f"{path}.{name}" if path else name
            if not name.strip():
                self.repairs.append(Repair(Kind.KEY_UNUSABLE, path))
                continue
            made = self.value(value, where)
            if made is None:
                self.repairs.append(Repair(Kind.EMPTY, where))
            else:
                found[name] = made
        return found

    def value(self, value: Value, path: str) -> Value | None:
        self.left -= 1
        if self.left < 0:
            raise Refused("too_many_values", f"More than {_MOST_VALUES:,} values; no manifest has so many.")
        match value:
            case str():
                return self.text(value, path)
            case Decimal():
                return None if value.is_nan() else value
            case tuple():
                made = (self.value(one, f"{path}[{place}]") for place, one in enumerate(value, 1))
                return tuple(one for one in made if one is not None)
            case Mapping():
                return self.table(value, path)
            case _:
                return value

    def text(self, text: str, path: str) -> str:
        clean = cleaned(text)
        if len(clean) != len(text.replace("\r\n", "\n")):
            self.repairs.append(Repair(Kind.CONTROL_CHARACTERS, path, shortened(repr(text)), shortened(clean)))
        return clean


def looks_like_manifest(tree: Tree, names: frozenset[str]) -> bool:
    """Whether at least two of the keys that make a manifest are there, so that a tool's settings are not taken for one."""
    return sum(key in names and as_text(value) is not None for key, value in tree.items()) >= 2 or "okhv" in tree
