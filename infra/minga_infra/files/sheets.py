"""The first page of a PDF as a picture. Runs in the decoder's process alone, under its limits.

PDFium draws; it is Chromium's, hardened by many years of hostile files, and here it has no rights to lose anyway. Scripts
within the file are not run: we start no form environment, without which PDFium has no interpreter in play.
"""

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 96 * 1024 * 1024
"""PDFium reads from memory, of which the process has 512 MiB for everything."""
_TALL = 3


class Costly(Exception):
    """More than a look at it may take."""

    problem = "costly"


class Sheet:
    """Draws what stands at file descriptor 0. Made before the process gives up its rights, so that all it needs is loaded."""

    def __init__(self, width: int) -> None:
        import pypdfium2

        self._pdfium: Any = pypdfium2
        self._width = width
        # Drawn once with an empty page: fonts, tables and lazy parts of the library are there before the doors shut.
        document = pypdfium2.PdfDocument.new()
        document.new_page(10, 10).render(scale=1).to_pil()

    def draw(self) -> "Image":
        """Raises PdfiumError where it cannot be read (a password included), Costly where it is too long."""
        size = os.fstat(0).st_size
        if size > MOST_BYTES:
            raise Costly
        os.lseek(0, 0, os.SEEK_SET)
        data = b"".join(os.read(0, 1 << 20) for _ in range(0, size, 1 << 20))
        document = self._pdfium.PdfDocument(data)
        page = document[0]
        width, height = page.get_size()
        if not (1 <= width <= 20_000 and 1 <= height <= 20_000):
            raise ValueError("a page of no size")
        scale = min(self._width / width, _TALL * self._width / height)
        image: Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return image.convert("RGB")
