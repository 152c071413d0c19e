"""From the bytes of a request to a document, its variables and the operation's name, or a plain "this is no request".

Stock servers answer bad UTF-8, 5,000-digit numbers or a hundred thousand brackets with status 500. Here every body
that is no request is a 400 that says why, and no body costs more than a few passes over its bytes.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

MAX_BODY_BYTES: Final = 128 * 1024
MAX_NESTING: Final = 32
MAX_DIGITS: Final = 19
"""The longest whole numbers that are read exactly (below 2⁶⁴); longer ones would turn into floats without a word."""
MAX_NAME: Final = 200

# A string that never ends is consumed to the end of the body: a search that gave up and began anew at the next quote
# would be quadratic. The possessive forms (Python ≥ 3.11) never look back.
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_LONG_NUMBER: Final = re.compile(rb"[0-9]{%d,}+|[-+0-9.eE]{32,}+" % (MAX_DIGITS + 1))
_NOT_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")
_ONE_BRACKET: Final = bytes.maketrans(b"{}", b"[]")
_MEMBERS: Final = frozenset({"query", "variables", "operationName", "extensions"})

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


@dataclass
class BadBody(Exception):
    """A request that is none. `status` is the HTTP status, `code` is for programs, `message` for people who debug."""

    status: int
    code: str
    message: str

    def answer(self) -> dict[str, object]:
        """The body of the answer, in the shape of GraphQL's errors."""
        return {"errors": [{"message": self.message, "extensions": {"code": self.code}}]}


class ClientGone(Exception):
    """The asker hung up before the body was complete; nobody is left to be answered."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One decoded request: one document, never a batch."""

    document: str
    variables: dict[str, Any]
    operation_name: str | None


def check_content_type(header: str | None) -> None:
    """Only JSON is a request; what a form of another site can send is not. Raises: BadBody (415)."""
    kind, _, parameters = (header or "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    if kind.strip().lower() != "application/json" or charset not in ("", "charset=utf-8", "charset=utf8"):
        raise BadBody(415, "UNSUPPORTED_MEDIA_TYPE", "Send JSON: Content-Type: application/json, in UTF-8.")


async def read_limited(receive: Receive, limit: int = MAX_BODY_BYTES) -> bytes:
    """The whole body of an ASGI request. Stops reading at `limit`, whatever its length header promised.

    Raises: BadBody (413), ClientGone.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise BadBody(413, "BODY_TOO_LARGE", f"A request holds at most {limit} bytes.")
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def decode(body: bytes) -> Wish:
    """One strict reading of a request's body. Of a name given twice the later value counts. Raises: BadBody (400)."""
    value = decode_json(body)
    if isinstance(value, list):
        raise _malformed("One request at a time: a list of requests is not heard.")
    if not isinstance(value, dict):
        raise _malformed('A request is an object: {"query": "…", "variables": {…}}.')
    if unknown := value.keys() - _MEMBERS:
        raise _malformed(f"Unknown member {min(unknown)[:40]!r}. A request holds: query, variables, operationName.")
    document = value.get("query")
    if not isinstance(document, str) or not document.strip():
        raise _malformed("'query' is the text of a GraphQL document.")
    variables = value.get("variables")
    if variables is not None and not isinstance(variables, dict):
        raise _malformed("'variables' is an object or null.")
    name = value.get("operationName")
    if name is not None and (not isinstance(name, str) or len(name) > MAX_NAME):
        raise _malformed("'operationName' is a short text or null.")
    if not isinstance(value.get("extensions"), dict | None):
        raise _malformed("'extensions' is an object or null.")
    return Wish(document, variables or {}, name or None)


def decode_json(body: bytes) -> Any:
    """JSON in UTF-8, nested ≤ 32, without NUL, half characters, or numbers that would lose digits. Raises: BadBody."""
    _check_shape(body)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        # The parser's own words, without the text that it stumbled upon.
        raise _malformed(f"The body is not JSON in UTF-8: {error.msg} (at {error.pos}).") from None
    # Only a body that writes NUL as an escape can hold one: raw control characters are no JSON. Walked only then.
    if b"\\u0000" in body and _holds_nul(value):
        raise _malformed("Text cannot hold the character NUL.")
    return value


def _check_shape(body: bytes) -> None:
    # Before anything is built from it: how deep, and how long its numbers are. Linear, and in C.
    if body.count(b"{") + body.count(b"[") <= MAX_NESTING and not _LONG_NUMBER.search(body):
        return  # Even were they all outside of texts, and all within each other.
    bare = _STRING.sub(b"", body) if b'"' in body else body
    if _LONG_NUMBER.search(bare):
        raise _malformed(f"Numbers have at most {MAX_DIGITS} digits.")
    brackets = bare.translate(_ONE_BRACKET, _NOT_BRACKETS)
    # Each round takes away the innermost pairs, so what is left after 32 rounds is nested deeper, or does not match.
    for _ in range(MAX_NESTING):
        if not brackets:
            return
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise _malformed(f"Nested deeper than {MAX_NESTING}, or brackets that do not match.")


def _holds_nul(value: object) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\x00" in item:
                return True
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
    return False


def _malformed(message: str) -> BadBody:
    return BadBody(400, "BAD_REQUEST", message)
