"""Pages by key: nothing lost, nothing twice, and no cursor that opens another list (hostile case 30)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from minga_graphql.paging import FIRST, MOST, Connection, Cursors, InvalidCursor, ListName, Window, asked
from minga_graphql.scalars import SCALARS
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.keyring import Keyring

CURSORS = Cursors(Keyring(b"k" * 32))
VALLE, MONTS = UUID(int=1), UUID(int=2)
PRODUCTS = ListName("products", VALLE, ("craft", "price"))


@strawberry.type
class Number:
    value: int


@strawberry.type
class Query:
    @strawberry.field
    def numbers(
        self, info: strawberry.Info, upto: int = 10, first: int | None = None, after: str | None = None
    ) -> Connection[Number]:
        page = CURSORS.window(ListName("numbers", VALLE, (upto,)), first, after)
        start = page.after[0] + 1 if page.after else 0
        rows = range(start, upto)[: page.limit]
        total = upto if asked(info, "totalCount") else None
        return page.connection(rows, node=lambda row: Number(value=row), key=lambda row: (row,), total=total)


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))


def ask(document: str, **variables: Any) -> dict[str, Any]:
    answer = SCHEMA.execute_sync(document, variables)
    assert answer.errors is None, answer.errors
    assert answer.data is not None
    return answer.data["numbers"]  # type: ignore[no-any-return]


PAGE = """query ($upto: Int!, $first: Int, $after: String) { numbers(upto: $upto, first: $first, after: $after) {
    nodes { value } edges { cursor node { value } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@given(st.integers(0, 60), st.integers(1, 25))
def test_walking_a_list_sees_each_row_once_and_ends(upto: int, first: int) -> None:
    seen: list[int] = []
    after = None
    while True:
        page = ask(PAGE, upto=upto, first=first, after=after)
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        seen += [node["value"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        assert len(page["nodes"]) == first
        after = page["pageInfo"]["endCursor"]
    assert seen == list(range(upto))


def test_each_edge_is_a_place_to_go_on_from() -> None:
    for edge in ask(PAGE, upto=5)["edges"]:
        following = ask(PAGE, upto=5, after=edge["cursor"])
        assert [node["value"] for node in following["nodes"]] == list(range(edge["node"]["value"] + 1, 5))


def test_an_empty_list_has_no_places() -> None:
    page = ask(PAGE, upto=0)
    assert page["nodes"] == page["edges"] == []
    assert page["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


def test_a_page_has_a_size_of_its_own_and_a_largest_one() -> None:
    assert len(ask(PAGE, upto=200)["nodes"]) == FIRST
    assert len(ask(PAGE, upto=200, first=MOST)["nodes"]) == MOST
    for wrong in (0, -1, MOST + 1, 100_000):
        with pytest.raises(InvalidInput) as refused:
            CURSORS.window(PRODUCTS, wrong)
        assert (refused.value.field, refused.value.maximum) == ("first", "100")


@pytest.mark.parametrize(
    ("document", "total"),
    [
        ("{ numbers { totalCount } }", 10),
        ("{ numbers { nodes { value } } }", None),
        (
            "{ numbers { ...Counted } } fragment Counted on NumberConnection { ...More } fragment More on NumberConnection { totalCount }",
            10,
        ),
        ("{ numbers { ... on NumberConnection { n: totalCount } } }", 10),
    ],
)
def test_a_list_is_counted_only_when_that_is_asked_for(
    document: str, total: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int | None] = []
    connection = Window.connection

    def watched(self: Window, *rows: Any, **told_of: Any) -> Any:
        told.append(told_of["total"])
        return connection(self, *rows, **told_of)

    monkeypatch.setattr(Window, "connection", watched)
    ask(document)
    assert told == [total]


sort_keys = st.tuples(
    st.none() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.uuids() | st.dates() | st.datetimes(timezones=st.just(UTC)),
)


@given(sort_keys)
def test_a_cursor_brings_back_the_key_that_it_was_made_of(key: tuple[Any, ...]) -> None:
    huge = isinstance(key[0], int) and not -(2**53) <= key[0] <= 2**53
    if not huge:
        assert CURSORS.open(PRODUCTS, CURSORS.seal(PRODUCTS, key)) == key


KEY = (1200, date(2026, 11, 28), datetime(2026, 11, 28, tzinfo=UTC), UUID(int=5))


@pytest.mark.parametrize(
    "other",
    [
        ListName("products", MONTS, ("craft", "price")),
        ListName("products", None, ("craft", "price")),
        ListName("products", VALLE, ("produce", "price")),
        ListName("products", VALLE, ("craft", "newest")),
        ListName("products", VALLE, ("craftprice",)),
        ListName("orders", VALLE, ("craft", "price")),
    ],
)
def test_a_cursor_opens_no_other_list(other: ListName) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.window(other, after=CURSORS.seal(PRODUCTS, KEY))


def test_a_cursor_of_another_installation_opens_nothing() -> None:
    with pytest.raises(InvalidCursor):
        Cursors(Keyring(b"o" * 32)).window(PRODUCTS, after=CURSORS.seal(PRODUCTS, KEY))


@given(st.data())
def test_a_changed_cursor_opens_nothing(data: st.DataObject) -> None:
    cursor = CURSORS.seal(PRODUCTS, KEY)
    place = data.draw(st.integers(0, len(cursor) - 1))
    changed = cursor[:place] + data.draw(st.characters()) + cursor[place + data.draw(st.integers(0, 1)) :]
    if changed != cursor:
        with pytest.raises(InvalidCursor):
            CURSORS.window(PRODUCTS, after=changed)


@pytest.mark.parametrize("cursor", [".", "x", "ñ", "\ud800", "a.b.c", "=" * 40, "A" * 5000, "W10." + "A" * 22])
def test_what_is_no_cursor_opens_nothing(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        CURSORS.window(PRODUCTS, after=cursor)


def test_what_cannot_be_sorted_by_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        CURSORS.seal(PRODUCTS, (1.5,))
