"""Papers of a dispute as Stripe takes them: JPEG, PNG or PDF, uploaded first and then named in the answer."""

import asyncio
import io
from collections.abc import Mapping
from typing import Final

from minga_platform.market.payments.ports import EvidenceFile

FIELDS: Final[Mapping[str, str]] = {
    "receipt": "receipt",
    "messages": "customer_communication",
    "handover": "shipping_documentation",
    "other": "uncategorized_file",
}
"""What a paper shows → the field of the answer in which a bank looks for it."""

_AS_IT_IS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Named(io.BytesIO):
    """Bytes with a name, as the client's form wants them."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


async def fitting(file: EvidenceFile) -> Named:
    """As Stripe takes it: pictures are kept as WebP here, which it does not know."""
    stem = file.name.rpartition(".")[0] or file.name
    ending = _AS_IT_IS.get(file.media_type)
    if ending is not None:
        return Named(file.data, f"{stem}.{ending}")
    return Named(await asyncio.to_thread(_jpeg, file.data), f"{stem}.jpg")


def _jpeg(data: bytes) -> bytes:
    """Our own rendition, made in the cage, so it may be opened here; on white where it was clear."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=["WEBP"]) as opened:
        picture = opened.convert("RGBA")
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(picture, mask=picture.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=88)
    return out.getvalue()
