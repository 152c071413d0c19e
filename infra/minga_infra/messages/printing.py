"""Letters on paper: each a PDF of its own to print, fold and hand over, with its links as codes for a phone's camera.

Who has no mail and no telephone of her own gets the same letter as everybody else, and the link in it opens the same act once
without signing in. A sheet for each letter, never one for several: nobody who gets hers reads another's.
"""

import asyncio
import re
from pathlib import Path

from minga_infra.messages.folder import FolderMessages, Kept
from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.paper import Code, Paper, Paragraph, Sheet

_CAPTION = mark("Point a phone's camera at it to open the page that the letter names.")


def sheet_of(letter: Kept, public_url: str) -> Sheet:
    """A letter as it is printed. Only addresses of this installation become codes: others stay text."""
    home = re.compile(re.escape(public_url.rstrip("/")) + r"/[^\s<>\"]*")
    links = dict.fromkeys(home.findall(letter.text))
    return Sheet(
        title=letter.subject,
        subtitle=letter.to,
        language=letter.language,
        issuer=public_url.partition("://")[2],
        at=letter.at,
        blocks=(
            Paragraph(letter.text.strip()),
            *(Code(link, caption=say(letter.language, _CAPTION)) for link in links),
        ),
    )


async def print_all(folder: FolderMessages, paper: Paper, public_url: str, into: Path) -> list[Path]:
    """Write a PDF for every letter that waits to be printed, the oldest first; the files.

    A letter leaves the queue once its file is whole; after an interruption it is drawn again into the same file.
    """
    await asyncio.to_thread(into.mkdir, 0o700, True, True)
    files = []
    for name, letter in await folder.to_print():
        file = into / f"{name}.pdf"
        drawn = await paper.print(sheet_of(letter, public_url))
        await asyncio.to_thread(folder.write_whole, file, drawn)
        await folder.printed(name)
        files.append(file)
    return files
