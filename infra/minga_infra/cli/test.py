"""`minga test`: the suite, on a database of its own."""

import os
import subprocess
import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(run_tests)


def run_tests(
    context: typer.Context,
    reliability: Annotated[str, typer.Option(help="fast (a tenth of the load) or full.")] = "fast",
    e2e: Annotated[
        bool, typer.Option("--e2e", help="Only what needs a browser; fetches Debian's Chromium when root.")
    ] = False,
    postgres: Annotated[str, typer.Option(help="bundled, debian15, or a folder of programs.")] = "bundled",
    processes: Annotated[str, typer.Option("-n", help="Processes; auto = one per core, 0 = this one.")] = "auto",
) -> None:
    """Run the tests. Anything else on the line goes to pytest: ./minga test tests/market -k refund"""
    from minga_infra.cli._terminal import fail
    from minga_infra.local.home import project

    if reliability not in {"fast", "full"}:
        raise fail("--reliability is fast or full.")
    if postgres != "bundled":
        os.environ["MINGA_TEST_POSTGRES_BIN"] = "/usr/lib/postgresql/15/bin" if postgres == "debian15" else postgres
    if e2e:
        _fetch_browser()
    os.environ.setdefault("MINGA_ENV", "test")
    os.chdir(project())
    command = [sys.executable, "-m", "pytest", "-n", processes, "--reliability", reliability, *context.args]
    if e2e:
        command.append("--e2e")
    # The everyday run finds what hangs, not what is slow: all of it goes side by side.
    if processes == "0" or e2e or reliability == "fast" or _chosen(context.args):
        os.execv(sys.executable, command)  # noqa: S606 - pytest takes this process over, signals included
    # Figures of time mean something only when nothing else runs: alone first, then everything else side by side.
    alone = [*command, "-n", "0", "-m", "reliability"]
    beside = [*command, "-m", "not reliability"]
    codes = [subprocess.call(one) for one in (alone, beside)]
    raise typer.Exit(max(codes))


def _chosen(arguments: list[str]) -> bool:
    """Whether the line names some of the tests, and not only how to run them."""
    return any(word in {"-k", "-m", "--lf", "--co"} or not word.startswith("-") for word in arguments)


def _fetch_browser() -> None:
    import shutil

    from minga_infra.cli._terminal import tell

    if shutil.which("chromium") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    tell("Fetching Chromium with apt-get")
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, stdout=subprocess.DEVNULL)
