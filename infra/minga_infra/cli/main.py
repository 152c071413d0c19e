"""`minga`: one file beside this one per command or group, found by its name and loaded only when it is asked for."""

import importlib
import sys
from pathlib import Path

import typer

from minga_infra.cli import _terminal

_HERE = Path(__file__).parent


def names() -> list[str]:
    """Every command and group, by the names of their files."""
    return sorted(path.stem for path in _HERE.glob("*.py") if not path.stem.startswith("_") and path.stem != "main")


def build(only: str | None = None) -> typer.Typer:
    """The command line; with `only` just one of its commands, which is what a start in a hurry needs."""
    app = typer.Typer(
        name="minga",
        help="Software that a cooperative runs: sell together, share what you know, decide together.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def _root() -> None:
        """Keeps a lone command from swallowing its own name."""

    for name in names():
        if only is None or name == only:
            importlib.import_module(f"minga_infra.cli.{name}").register(app)
    return app


def main() -> None:
    """Entry of the console script."""
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    wanted = asked.replace("-", "_") if asked else None
    with _terminal.plain_errors():
        build(wanted if wanted in names() else None)(prog_name="minga")


if __name__ == "__main__":
    main()
