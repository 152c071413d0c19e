"""Lists: Relay connections with `nodes`, walked by key.

A cursor holds the sort key of a row, sealed for one list: one co-op, one filter, one order. Taken to another list it is
refused, so nobody can walk another co-op's rows, or learn sort keys, with a cursor that fits by chance. A page costs the
same wherever it lies, because the next one begins at a key and counts nothing.

    page = cursors.window(ListName("products", cooperative_id, (category, sort)), first, after)
    rows = await queries.products(…, after=page.after, limit=page.limit)  # one more than the page shows
    return page.connection(rows, node=present, key=lambda row: (row["sort_key"], row["id"]))
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import orjson
import strawberry
from graphql import FieldNode, FragmentSpreadNode, GraphQLResolveInfo, InlineFragmentNode, SelectionSetNode
from strawberry.types import Info

from minga_graphql.marks import bounds, plain
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel.errors import InvalidInput, Refusal
from minga_platform.kernel.keyring import Keyring

FIRST: Final = 24
"""How many a page shows when nobody says."""
MOST: Final = 100
_LONGEST_CURSOR: Final = 1024
_PURPOSE: Final = "cursor"

Node = TypeVar("Node")
Row = TypeVar("Row")
Key = tuple[Any, ...]
"""Sort keys of a row: texts, whole numbers, instants, days, uuids, None. Its last part tells equal rows apart."""


@dataclass
class InvalidCursor(Refusal):
    """The cursor is none of this list: of another co-op, filter or order, or changed on its way."""


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something came before.")
    places: strawberry.Private[Sequence[Key]]
    window: strawberry.Private["Window"]

    @strawberry.field(description="The cursor of the first one here.")
    @plain
    def start_cursor(self) -> str | None:
        """Sealed only here: most readers ask for the end alone."""
        return self.window.cursor(self.places[0]) if self.places else None

    @strawberry.field(description="The cursor of the last one here; give it as `after`.")
    @plain
    def end_cursor(self) -> str | None:
        """Sealed only here, as above."""
        return self.window.cursor(self.places[-1]) if self.places else None


@strawberry.type(description="One of a list, with its place.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="Its place; give it as `after` to go on behind it.")
    node: Node = strawberry.field(description="The thing itself.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    nodes: list[Node] = strawberry.field(description="The things on this page.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    total_count: MinorUnits | None = strawberry.field(
        description="How many there are in all, where that is known; counted only when it is asked for.",
        metadata=bounds(cost=50),
        default=None,
    )
    places: strawberry.Private[Sequence[Key]]
    window: strawberry.Private["Window"]

    @strawberry.field(description="The things on this page, each with its place.")
    @plain
    def edges(self) -> list[Edge[Node]]:
        """Sealed only here: most readers take `nodes`."""
        pairs = zip(self.places, self.nodes, strict=True)
        return [Edge(cursor=self.window.cursor(key), node=node) for key, node in pairs]


@dataclass(frozen=True, slots=True)
class ListName:
    """Which list a cursor is of. `shape` is all that decides which rows it holds and how they are sorted."""

    name: str
    cooperative_id: UUID | None = None
    shape: tuple[object, ...] = ()

    @property
    def text(self) -> str:
        """The name as unambiguous text."""
        return orjson.dumps([self.name, self.cooperative_id, self.shape], default=str).decode()


class Cursors:
    """Makes and opens cursors under the installation's keys."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def window(self, name: ListName, first: int | None = None, after: str | None = None) -> "Window":
        """What to read for a page. Refuses: InvalidInput (`first` outside 1…100), InvalidCursor."""
        size = FIRST if first is None else first
        if not 1 <= size <= MOST:
            raise InvalidInput("first", "range", minimum="1", maximum=str(MOST))
        return Window(size, self.open(name, after) if after else None, name, self)

    def seal(self, name: ListName, key: Key) -> str:
        """The cursor of a row of this list."""
        payload = urlsafe_b64encode(orjson.dumps([_written(part) for part in key])).rstrip(b"=").decode()
        return f"{payload}.{self._keyring.token(_PURPOSE, name.text + payload)}"

    def open(self, name: ListName, cursor: str) -> Key:
        """The sort key that was sealed. Refuses: InvalidCursor."""
        payload, _, seal = cursor.partition(".")
        # Whatever is not of our making ends here, so what follows reads only what `seal` wrote.
        ours = cursor.isascii() and len(cursor) <= _LONGEST_CURSOR
        if not ours or not self._keyring.is_token(_PURPOSE, name.text + payload, seal):
            raise InvalidCursor
        written = orjson.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return tuple(_read(part) for part in written)


