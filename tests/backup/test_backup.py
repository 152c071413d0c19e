"""A backup comes back whole or not at all, and nothing goes out until a person has looked."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from minga_infra.backup.sealing import DamagedBackup, Opened, Sealed, WrongPassphrase
from minga_infra.local.postgres import Postgres


def seal(data: bytes, passphrase: str | None) -> bytes:
    target = io.BytesIO()
    with Sealed(target, passphrase) as sealed:
        for start in range(0, len(data), 300_000):
            sealed.write(data[start : start + 300_000])
    return target.getvalue()


def unseal(data: bytes, passphrase: str | None) -> bytes:
    with Opened(io.BytesIO(data), passphrase) as opened:
        return opened.read()


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_sealing_gives_back_what_went_in(size: int) -> None:
    data = os.urandom(size)
    sealed = seal(data, "twelve apples")
    assert unseal(sealed, "twelve apples") == data
    assert size < 32 or data[:64] not in sealed
    with pytest.raises(WrongPassphrase):
        unseal(sealed, "thirteen apples")
    with pytest.raises(WrongPassphrase):
        unseal(sealed, None)


def test_a_sealed_stream_cut_or_rearranged_is_damaged() -> None:
    sealed = seal(os.urandom(3 << 20), "twelve apples")
    chunk = (1 << 20) + 16
    head = len(sealed) - 3 * chunk
    pieces = [sealed[head + n * chunk : head + (n + 1) * chunk] for n in range(3)]
    for wrong in (
        sealed[:head] + pieces[0] + pieces[1],
        sealed[:head] + pieces[0] + pieces[2],
        sealed[:head] + pieces[0] + pieces[2] + pieces[1],
        sealed[:-1],
        sealed + b"x",
    ):
        with pytest.raises(DamagedBackup):
            unseal(wrong, "twelve apples")


def test_no_changed_byte_goes_unnoticed() -> None:
    sealed = seal(b"some words " * 20, "twelve apples")
    # In the first line, the salt, the nonce, the words and the last byte of the tag.
    for place in (3, 25, 40, 60, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((DamagedBackup, WrongPassphrase)):
            unseal(bytes(changed), "twelve apples")


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def minga(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    hidden = {"DATABASE_URL", "DATABASE_ADMIN_URL", "MINGA_DATA"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "minga_infra.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def ask(data: Path, statement: str) -> str:
    with Postgres(data / "postgres").running() as server:
        psql = [str(server.programs.path("psql")), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", server.url("minga")]
        return subprocess.run([*psql, "-c", statement], capture_output=True, text=True, check=True).stdout.strip()


_FOUND = """SELECT found_cooperative('0192f0c1-0000-7000-8000-000000000001', 'valle', '{"en": "Valle"}', '{}', 'EUR', 'en',
            ARRAY['en'], 'Europe/Madrid', 'ES', 'clay', now())"""


def test_everything_comes_back_and_workers_wait(folder: Path) -> None:
    data, copy = folder / "one", folder / "two"
    (folder / "words").write_text("correct horse battery\n")
    done = minga("migrate", "--data", data)
    assert done.returncode == 0, done.stderr
    ask(data, _FOUND)
    (data / "key").write_text("ab" * 32)
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "abcd").write_bytes(b"a picture")

    written = minga("backup", folder / "b.minga", "--data", data, "--passphrase-file", folder / "words")
    assert written.returncode == 0, written.stderr
    assert (folder / "b.minga").stat().st_mode & 0o077 == 0
    assert b"a picture" not in (folder / "b.minga").read_bytes()

    restored = minga("restore", folder / "b.minga", "--data", copy, "--passphrase-file", folder / "words")
    assert restored.returncode == 0, restored.stderr
    assert (copy / "files" / "ab" / "abcd").read_bytes() == b"a picture"
    assert (copy / "key").read_text() == "ab" * 32
    assert ask(copy, "SELECT slug FROM cooperative") == "valle"
    assert ask(copy, "SELECT paused FROM worker_state") == "t"
    # Rights and policies came along: the app still owns nothing and row security is forced.
    assert ask(
        copy, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity"
    ) == ask(data, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity")
    assert ask(copy, "SELECT has_table_privilege('minga_app', 'agent', 'INSERT')") == "t"

    again = minga("restore", folder / "b.minga", "--data", copy, "--passphrase-file", folder / "words")
    assert again.returncode == 1
    assert "--replace" in again.stderr
    replaced = minga("restore", folder / "b.minga", "--data", copy, "--passphrase-file", folder / "words", "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert ask(copy, "SELECT count(*) FROM pg_database WHERE datname LIKE 'minga_before_%'") == "1"

    cut = folder / "cut.minga"
    cut.write_bytes((folder / "b.minga").read_bytes()[:-20])
    for wrong in (cut, folder / "words"):
        refused = minga("restore", wrong, "--data", folder / "three", "--passphrase-file", folder / "words")
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
    assert not (folder / "three").exists()


def test_a_backup_is_sealed_unless_somebody_says_otherwise(folder: Path) -> None:
    refused = minga("backup", folder / "b.minga", "--data", folder / "one")
    assert refused.returncode == 1
    assert "--passphrase-file" in refused.stderr
    assert not (folder / "b.minga").exists()
