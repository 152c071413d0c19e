"""Refusals as the API tells them: a type for each, with its facts, under `interface Refusal { code message }`.

A client acts on the type, and reads types that it does not know yet through the interface. The kernel's refusals carry
facts only; the sentence is made here, in the reader's language, from `sentences`.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import strawberry

from minga_graphql import sentences
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalText, Money, Quantity, all_languages, present_money, quantity_of
from minga_platform.kernel import errors, ids, money
from minga_platform.kernel.locale import Text


@strawberry.interface(name="Refusal", description="A wish that was not granted, and why. Nothing was changed.")
class RefusalInterface:
    code: str = strawberry.field(description="The name of the reason, for programs: `OUT_OF_STOCK`.")
    message: str = strawberry.field(description="The reason in the reader's language, for people.")


class _Mapped(NamedTuple):
    """How one kind of fact is told: its annotation for Strawberry, and what makes of the fact (and the language)."""

    annotation: Any
    tell: Callable[[Any, str], Any]


def _as_it_is(fact: Any, _language: str) -> Any:
    return fact


# Whole numbers are told as MinorUnits: they count cents, grams and people alike, and may pass 2³¹.
_KINDS: Final[Mapping[Any, _Mapped]] = {
    bool: _Mapped(bool, _as_it_is),
    int: _Mapped(MinorUnits, _as_it_is),
    str: _Mapped(str, _as_it_is),
    datetime: _Mapped(datetime, _as_it_is),
    date: _Mapped(date, _as_it_is),
    money.Money: _Mapped(Money, lambda fact, _: present_money(fact)),
    money.Quantity: _Mapped(Quantity, lambda fact, language: quantity_of(fact.base, fact.unit, language)),
    Text: _Mapped(list[LocalText], lambda fact, _: all_languages(dict(fact))),
}

_PREFIXES: dict[str, str] = {}


def name_id(fact: str, prefix: str) -> None:
    """Tell which prefix the ids of a fact bear outside: `name_id("variant_id", "var")`; else it is `variant_…`."""
    _PREFIXES[fact] = prefix


def refusal_type(refusal: type[errors.Refusal]) -> type:
    """The API's type of a refusal, made once: its facts by their annotations, its docstring as description.

    Raises TypeError for a fact of a kind that has no form outside, so that none goes out by accident.
    """
    return _told_type(refusal, bases=(RefusalInterface,))


_TOLD: dict[type[Any], type[Any]] = {}


def _told_type(kind: type[Any], bases: tuple[type, ...] = ()) -> type[Any]:
    made = _TOLD.get(kind)
    if made is None:
        made = _TOLD[kind] = _make_type(kind, bases)
    return made


def _make_type(kind: type[Any], bases: tuple[type, ...]) -> type[Any]:
    facts = _facts(kind)
    if taken := facts.keys() & RefusalInterface.__annotations__.keys():
        raise TypeError(f"{kind.__name__}.{min(taken)}: every refusal has this by itself; name the fact otherwise")
    body: dict[str, Any] = {
        "__annotations__": {name: mapped.annotation for name, mapped in facts.items()},
        "__module__": kind.__module__,
        "__doc__": kind.__doc__,
    }
    made = types.new_class(kind.__name__, bases, exec_body=lambda namespace: namespace.update(body))
    return strawberry.type(made, name=kind.__name__, description=_description(kind))


_FACTS: dict[type[Any], dict[str, _Mapped]] = {}


def _facts(kind: type[Any]) -> dict[str, _Mapped]:
    known = _FACTS.get(kind)
    if known is None:
        hints = get_type_hints(kind)
        fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
        known = _FACTS[kind] = {field.name: _map(kind, field.name, hints[field.name]) for field in fields}
    return known


def _map(kind: type, name: str, hint: Any) -> _Mapped:
    """How a fact of this annotation is told."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [part for part in get_args(hint) if part is not type(None)]
        if len(inner) == 1 and len(get_args(hint)) == 2:
            mapped = _map(kind, name, inner[0])
            return _Mapped(mapped.annotation | None, lambda fact, say: None if fact is None else mapped.tell(fact, say))
    if get_origin(hint) in (list, tuple, Sequence, set, frozenset):
        item = _map(kind, name, get_args(hint)[0])
        return _Mapped(list[item.annotation], lambda fact, say: [item.tell(one, say) for one in fact])  # type: ignore[name-defined]
    hint = getattr(hint, "__supertype__", hint)  # a NewType stands for what it is made of
    if hint in _KINDS:
        return _KINDS[hint]
    if hint is UUID:
        return _Mapped(strawberry.ID, lambda fact, _: strawberry.ID(ids.encode(_prefix(name), fact)))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Mapped(_enumeration(hint), _as_it_is)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _Mapped(_told_type(hint), lambda fact, say: _tell(fact, hint, say))
    if get_origin(hint) is typing.Literal and all(isinstance(part, str) for part in get_args(hint)):
        return _KINDS[str]
    raise TypeError(f"{kind.__name__}.{name}: {hint!r} has no form outside; map it in minga_graphql.refusals")


def _prefix(name: str) -> str:
    return _PREFIXES.get(name, name.removesuffix("_ids").removesuffix("_id"))


def _enumeration(kind: type[Enum]) -> Any:
    return kind if hasattr(kind, "__strawberry_definition__") else strawberry.enum(kind, description=_description(kind))


def _description(kind: type) -> str:
    return " ".join((kind.__doc__ or kind.__name__).split())


def present(refusal: errors.Refusal, language: str) -> Any:
    """A raised refusal as its API type, its sentence in `language`."""
    told = refusal_type(type(refusal))
    facts = {name: mapped.tell(getattr(refusal, name), language) for name, mapped in _facts(type(refusal)).items()}
    return told(code=refusal.code(), message=sentences.sentence(refusal, language), **facts)


def _tell(value: Any, kind: type, language: str) -> Any:
    facts = {name: mapped.tell(getattr(value, name), language) for name, mapped in _facts(kind).items()}
    return _told_type(kind)(**facts)


def result_union(name: str, payload: Any, refusals: Iterable[type[errors.Refusal]]) -> Any:
    """The annotation of a mutation's result: its payload (a type, or a union of several) or one of the refusals.

    Members keep the order given; twice named is named once.
    """
    payloads = get_args(payload) if get_origin(payload) in (Union, types.UnionType) else (payload,)
    members = (*payloads, *(refusal_type(one) for one in dict.fromkeys(refusals)))
    return Annotated[Union[members], strawberry.union(name, description="What came of it, or why nothing did.")]  # noqa: UP007


def all_refusals() -> list[type[errors.Refusal]]:
    """Every refusal there is in the modules that are loaded, by name."""
    found: dict[type[errors.Refusal], None] = {}
    waiting: list[type[errors.Refusal]] = [errors.Refusal]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found[kind] = None
                waiting.append(kind)
    return sorted(found, key=lambda kind: (kind.__name__, kind.__module__))
