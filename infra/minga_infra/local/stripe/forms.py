"""Stripe's v1 bodies: `a[b][0][c]=v` as urlencoded text, to and from nested values."""

import re
from typing import Any
from urllib.parse import parse_qsl

from minga_infra.local.stripe.errors import invalid

_PART = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_DEEPEST = 12
_MOST = 2_000


def read_form(text: str) -> dict[str, Any]:
    """Nested dicts of text; what has only the keys 0, 1, 2 … becomes a list. `a[]=x` appends."""
    pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=False, max_num_fields=_MOST)
    root: dict[str, Any] = {}
    for name, value in pairs:
        found = _NAME.match(name)
        if found is None:
            raise invalid(f"Invalid request: cannot read the parameter name {name!r}", param=name)
        path = [found[1], *_PART.findall(found[2])]
        if len(path) > _DEEPEST:
            raise invalid("Invalid request: parameters are nested too deeply", param=found[1])
        _place(root, path, value, name)
    return {key: _lists(value) for key, value in root.items()}


def _place(root: dict[str, Any], path: list[str], value: str, name: str) -> None:
    here = root
    for step in path[:-1]:
        key = step if step != "" else str(len(here))
        below = here.setdefault(key, {})
        if not isinstance(below, dict):
            raise invalid(f"Invalid request: {name!r} is both a value and a hash", param=name)
        here = below
    last = path[-1] if path[-1] != "" else str(len(here))
    if isinstance(here.get(last), dict):
        raise invalid(f"Invalid request: {name!r} is both a value and a hash", param=name)
    here[last] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(part) for key, part in value.items()}
    if inner and all(key.isdigit() for key in inner):
        order = sorted(inner, key=int)
        if [int(key) for key in order] == list(range(len(order))):
            return [inner[key] for key in order]
    return inner
