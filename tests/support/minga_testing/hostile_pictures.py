"""Files that people and attackers send as pictures, made anew for each test: nothing of this is stored or downloaded."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageCms, PngImagePlugin

MARK = b"MINGA-SECRET-52.5200N-13.4050E"
"""Stands in every comment, text, Exif and tail that we hide in a picture; no rendition may hold it."""


@dataclass(frozen=True)
class Sent:
    """`outcome` is `picture`, or the name of the refusal; `size` is that of the picture, upright."""

    name: str
    data: bytes
    outcome: str
    size: tuple[int, int] | None = None


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk with its right checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, *, depth: int = 8, colour: int = 2, body: bytes = b"", more: bytes = b"") -> bytes:
    """A PNG that claims a size; `body` is its compressed data."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def photo(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue, upper left corner white: turning it shows."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    image.paste((255, 255, 255), (0, 0, max(1, width // 4), max(1, height // 4)))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The image as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif_with_place(orientation: int = 1) -> bytes:
    """Exif with an orientation, a camera and coordinates."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = MARK.decode()
    exif[0x0110] = "Camera " + MARK.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 31.0, 12.0), "E", (13.0, 24.0, 18.0)
    return exif.tobytes()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../evil.sh", MARK)
    return out.getvalue()


def jpeg_header(width: int, height: int) -> bytes:
    """A JPEG that claims a size and ends where its data should begin."""
    frame = struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0" + frame


def scan_bomb(width: int, height: int, scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: few bytes, endless work."""
    plain = saved(Image.new("L", (width, height), 128), "JPEG", progressive=True, quality=50)
    last = plain.rindex(b"\xff\xda")
    return plain[:last] + plain[last:-2] * scans + b"\xff\xd9"


def _turned() -> Iterator[Sent]:
    for orientation in range(1, 9):
        size = (300, 400) if orientation >= 5 else (400, 300)
        data = saved(photo(), "JPEG", exif=exif_with_place(orientation), quality=95)
        yield Sent(f"Exif orientation {orientation} and a place", data, "picture", size)


def _honest() -> Iterator[Sent]:
    """Unusual, and to be taken."""
    see_through = photo().convert("RGBA")
    see_through.putalpha(Image.linear_gradient("L").resize((400, 300)))
    sixteen = Image.new("I;16", (400, 300), 40_000)
    frames = [photo().rotate(angle) for angle in (0, 90, 180)]
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", MARK.decode())
    text.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{MARK.decode()}</x:xmpmeta>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    palette = see_through.convert("P")
    size = (400, 300)
    yield Sent("plain JPEG", saved(photo(), "JPEG"), "picture", size)
    yield Sent("progressive JPEG", saved(photo(), "JPEG", progressive=True), "picture", size)
    yield Sent("grey JPEG", saved(photo(mode="L"), "JPEG"), "picture", size)
    yield Sent("CMYK JPEG", saved(photo(mode="CMYK"), "JPEG"), "picture", size)
    yield Sent("JPEG with a comment", saved(photo(), "JPEG", comment=MARK), "picture", size)
    yield Sent("JPEG with a colour profile", saved(photo(), "JPEG", icc_profile=profile), "picture", size)
    yield Sent("JPEG with a broken profile", saved(photo(), "JPEG", icc_profile=MARK * 50), "picture", size)
    yield Sent("JPEG with another's profile", saved(photo(mode="CMYK"), "JPEG", icc_profile=profile), "picture", size)
    yield Sent(
        "two pictures in one (MPO)",
        saved(photo(), "MPO", save_all=True, append_images=[photo(10, 10)]),
        "picture",
        size,
    )
    yield Sent("PNG with texts", saved(photo(), "PNG", pnginfo=text, exif=exif_with_place()), "picture", size)
    yield Sent(
        "interlaced PNG of 16 bits",
        png_of(2, 2, depth=16, body=zlib.compress((b"\0" + b"\x80\0" * 6) * 2)),
        "picture",
        (2, 2),
    )
    yield Sent("grey PNG of 16 bits", saved(sixteen, "PNG"), "picture", size)
    yield Sent("PNG of one bit", saved(photo(mode="1"), "PNG"), "picture", size)
    yield Sent("PNG with alpha", saved(see_through, "PNG"), "picture", size)
    yield Sent("PNG grey with alpha", saved(see_through.convert("LA"), "PNG"), "picture", size)
    yield Sent("PNG palette with alpha", saved(palette, "PNG", transparency=bytes(range(256))), "picture", size)
    yield Sent("moving GIF", saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), "picture", size)
    yield Sent("moving PNG", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]), "picture", size)
    yield Sent("moving WebP", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]), "picture", size)
    yield Sent("WebP with a place", saved(photo(), "WEBP", exif=exif_with_place(), xmp=MARK), "picture", size)
    yield Sent("AVIF with a place", saved(photo(), "AVIF", exif=exif_with_place(6), speed=10), "picture", (300, 400))
    yield Sent("one pixel", saved(photo(1, 1), "PNG"), "picture", (1, 1))
    yield Sent("a line across", saved(photo(12_000, 1), "PNG"), "picture", (12_000, 1))
    yield Sent("a line down", saved(photo(1, 12_000), "PNG"), "picture", (1, 12_000))
    yield Sent("PNG and ZIP in one", saved(photo(), "PNG") + _zip(), "picture", size)
    yield Sent("PNG and page in one", saved(photo(), "PNG") + b"<script>" + MARK + b"</script>", "picture", size)
    yield Sent("JPEG and PHP in one", saved(photo(), "JPEG", comment=b"<?php " + MARK + b" ?>"), "picture", size)
    yield Sent("GIF and script in one", saved(photo(mode="P"), "GIF", comment=b"*/alert(1)//" + MARK), "picture", size)
    circle = b"Exif\0\0II*\0\x08\0\0\0\x01\0i\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0"
    yield Sent("Exif that points at itself", saved(photo(), "JPEG", exif=circle), "picture", size)


