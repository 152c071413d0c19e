"""What the stand-in remembers: one SQLite file in the data folder.

Write-ahead logging with `synchronous=NORMAL` loses nothing when the process is killed (only a power cut may take the last
moments, and this is play money). An effect, its events and the answer kept under its idempotency key are one transaction,
as at Stripe: a kill between them would otherwise invent a state that the real provider never shows.
"""

import fcntl
import json
import secrets
import sqlite3
import string
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Thing = dict[str, Any]
"""A resource as Stripe shows it, plus names that begin with `_`, which are ours and never shown."""

_LETTERS = string.ascii_letters + string.digits
_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thing (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS thing_list ON thing (account, kind, created, seq);
CREATE TABLE IF NOT EXISTS facet (
  account TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (account, kind, name, value, seq)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS facet_seq ON facet (seq);
CREATE TABLE IF NOT EXISTS answer (
  account TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
  created INTEGER NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answer_created ON answer (created);
CREATE TABLE IF NOT EXISTS fund (
  account TEXT NOT NULL, currency TEXT NOT NULL, available_on INTEGER NOT NULL, amount INTEGER NOT NULL,
  PRIMARY KEY (account, currency, available_on)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, endpoint TEXT NOT NULL, due REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting', last_status TEXT);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event);
CREATE TABLE IF NOT EXISTS count (name TEXT PRIMARY KEY, hits INTEGER NOT NULL) WITHOUT ROWID;
"""


class AlreadyRunning(RuntimeError):
    """Another stand-in holds this data folder."""


class Store:
    """The file, the virtual clock, and the few ways in which things are kept and found."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = (folder / "stripe.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"another stand-in uses {folder}") from None
        self.db = sqlite3.connect(folder / "stripe.sqlite3", isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(_SCHEMA)
        self._ahead = int(self.setting("clock_ahead_seconds", 0))

    def close(self) -> None:
        self.db.close()
        self._lock.close()

    # --- time ---

    def now(self) -> int:
        """Virtual seconds since 1970."""
        return int(time.time()) + self._ahead

    def advance(self, seconds: int) -> None:
        self._ahead += seconds
        self.keep_setting("clock_ahead_seconds", self._ahead)

    # --- transactions, settings, counts ---

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nests by joining the outer one."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def setting(self, name: str, default: Any) -> Any:
        row = self.db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return default if row is None else json.loads(row[0])

    def keep_setting(self, name: str, value: Any) -> None:
        self.db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, json.dumps(value)))

    def count(self, name: str, hits: int = 1) -> None:
        self.db.execute(
            "INSERT INTO count VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET hits = hits + excluded.hits", (name, hits)
        )

    def counts(self) -> dict[str, int]:
        return dict(self.db.execute("SELECT name, hits FROM count ORDER BY name"))

    # --- things ---

    def new_id(self, prefix: str, length: int = 24) -> str:
        # Not quite even over the letters, which an id does not need to be.
        return prefix + "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(length))

    def put(self, account: str, kind: str, thing: Thing, facets: Iterable[str] = ()) -> Thing:
        """Keep a thing as it is now. `facets` are the fields by which lists filter; metadata is always one."""
        body = json.dumps(thing, separators=(",", ":"))
        row = self.db.execute("SELECT seq FROM thing WHERE id = ?", (thing["id"],)).fetchone()
        if row is None:
            created = thing.get("_created", thing.get("created"))
            seq = self.db.execute(
                "INSERT INTO thing (account, kind, id, created, body) VALUES (?, ?, ?, ?, ?)",
                (account, kind, thing["id"], created, body),
            ).lastrowid
        else:
            seq = row[0]
            self.db.execute("UPDATE thing SET body = ? WHERE seq = ?", (body, seq))
            self.db.execute("DELETE FROM facet WHERE seq = ?", (seq,))
        found = {name: thing.get(name) for name in facets}
        found.update({f"metadata.{key}": value for key, value in (thing.get("metadata") or {}).items()})
        self.db.executemany(
            "INSERT OR IGNORE INTO facet VALUES (?, ?, ?, ?, ?)",
            [(account, kind, name, str(value), seq) for name, value in found.items() if value is not None],
        )
        return thing

    def get(self, account: str, kind: str, reference: str) -> Thing | None:
        row = self.db.execute(
            "SELECT body FROM thing WHERE id = ? AND account = ? AND kind = ?", (reference, account, kind)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def drop(self, account: str, kind: str, reference: str) -> None:
        row = self.db.execute(
            "DELETE FROM thing WHERE id = ? AND account = ? AND kind = ? RETURNING seq", (reference, account, kind)
        ).fetchone()
        if row is not None:
            self.db.execute("DELETE FROM facet WHERE seq = ?", (row[0],))

    def owner(self, reference: str) -> tuple[str, str] | None:
        """(account, kind) of whatever has this id."""
        row = self.db.execute("SELECT account, kind FROM thing WHERE id = ?", (reference,)).fetchone()
        return None if row is None else (row[0], row[1])

    def find(
        self,
        account: str,
        kind: str,
        *,
        where: Mapping[str, Any] | None = None,
        created: Mapping[str, int] | None = None,
        starting_after: str | None = None,
        ending_before: str | None = None,
        limit: int = 100,
        until: int | None = None,
    ) -> tuple[list[Thing], bool] | None:
        """(things newest first, whether there are more); None when a cursor names nothing."""
        sql, given = ["SELECT t.seq, t.body FROM thing t WHERE t.account = ? AND t.kind = ?"], [account, kind]
        arguments: list[Any] = list(given)
        for name, value in (where or {}).items():
            sql.append(
                "AND EXISTS (SELECT 1 FROM facet f WHERE f.account = t.account AND f.kind = t.kind AND f.name = ?"
                " AND f.value = ? AND f.seq = t.seq)"
            )
            arguments += [name, str(value)]
        for word, sign in (("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")):
            if created and word in created:
                sql.append(f"AND t.created {sign} ?")
                arguments.append(created[word])
        if until is not None:
            sql.append("AND t.created <= ?")
            arguments.append(until)
        for cursor, sign in ((starting_after, "<"), (ending_before, ">")):
            if cursor is not None:
                row = self.db.execute(
                    "SELECT seq FROM thing WHERE id = ? AND account = ? AND kind = ?", (cursor, account, kind)
                ).fetchone()
                if row is None:
                    return None
                sql.append(f"AND t.seq {sign} ?")
                arguments.append(row[0])
        sql.append(f"ORDER BY t.seq {'ASC' if ending_before else 'DESC'} LIMIT ?")
        arguments.append(limit + 1)
        rows = self.db.execute(" ".join(sql), arguments).fetchall()
        things = [json.loads(body) for _, body in rows[:limit]]
        return (things[::-1] if ending_before else things), len(rows) > limit

    def every(self, account: str, kind: str, **where: Any) -> list[Thing]:
        """All things with these facets, oldest first. For the few that hang on one other thing, never for whole lists."""
        name, value = next(iter(where.items()))
        rows = self.db.execute(
            "SELECT t.body FROM facet f JOIN thing t ON t.seq = f.seq WHERE f.account = ? AND f.kind = ? AND f.name = ?"
            " AND f.value = ? ORDER BY f.seq",
            (account, kind, name, str(value)),
        ).fetchall()
        return [json.loads(row[0]) for row in rows]

    # --- money held ---

    def move_funds(self, account: str, currency: str, amount: int, available_on: int) -> None:
        self.db.execute(
            "INSERT INTO fund VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
            (account, currency, available_on if available_on > self.now() else 0, amount),
        )

    def funds(self, account: str) -> dict[str, tuple[int, int]]:
        """Currency → (available, pending). What has become available meanwhile is folded into one row on the way."""
        now = self.now()
        ripe = self.db.execute(
            "DELETE FROM fund WHERE account = ? AND available_on > 0 AND available_on <= ? RETURNING currency, amount",
            (account, now),
        ).fetchall()
        for currency, amount in ripe:
            self.move_funds(account, currency, amount, 0)
        totals: dict[str, tuple[int, int]] = {}
        for currency, available_on, amount in self.db.execute(
            "SELECT currency, available_on, amount FROM fund WHERE account = ?", (account,)
        ):
            available, pending = totals.get(currency, (0, 0))
            totals[currency] = (available, pending + amount) if available_on else (available + amount, pending)
        return totals

    def available(self, account: str, currency: str) -> int:
        return self.funds(account).get(currency, (0, 0))[0]

    def tied_funds(self, before: int) -> list[str]:
        """Accounts for which something became available."""
        rows = self.db.execute(
            "SELECT DISTINCT account FROM fund WHERE available_on > 0 AND available_on <= ?", (before,)
        )
        return [row[0] for row in rows]
