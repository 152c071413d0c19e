"""Bodies that are no request are answered 400 with a reason, at a bounded price (hostile case 50)."""

import json
import time
from collections.abc import MutableMapping
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_graphql.decoding import (
    MAX_BODY_BYTES,
    MAX_DIGITS,
    MAX_NESTING,
    BadBody,
    ClientGone,
    check_content_type,
    decode,
    decode_json,
    read_limited,
)


def request_body(**members: object) -> bytes:
    return orjson.dumps({"query": "{ a }", **members})


def test_a_plain_request_is_read() -> None:
    wish = decode(request_body(variables={"first": 24, "name": "Ñandú 🧶"}, operationName="Market", extensions={}))
    assert wish.document == "{ a }"
    assert wish.variables == {"first": 24, "name": "Ñandú 🧶"}
    assert wish.operation_name == "Market"


@pytest.mark.parametrize("empty", [{}, {"variables": None, "operationName": None}, {"operationName": ""}])
def test_what_is_left_out_or_null_is_empty(empty: dict[str, object]) -> None:
    wish = decode(request_body(**empty))
    assert wish.variables == {}
    assert wish.operation_name is None


NO_REQUESTS = {
    "nothing": b"",
    "null": b"null",
    "one": b"1",
    "text": b'"x"',
    "batch": b'[{"query":"{a}"}]',
    "no document": b"{}",
    "empty document": b'{"query":" "}',
    "document is null": b'{"query":null}',
    "document is a number": b'{"query":1}',
    "variables are a list": b'{"query":"{a}","variables":[]}',
    "variables are text": b'{"query":"{a}","variables":"{}"}',
    "name is a number": b'{"query":"{a}","operationName":7}',
    "name is long": b'{"query":"{a}","operationName":"' + b"n" * 201 + b'"}',
    "extensions are a list": b'{"query":"{a}","extensions":[]}',
    "unknown member": b'{"query":"{a}","batch":true}',
    "bad UTF-8": b'{"query":"{a}","variables":{"x":"\xff\xfe"}}',
    "overlong UTF-8": b'{"query":"\xc0\xaf"}',
    "surrogate in UTF-8": b'{"query":"\xed\xa0\x80"}',
    "UTF-16": '{"query":"{a}"}'.encode("utf-16"),
    "mark of byte order": b'\xef\xbb\xbf{"query":"{a}"}',
    "lone surrogate": b'{"query":"{a}","variables":{"x":"\\ud800"}}',
    "lone low surrogate": b'{"query":"{a}","variables":{"x":"\\udc00"}}',
    "NUL escaped": b'{"query":"{a}","variables":{"x":"a\\u0000b"}}',
    "NUL in a name": b'{"query":"{a}","variables":{"x\\u0000":1}}',
    "NUL in the document": b'{"query":"{a}\\u0000"}',
    "NUL raw": b'{"query":"{a}\x00"}',
    "NaN": b'{"query":"{a}","variables":{"x":NaN}}',
    "Infinity": b'{"query":"{a}","variables":{"x":-Infinity}}',
    "float beyond all floats": b'{"query":"{a}","variables":{"x":1e400}}',
    "5,000 digits": b'{"query":"{a}","variables":{"x":' + b"7" * 5000 + b"}}",
    "one digit too many": b'{"query":"{a}","variables":{"x":' + b"1" * (MAX_DIGITS + 1) + b"}}",
    "long fraction": b'{"query":"{a}","variables":{"x":0.' + b"3" * 5000 + b"}}",
    "long exponent": b'{"query":"{a}","variables":{"x":1e' + b"1" * 40 + b"}}",
    "leading zero": b'{"query":"{a}","variables":{"x":007}}',
    "100k brackets": b"[" * 100_000,
    "100k braces": b'{"a":' * 20_000,
    "100k closing": b"]" * 100_000,
    "brackets that do not match": b"[}" * 40_000,
    "too deep": b'{"query":"{a}","variables":{"x":' + b"[" * 40 + b"]" * 40 + b"}}",
    "quotes without end": b'{"query":"' + b'\\"' * 60_000,
    "backslash at the end": b'{"query":"\\',
    "two values": b'{"query":"{a}"}{"query":"{b}"}',
    "comment": b'{"query":"{a}"/* x */}',
    "single quotes": b"{'query':'{a}'}",
}


