"""Holds a request against the types that Stripe's own client declares for it.

The client ships a TypedDict for the parameters of every call (`stripe.params.*`). Walking it refuses what Stripe would
refuse: unknown, missing and mistyped parameters. So a misspelt parameter fails here on a laptop, not in production.
Stricter than the annotations in one place: `Literal["a", "b"] | str` is how the client keeps its enums open for versions to
come; the real API refuses a word it does not know, and so do we.
"""

import re
import sys
import types
import typing
from decimal import Decimal
from functools import cache
from typing import Any, ForwardRef, Literal, get_args, get_origin

from minga_infra.local.stripe.errors import StripeRefusal, invalid

_INTEGER = re.compile(r"^-?\d{1,18}$")
_NUMBER = re.compile(r"^-?\d{1,18}(\.\d{1,12})?$")
_NOT_REQUIRED = (typing.NotRequired, typing.Required)


def check(shape: type, values: dict[str, Any], *, from_text: bool) -> dict[str, Any]:
    """`values` as the shape has them; text becomes numbers and booleans where `from_text`. Raises StripeRefusal."""
    return _Walk(from_text).fields(shape, values, "")


@cache
def _fields(shape: type) -> dict[str, tuple[Any, bool]]:
    """Name → (annotation, required), without the request options that the client sends as headers."""
    from stripe._request_options import RequestOptions

    options = set(RequestOptions.__annotations__)
    required: frozenset[str] = getattr(shape, "__required_keys__", frozenset())
    own = {name: value for name, value in shape.__annotations__.items() if name not in options}
    return {name: (_resolved(value, shape.__module__), name in required) for name, value in own.items()}


def _resolved(annotation: Any, module: str) -> Any:
    """The annotation without its quotes and without NotRequired[…]."""
    while True:
        if isinstance(annotation, ForwardRef):
            annotation = annotation.__forward_arg__
        if isinstance(annotation, str):
            annotation = _named(annotation, module)
        elif get_origin(annotation) in _NOT_REQUIRED:
            annotation = get_args(annotation)[0]
        else:
            return annotation


@cache
def _named(text: str, module: str) -> Any:
    return eval(text, vars(sys.modules[module]))  # noqa: S307 - the quoted annotations of the installed client itself


class _Walk:
    def __init__(self, from_text: bool) -> None:
        self._from_text = from_text

    def fields(self, shape: type, values: Any, path: str) -> dict[str, Any]:
        if not isinstance(values, dict):
            raise invalid(f"Invalid {path or 'request'}: must be a hash", param=path)
        known = _fields(shape)
        for name in values:
            if name not in known:
                where = _below(path, name)
                raise invalid(f"Received unknown parameter: {where}", param=where, code="parameter_unknown")
        for name, (_, required) in known.items():
            if required and name not in values:
                where = _below(path, name)
                raise invalid(f"Missing required param: {where}.", param=where, code="parameter_missing")
        return {
            name: self.value(known[name][0], value, _below(path, name), shape.__module__)
            for name, value in values.items()
        }

    def value(self, annotation: Any, value: Any, path: str, module: str) -> Any:
        annotation = _resolved(annotation, module)
        origin = get_origin(annotation)
        if annotation is Any:
            return value
        if origin in (typing.Union, types.UnionType):
            return self._either(get_args(annotation), value, path, module)
        if origin is Literal:
            return self._word(get_args(annotation), value, path)
        # Asked so, because the client's TypedDicts come from a backport that `typing.is_typeddict` does not know.
        if hasattr(annotation, "__required_keys__"):
            return self.fields(annotation, value, path)
        if origin in (list, typing.List):  # noqa: UP006 - the client writes List
            if not isinstance(value, list):
                raise invalid("Invalid array", param=path)
            return [
                self.value(get_args(annotation)[0], part, f"{path}[{place}]", module)
                for place, part in enumerate(value)
            ]
        if origin is dict:
            if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
                raise invalid("Invalid hash: its values must be text", param=path)
            return value
        return self._plain(annotation, value, path)

    def _either(self, options: tuple[Any, ...], value: Any, path: str, module: str) -> Any:
        resolved = [_resolved(option, module) for option in options]
        words = [word for option in resolved if get_origin(option) is Literal for word in get_args(option)]
        if any(words) and str in resolved:
            return self._word(tuple(words), value, path)
        refusals: list[StripeRefusal] = []
        # A hash is held against the hash first, so that the refusal names the field inside it.
        for option in sorted(resolved, key=lambda one: not isinstance(one, type) if isinstance(value, dict) else 0):
            try:
                return self.value(option, value, path, module)
            except StripeRefusal as refusal:
                refusals.append(refusal)
        raise max(refusals, key=lambda refusal: len(str(refusal.error.get("param", ""))))

    def _word(self, words: tuple[Any, ...], value: Any, path: str) -> Any:
        if value not in words:
            listed = ", ".join(str(word) for word in words[:12])
            raise invalid(f"Invalid {path}: must be one of {listed}", param=path)
        return value

    def _plain(self, annotation: Any, value: Any, path: str) -> Any:
        if annotation is str:
            if not isinstance(value, str):
                raise invalid("Invalid string", param=path)
            return value
        if annotation is bool:
            if self._from_text and value in ("true", "false"):
                return value == "true"
            if isinstance(value, bool):
                return value
            raise invalid(f"Invalid boolean: {value}", param=path)
        if annotation is int:
            if self._from_text and isinstance(value, str) and _INTEGER.match(value):
                return int(value)
            if not self._from_text and isinstance(value, int) and not isinstance(value, bool):
                return value
            raise invalid(f"Invalid integer: {value}", param=path, code="parameter_invalid_integer")
        if annotation in (float, Decimal):
            if isinstance(value, str) and _NUMBER.match(value):
                return Decimal(value)
            raise invalid(f"Invalid decimal: {value}", param=path)
        if annotation is type(None) and value is None:
            return None
        raise invalid(f"Invalid {path}", param=path)


def _below(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
