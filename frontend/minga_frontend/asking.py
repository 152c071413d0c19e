"""How a page asks: a GraphQL document beside the view, validated at start, executed in process.

MARKET = document(__file__, "market.graphql")
data = await ask(request, MARKET, {"first": 24})
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from minga_graphql.door import Door
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.viewer import ANONYMOUS, Viewer


@dataclass(frozen=True, slots=True)
class Document:
    """A document of ours."""

    path: Path
    text: str


_DOCUMENTS: list[Document] = []
_FRAGMENTS: Final = Path(__file__).parent / "shell" / "shared.fragments"
_SPREAD: Final = re.compile(r"\.\.\.(?!\s*on\b)\s*(\w+)")
_NAME: Final = re.compile(r"\bfragment\s+(\w+)")


class Unanswered(Exception):
    """The door could not answer one of our own documents: a bug, shown to people as a page with a reference."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(str(errors[:3]))
        self.reference = next((one["extensions"].get("reference", "") for one in errors if "extensions" in one), "")
        self.codes = {one.get("extensions", {}).get("code") for one in errors}


def document(beside: str, name: str, *shared: str) -> Document:
    """Register the document `name` that lies beside the module `beside`.

    `shared`: further files of fragments, counted from the same place; those of `shell/shared.fragments` are always known.
    """
    path = Path(beside).with_name(name)
    found = Document(path, complete(path.read_text(), *(Path(beside).parent / one for one in shared)))
    _DOCUMENTS.append(found)
    return found


def complete(text: str, *shared: Path) -> str:
    """The document with those shared fragments that it spreads, or that they spread, and does not define itself."""
    known: dict[str, str] = {}
    for path in (_FRAGMENTS, *shared):
        known |= {
            _NAME.findall(one)[0]: one
            for one in re.split(r"^(?=fragment )", path.read_text(), flags=re.MULTILINE)
            if one.strip()
        }
    while wanted := [name for name in _SPREAD.findall(text) if name in known and name not in _NAME.findall(text)]:
        text = f"{text.rstrip()}\n\n{known[wanted[0]]}"
    return text


def documents() -> list[Document]:
    """Every document of ours whose view is imported, for tests that try them all."""
    return list(_DOCUMENTS)


def prepare(door: Door) -> int:
    """Check every document against the schema; returns how many. A wrong one stops the start.

    What was checked is not kept: six hundred parsed documents and their plans would be forty megabytes in each process, most
    of them for pages that nobody opens today. The door remembers those that are asked (`Door.check_page`).
    """
    for one in _DOCUMENTS:
        door.look(one.text)
    return len(_DOCUMENTS)


def viewer_of(request: Request) -> Viewer:
    """Who asks."""
    viewer: Viewer = getattr(request.state, "viewer", ANONYMOUS)
    return viewer


async def here(request: Request) -> Cooperative | None:
    """The co-op of `/c/<slug>/…`, or None outside. Raises 404 where no co-op has that name."""
    slug = request.path_params.get("cooperative")
    if slug is None:
        return None
    door: Door = request.app.state.door
    found = await door.cooperative_named(slug)
    if found is None:
        raise HTTPException(404)
    return found


async def ask(
    request: Request, asked: Document, variables: dict[str, Any] | None = None, viewer: Viewer | None = None
) -> dict[str, Any]:
    """The `data` of an answer. Raises Unanswered when the door reports an error."""
    door: Door = request.app.state.door
    answer = await door.execute(
        door.check_page(asked.text),
        variables,
        viewer or viewer_of(request),
        await here(request),
        reference=getattr(request.state, "reference", ""),
    )
    if answer.status == 400:
        # What was typed cannot be taken by any document: a NUL, half a character, a novel in a field for a name.
        raise HTTPException(400)
    read = answer.read()
    if read.get("errors"):
        raise Unanswered(read["errors"])
    data: dict[str, Any] = read["data"]
    return data
