"""Files that are uploaded, to be named elsewhere: papers of a dispute alone."""

from typing import Any

from minga_infra.local.stripe.desk import Desk
from minga_infra.local.stripe.errors import StripeRefusal, invalid
from minga_infra.local.stripe.store import Thing

_MOST = 5 * 1024 * 1024
_BEGINNINGS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))


def kind_of(head: bytes) -> str:
    """By the first bytes; empty for what is none of those."""
    return next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), "")


def create(desk: Desk, params: dict[str, Any]) -> Thing:
    """`file` has come as {filename, size, sha256, kind}: the form was taken apart at the gate, and its bytes are not kept."""
    if params["purpose"] != "dispute_evidence":
        raise invalid("The stand-in takes papers of disputes only.", param="purpose")
    file = params["file"]
    if not isinstance(file, dict) or "sha256" not in file:
        raise invalid("Invalid file: you must upload one in a form (multipart/form-data).", param="file")
    if not file["kind"]:
        raise invalid("This file type is not supported for dispute_evidence: PDF, JPEG or PNG.", param="file")
    if int(file["size"]) > _MOST:
        raise StripeRefusal("The file is larger than 5 MB.", code="file_too_large", param="file")
    made: Thing = {
        "id": desk.store.new_id("file_1"),
        "object": "file",
        "created": desk.now,
        "expires_at": None,
        "filename": file["filename"],
        "links": None,
        "purpose": params["purpose"],
        "size": int(file["size"]),
        "title": None,
        "type": file["kind"],
        "url": None,
    }
    desk.keep("file", made)
    return made
