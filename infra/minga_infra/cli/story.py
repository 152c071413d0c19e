"""`minga story`: the whole loop once, from the founding to the sale after the vote, and everything that can check it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_infra.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(story)


def story(
    keep: Annotated[Path | None, typer.Option(help="Keep the installation in this folder, which must be new.")] = None,
) -> None:
    """Play the loop on a fresh installation: founding, design, contributions, product, sale, royalty, vote, next sale.

    Each step goes through the door of the public API and prints its money. Ends with doctor, rules replay, verify and, where
    it is installed, hledger; leaves with 1 when one of them does not agree.
    """
    import asyncio
    import os
    import tempfile
    from contextlib import nullcontext

    from minga_infra.local.home import at_home
    from minga_infra.story.teller import WentOtherwise

    if keep is not None and keep.exists():
        raise fail(f"{keep} is there already; the story needs a folder of its own.")
    # An installation of its own, whatever database the environment names: nobody's books become a story.
    for name in [
        one for one in os.environ if one.startswith(("DATABASE", "WORKER_DATABASE", "MINGA_", "STRIPE", "MEILI"))
    ]:
        del os.environ[name]
    with nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory(prefix="minga-story-") as folder:
        data = Path(folder).resolve()
        data.mkdir(parents=True, exist_ok=True)
        with at_home(data, tell) as settings:
            try:
                board = asyncio.run(_play(settings, data))
            except WentOtherwise as otherwise:
                raise fail(f"The story went otherwise: {otherwise}") from None
        agree = _check(data, board)
    if not agree:
        raise typer.Exit(1)
    typer.echo("Everything agrees.")


async def _play(settings: "Settings", data: Path) -> Path:
    from minga_infra.main import build
    from minga_infra.story.loop import play
    from minga_infra.story.teller import Teller
    from minga_platform.kernel.database import Database

    house = await build(settings, inside=False)
    worker = await Database.connect(settings.worker_url, largest=4, application="minga story")
    try:
        return await play(await Teller.begin(house, worker, typer.echo), data)
    finally:
        await worker.close()
        await house.close()


def _check(data: Path, board: Path) -> bool:
    """What others would do to check it: each as its own command, on the books that the story left."""
    import shutil
    import subprocess
    import sys

    minga = [sys.executable, "-m", "minga_infra.cli.main"]
    journal = data / "books.journal"
    commands = {
        "doctor": [*minga, "doctor", "--data", str(data)],
        "rules replay": [*minga, "rules", "replay", "--data", str(data)],
        "verify": [*minga, "verify", str(board)],
        "books": [*minga, "books", "export", "--data", str(data), "-o", str(journal)],
    }
    if hledger := shutil.which("hledger"):
        commands["hledger"] = [hledger, "-f", str(journal), "check", "--strict", "ordereddates"]
    agree = True
    typer.echo("10. Who checks it")
    for name, command in commands.items():
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = (done.stdout.strip() or done.stderr.strip()).splitlines()
        typer.echo(
            f"   {name}: {'agrees' if done.returncode == 0 else 'DOES NOT AGREE'}{' – ' + said[-1].strip() if said else ''}"
        )
        if done.returncode:
            agree = False
            typer.echo("\n".join(f"     {line}" for line in said[-20:]))
    if "hledger" not in commands:
        typer.echo("   hledger is not installed here, so it was not asked.")
    return agree
