"""A request's body → one quarantined file, counted while it comes.

Two forms: the bytes themselves, or a form with one file and a few short fields. All that comes before, between and behind
the file has bounds of its own, so that endless headers or an endless preamble are refused after some kilobytes. What the
client calls its file, and the type it claims, are words to be shown; see `names.py`.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from minga_infra.files.names import shown_name
from minga_infra.files.quarantine import Incoming, quarantine
from minga_platform.kernel.files import FILE_BYTES, FileTooLarge, NoFileSent, TooManyFiles, UploadBroken

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELDS = 16
FIELD_BYTES = 16 * 1024
HEADERS = 8
HEADER_BYTES = 8 * 1024
OUTSIDE_BYTES = 1024
"""Before the first part and behind the last."""
IDLE_SECONDS = 30.0
TOTAL_SECONDS = 900.0
_SLICE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in. `path` is there while the `with` lasts; `fields` are the form's other entries, by name."""

    path: Path
    sha256: str
    size: int
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def uploaded(
    stream: AsyncIterable[bytes],
    *,
    content_type: str,
    content_length: str | None,
    folder: Path,
    limit: int = FILE_BYTES,
    name: str = "",
    idle_seconds: float = IDLE_SECONDS,
) -> AsyncIterator[Upload]:
    """Take one file from a request's body. `name` is what a raw body is called, where the request says so elsewhere.

    Refuses: FileTooLarge (at once where `content_length` says so), NoFileSent, TooManyFiles, UploadBroken.
    """
    form = content_type.lower().startswith("multipart/")
    around = (FIELDS + 1) * (FIELD_BYTES + HEADERS * HEADER_BYTES) if form else 0
    if content_length is not None and (not content_length.isascii() or not content_length.isdigit()):
        raise UploadBroken(reason="length")
    if content_length is not None and (len(content_length) > 15 or int(content_length) > limit + around):
        raise FileTooLarge(limit_bytes=limit)
    async with quarantine(folder, limit=limit) as incoming:
        body = _in_time(stream, idle_seconds)
        if form:
            reader = _FormReader(incoming, content_type)
            async for chunk in body:
                await reader.read(chunk)
            reader.end()
            claimed, fields = reader.file_name or "", reader.fields
        else:
            async for chunk in body:
                await incoming.write(chunk)
            claimed, fields = name, {}
        if incoming.size == 0:
            raise NoFileSent
        stored = await incoming.close()
        yield Upload(incoming.path, stored.sha256, stored.size, shown_name(claimed), fields)


async def _in_time(stream: AsyncIterable[bytes], idle_seconds: float) -> AsyncIterator[bytes]:
    """The chunks, as long as they keep coming: a connection that drips holds a place that others need."""
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL_SECONDS
    chunks = aiter(stream)
    while True:
        try:
            async with asyncio.timeout(max(0.0, min(idle_seconds, end - loop.time()))):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise UploadBroken(reason="too_slow") from None
        for start in range(0, len(chunk), _SLICE_BYTES):
            yield chunk[start : start + _SLICE_BYTES]


class _FormReader:
    """multipart/form-data (RFC 7578), as it streams in: the file's bytes go to quarantine, short fields are kept."""

    def __init__(self, incoming: Incoming, content_type: str) -> None:
        # Imported here: only a worker that takes uploads pays for it.
        from python_multipart.exceptions import FormParserError
        from python_multipart.multipart import MultipartParser, parse_options_header

        self._options, self._error = parse_options_header, FormParserError
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not 1 <= len(boundary) <= 70:
            raise UploadBroken(reason="boundary")
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks, max_header_count=HEADERS, max_header_size=HEADER_BYTES)
        self._incoming = incoming
        self.fields: dict[str, str] = {}
        self.file_name: str | None = None
        self._parts = 0
        self._outside = 0
        self._done = False
        self._name = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._field: str | None = None
        self._text = bytearray()
        self._for_file: list[bytes] = []

    async def read(self, chunk: bytes) -> None:
        """Refuses: FileTooLarge, TooManyFiles, UploadBroken."""
        if self._parts == 0 or self._done:
            # Nothing of ours has begun, or all has ended: what comes now serves nobody.
            self._outside += len(chunk)
            if self._outside > OUTSIDE_BYTES + _SLICE_BYTES:
                raise UploadBroken(reason="outside")
        before = self._parts
        try:
            self._parser.write(chunk)
        except self._error as broken:
            raise UploadBroken(reason="malformed") from broken
        if before == 0 and self._parts > 0:
            self._outside = 0
        data, self._for_file = self._for_file, []
        for piece in data:
            await self._incoming.write(piece)

    def end(self) -> None:
        """The body has ended. Refuses: UploadBroken where its last boundary never came."""
        if not self._done:
            raise UploadBroken(reason="cut_off")

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > FIELDS + 1:
            raise UploadBroken(reason="too_many_fields")
        self._headers = {}
        self._field = None
        self._text = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        kind, options = self._options(self._headers.get(b"content-disposition", b""))
        encoding = self._headers.get(b"content-transfer-encoding", b"binary").strip().lower()
        if kind != b"form-data" or encoding not in {b"binary", b"8bit", b"7bit"}:
            raise UploadBroken(reason="part")
        if b"filename" in options:
            if self.file_name is not None:
                raise TooManyFiles
            self.file_name = options[b"filename"].decode("utf-8", "replace")
        else:
            self._field = options.get(b"name", b"").decode("utf-8", "replace")
            if self._field in self.fields:
                raise UploadBroken(reason="field_twice")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self._for_file.append(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > FIELD_BYTES:
            raise UploadBroken(reason="field_too_long")

    def _part_end(self) -> None:
        if self._field is not None:
            try:
                self.fields[self._field] = self._text.decode("utf-8")
            except UnicodeDecodeError:
                raise UploadBroken(reason="field_encoding") from None

    def _end(self) -> None:
        self._done = True