class Window:
    """One page of one list: behind which key to read, how many rows, and how to tell them."""

    __slots__ = ("_cursors", "_name", "after", "first")

    def __init__(self, first: int, after: Key | None, name: ListName, cursors: Cursors) -> None:
        self.first = first
        self.after = after
        """The sort key of the last row seen, as `key` gave it; None at the beginning of the list."""
        self._name = name
        self._cursors = cursors

    @property
    def limit(self) -> int:
        """One row more than is shown: it tells whether another page follows, and nothing is counted."""
        return self.first + 1

    def cursor(self, key: Key) -> str:
        """The cursor of a row with this sort key."""
        return self._cursors.seal(self._name, key)

    def connection(
        self,
        rows: Sequence[Row],
        *,
        node: Callable[[Row], Node],
        key: Callable[[Row], Key],
        total: int | None = None,
        kind: Callable[..., Any] = Connection,
    ) -> Connection[Node]:
        """The page of these rows (at most `limit` of them), as a `Connection` or your own subclass (`kind`)."""
        shown = rows[: self.first]
        places = [key(row) for row in shown]
        info = PageInfo(
            has_next_page=len(rows) > self.first,
            has_previous_page=self.after is not None,
            places=places,
            window=self,
        )
        page: Connection[Node] = kind(
            nodes=[node(row) for row in shown],
            page_info=info,
            total_count=None if total is None else MinorUnits(total),
            places=places,
            window=self,
        )
        return page


def asked(info: Info[Any, Any], *path: str) -> bool:
    """Whether the document asks for a field below this one: `asked(info, "totalCount")`, `asked(info, "nodes", "stall")`.

    A field behind @skip or @include counts as asked for. Linear in the document: each fragment is looked into once a step.
    """
    raw: GraphQLResolveInfo[Any] = info._raw_info  # noqa: SLF001 - Strawberry's own view of the selection builds objects for all of it
    level: list[SelectionSetNode | None] = [node.selection_set for node in raw.field_nodes]
    for name in path:
        level = [field.selection_set for field in _fields(level, raw) if field.name.value == name]
        if not level:
            return False
    return True


def _fields(level: list[SelectionSetNode | None], raw: GraphQLResolveInfo[Any]) -> list[FieldNode]:
    found: list[FieldNode] = []
    seen: set[str] = set()
    waiting = [selection_set for selection_set in level if selection_set is not None]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                found.append(selection)
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and (spread := selection.name.value) not in seen:
                seen.add(spread)
                waiting.append(raw.fragments[spread].selection_set)
    return found


def _written(part: Any) -> Any:
    # What JSON has no word for is written as a pair, so that it comes back as what it was.
    if isinstance(part, UUID):
        return ["u", part.hex]
    if isinstance(part, datetime):
        return ["t", part.isoformat()]
    if isinstance(part, date):
        return ["d", part.isoformat()]
    if part is None or isinstance(part, str | int):
        return part
    raise TypeError(f"{type(part).__name__} cannot be part of a sort key")


def _read(part: Any) -> Any:
    if not isinstance(part, list):
        return part
    kind, text = part
    return UUID(hex=text) if kind == "u" else (datetime if kind == "t" else date).fromisoformat(text)
