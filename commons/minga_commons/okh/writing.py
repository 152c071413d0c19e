"""Trees become text: TOML and YAML, written plainly, so that a person can go on from there.

Written here: the standard library reads TOML and does not write it, and a YAML writer that may choose between ten ways of quoting
chooses one that the next reader takes for something else.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from minga_commons.okh.manifest import Manifest
from minga_commons.okh.parsing import Format
from minga_commons.okh.trees import tree_of
from minga_commons.okh.values import Moment, Tree, Value, moment

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Words, addresses and the like: begins with a letter, holds nothing that YAML gives a meaning to.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./()+-]*(?: [A-Za-z0-9_./()+-]+)*|https?://[A-Za-z0-9_.~/?&=%+-]+")
_SPECIAL = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}


def write(manifest: Manifest, format_: Format) -> str:
    """The manifest as a file of that format."""
    return (to_toml if format_ == "toml" else to_yaml)(tree_of(manifest, format_))


def to_toml(tree: Tree) -> str:
    """A tree as TOML: single values first, then tables, as the format wants it."""
    lines: list[str] = []
    _toml_table(tree, (), lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def _toml_table(table: Tree, path: tuple[str, ...], lines: list[str]) -> None:
    inner = {key: value for key, value in table.items() if _is_table(value) or _is_tables(value)}
    for key, value in table.items():
        if key not in inner:
            lines.append(f"{_toml_key(key)} = {_toml_value(value)}")
    for key, value in inner.items():
        where = (*path, key)
        name = ".".join(_toml_key(one) for one in where)
        if isinstance(value, Mapping):
            lines += ["", f"[{name}]"]
            _toml_table(value, where, lines)
        elif isinstance(value, tuple):
            for one in value:
                lines += ["", f"[[{name}]]"]
                assert isinstance(one, Mapping)
                _toml_table(one, where, lines)


def _is_table(value: Value) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Value) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _toml_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _quoted(key)


def _toml_value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case int():
            return str(value)
        case Decimal():
            return _decimal(value, "inf")
        case Moment(text):
            return text
        case Mapping():
            inside = ", ".join(f"{_toml_key(key)} = {_toml_value(one)}" for key, one in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            if len(value) > 1 and sum(len(str(one)) for one in value) > 80:
                return "[\n" + "".join(f"  {_toml_value(one)},\n" for one in value) + "]"
            return f"[{', '.join(_toml_value(one) for one in value)}]"


def _decimal(value: Decimal, infinity: str) -> str:
    """A number with a point, so that it is read as what it is."""
    if not value.is_finite():
        return f"{'-' if value < 0 else ''}{infinity}"
    text = str(value)
    if "E" in text:
        digits, _, exponent = text.partition("E")
        return f"{digits if '.' in digits else digits + '.0'}e{int(exponent)}"
    return text if "." in text else f"{text}.0"


def _quoted(text: str) -> str:
    """A text between double quotes, as TOML, YAML and JSON all read it."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", _escaped(text))


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# YAML


def to_yaml(tree: Tree) -> str:
    """A tree as YAML 1.2, under the line by which v1 knows its own."""
    lines = ["# Open Know-How Manifest 1.0"]
    _yaml_table(tree, "", lines)
    return "\n".join(lines) + "\n"


def _yaml_table(table: Tree, indent: str, lines: list[str], first: str = "") -> None:
    for place, (key, value) in enumerate(table.items()):
        _yaml_entry(f"{first if place == 0 and first else indent}{_yaml_text(key)}:", value, indent, lines)


def _yaml_entry(head: str, value: Value, indent: str, lines: list[str]) -> None:
    deeper = indent + "  "
    if isinstance(value, Mapping) and value:
        lines.append(head)
        _yaml_table(value, deeper, lines)
    elif isinstance(value, tuple) and value:
        lines.append(head)
        for one in value:
            _yaml_item(one, deeper, lines)
    elif isinstance(value, str) and _fits_block(value):
        lines.append(f"{head} |")
        lines += [f"{deeper}{one}" if one else "" for one in value.removesuffix("\n").split("\n")]
    else:
        lines.append(f"{head} {_yaml_value(value)}")


def _yaml_item(value: Value, indent: str, lines: list[str]) -> None:
    if isinstance(value, Mapping) and value:
        _yaml_table(value, indent + "  ", lines, first=f"{indent}- ")
    elif isinstance(value, tuple) and value:
        lines.append(f"{indent}-")
        for one in value:
            _yaml_item(one, indent + "  ", lines)
    else:
        lines.append(f"{indent}- {_yaml_value(value)}")


def _fits_block(text: str) -> bool:
    """Whether `|` gives this text back to the letter: it ends in one line end, and nothing in it is lost or taken for indentation."""
    body = text.removesuffix("\n")
    return (
        text.endswith("\n")
        and bool(body.strip())
        and not body.endswith("\n")
        and not body.startswith((" ", "\n", "\t", "#"))
        and not _UNPRINTABLE.search(body.replace("\n", ""))
        and all(line == line.rstrip() for line in body.split("\n"))
    )


def _yaml_value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _yaml_text(value)
        case int():
            return str(value)
        case Decimal():
            return _decimal(value, ".inf")
        case Moment(text):
            return text
        case Mapping():
            return "{}"
        case _:
            return "[]"


def _yaml_text(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL and moment(text) is None and len(text) < 100
    return text if plain else _quoted(text)
