"""What a measurement reads beside the clock: processor time, memory, statements."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_STATEMENT = re.compile(rb"LOG:  (?:execute [^:]*|statement): ([^\n]*)")
_OURS_OF_THE_BENCH = (b"ALTER SYSTEM", b"SELECT pg_reload_conf")
_AROUND = (b"BEGIN", b"COMMIT", b"ROLLBACK", b"SELECT set_config")


def family(pid: int) -> list[int]:
    """A process and all that it started (Linux; elsewhere the process alone)."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def processor_seconds(pids: list[int]) -> float:
    """User and system time that these processes took so far; 0 where the system does not tell."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory_megabytes(pids: list[int]) -> float:
    """Resident memory of the largest of these processes: the worker that answers. 0 where the system does not tell."""
    largest = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        found = re.search(r"VmRSS:\s+(\d+) kB", told)
        largest = max(largest, int(found[1]) if found else 0)
    return largest / 1024


@dataclass(frozen=True, slots=True)
class Statements:
    """Per visit: what was asked, and what only opened, scoped and ended transactions."""

    asked: float
    around: float


def statements_in(log: bytes, visits: int) -> Statements:
    """From PostgreSQL's own log of statements. One that opens a transaction and enters the scope at once counts as around."""
    texts = [text for text in _STATEMENT.findall(log) if not text.startswith(_OURS_OF_THE_BENCH)]
    around = sum(text.lstrip().startswith(_AROUND) for text in texts)
    return Statements((len(texts) - around) / visits, around / visits)
