"""Random valid documents over any schema: what a program of a member might reasonably ask."""

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

_WORDS = ["lana", "cesta", "Ñandú", "a b", "", 'with "quotes"', "line\nbreak", "🧶"]


@dataclass
class RandomDocument:
    """A document and the variables that go with it."""

    text: str
    variables: dict[str, Any]
    name: str | None


@dataclass
class _Scope:
    """Names taken where selections will be merged."""

    taken: dict[str, str] = field(default_factory=dict)


class Documents:
    """Grows documents from a seed. `values` gives arguments and fields of inputs by name where a random one makes no sense."""

    def __init__(
        self, schema: GraphQLSchema, random: Random, *, values: dict[str, Any] | None = None, most_fields: int = 60
    ) -> None:
        self.schema = schema
        self.random = random
        self.values = values or {}
        self.most_fields = most_fields

    def grow(self, *, mutation: bool = False, directives: bool = True, only: str | None = None) -> RandomDocument:
        """One document with one operation; `only` names its one field at the root."""
        self.left = self.most_fields
        self.aliases = 12
        self.directives = 6 if directives else 0
        self.definitions: list[str] = []
        self.signature: list[str] = []
        self.variables: dict[str, Any] = {}
        root = self.schema.mutation_type if mutation else self.schema.query_type
        assert root is not None
        if mutation or only is not None:
            name = only or self.random.choice(sorted(root.fields))
            body = self._field(name, root.fields[name], 1, _Scope())
        else:
            body = self._selection(root, 1, _Scope(), roots=True)
        named = self.random.random() < 0.5 or bool(self.signature)
        head = ("mutation" if mutation else "query") + (" Asked" if named else "")
        if self.signature:
            head += f"({', '.join(self.signature)})"
        text = " ".join([f"{head} {{ {body} }}", *self.definitions])
        return RandomDocument(text, self.variables, "Asked" if named and self.random.random() < 0.5 else None)

    def _selection(self, kind: Any, depth: int, scope: _Scope, roots: bool = False) -> str:
        parts: list[str] = []
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            parts.append(self._typename(scope))
            for possible in self.random.sample(list(self.schema.get_possible_types(kind)), k=self.random.randint(0, 2)):
                inner = self._fields(possible, depth, scope, 3)
                if inner:
                    parts.append(self._fragment(possible.name, inner))
        if not isinstance(kind, GraphQLUnionType):
            parts.append(self._fields(kind, depth, scope, 3 if roots else self.random.randint(1, 8)))
        if self.random.random() < 0.2:
            parts.append(self._typename(scope))
        return " ".join(part for part in parts if part) or self._typename(scope) or "__typename"

    def _typename(self, scope: _Scope) -> str:
        scope.taken.setdefault("__typename", "String!")
        return "__typename"

    def _fragment(self, kind: str, inner: str) -> str:
        if self.random.random() < 0.4 and len(self.definitions) < 8:
            name = f"Part{len(self.definitions)}"
            self.definitions.append(f"fragment {name} on {kind} {{ {inner} }}")
            return f"...{name}{self._directive()}"
        return f"... on {kind}{self._directive()} {{ {inner} }}"

    def _fields(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int, scope: _Scope, most: int) -> str:
        names = self.random.sample(sorted(kind.fields), k=min(most, len(kind.fields)))
        parts = [self._field(name, kind.fields[name], depth, scope) for name in names]
        body = " ".join(part for part in parts if part)
        if body and self.random.random() < 0.15:
            return self._fragment(kind.name, body)
        return body

    def _field(self, name: str, definition: GraphQLField, depth: int, scope: _Scope) -> str:
        kind = get_named_type(definition.type)
        if self.left <= 0 or (not is_leaf_type(kind) and depth >= 7):
            return ""
        self.left -= 1
        answer = name
        wants_alias = self.random.random() < 0.1 or answer in scope.taken
        if wants_alias:
            if self.aliases <= 0:
                return ""
            self.aliases -= 1
            answer = f"a{self.aliases}"
        scope.taken[answer] = str(definition.type)
        written = name if answer == name else f"{answer}: {name}"
        given = [
            f"{argument}: {self._value(argument, place)}"
            for argument, place in definition.args.items()
            if is_required_argument(place) or self.random.random() < 0.5
        ]
        if given:
            written += f"({', '.join(given)})"
        written += self._directive()
        if not is_leaf_type(kind):
            written += f" {{ {self._selection(kind, depth + 1, _Scope())} }}"
        return written

    def _directive(self) -> str:
        if self.directives <= 0 or self.random.random() > 0.06:
            return ""
        self.directives -= 1
        which = self.random.choice(["include", "skip"])
        truth = self.random.random() < 0.7
        condition = str(truth).lower()
        if self.random.random() < 0.5:
            condition = self._variable("Boolean!", truth)
        return f" @{which}(if: {condition})"

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.signature)}"
        self.signature.append(f"${name}: {kind}")
        self.variables[name] = value
        return f"${name}"

    def _value(self, name: str, place: GraphQLArgument) -> str:
        value = self._named(name, place.type)
        if value is None and isinstance(place.type, GraphQLNonNull):  # Elsewhere what bears this name may be left out.
            value = self._random(place.type)
        if len(self.signature) < 8 and self.random.random() < 0.4:
            return self._variable(str(place.type), value)
        return self._literal(place.type, value)

    def _named(self, name: str, kind: Any) -> Any:
        if name in self.values and not isinstance(get_named_type(kind), GraphQLEnumType):
            return self.values[name](self.random)
        return self._random(kind)

    def _random(self, kind: Any) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._random_present(kind.of_type)
        return None if self.random.random() < 0.15 else self._random_present(kind)

    def _random_present(self, kind: Any) -> Any:
        if isinstance(kind, GraphQLList):
            return [self._random(kind.of_type) for _ in range(self.random.randint(0, 3))]
        if isinstance(kind, GraphQLInputObjectType):
            return {
                name: self._named(name, part.type)
                for name, part in kind.fields.items()
                if isinstance(part.type, GraphQLNonNull) or self.random.random() < 0.5
            }
        if isinstance(kind, GraphQLEnumType):
            return self.random.choice(sorted(kind.values))
        choices: dict[str, Any] = {
            "Int": self.random.randint(0, 9),
            "Float": self.random.random(),
            "Boolean": self.random.random() < 0.5,
            "MinorUnits": self.random.randint(-(2**53), 2**53),
            "Language": "es",
            "Slug": "a-slug",
            "Instant": "2026-11-28T10:04:00Z",
            "Day": "2026-11-28",
            "EmailAddress": "ana@example.org",
        }
        return choices.get(kind.name, self.random.choice(_WORDS))

    def _literal(self, kind: Any, value: Any) -> str:
        if isinstance(kind, GraphQLNonNull):
            return self._literal(kind.of_type, value)
        if value is None:
            return "null"
        if isinstance(kind, GraphQLList) and isinstance(value, list):
            return f"[{', '.join(self._literal(kind.of_type, one) for one in value)}]"
        if isinstance(kind, GraphQLInputObjectType):
            return (
                "{"
                + ", ".join(f"{name}: {self._literal(kind.fields[name].type, one)}" for name, one in value.items())
                + "}"
            )
        return str(value) if isinstance(kind, GraphQLEnumType) else json.dumps(value, ensure_ascii=False)
