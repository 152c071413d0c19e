"""One picture, one process: reads a picture, a model or a sheet from file descriptor 0, writes its renditions to 1, and dies.

Started by `pictures.py` as a program of its own (`python -I -S decoder.py <folder of libraries> <format> <widths>`), never
imported by the server. Before the first byte from outside is read it gives up everything but what decoding needs: memory
512 MiB, 5 s of processor, no new file descriptor of any kind (so no file, no socket), no new process, and on Linux no
system call beyond a short list. What breaks out of a codec finds itself with one picture and one pipe.

Answer: 4 bytes big-endian length of a JSON header, the header, then the renditions' bytes one after another.
"""

import ctypes
import io
import json
import os
import platform
import resource
import struct
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 5
SIDE = 12_000
PIXELS = 25_000_000
JPEG_PIXELS = 64_000_000
"""JPEG is decoded at a fraction of its size (draft), so that it may be larger."""
QUALITY = 80
TALL = 3
"""A rendition fits into a box of its width and three times that: a very tall picture is made narrower."""

_ORIENTATION = 0x0112
# Linux system calls that decoding and ending need, by machine: x86_64 and aarch64.
# read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn mremap madvise getpid exit
# futex sched_getaffinity sched_yield exit_group clock_gettime clock_nanosleep getrandom tgkill newfstatat
_CALLS = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 25, 28, 39, 60, 202, 204, 24, 231, 228, 230, 318, 234, 262),
    ),
    "aarch64": (
        0xC00000B7,
        (
            63,
            64,
            57,
            80,
            62,
            222,
            226,
            215,
            214,
            134,
            135,
            139,
            216,
            233,
            172,
            93,
            98,
            123,
            124,
            94,
            113,
            115,
            278,
            131,
            79,
        ),
    ),
}


class Refused(Exception):
    """What the parent turns into a typed refusal."""

    def __init__(self, problem: str, **facts: int) -> None:
        super().__init__(problem)
        self.answer = {"problem": problem, **facts}


def confine() -> bool:
    """Give up what decoding does not need. Returns whether the list of system calls is in force (Linux only)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    # No file descriptor beyond those open now: neither a file nor a socket can be opened, on any system.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    known = _CALLS.get(platform.machine())
    return known is not None and sys.platform == "linux" and _allow_only(*known)


def _allow_only(machine: int, calls: tuple[int, ...]) -> bool:
    """A seccomp filter: another machine's calls end the process, calls beyond the list answer "not permitted"."""
    end, refuse, allow = 0x80000000, 0x00050001, 0x7FFF0000
    load, equal, give = 0x20, 0x15, 0x06
    steps = [
        struct.pack("HBBI", load, 0, 0, 4),
        struct.pack("HBBI", equal, 1, 0, machine),
        struct.pack("HBBI", give, 0, 0, end),
    ]
    steps.append(struct.pack("HBBI", load, 0, 0, 0))
    for place, call in enumerate(calls):
        steps.append(struct.pack("HBBI", equal, len(calls) - place, 0, call))
    steps += [struct.pack("HBBI", give, 0, 0, refuse), struct.pack("HBBI", give, 0, 0, allow)]
    program = ctypes.create_string_buffer(b"".join(steps))
    filtered = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(38, 1, 0, 0, 0) != 0:  # PR_SET_NO_NEW_PRIVS: without it an ordinary user may not filter
        return False
    return bool(library.prctl(22, 2, filtered, 0, 0) == 0)  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER


def renditions(kind: str, widths: list[int]) -> tuple[dict[str, object], list[bytes]]:
    """The answer's header and the encoded renditions, from small to large."""
    from PIL import Image
    from PIL.Image import Resampling

    Image.MAX_IMAGE_PIXELS = None  # opening reads the header alone; the next lines judge it, and can say the size
    image = Image.open(os.fdopen(0, "rb"), formats=[kind])
    width, height = image.size
    limit = JPEG_PIXELS if kind == "JPEG" else PIXELS
    if width * height > limit or max(width, height) > SIDE:
        raise Refused("too_large", width=width, height=height, limit_pixels=limit, limit_side=SIDE)
    Image.MAX_IMAGE_PIXELS = limit
    turned = image.getexif().get(_ORIENTATION, 1)
    # A phone's JPEG may hold a second picture (for depth, or a smaller one); that is no animation.
    moving = kind != "JPEG" and bool(getattr(image, "is_animated", False))
    image.seek(0)
    # Sizes are those of the picture as it is seen; `stored` is the largest as it lies in the file.
    lying = turned in {5, 6, 7, 8}
    width, height = (height, width) if lying else (width, height)
    sizes = sizes_within(width, height, widths)
    stored = sizes[-1][::-1] if lying else sizes[-1]
    if kind == "JPEG":
        image.draft(None, stored)  # decoded at 1/2, 1/4 or 1/8, where that is still large enough
    image.load()
    plain = _upright(_plain(image, stored), turned)
    encoded = [
        _webp(plain if plain.size == size else plain.resize(size, Resampling.LANCZOS, reducing_gap=3.0))
        for size in sizes
    ]
    parts = [[size[0], size[1], len(data)] for size, data in zip(sizes, encoded, strict=True)]
    return {"width": width, "height": height, "moving": moving, "renditions": parts}, encoded


