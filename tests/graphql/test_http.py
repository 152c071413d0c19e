"""The door over HTTP hears a POST of JSON and nothing else (hostile cases 49 and 50), through the gate and all."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from minga_platform.kernel.database import Database
from minga_testing.api import client_of

ASK = {"query": "{ __typename }"}


@pytest.fixture(scope="module")
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(database) as made:
        yield made


async def test_a_post_of_json_is_heard(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=ASK)
    assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_no_other_method_is_heard(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql", params={"query": "{ __typename }"})
    assert 400 <= answer.status_code < 500
    assert b'"data"' not in answer.content


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql", ""],
)
async def test_nothing_that_a_form_can_send_is_heard(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post("/graphql", content=json.dumps(ASK), headers={"content-type": kind})
    assert answer.status_code == 415
    assert b'"data"' not in answer.content


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost:8000.evil.example"},
        {"origin": "null"},
    ],
)
async def test_no_other_site_is_heard(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/graphql", json=ASK, headers=headers | {"cookie": "__Host-minga=abc"})
    assert 400 <= answer.status_code < 500
    assert b'"data"' not in answer.content


BODIES: dict[str, bytes] = {
    "null": b"null", "one": b"1", "text": b'"x"', "nothing": b"", "batch": b'[{"query":"{ __typename }"}]',
    "bad UTF-8": b'{"query":"\xff"}', "100k brackets": b"[" * 100_000, "5,000 digits": b'{"query":"{a}","variables":{"a":' + b"7" * 5000 + b"}}",
    "NaN": b'{"query":"{a}","variables":{"a":NaN}}', "NUL": b'{"query":"{a}","variables":{"a":"\\u0000"}}',
    "half": b'{"query":"{a}","variables":{"a":"\\ud800"}}',
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_what_is_no_request_is_answered_400(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_body_too_large_is_answered_413(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "#" * 200_000})
    assert answer.status_code == 413


async def test_a_body_without_end_is_not_read_on(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 10_000

    answer = await client.post("/graphql", content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert sent < 30


async def test_too_much_is_a_cost_error_before_the_database_hears_of_it(client: httpx.AsyncClient) -> None:
    documents: list[dict[str, Any]] = [
        {"query": "{ listings(first: 100000) { nodes { id } } }"},
        {"query": "query ($n: Int) { listings(first: $n) { nodes { id } } }", "variables": {"n": 100_000}},
    ]
    for document in documents:
        answer = await client.post("/graphql", json=document)
        assert answer.json()["errors"][0]["extensions"]["code"] == "COST_TOO_HIGH"
        assert "data" not in answer.json()


async def test_who_hangs_up_in_the_middle_troubles_nobody(client: httpx.AsyncClient) -> None:
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    told: list[Any] = []
    messages = [{"type": "http.request", "body": b'{"que', "more_body": True}, {"type": "http.disconnect"}]
    headers = [(b"host", b"localhost:8000"), (b"content-type", b"application/json")]
    scope = {
        "type": "http", "method": "POST", "path": "/graphql", "raw_path": b"/graphql", "query_string": b"", "headers": headers,
        "client": ("192.0.2.7", 1), "server": ("localhost", 8000), "scheme": "http", "http_version": "1.1", "root_path": "",
    }  # fmt: skip

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        told.append(message)

    await transport.app(scope, receive, send)
    assert told[0]["status"] < 500
