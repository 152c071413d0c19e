"""Photos become renditions without a place or a camera; hostile files become refusals, elsewhere and in bounded time."""

import asyncio
import io
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from minga_infra.files import decoder, pictures
from minga_infra.files.pictures import PictureWorkshop
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.files import NotAPicture, Picture, PictureBroken, PictureTooCostly, PictureTooLarge
from minga_testing.hostile_pictures import MARK, Sent, all_sent, photo, png_of, saved, scan_bomb

SENT = all_sent()


@pytest.fixture
def workshop() -> Iterator[PictureWorkshop]:
    """A workshop, closed after the test."""
    workshop = PictureWorkshop()
    yield workshop
    workshop.close()


async def made(workshop: PictureWorkshop, tmp_path: Path, data: bytes) -> Picture:
    path = tmp_path / "sent"
    path.write_bytes(data)
    return await workshop.make(path)


async def asked(workshop: PictureWorkshop, tmp_path: Path, data: bytes) -> Picture | Refusal:
    try:
        return await made(workshop, tmp_path, data)
    except Refusal as refusal:
        return refusal


def highest_memory(path: Path) -> int:
    """Bytes that the decoder of this file held at most. Measured from a small process of its own: what a child is said to
    have held begins with what its parent held when it was started, and a process of tests holds more than the limit."""
    program = (
        "import asyncio, pathlib, resource, sys\n"
        "from minga_infra.files.pictures import PictureWorkshop\n"
        "asyncio.run(PictureWorkshop().make(pathlib.Path(sys.argv[1])))\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True, timeout=60
    )
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


def chunks_of(webp: bytes) -> set[bytes]:
    found, position = set(), 12
    while position < len(webp):
        found.add(webp[position : position + 4])
        size = int.from_bytes(webp[position + 4 : position + 8], "little")
        position += 8 + size + size % 2
    return found


@pytest.mark.parametrize("sent", SENT, ids=[sent.name for sent in SENT])
async def test_every_file_is_a_clean_picture_or_a_typed_refusal(
    sent: Sent, workshop: PictureWorkshop, tmp_path: Path
) -> None:
    started = time.monotonic()
    picture = await asked(workshop, tmp_path, sent.data)
    if isinstance(picture, Refusal):
        refusal = picture
        assert isinstance(refusal, NotAPicture | PictureTooLarge | PictureBroken | PictureTooCostly)
        assert sent.outcome in {type(refusal).__name__, "refused"}
        if isinstance(refusal, PictureTooLarge) and sent.size is not None:
            assert (refusal.width, refusal.height) == sent.size
    else:
        assert sent.outcome == "picture"
        assert (picture.width, picture.height) == sent.size
        assert picture.moving == sent.name.startswith("moving")
        for rendition in picture.renditions:
            assert MARK not in rendition.data
            assert chunks_of(rendition.data) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
            with Image.open(io.BytesIO(rendition.data), formats=["WEBP"]) as again:
                assert again.size == (rendition.width, rendition.height)
    assert time.monotonic() - started < pictures.SECONDS + 2


def test_there_are_more_than_forty_hostile_files() -> None:
    assert len([sent for sent in SENT if sent.outcome != "picture"]) >= 40


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), [(320, 240), (640, 480), (1280, 960)]),
        ((500, 250), [(320, 160), (500, 250)]),
        ((320, 320), [(320, 320)]),
        ((100, 50), [(100, 50)]),
        ((1000, 6000), [(160, 960), (320, 1920), (640, 3840)]),
        ((12_000, 1), [(320, 1), (640, 1), (1280, 1)]),
    ],
)
async def test_sizes(
    size: tuple[int, int], expected: list[tuple[int, int]], workshop: PictureWorkshop, tmp_path: Path
) -> None:
    picture = await made(workshop, tmp_path, saved(photo(*size), "JPEG"))
    assert [(rendition.width, rendition.height) for rendition in picture.renditions] == expected


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photo_stands_as_the_camera_was_held(
    orientation: int, workshop: PictureWorkshop, tmp_path: Path
) -> None:
    upright = photo(400, 300)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = await made(workshop, tmp_path, saved(stored, "JPEG", exif=exif.tobytes(), quality=95))
    with Image.open(io.BytesIO(picture.renditions[-1].data)) as shown:
        assert shown.size == (400, 300)
        white, red, blue = (shown.convert("RGB").getpixel(at) for at in ((20, 20), (20, 280), (380, 280)))
    assert isinstance(white, tuple)
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert min(white) > 230
    assert red[0] > 150 > red[2]
    assert blue[2] > 150 > blue[0]


async def test_grey_of_sixteen_bits_keeps_its_middle_and_alpha_stays(workshop: PictureWorkshop, tmp_path: Path) -> None:
    grey = await made(workshop, tmp_path, saved(Image.new("I;16", (64, 64), 32_768), "PNG"))
    with Image.open(io.BytesIO(grey.renditions[0].data)) as shown:
        value = shown.convert("L").getpixel((32, 32))
    assert isinstance(value, int)
    assert 120 <= value <= 135
    clear = await made(workshop, tmp_path, saved(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), "PNG"))
    with Image.open(io.BytesIO(clear.renditions[0].data)) as shown:
        assert shown.convert("RGBA").getpixel((32, 32))[3] == 0


