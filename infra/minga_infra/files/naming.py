"""Between a row that names bytes and the bytes: how neither is lost when one is written while the other is swept.

Bytes are stored first and named after. A sweep takes bytes away that no row names, an hour after a row that named them went;
whoever names them in between takes them off its list (`name`), and waits there for a sweep that has them in hand. What was
swept between storing and naming is found missing (`missing`) and stored again. An hour is far longer than any unit lasts.
"""

from collections.abc import Sequence

from minga_platform.kernel.files import FileStore
from minga_platform.kernel.work import Work


async def name(work: Work, sha256s: Sequence[str]) -> None:
    """In the unit that writes a row naming these bytes."""
    await work.execute("DELETE FROM unnamed_file WHERE sha256 = ANY($1)", sorted(set(sha256s)))


async def missing(store: FileStore, sha256s: Sequence[str]) -> list[str]:
    """Once that unit has committed: what of it has to be stored again."""
    return [sha256 for sha256 in sha256s if not await store.exists(sha256)]