@pytest.mark.parametrize("body", NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
def test_what_is_no_request_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(BadBody) as refused:
        decode(body)
    assert refused.value.status == 400
    answer = orjson.dumps(refused.value.answer())
    assert b"BAD_REQUEST" in answer
    assert len(answer) < 400, "a problem never sends the body back"


def test_the_largest_exact_numbers_pass() -> None:
    wish = decode(request_body(variables={"x": 10**18, "y": -(10**18), "z": 0.1}))
    assert wish.variables == {"x": 10**18, "y": -(10**18), "z": 0.1}


@pytest.mark.parametrize(("depth", "passes"), [(MAX_NESTING, True), (MAX_NESTING + 1, False)])
def test_nesting_is_counted_exactly(depth: int, passes: bool) -> None:
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        body = opening * depth + b"1" + closing * depth
        if passes:
            decode_json(body)
        else:
            with pytest.raises(BadBody):
                decode_json(body)


def test_brackets_and_digits_within_text_do_not_count() -> None:
    text = "[{" * 200 + '"' + "\\" * 3 + "9" * 300
    assert decode(request_body(variables={"x": text})).variables["x"] == text


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('abc"\\[]{}é', max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text("xyz", min_size=1), values, max_size=4), st.booleans())
def test_every_request_that_json_can_write_is_read_as_it_was(variables: dict[str, Any], plain: bool) -> None:
    body = json.dumps({"query": "{ a }", "variables": variables}, ensure_ascii=plain).encode()
    assert decode(body).variables == variables


def read_or_refused(body: bytes) -> bool:
    try:
        return decode(body).document != ""
    except BadBody as bad:
        return bad.status == 400


@given(
    st.binary(max_size=300) | st.text().map(str.encode) | st.text('{}[]":,\\u0d8e1-.N ', max_size=200).map(str.encode)
)
def test_no_bytes_whatever_raise_anything_else(body: bytes) -> None:
    assert read_or_refused(body)


@given(st.integers(0, 400), st.data())
def test_a_damaged_request_never_raises_anything_else(place: int, data: st.DataObject) -> None:
    body = bytearray(request_body(variables={"a": [1, {"b": '\\"text\u0000'}], "c": None}))
    place %= len(body)
    body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert read_or_refused(bytes(body))


def test_no_body_of_the_largest_size_is_dear() -> None:
    # Bounded work, not a race: the dearest bodies of the largest size, each well below what other readers would notice.
    bodies = [
        b"[" * MAX_BODY_BYTES,
        b"[]" * 65_536,
        b"[" + b"[]," * 43_000 + b"[]]",
        b"1.1" * 43_000,
        b'\\"' * 65_536,
        b'["",' + b'"",' * 43_000,
    ]
    for body in bodies:
        spent = []
        # The cheapest of three: what a collector of garbage does meanwhile is not the body's.
        for _ in range(3):
            start = time.process_time()
            with pytest.raises(BadBody):
                decode(body)
            spent.append(time.process_time() - start)
        assert min(spent) < 0.5


@pytest.mark.parametrize(
    "header", ["application/json", "Application/JSON; charset=utf-8", 'application/json;charset="UTF-8"']
)
def test_json_is_a_request(header: str) -> None:
    check_content_type(header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
    ],
)
def test_what_a_form_can_send_is_no_request(header: str | None) -> None:
    with pytest.raises(BadBody) as refused:
        check_content_type(header)
    assert refused.value.status == 415


class Body:
    """An ASGI channel that counts what was asked of it."""

    def __init__(self, *messages: MutableMapping[str, Any]) -> None:
        self.messages = list(messages)
        self.asked = 0

    async def receive(self) -> MutableMapping[str, Any]:
        self.asked += 1
        return self.messages.pop(0)


def part(body: bytes, more: bool = False) -> MutableMapping[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_in_parts_is_joined() -> None:
    assert (
        await read_limited(Body(part(b'{"que', True), part(b'ry":"', True), part(b'{a}"}')).receive)
        == b'{"query":"{a}"}'
    )
    assert await read_limited(Body({"type": "http.request"}).receive) == b""


async def test_reading_stops_at_the_limit_however_long_the_body_would_be() -> None:
    body = Body(*[part(b"x" * 1000, True) for _ in range(100)])
    with pytest.raises(BadBody) as refused:
        await read_limited(body.receive, limit=4_500)
    assert refused.value.status == 413
    assert body.asked == 5


async def test_exactly_the_limit_passes() -> None:
    assert len(await read_limited(Body(part(b"x" * MAX_BODY_BYTES)).receive)) == MAX_BODY_BYTES


async def test_who_hangs_up_is_not_answered() -> None:
    with pytest.raises(ClientGone):
        await read_limited(Body(part(b"x", True), {"type": "http.disconnect"}).receive)