async def test_a_jpeg_of_63_megapixels_is_taken_and_a_png_of_25_within_the_memory(
    workshop: PictureWorkshop, tmp_path: Path
) -> None:
    large = await made(workshop, tmp_path, saved(Image.new("RGB", (9_000, 7_000), (10, 120, 60)), "JPEG"))
    assert (large.width, large.height) == (9_000, 7_000)
    assert highest_memory(tmp_path / "sent") < decoder.MEMORY_BYTES
    square = await made(workshop, tmp_path, saved(Image.new("RGBA", (5_000, 5_000)), "PNG", compress_level=1))
    assert (square.width, square.height) == (5_000, 5_000)
    assert highest_memory(tmp_path / "sent") < decoder.MEMORY_BYTES


async def test_endless_scans_end_in_a_refusal_within_the_limit(workshop: PictureWorkshop, tmp_path: Path) -> None:
    data = scan_bomb(6_000, 6_000, 600)
    assert len(data) < 20 * 1024 * 1024
    started = time.monotonic()
    with pytest.raises(PictureTooCostly):
        await made(workshop, tmp_path, data)
    assert time.monotonic() - started < pictures.SECONDS + 2


async def test_bytes_changed_at_random_never_break_the_workshop(workshop: PictureWorkshop, tmp_path: Path) -> None:
    chance = random.Random(27)
    originals = [saved(photo(120, 90), kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "AVIF")]
    for _ in range(int(os.environ.get("MINGA_FUZZED_PICTURES", "8"))):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(16, len(data))] = chance.randrange(256)
        picture = await asked(workshop, tmp_path, bytes(data))
        assert isinstance(picture, PictureTooLarge | PictureBroken | PictureTooCostly) or picture.renditions  # type: ignore[union-attr]


async def test_a_cancelled_request_leaves_no_process(workshop: PictureWorkshop, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(scan_bomb(6_000, 6_000, 600))
    before = children()
    task = asyncio.create_task(workshop.make(tmp_path / "sent"))
    assert await until(lambda: bool(children() - before))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await until(lambda: not children() - before)


async def until(true: Callable[[], bool]) -> bool:
    """Whether it became true within two seconds."""
    for _ in range(200):
        if true():
            return True
        await asyncio.sleep(0.01)
    return False


def children() -> set[str]:
    """Our child processes, whichever thread started them; Linux lists them by thread."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        pytest.skip("this system does not list children in /proc")
    return {child for task in tasks.iterdir() for child in (task / "children").read_text().split()}


CONFINED = """
import os, socket, sys, ctypes
sys.path.insert(0, {folder!r})
import decoder
keep = bytearray(1)
decoder.confine()
def tried(name, act):
    try:
        act()
    except (OSError, MemoryError, ValueError) as refused:
        os.write(1, (name + " refused\\n").encode())
    else:
        os.write(1, (name + " DONE\\n").encode())
tried("open", lambda: os.open("/etc/passwd", os.O_RDONLY))
tried("write", lambda: os.open("/tmp/minga-was-here", os.O_WRONLY | os.O_CREAT))
tried("socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
tried("unix", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
tried("pipe", lambda: os.pipe())
tried("dup", lambda: os.dup(1))
tried("memory", lambda: bytearray(600 * 1024 * 1024))
{more}
os._exit(0)
"""
LINUX = """
tried("fork", lambda: os.fork())
tried("exec", lambda: os.execv("/bin/true", ["true"]))
tried("kill", lambda: os.kill(os.getppid(), 0))
import resource
tried("raise", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
tried("unlink", lambda: os.unlink("/tmp/minga-was-never-here"))
"""


def test_the_decoder_can_open_reach_and_start_nothing() -> None:
    """Run as whoever runs the tests, root included: on Linux the filter holds where limits do not bind root."""
    more = LINUX if sys.platform == "linux" else ""
    program = CONFINED.format(folder=str(Path(decoder.__file__).parent), more=more)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    told = done.stdout.split("\n")[:-1]
    assert len(told) == (12 if more else 7), done
    assert all(line.endswith("refused") for line in told), told


def test_no_codec_is_loaded_in_the_server() -> None:
    program = "import sys, minga_infra.files.pictures, minga_infra.files.decoder; print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"


async def test_a_lying_decoder_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, workshop: PictureWorkshop, tmp_path: Path
) -> None:
    """A decoder that was broken into answers whatever it likes; here a small program plays it."""
    told = (
        "body = json.dumps({{'width': 1, 'height': 1, 'moving': False, 'renditions': {}}}).encode(); "
        "os.write(1, len(body).to_bytes(4, 'big') + body + b'{}')"
    )
    answers = [
        "os.write(1, b'')",
        "os.write(1, b'\\0\\0\\0\\x02{}')",
        "os.write(1, b'\\xff\\xff\\xff\\xff' + b'x' * 100)",
        told.format("[[9, 9, 6]]", "<html>"),
        told.format("[[9, 9, 600]]", "RIFFxxxxWEBP"),
        told.format("[[99999, 9, 12]]", "RIFFxxxxWEBP"),
        told.format("[['9', {}, 12]]", "RIFFxxxxWEBP"),
        told.format("[]", ""),
        "os.write(1, b'[]' * 9)",
        "os.kill(os.getpid(), 11)",
        "[os.write(1, b'x' * 65536) for _ in range(400)]",
    ]
    for number, answer in enumerate(answers):
        liar = tmp_path / f"liar{number}.py"
        liar.write_text(f"import os, json\n{answer}\n")
        monkeypatch.setattr(pictures, "_DECODER", liar)
        with pytest.raises(PictureBroken):
            await made(workshop, tmp_path, png_of(4, 4))
