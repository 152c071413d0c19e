"""Uploaded bytes → pictures fit to be shown: decoded in a process of their own, encoded anew, nothing else kept.

The server looks at the first bytes only, and never loads a codec. `decoder.py` does the rest under limits; each picture gets
a fresh process, so that one broken into sees no second picture. What it answers is checked like anything from outside.
A warm pool was ruled out: a process costs 0.2 s once a photo, and idle ones would cost each worker 40 MB.
"""

import asyncio
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from minga_platform.kernel.files import (
    NotAPicture,
    Picture,
    PictureBroken,
    PictureTooCostly,
    PictureTooLarge,
    Rendition,
)

WIDTHS = (320, 640, 1280)
SECONDS = 15.0
"""By the clock on the wall. The decoder's own bound is 5 s of processor; on a busy machine those take longer, and a photo
must not be refused because somebody else computes."""
ANSWER_BYTES = 16 * 1024 * 1024
_DECODER = Path(__file__).with_name("decoder.py")
_HEAD_BYTES = 64

_DRAWN = {"stl": "STL", "pdf": "PDF"}
_TAKEN = {
    "STL": "model/stl",
    "PDF": "application/pdf",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
# What else people send, named so that the refusal can say what to do.
_OTHERS = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"8BPS", "photoshop"),
    (b"\x00\x00\x01\x00", "icon"),
)


class PictureWorkshop:
    """A `PictureMaker` and `PreviewMaker` of this machine: at most `at_once` pictures at a time, the others wait their turn."""

    def __init__(self, *, at_once: int = 2, widths: Sequence[int] = WIDTHS) -> None:
        # A pool of its own: a queue of pictures must not hold up the threads that write files and resolve names.
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="picture")
        self._widths = tuple(widths)
        spec = find_spec("PIL")
        assert spec is not None
        assert spec.origin is not None  # Pillow is a dependency of ours, and a folder
        self._libraries = str(Path(spec.origin).parent.parent)

    async def make(self, source: Path) -> Picture:
        """Refuses: NotAPicture, PictureTooLarge, PictureBroken, PictureTooCostly."""
        return await self._decoded(source, None)

    async def draw(self, source: Path, kind: str) -> tuple[Rendition, ...]:
        """Refuses: PictureTooLarge, PictureBroken, PictureTooCostly."""
        return (await self._decoded(source, _DRAWN[kind])).renditions

    async def _decoded(self, source: Path, kind: str | None) -> Picture:
        decoding = _Decoding(source, self._libraries, self._widths, kind)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, decoding.run)
        finally:
            # After a cancelled request nothing keeps on decoding for nobody; after any other this does nothing.
            decoding.stop()

    def close(self) -> None:
        """No further pictures; those waiting are dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Decoding:
    """One picture in one process, from a thread.

    Threads and `subprocess` rather than the loop's own processes: under uvloop those leave pipes open when a process has
    to be killed while it writes.
    """

    def __init__(self, source: Path, libraries: str, widths: Sequence[int], kind: str | None) -> None:
        self._source = source
        self._libraries = libraries
        self._kind = kind
        self._widths = widths
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def stop(self) -> None:
        """Kill what still runs, and start nothing more."""
        with self._guard:
            self._stopped = True
            if self._process is not None and self._process.poll() is None:
                self._process.kill()

    def run(self) -> Picture:
        """Blocks for at most SECONDS and a little."""
        descriptor = os.open(self._source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            kind = self._kind or recognised(os.pread(descriptor, _HEAD_BYTES, 0))
            process = self._start(descriptor, kind)
        finally:
            os.close(descriptor)
        with process:
            try:
                answer = _read_all(process, time.monotonic() + SECONDS)
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                raise PictureTooCostly from None
            finally:
                process.kill()
        if process.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
            raise PictureTooCostly
        if process.returncode != 0:
            raise PictureBroken
        return _picture(answer, kind, self._widths)

    def _start(self, descriptor: int, kind: str) -> "subprocess.Popen[bytes]":
        with self._guard:
            if self._stopped:
                raise PictureBroken  # nobody waits for it any more
            widths = ",".join(str(width) for width in self._widths)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-B", str(_DECODER), self._libraries, kind, widths],
                stdin=descriptor,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # No variable of ours (addresses, secrets) reaches it. One arena keeps its memory within the limit's sum.
                env={"MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8"},
                cwd="/",
                start_new_session=True,
            )
            return self._process


def recognised(head: bytes) -> str:
    """The format by its first bytes; names and declared types are not asked.

    Refuses: NotAPicture, with what it looks like.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[place : place + 4] for place in range(16, min(len(head), _HEAD_BYTES), 4))}
        if brands & {b"avif", b"avis"}:
            return "AVIF"
        raise NotAPicture(found="heic" if brands & {b"heic", b"heix", b"hevc", b"heim", b"mif1"} else "film")
    for beginning, name in _OTHERS:
        if head.startswith(beginning):
            raise NotAPicture(found=name)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml")):
        raise NotAPicture(found="svg")
    raise NotAPicture(found="html" if text.startswith((b"<!doctype", b"<html", b"<script", b"<!--")) else "")


def _read_all(process: "subprocess.Popen[bytes]", deadline: float) -> bytes:
    """All that it writes, until it closes its end. Raises TimeoutExpired at the deadline, PictureBroken beyond the cap."""
    assert process.stdout is not None
    pipe = process.stdout.fileno()
    answer = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise subprocess.TimeoutExpired("decoder", SECONDS)
        chunk = os.read(pipe, 256 * 1024)
        if not chunk:
            return bytes(answer)
        answer += chunk
        if len(answer) > ANSWER_BYTES:
            raise PictureBroken


def _picture(answer: bytes, kind: str, widths: Sequence[int]) -> Picture:
    """The decoder's answer, believed only where it fits: it has read hostile bytes."""
    try:
        (length,) = struct.unpack(">I", answer[:4])
        header: dict[str, Any] = json.loads(answer[4 : 4 + length])
        problem = header.get("problem")
        if problem is not None:
            raise _refusal(problem, header)
        renditions = []
        position = 4 + length
        for width, height, size in header["renditions"]:
            data = answer[position : position + size]
            position += size
            fits = 0 < int(width) <= max(widths) and 0 < int(height) <= 3 * max(widths) and len(data) == size
            if not fits or not data.startswith(b"RIFF") or data[8:12] != b"WEBP":
                raise PictureBroken
            renditions.append(Rendition("image/webp", int(width), int(height), data))
        if not renditions or position != len(answer):
            raise PictureBroken
        return Picture(
            _TAKEN[kind], int(header["width"]), int(header["height"]), bool(header["moving"]), tuple(renditions)
        )
    except (struct.error, ValueError, KeyError, TypeError):
        raise PictureBroken from None


def _refusal(problem: str, header: dict[str, Any]) -> Exception:
    if problem == "too_large":
        facts = {name: int(header[name]) for name in ("width", "height", "limit_pixels", "limit_side")}
        return PictureTooLarge(**facts)
    return PictureTooCostly() if problem == "costly" else PictureBroken()
