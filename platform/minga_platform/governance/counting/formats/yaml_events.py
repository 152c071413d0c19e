"""YAML as lists, mappings and scalars that know their place. Built from events: no tag makes an object, no depth exhausts the stack.

The parser is PyYAML's (libyaml where it is built in); what a scalar means is left to the reader of the format.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from minga_platform.governance.counting.types import Malformed

_DEEPEST = 20
_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "str", "null", "bool", "seq", "map", "set"))
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it is written; `plain` unless quoted."""

    line: int
    column: int
    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    line: int
    column: int
    items: list["Node"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in order; a set has empty values. A key that stands twice is there twice."""

    line: int
    column: int
    items: list[tuple["Node", "Node"]]


Node = Scalar | Sequence | Mapping


def wrong(node: Node, reason: str) -> Malformed:
    """A refusal that points at this node."""
    return Malformed(reason, node.line, node.column)


def document(text: str) -> Node:
    """The one document of a YAML text. Refuses: Malformed, also for none or several."""
    try:
        return _build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        reason = " ".join(part for part in (broken.context, broken.problem) if part)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise Malformed(f"This is not YAML: {reason}.", line, column) from None
    except yaml.reader.ReaderError as broken:
        line = text.count("\n", 0, broken.position) + 1
        raise Malformed("This is not YAML: a sign that it does not allow.", line) from None


@dataclass(slots=True)
class _Open:
    """A collection that is not closed yet, and its children so far."""

    event: Any
    children: list[Node]


def _build(events: Iterator[Any]) -> Node:
    stack: list[_Open] = []
    anchors: dict[str, Node] = {}
    root: Node | None = None
    for event in events:
        node: Node
        opening = event  # Where the node began: the event that bears its anchor.
        match event:
            case yaml.ScalarEvent():
                _check_tag(event)
                node = Scalar(*_place(event), event.value, not event.style)
            case yaml.AliasEvent():
                if event.anchor not in anchors:
                    raise Malformed(f"Nothing complete before this is called &{event.anchor}.", *_place(event))
                node = anchors[event.anchor]
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                _check_tag(event)
                if len(stack) == _DEEPEST:
                    raise Malformed("Nested more deeply than anything here needs.", *_place(event))
                stack.append(_Open(event, []))
                continue
            case yaml.SequenceEndEvent():
                opened = stack.pop()
                opening, node = opened.event, Sequence(*_place(opened.event), opened.children)
            case yaml.MappingEndEvent():
                opened = stack.pop()
                pairs = list(zip(opened.children[::2], opened.children[1::2], strict=True))
                opening, node = opened.event, Mapping(*_place(opened.event), pairs)
            case _:
                continue
        if opening.anchor and not isinstance(opening, yaml.AliasEvent):
            anchors[opening.anchor] = node
        if stack:
            stack[-1].children.append(node)
        elif root is None:
            root = node
        else:
            raise Malformed("A second document begins here; there may be one.", node.line, node.column)
    if root is None:
        raise Malformed("There is nothing in this file.")
    return root


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _check_tag(event: Any) -> None:
    if event.tag not in {None, "!"} and event.tag not in _TAGS:
        raise Malformed(f"The tag {event.tag!r} has no meaning here.", *_place(event))