def drawn(image: "Image", widths: list[int]) -> tuple[dict[str, object], list[bytes]]:
    """The answer for what we drew ourselves: from large to its renditions."""
    from PIL.Image import Resampling

    width, height = image.size
    sizes = sizes_within(width, height, widths)
    encoded = [_webp(image if image.size == size else image.resize(size, Resampling.LANCZOS)) for size in sizes]
    parts = [[size[0], size[1], len(data)] for size, data in zip(sizes, encoded, strict=True)]
    return {"width": width, "height": height, "moving": False, "renditions": parts}, encoded


def sizes_within(width: int, height: int, widths: list[int]) -> list[tuple[int, int]]:
    """The picture in boxes of these widths, each size once, never enlarged, never empty."""
    found: dict[tuple[int, int], None] = {}
    for wanted in sorted(widths):
        part = min(1.0, wanted / width, TALL * wanted / height)
        found[max(1, round(width * part)), max(1, round(height * part))] = None
    return list(found)


def _plain(image: "Image", size: tuple[int, int]) -> "Image":
    """Shrunk, 8 bits, RGB or RGBA in sRGB, with nothing else attached."""
    from PIL.Image import Resampling

    profile = image.info.get("icc_profile")
    see_through = "transparency" in image.info or image.mode in {"LA", "PA", "RGBA", "La", "RGBa"}
    if image.mode.startswith("I;16"):
        # Pillow's own conversion cuts off all above 255 and leaves a white picture.
        image = image.point(lambda value: value * (1 / 257)).convert("L")
    wanted = "RGBA" if see_through else "CMYK" if image.mode == "CMYK" else "RGB"
    if image.mode != wanted:
        image = image.convert(wanted)
    image = _in_srgb(image.resize(size, Resampling.LANCZOS, reducing_gap=3.0), profile)
    image.info = {}
    return image


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Colours of the picture's own profile as sRGB; a profile that does not fit its picture is left aside."""
    from PIL import ImageCms

    mode = "RGB" if image.mode == "CMYK" else image.mode
    if profile:
        try:
            given, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, given, target, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None
        if changed is not None:
            return changed
    return image if image.mode == mode else image.convert(mode)


def _upright(image: "Image", turned: int) -> "Image":
    """As the camera was held (Exif's eight orientations)."""
    from PIL.Image import Transpose

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(ways[turned]) if turned in ways else image


def _webp(image: "Image") -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def _answer(header: dict[str, object], parts: list[bytes]) -> None:
    text = json.dumps(header).encode()
    for part in (struct.pack(">I", len(text)), text, *parts):
        view = memoryview(part)
        while view:
            view = view[os.write(1, view) :]


def _beside(name: str) -> Any:
    """A module that lies beside this file. Its folder is on no path: nothing in it shall stand in for a library."""
    import importlib.util

    spec = importlib.util.spec_from_file_location(name, Path(__file__).resolve().with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def main(libraries: str, kind: str, widths: list[int]) -> None:
    """Load all that will be needed, give up the rest, then read the first byte from outside."""
    sys.path.append(libraries)
    from PIL import Image, ImageDraw, WebPImagePlugin

    Image.preinit()
    loaded: list[object] = [WebPImagePlugin, ImageDraw]
    if kind == "STL":
        drawing = _beside("solids").Solid(max(widths))
    elif kind == "PDF":
        drawing = _beside("sheets").Sheet(max(widths))
    else:
        drawing = None
        loaded += _picture_codecs()
    assert all(loaded)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    for codec in ("utf-8", "utf-16", "latin-1"):
        "".encode(codec)
    filtered = confine()
    try:
        header, parts = renditions(kind, widths) if drawing is None else drawn(drawing.draw(), widths)
    except Refused as refused:
        header, parts = refused.answer, []
    except MemoryError:
        header, parts = {"problem": "costly"}, []
    except Exception as broken:  # noqa: BLE001 - whatever a codec makes of hostile bytes, the picture is broken
        header, parts = {"problem": getattr(broken, "problem", "broken"), "detail": type(broken).__name__}, []
    _answer({**header, "filtered": filtered}, parts)
    # Nothing of ours is left to be tidied up, and the codecs are not trusted to try.
    os._exit(0)


def _picture_codecs() -> list[object]:
    import copy

    from PIL import AvifImagePlugin, ImageCms, ImageColor, ImagePalette, MpoImagePlugin, TiffImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a thread is a new process to the limits below
    return [copy, ImageCms, ImageColor, ImagePalette, MpoImagePlugin, TiffImagePlugin]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], [int(width) for width in sys.argv[3].split(",")])
