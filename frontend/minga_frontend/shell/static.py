"""Our own few static files: held in memory, named by their content, packed once.

A name that changes with the content may be kept by browsers for ever, so a second visit asks for none of them.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_FOLDER: Final = Path(__file__).parent.parent / "static"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_PACKED: Final = frozenset({".css", ".js", ".svg", ".json", ".webmanifest"})


@dataclass(frozen=True, slots=True)
class StaticFile:
    name: str
    """As it is asked for: `minga.3f2a91c07b.css`."""
    media_type: str
    content: bytes
    packed: bytes | None
    """The content in gzip; None where packing gains nothing."""


class StaticFiles:
    """All files of a folder, by their public names."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._public: dict[str, str] = {}
        self._files: dict[str, StaticFile] = {}
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                self._take(path)

    def _take(self, path: Path) -> None:
        content = path.read_bytes()
        mark = hashlib.sha256(content).hexdigest()[:10]
        public = f"{path.stem}.{mark}{path.suffix}"
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        if media_type.startswith("text/") or path.suffix in _PACKED:
            media_type += "; charset=utf-8"
        # mtime=0: the same content gives the same bytes on every machine.
        packed = gzip.compress(content, 9, mtime=0) if path.suffix in _PACKED else None
        self._public[path.name] = public
        self._files[public] = StaticFile(public, media_type, content, packed)

    def path(self, name: str) -> str:
        """Where pages find a file; a name that is not there is a mistake of the template, so it raises KeyError."""
        return f"/static/{self._public[name]}"

    def answer(self, request: Request) -> Response:
        """Serve `/static/{name}`; only names that carry the present content are known."""
        found = self._files.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("Not found", status_code=404)
        headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding", "x-content-type-options": "nosniff"}
        body = found.content
        if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            body = found.packed
        return Response(body, media_type=found.media_type, headers=headers)

    def route(self) -> Route:
        return Route("/static/{name}", self.answer, methods=["GET"])


STATIC: Final = StaticFiles()
"""Read once at import: these files do not change while we run."""
