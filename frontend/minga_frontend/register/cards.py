"""Member cards: the address that a card's code is, drawn for any phone's camera, and the code out of what a scanner typed."""

import segno
from markupsafe import Markup
from starlette.requests import Request

from minga_frontend.shell.links import within


def address_of(request: Request, code: str) -> str:
    """The page that a camera opens. The code stands in its query, which no log of ours keeps."""
    return str(request.url.replace(path=within(request, "/card"), query=f"code={code}", fragment=""))


def drawn(request: Request, code: str) -> Markup:
    """The QR of that address as SVG (ISO/IEC 18004), black on white so that every reader takes it."""
    made = segno.make(address_of(request, code), error="m", micro=False)
    return Markup(made.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True, svgclass="qr"))  # noqa: S704 - drawn by segno from our own address


def code_in(text: str) -> str:
    """The code, typed by hand or by a scanner that read the whole address of this card or of an older one."""
    return text.strip().rstrip("/").rpartition("/")[2].rpartition("=")[2]