def _too_large() -> Iterator[Sent]:
    nothing = zlib.compress(b"\0" * 1_000_000)
    refusal = "PictureTooLarge"
    yield Sent("PNG of 400 Mpx", png_of(20_000, 20_000, body=nothing), refusal, (20_000, 20_000))
    yield Sent("PNG of 2 billion a side", png_of(2**31 - 1, 2**31 - 1, body=nothing), refusal)
    yield Sent("PNG a little too large", png_of(5_001, 5_000, body=nothing), refusal, (5_001, 5_000))
    yield Sent("PNG too wide", png_of(12_001, 1, body=nothing), refusal, (12_001, 1))
    yield Sent("PNG too high", png_of(1, 12_001, body=nothing), refusal, (1, 12_001))
    yield Sent("JPEG of 65535 a side", jpeg_header(65_535, 65_535), refusal, (65_535, 65_535))
    yield Sent("JPEG a little too large", jpeg_header(8_001, 8_000), refusal, (8_001, 8_000))
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x44\x01\x00;"
    yield Sent("GIF of 65535 a side", b"GIF89a\xff\xff\xff\xff\x00\x00\x00" + frame, refusal, (65_535, 65_535))
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + (16_383).to_bytes(3, "little") * 2
    canvas += b"ANIM" + struct.pack("<I", 6) + b"\0" * 6
    yield Sent("WebP of 16384 a side", b"RIFF" + struct.pack("<I", len(canvas) + 4) + b"WEBP" + canvas, "refused")


def _broken() -> Iterator[Sent]:
    refusal = "PictureBroken"
    whole = {kind: saved(photo(), kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "AVIF")}
    for kind, data in whole.items():
        yield Sent(f"{kind} cut in half", data[: len(data) // 2], refusal)
        yield Sent(f"{kind} of its first 40 bytes", data[:40], refusal)
    yield Sent("JPEG of three bytes", b"\xff\xd8\xff", refusal)
    yield Sent("PNG signature alone", b"\x89PNG\r\n\x1a\n", refusal)
    yield Sent("PNG of no size", png_of(0, 0), refusal)
    yield Sent("PNG with a wrong checksum", whole["PNG"][:29] + b"\0\0\0\0" + whole["PNG"][33:], refusal)
    yield Sent("PNG of noise", png_of(400, 300, body=MARK * 100), refusal)
    yield Sent(
        "PNG with a text bomb",
        png_of(4, 4, more=chunk(b"zTXt", b"c\0\0" + zlib.compress(b"\0" * 80_000_000)) * 3),
        refusal,
    )
    yield Sent(
        "PNG with a chunk of 2 GB", b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31 - 1) + b"IHDR" + b"\0" * 20, refusal
    )
    yield Sent("GIF of nothing", b"GIF89a\x10\x00\x10\x00\x00\x00\x00;", refusal)
    yield Sent(
        "WebP that lies about its length", whole["WEBP"][:4] + b"\xff\xff\xff\xff" + whole["WEBP"][8:60], refusal
    )
    yield Sent("AVIF of boxes in boxes", whole["AVIF"][:32] + struct.pack(">I", 16) * 4000, refusal)


def _no_pictures() -> Iterator[Sent]:
    refusal = "NotAPicture"
    script = b"<script>alert(1)</script>"
    yield Sent("nothing at all", b"", refusal)
    yield Sent("one byte", b"\x89", refusal)
    yield Sent("page named .png", b"<!DOCTYPE html><html>" + script, refusal)
    yield Sent("page behind blanks", b"\xef\xbb\xbf \n <html>" + script, refusal)
    yield Sent("SVG with script", b'<svg xmlns="http://www.w3.org/2000/svg">' + script + b"</svg>", refusal)
    yield Sent("SVG behind a declaration", b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg/>', refusal)
    yield Sent("ZIP with ../", _zip(), refusal)
    yield Sent("ZIP and PNG in one, ZIP first", _zip() + saved(photo(), "PNG"), refusal)
    yield Sent("PDF", b"%PDF-1.7\n" + script, refusal)
    yield Sent("program", b"\x7fELF\x02\x01\x01" + b"\0" * 100, refusal)
    yield Sent("script", b"#!/bin/sh\nrm -rf /\n", refusal)
    yield Sent("HEIC of a phone", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", refusal)
    yield Sent("film", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", refusal)
    yield Sent("BMP", saved(photo(), "BMP"), refusal)
    yield Sent("TIFF", saved(photo(), "TIFF"), refusal)
    yield Sent("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n" + script, refusal)
    yield Sent("icon", saved(photo(16, 16), "ICO"), refusal)
    yield Sent("JPEG 2000", b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 50, refusal)
    yield Sent("WAV in a RIFF", b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 40, refusal)
    yield Sent("PNG behind one byte", b"\n" + saved(photo(), "PNG"), refusal)


def all_sent() -> list[Sent]:
    """Everything above."""
    return [*_turned(), *_honest(), *_too_large(), *_broken(), *_no_pictures()]
