"""Reading what `git log` prints, and gathering one author's commits of a day into one contribution."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

LOG: Final = ("git", "log", "--no-merges", "--reverse", "--pretty=format:%H%x09%aI%x09%ae%x09%s")
"""What to run in a repository: hash, time and address of the author, subject; merges are nobody's work of their own."""
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NO_MAIL: Final = re.compile(r".*<([^<>]*)>\s*")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. `mail` in lower case; `line` counts from 1 in what was given."""

    sha: str
    at: datetime
    mail: str
    subject: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be taken: which, and why, as a word for programs."""

    line: int
    rule: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one author committed on one of her days."""

    agent_id: UUID
    day: str
    commits: tuple[Commit, ...]


def read(text: str) -> tuple[list[Commit], list[Problem]]:
    """The commits of `LOG`'s output, or of plain `git log`, with or without `--date=iso-strict`; what is neither is a problem."""
    if re.search(r"^commit [0-9a-f]{7,64}\b", text, re.MULTILINE):
        return _read_long(text)
    commits, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = line.split("\t", 3)
        at = _instant(cells[1]) if len(cells) >= 3 else None
        if at is None or not _HASH.fullmatch(cells[0]) or "@" not in cells[2]:
            problems.append(Problem(number, "no_commit", line[:80]))
        else:
            subject = cells[3] if len(cells) == 4 else ""
            commits.append(Commit(cells[0], at, cells[2].strip().lower(), subject.strip(), number))
    return commits, problems


def _read_long(text: str) -> tuple[list[Commit], list[Problem]]:
    commits: list[Commit] = []
    problems: list[Problem] = []
    found: dict[str, str] = {}
    began = 0

    def close() -> None:
        at = _instant(found.get("at", ""))
        if not found or found.get("merge"):
            return
        if at is None or not _HASH.fullmatch(found["sha"]) or "@" not in found.get("mail", ""):
            problems.append(Problem(began, "no_commit", found["sha"][:80]))
        else:
            commits.append(Commit(found["sha"], at, found["mail"].lower(), found.get("subject", ""), began))

    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("commit "):
            close()
            found, began = {"sha": line.split()[1]}, number
        elif line.startswith("Merge: "):
            found["merge"] = "yes"
        elif line.startswith("Author:") and (named := _NO_MAIL.fullmatch(line)):
            found["mail"] = named[1].strip()
        elif line.startswith(("Date:", "AuthorDate:")):
            found["at"] = line.partition(":")[2].strip()
        elif line.startswith("    ") and line.strip() and "subject" not in found:
            found["subject"] = line.strip()
    close()
    return commits, problems


def _instant(text: str) -> datetime | None:
    for shape in ("%Y-%m-%dT%H:%M:%S%z", "%a %b %d %H:%M:%S %Y %z", "%Y-%m-%d %H:%M:%S %z"):
        try:
            return datetime.strptime(text.strip(), shape)  # noqa: DTZ007 - each shape has its zone
        except ValueError:
            continue
    return None


def gather(commits: Iterable[Commit], authors: Mapping[str, UUID]) -> tuple[list[Gathered], list[str]]:
    """One contribution per author and day of hers (as her own clock had it); and the addresses that no member has named."""
    by_day: dict[tuple[UUID, str], list[Commit]] = {}
    strangers: dict[str, None] = {}
    for commit in commits:
        agent_id = authors.get(commit.mail)
        if agent_id is None:
            strangers[commit.mail] = None
        else:
            by_day.setdefault((agent_id, commit.at.date().isoformat()), []).append(commit)
    return [Gathered(agent, day, tuple(some)) for (agent, day), some in by_day.items()], list(strangers)


def told(commits: Sequence[Commit]) -> str:
    """The subjects, as the note of the contribution."""
    note = "\n".join(f"{commit.sha[:12]} {commit.subject}" for commit in commits)
    return note if len(note) <= 1900 else f"{note[:1900]} …"
