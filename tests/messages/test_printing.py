"""Letters for who has no mail: a sheet each, with a code that opens what the letter's link opens; printed once."""

from pathlib import Path

import pypdfium2

from minga_infra.messages.folder import FolderMessages
from minga_infra.messages.printing import print_all, sheet_of
from minga_infra.paper.press import Press
from minga_platform.kernel import ids
from minga_platform.kernel.messages import Message
from minga_platform.kernel.paper import Code
from minga_testing.printed import lacking

HOME = "https://valle.example"
LINK = f"{HOME}/ar/c/valle/act?token=bXktdG9rZW4"


def letter(channel: str = "paper", to: str = "Elvira", language: str = "es") -> Message:
    text = f"Hola, {to}:\n\nvote aquí: {LINK}\nOtra página: https://elsewhere.example/x\n"
    return Message(ids.new(), channel, to, "Votación: la cuota", text, language)  # type: ignore[arg-type]


async def test_each_letter_is_a_sheet_of_its_own_once(tmp_path: Path) -> None:
    folder, into = FolderMessages(tmp_path / "messages"), tmp_path / "to hand over"
    first, second = letter(), letter(to="Omar", language="ar")
    for one in (first, second, letter("mail", "ana@example.org"), first):
        await folder.send(one)
    files = await print_all(folder, Press(), HOME, into)
    by_name = {file.stem: file for file in files}
    assert by_name.keys() == {str(first.id), str(second.id)}
    for one, own, other in ((first, "Elvira", "Omar"), (second, "Omar", "Elvira")):
        file = by_name[str(one.id)]
        content = file.read_bytes()
        assert not lacking(content, own)
        assert lacking(content, other), "nobody reads another's letter"
        assert file.stat().st_mode & 0o077 == 0
        with pypdfium2.PdfDocument(content) as document:
            assert len(document) == 1
    # The carrier tries once more: it is printed already. What holds the link is gone from the queue.
    await folder.send(first)
    assert await print_all(folder, Press(), HOME, into) == []
    kept = b"".join(path.read_bytes() for path in (tmp_path / "messages").rglob("*") if path.is_file())
    assert b"Elvira" not in kept
    assert b"ana@example.org" in kept, "mail is not of this queue"


async def test_only_our_own_addresses_become_codes(tmp_path: Path) -> None:
    folder = FolderMessages(tmp_path)
    await folder.send(letter())
    [(_, kept)] = await folder.to_print()
    assert [block.content for block in sheet_of(kept, f"{HOME}/").blocks if isinstance(block, Code)] == [LINK]
