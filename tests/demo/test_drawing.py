"""Drawn pictures: the same every time, light, and every kind can be drawn."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image

from minga_infra.demo.content import CONTENT
from minga_infra.demo.drawing import BANNERS, KINDS, draw, encode, renditions


def test_the_same_words_draw_the_same_picture() -> None:
    # The bytes of the picture itself, so that another machine or release of the library is noticed.
    first, again, other = (draw("bowl", seed, 320).tobytes() for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(draw("bowl", 7, 320).tobytes()).hexdigest()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_drawn_and_shows_something(kind: str) -> None:
    picture = draw(kind, 3, 160)
    assert picture.size == ((160, 40) if kind in BANNERS else (160, 160))
    colours = picture.getcolors(maxcolors=160 * 160)
    assert colours is not None
    assert len(colours) > 20, "an empty sheet"


def test_card_pictures_weigh_at_most_five_kilobytes() -> None:
    drawn = {
        drawing
        for cooperative in CONTENT.cooperatives
        for product in cooperative.products
        for drawing in product.pictures
    }
    weights = []
    for drawing in sorted(drawn, key=lambda one: (one.kind, one.seed))[::4]:
        packed = encode(draw(drawing.kind, drawing.seed), 320, ceiling=5000)
        weights.append(len(packed))
    assert max(weights) <= 5000
    # Twenty-four of them on a first page, most of them below the fold.
    assert sum(weights) / len(weights) * 24 <= 75_000


def test_renditions_are_pictures_of_the_sizes_they_are_named_by() -> None:
    for width, packed in renditions("rug", 1).items():
        with Image.open(BytesIO(packed)) as picture:
            assert (picture.format, picture.width) == ("WEBP", width)


def test_a_kind_that_nobody_drew_is_refused() -> None:
    with pytest.raises(KeyError):
        draw("unicorn", 1)
