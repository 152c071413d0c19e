"""What can be seen of a file without opening it, and by whom."""

import io
import struct
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fpdf import FPDF
from PIL import Image

from minga_commons.files import keeping
from minga_infra.files import reactions
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.kernel.work import Work
from minga_testing.carrying import Carrying, file_id
from minga_testing.hostile_pictures import MARK, exif_with_place, photo, saved
from minga_testing.plugin import Clock


def cube(size: float = 10) -> bytes:
    """A cube of twelve triangles, as binary STL."""
    corners = [(x, y, z) for x in (0, size) for y in (0, size) for z in (0, size)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]

    def triangles() -> Iterator[bytes]:
        for a, b, c, d in faces:
            for three in ((a, b, c), (a, c, d)):
                yield struct.pack("<12f2x", 0, 0, 0, *(number for one in three for number in corners[one]))

    return b"\0" * 80 + struct.pack("<I", 12) + b"".join(triangles())


def sheet() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=30)
    made.cell(text="Hand loom")
    return bytes(made.output())


async def published(counter: Carrying, kept: str) -> None:
    async def command(work: Work) -> None:
        await keeping.publish(work, [file_id(kept)])

    await counter.hall.worker.run(counter.hall.scope, counter.viewer.actor, command)


@pytest.mark.parametrize(("name", "data"), [("cube.stl", cube()), ("loom.pdf", sheet())])
async def test_models_and_sheets_are_drawn_for_who_may_see_them(counter: Carrying, name: str, data: bytes) -> None:
    kept = (await counter.bring(name, data)).headers["minga-file"]
    assert (await counter.row(kept))["preview"] == "waiting"
    await counter.draw_previews()
    row = await counter.row(kept)
    assert (row["preview"], [one["width"] for one in row["renditions"]]) == ("ready", [320, 640, 1280])
    at = f"/c/{counter.hall.slug}/files/{kept}/640"
    mine = await counter.client.get(at)
    assert (mine.status_code, mine.headers["content-type"], mine.headers["cache-control"]) == (
        200,
        "image/webp",
        "private, no-cache",
    )
    drawn = Image.open(io.BytesIO(mine.content)).convert("RGBA")
    assert len(drawn.getcolors(1_000_000) or []) > 3, "something is to be seen"
    for viewer in (counter.hall.rival, ANONYMOUS):
        counter.viewer = viewer
        assert (await counter.client.get(at)).status_code == 404
    await published(counter, kept)
    shown = await counter.client.get(at)
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    whole = await counter.fetch(kept)
    assert whole.headers["content-disposition"].startswith("attachment")
    assert whole.content == data


async def test_what_cannot_be_drawn_is_kept_without_a_picture(counter: Carrying) -> None:
    kept = (await counter.bring("a.pdf", b"%PDF-1.7\nnothing")).headers["minga-file"]
    await counter.draw_previews()
    assert (await counter.row(kept))["preview"] == "failed"
    assert (await counter.fetch(kept)).content == b"%PDF-1.7\nnothing"
    await counter.draw_previews()  # a job may come twice


async def test_a_picture_in_parts_loses_where_it_was_taken(counter: Carrying, clock: Clock) -> None:
    data = saved(photo(), "JPEG", exif=exif_with_place(), comment=MARK)
    for answer in (await counter.bring("a.jpg", data), await counter.at_once("b.jpg", data)):
        kept = answer.headers.get("minga-file") or answer.json()["file"]["id"]
        row = await counter.row(kept)
        assert row["media_type"] == "image/webp"
        assert MARK not in (await counter.fetch(kept)).content
    await clock.move(timedelta(hours=2))
    await reactions.sweep(counter.desk)
    assert MARK not in counter.everything(), "the part that held it as it came went too"


async def test_a_model_is_no_photo_of_goods(counter: Carrying) -> None:
    """`market.catalog` shows photos alone, though a model has pictures too."""
    from minga_platform.kernel.files import NotAPicture
    from minga_platform.market.catalog.commands.files import show

    kept = (await counter.bring("cube.stl", cube())).headers["minga-file"]
    await counter.draw_previews()

    async def command(work: Work) -> None:
        await show(work, file_id(kept), counter.hall.maker_agent)

    with pytest.raises(NotAPicture):
        await counter.hall.worker.run(counter.hall.scope, counter.viewer.actor, command)
