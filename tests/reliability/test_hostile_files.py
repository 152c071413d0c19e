"""G27: three hundred hostile files. None is shown in place, none leaves its folder, none makes the decoder costly.

Each comes by one of the two roads, in parts or in a form; what is kept is drawn by the worker's job, fetched again, and its
excerpt shown as a page shows it. In the fast profile sixty, of every sort.
"""

import contextlib
import hashlib
import re
import resource
import secrets
import threading
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import psutil
import pytest

from minga_commons.files import kinds
from minga_frontend.market.prose import prose
from minga_infra.files import decoder
from minga_infra.http import uploads as upload_routes
from minga_platform.kernel.database import Database
from minga_platform.membership import attempts
from minga_testing.carrying import carrying
from minga_testing.hostile_files import MARK, Hostile, hostile_files

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
}
_INERT = {"p", "em", "strong", "ul", "ol", "li", "br", "a", "blockquote", "h3", "h4", "code", "hr"}


class _Tags(HTMLParser):
    """Raises where markup could do anything."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _INERT, tag
        for name, value in attrs:
            assert name in {"href", "rel"}, name
            assert name != "href" or re.match(r"https?://|mailto:", unquote(value or "")), value


class _Watch(threading.Thread):
    """Looks at decoders while they run: what a process used at most also counts what its parent did before it began."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.largest = 0

    def run(self) -> None:
        while not self.over.wait(0.02):
            for child in psutil.Process().children():
                with contextlib.suppress(psutil.Error):
                    if any("decoder.py" in word for word in child.cmdline()):
                        self.largest = max(self.largest, child.memory_info().rss)


async def test_g27_hostile_files(
    database: Database,
    worker_database: Database,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seed = secrets.randbits(32)
    count = 300 if pytestconfig.getoption("--reliability") == "full" else 60
    print(f"seed {seed}")
    # The bound on files a minute is tried elsewhere; here it would refuse nearly all of them.
    monkeypatch.setattr(attempts, "for_uploads", lambda agent: attempts.Limit(repr(agent).encode(), 100_000, 1_000_000))
    monkeypatch.setattr(upload_routes, "PIECE_BYTES", 100_000)
    outside = Path("/tmp/minga-outside.txt")  # noqa: S108 - where nothing may come to stand
    outcomes: Counter[str] = Counter()
    folder = tmp_path / "inside"
    slowest, watch = 0.0, _Watch()
    watch.start()
    async with carrying(database, worker_database, folder) as counter:
        for place, sent in enumerate(hostile_files(seed, count)):
            told = f"{sent.what} (seed {seed})"
            answer = await (counter.bring if place % 2 else counter.at_once)(
                _headed(sent.name) if place % 2 == 0 else sent.name, sent.data
            )
            assert answer.status_code in {201, 204, 413, 415, 422}, f"{answer.status_code} {told}"
            if answer.status_code >= 400:
                outcomes[f"refused: {answer.json()['refusal']['code']}"] += 1
                continue
            file = answer.headers.get("minga-file") or answer.json()["file"]["id"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            await counter.draw_previews()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            slowest = max(slowest, spent)
            assert spent <= decoder.SECONDS + 1, f"{spent:.1f} s for {told}"
            row = await counter.row(file)
            outcomes[f"kept as {row['media_type']}, preview {row['preview']}"] += 1
            _check_row(row, sent, told)
            fetched = await counter.fetch(file)
            assert fetched.status_code == 200, told
            _check_headers(fetched.headers, row, told)
            if row["media_type"] != "image/webp":
                assert fetched.content == sent.data, f"kept as it came: {told}"
            else:
                assert MARK not in fetched.content, told
            if row["excerpt"]:
                shown = str(prose(row["excerpt"]))
                _Tags().feed(shown)
        lying = {
            path for path in counter.written() if not re.fullmatch(r"files/sha256/(..)/(..)/\1\2[0-9a-f]{60}", path)
        }
        assert not lying, lying
    watch.over.set()
    watch.join()
    assert {path.name for path in tmp_path.iterdir()} == {"inside"}  # noqa: ASYNC240 - nothing else runs any more
    assert not outside.exists()  # noqa: ASYNC240 - likewise
    print(
        f"{sum(outcomes.values())} files: {dict(outcomes)}; a decoder at most {watch.largest // 2**20} MiB and {slowest:.1f} s"
    )
    assert 0 < watch.largest <= decoder.MEMORY_BYTES
    assert sum(outcomes.values()) == count
    assert sum(number for told, number in outcomes.items() if told.startswith("kept")) > count // 5, (
        "else nothing was tried"
    )
    assert any("preview ready" in told for told in outcomes)


def _check_row(row: dict[str, object], sent: Hostile, told: str) -> None:
    name = str(row["name"])
    assert 1 <= len(name) <= 120, told
    assert name.isprintable(), told
    assert not set(name) & set('\\/:*?"<>|%;='), told
    assert kinds.kind_of(str(row["media_type"])) is not None, told
    if row["media_type"] != "image/webp":
        assert row["sha256"] == hashlib.sha256(sent.data).digest(), told


def _check_headers(headers: object, row: dict[str, object], told: str) -> None:
    got = dict(headers)  # type: ignore[call-overload]
    for name, value in HEADERS.items():
        assert got.pop(name) == value, f"{name} of {told}"
    assert got.pop("content-type") == row["media_type"], told
    disposition = got.pop("content-disposition")
    assert re.fullmatch(
        r"""attachment; filename="[A-Za-z0-9._ -]+"(; filename\*=UTF-8''[A-Za-z0-9._~%-]+)?""", disposition
    ), told
    etag = got.pop("etag")
    assert re.fullmatch(r'"[0-9a-f]{64}"', etag), told
    assert int(got.pop("content-length")) > 0, told
    assert not got, f"headers that nobody named: {got} of {told}"


def _headed(name: str) -> str:
    """A name as it can stand in a form's header: what cannot is what the other road is for."""
    return name.replace("\x00", "0").encode("utf-8", "replace").decode()
