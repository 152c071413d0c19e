"""Files going out: the stored type, no sniffing, no script, no frame, and one range at most.

Whether the asker may see the file is decided before; this only says how it travels. A file's hash is its ETag, so what a
browser has it need not fetch again.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from minga_infra.files.names import content_disposition, served_type
from minga_platform.kernel.files import FileStore

INLINE = frozenset({"image/webp", "image/avif", "image/png", "image/jpeg"})
_HEADER_CHARACTERS = 256
_RANGE = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))")
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}


@dataclass(frozen=True, slots=True)
class Served:
    """A file as its row describes it. `ours` = we encoded it ourselves, so it may be shown in a page."""

    sha256: str
    size: int
    media_type: str
    name: str
    ours: bool = False
    public: bool = False


class Unsatisfiable(Exception):
    """The range asked for lies outside the file, or its header is longer than any that means one range."""


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (not included) of the one range asked for; None = send the whole file.

    Several ranges, or words we do not know, are answered with the whole file, as RFC 9110 §14.2 allows.
    """
    if header is None:
        return None
    if len(header) > _HEADER_CHARACTERS:
        raise Unsatisfiable
    found = _RANGE.fullmatch(header.replace(" ", ""))
    if found is None:
        return None
    first, last, tail = found.groups()
    if tail is not None:
        start, end = max(0, size - int(tail)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return None
    if start >= end:
        raise Unsatisfiable
    return start, end


def file_headers(file: Served) -> dict[str, str]:
    """All headers but the length, which depends on the range."""
    media_type = served_type(file.media_type)
    inline = file.ours and media_type in INLINE
    return {
        **_ALWAYS,
        "Content-Type": media_type,
        "Content-Disposition": content_disposition(file.name, inline=inline),
        "ETag": f'"{file.sha256}"',
        # What only some may see is asked for anew each time; the hash then saves the bytes, not the check.
        "Cache-Control": "public, max-age=31536000, immutable" if file.public else "private, no-cache",
    }


async def serve(store: FileStore, file: Served, *, method: str, headers: Mapping[str, str]) -> Response:
    """The answer to GET or HEAD. `headers` are the request's, in lower case. Raises FileMissing before a byte is sent."""
    answer = file_headers(file)
    if _has(headers.get("if-none-match"), answer["ETag"]):
        return Response(status_code=304, headers={name: answer[name] for name in ("ETag", "Cache-Control")})
    wanted = headers.get("range")
    if method != "GET" or headers.get("if-range", answer["ETag"]) != answer["ETag"]:
        wanted = None
    try:
        part = asked_range(wanted, file.size)
    except Unsatisfiable:
        return Response(status_code=416, headers={**_ALWAYS, "Content-Range": f"bytes */{file.size}"})
    start, end = part or (0, file.size)
    answer["Content-Length"] = str(end - start)
    if part is not None:
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    if method == "HEAD":
        return Response(headers=answer)
    chunks = store.get(file.sha256, start=start, end=end)
    # The first bytes are read before the status goes out: a missing file is an error page, not a broken answer.
    first = await anext(chunks, b"")
    return _FileResponse(first, chunks, status_code=206 if part else 200, headers=answer)


def _has(header: str | None, etag: str) -> bool:
    if header is None or len(header) > 4096:
        return False
    return header.strip() == "*" or etag in {part.strip().removeprefix("W/") for part in header.split(",")}


class _FileResponse(StreamingResponse):
    """Closes the file also when the reader hangs up half-way: it must not wait for the collector."""

    def __init__(
        self, first: bytes, chunks: AsyncGenerator[bytes, None], *, status_code: int, headers: Mapping[str, str]
    ) -> None:
        super().__init__(_together(first, chunks), status_code=status_code, headers=headers)
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._chunks.aclose()


async def _together(first: bytes, chunks: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    if first:
        yield first
    async for chunk in chunks:
        yield chunk
