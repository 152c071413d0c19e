"""How commands speak: progress to stderr, results to stdout, expected problems without a traceback."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from minga_platform.kernel.errors import Refusal


def tell(text: str) -> None:
    """A step of progress, for people."""
    typer.echo(text, err=True)


def fail(text: str, code: int = 1) -> typer.Exit:
    """Say what is wrong; raise the answer."""
    typer.secho(text, err=True, fg=typer.colors.RED if sys.stderr.isatty() else None)
    return typer.Exit(code)


@contextmanager
def step(text: str) -> Iterator[None]:
    """A step that says how long it took."""
    begun = time.monotonic()
    typer.echo(f"  {text} …", err=True, nl=False)
    try:
        yield
    except BaseException:
        typer.echo(" failed", err=True)
        raise
    typer.echo(f" {time.monotonic() - begun:.1f} s", err=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Problems that a person can mend are told in a sentence; anything else is a bug and keeps its traceback."""
    try:
        yield
    except Refusal as refusal:
        facts = ", ".join(f"{name}={value}" for name, value in vars(refusal).items() if not name.startswith("_"))
        typer.secho(f"Refused: {refusal.code()}{f' ({facts})' if facts else ''}", err=True)
        sys.exit(1)
    except Exception as problem:
        if not _is_expected(problem):
            raise
        typer.secho(str(problem), err=True)
        sys.exit(1)


def _is_expected(problem: Exception) -> bool:
    """By the names of their modules, so that nothing heavy is loaded to print a sentence."""
    kind = type(problem)
    ours = kind.__module__.startswith("minga_infra.")
    return ours or isinstance(problem, ConnectionRefusedError) or kind.__name__ == "InvalidPasswordError"
