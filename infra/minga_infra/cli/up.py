"""`minga up`: everything on this machine, from nothing."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from minga_infra.cli._terminal import fail, step, tell
from minga_infra.local import home
from minga_infra.local.supervisor import (
    AlreadyRunning,
    PartFailed,
    Program,
    Supervisor,
    answers,
    free_port,
    port_is_free,
)

# What `--fresh` removes. Named one by one, so that a wrong --data never costs somebody's own files.
_OURS = (
    "postgres",
    "stripe",
    "files",
    "mail",
    "messages",
    "meilisearch",
    "logs",
    "kind",
    "key",
    "demo-loaded",
    "demo-pictures",
)
_STAND_IN_PORT = 12111


def register(app: typer.Typer) -> None:
    app.command()(up)


def up(
    port: Annotated[int, typer.Option(help="Where pages are served on this machine.", min=1, max=65535)] = 8000,
    data: Annotated[Path | None, typer.Option(help="Folder that keeps everything; .minga in the project.")] = None,
    empty: Annotated[bool, typer.Option("--empty", help="No demo co-ops.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Remove what the folder keeps and begin anew.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --fresh: do not ask.")] = False,
) -> None:
    """Start everything on this machine: database, payments stand-in, server, worker. Ctrl-C stops all of it."""
    if os.environ.get("MINGA_ENV") == "production":
        raise fail("`up` is for a laptop. In production run `minga migrate`, `minga serve` and `minga worker`.")
    folder = home.data_folder(data)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        supervisor = Supervisor(folder, lambda text: tell(f"  {text}"))
    except AlreadyRunning as running:
        raise fail(
            f"Minga already runs on {folder}{f', at {running}' if str(running) else ''}. Stop it there with Ctrl-C."
        ) from None
    supervisor.stop_on_signals()
    try:
        if fresh:
            _begin_anew(folder, sure=yes)
        demo = _kind(folder, empty=empty)
        if not port_is_free(port, patience=8):
            raise fail(f"Port {port} is taken by another program. Choose another one: ./minga up --port {port + 1}")
        _start_all(supervisor, folder, port, demo=demo)
        _greet(port, folder, demo=demo)
        supervisor.watch()
        tell("\nStopping")
    except PartFailed as failed:
        if not supervisor.stopping:  # Ctrl-C reaches the command that is just running, too.
            raise fail(str(failed)) from None
        tell("\nStopping")
    except (KeyboardInterrupt, _Stopped):
        tell("\nStopping")
    finally:
        supervisor.close()


class _Stopped(Exception):
    """Ctrl-C while still starting."""


def _begin_anew(folder: Path, *, sure: bool) -> None:
    kind = folder / "kind"
    precious = (folder / "postgres").exists() and (not kind.exists() or kind.read_text().strip() != "demo")
    if precious and not sure:
        if not sys.stdin.isatty():
            raise fail(f"{folder} holds more than demo data. Say --yes beside --fresh to remove it.")
        typer.confirm(f"Remove everything that {folder} keeps (not only demo data)?", abort=True, err=True)
    if (folder / "postgres").exists() and not home.has_own_server():
        from minga_infra.local.postgres import Postgres

        server = Postgres(folder / "postgres")  # As root, data below a private folder stands elsewhere.
        if not server.claim():
            raise fail(f"The database in {folder} is in use by another command.")
        server.release()
        shutil.rmtree(server.home, ignore_errors=True)
    for name in _OURS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    tell("Beginning anew")


def _kind(folder: Path, *, empty: bool) -> bool:
    """Whether this folder is a demo; decided at its first start and remembered, because data cannot change sides."""
    note = folder / "kind"
    if not note.exists():
        note.write_text("empty\n" if empty else "demo\n")
        return not empty
    demo = note.read_text().strip() == "demo"
    if demo and empty:
        raise fail(f"{folder} holds the demo co-ops. For an empty one add --fresh, or --data with another folder.")
    return demo


def _start_all(supervisor: Supervisor, folder: Path, port: int, *, demo: bool) -> None:
    environment = {
        **os.environ,
        "MINGA_ENV": os.environ.get("MINGA_ENV", "local"),
        "MINGA_DATA": str(folder),
        "MINGA_PUBLIC_URL": os.environ.get("MINGA_PUBLIC_URL", f"http://localhost:{port}"),
        "MINGA_DEMO": "1" if demo else "0",
        "MINGA_WORKER_INSIDE": "1",
        "MINGA_LOG": os.environ.get("MINGA_LOG", "console"),
        "MINGA_HOSTS": os.environ.get("MINGA_HOSTS", f"127.0.0.1:{port},[::1]:{port}"),
    }
    logs = folder / "logs"

    def ours(module: str, *arguments: str, name: str, ready: str) -> Program:
        command = [sys.executable, "-m", module, *arguments]
        return Program(
            command,
            environment=environment,
            log=logs / f"{name}.log",
            is_ready=lambda: supervisor.stopping or (answers(ready) if "/" in ready else not port_is_free(int(ready))),
            directory=home.project(),
        )

    if not home.has_own_server(environment):
        from minga_infra.local.postgres import Postgres

        server = Postgres(folder / "postgres")
        with step("Database"):
            supervisor.add("postgres", server)
        environment.update(home.addresses(server))
    _go_on(supervisor)
    with step("Schema"):
        _run(environment, "migrate", "--quiet")
    if not environment.get("STRIPE_SECRET_KEY"):
        stand_in = _stand_in_port(folder)
        environment["MINGA_STRIPE_STAND_IN"] = f"http://127.0.0.1:{stand_in}"
        arguments = ("--port", str(stand_in), "--data", str(folder / "stripe"))
        with step("Payments stand-in"):
            supervisor.add("stripe", ours("minga_infra.local.stripe", *arguments, name="stripe", ready=str(stand_in)))
    _go_on(supervisor)
    _search(supervisor, folder, environment)
    if demo:
        _load_demo(environment, folder)
    _go_on(supervisor)
    with step("Server"):
        health = f"http://127.0.0.1:{port}/healthz"
        serve = ours("minga_infra.cli.main", "serve", "--port", str(port), name="server", ready=health)
        supervisor.add("server", serve)
    _go_on(supervisor)
    supervisor.note_address(f"http://localhost:{port}")


def _go_on(supervisor: Supervisor) -> None:
    if supervisor.stopping:
        raise _Stopped


def _stand_in_port(folder: Path) -> int:
    """The same one as last time where possible: open payment pages of a browser keep their address."""
    note = folder / "stripe" / "port"
    port = free_port(int(note.read_text()) if note.exists() else _STAND_IN_PORT)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(str(port))
    return port


def _search(supervisor: Supervisor, folder: Path, environment: dict[str, str]) -> None:
    """Meilisearch when named or when its program is here; PostgreSQL otherwise, said aloud."""
    from minga_infra.local.meilisearch import Meilisearch, find_program

    if environment.get("MEILISEARCH_URL"):
        tell(f"  Search by {environment['MEILISEARCH_URL']}")
        return
    program = find_program()
    if program is None:
        tell("  Search by PostgreSQL (no Meilisearch program here)")
        return
    engine = Meilisearch(program, folder / "meilisearch", free_port(7700))
    try:
        with step("Search by Meilisearch"):
            supervisor.add("meilisearch", engine)
    except RuntimeError as refused:
        tell(f"  {refused}; PostgreSQL searches instead")
        return
    environment.update(MEILISEARCH_URL=engine.url, MEILISEARCH_KEY=engine.key)


def _run(environment: dict[str, str], *arguments: str, show: bool = False) -> None:
    """One of our commands to its end, in a process of its own: what it loads need not stay in memory with us."""
    command = [sys.executable, "-m", "minga_infra.cli.main", *arguments]
    said: list[str] = []
    with subprocess.Popen(
        command, env=environment, cwd=home.project(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if show:
                tell(f"    {line.rstrip()}")
    if process.returncode:
        words = "see above" if show else "\n" + "".join(said)
        raise PartFailed(f"`minga {' '.join(arguments)}` failed: {words}")


def _load_demo(environment: dict[str, str], folder: Path) -> None:
    """Load what of the demo is missing; nothing is looked at again while its content is the same."""
    content = hashlib.sha256()
    for path in sorted((home.project() / "infra/minga_infra/demo").rglob("*.py")):
        content.update(path.read_bytes())
    note = folder / "demo-loaded"
    if note.exists() and note.read_text() == content.hexdigest():
        return
    tell("  Demo co-ops")
    _run(environment, "demo", show=True)
    note.write_text(content.hexdigest())


def _greet(port: int, folder: Path, *, demo: bool) -> None:
    tell(f"\nMinga is at  http://localhost:{port}")
    if demo:
        tell(f"Sign in as somebody of the demo:  http://localhost:{port}/dev/sign-in")
    tell(f"Messages it sends are at  http://localhost:{port}/dev/messages  · logs in {folder / 'logs'}")
    tell("Ctrl-C stops everything. Payments here are pretended: no money moves.")
