"""`minga demo`: load the demo co-ops."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_infra.demo.load import Loaded
    from minga_infra.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what goes wrong.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Load two believable co-ops with their people and goods. What is there already stays as it is."""
    import asyncio

    from minga_infra.local.home import at_home

    with at_home(data, (lambda _: None) if quiet else tell) as settings:
        if settings.production:
            raise fail("Demo data is for demonstrations: anybody can be anybody in it. MINGA_ENV is production.")
        loaded = asyncio.run(_load(settings, quiet=quiet))
    if not quiet:
        tell(f"There are {loaded.cooperatives} co-ops with {loaded.products} products and {loaded.pictures} pictures.")


async def _load(settings: "Settings", *, quiet: bool) -> "Loaded":
    from minga_infra.cli import _cooperatives
    from minga_infra.demo.content import CONTENT
    from minga_infra.demo.load import load
    from minga_infra.files.choosing import file_store
    from minga_infra.main import join_features
    from minga_infra.settings import key_of
    from minga_platform.kernel.keyring import Keyring

    join_features()
    app_url = settings.database_url.get_secret_value()
    async with _cooperatives.database(settings.worker_url) as database, _cooperatives.database(app_url) as app:
        return await load(
            database,
            file_store(settings),
            CONTENT,
            kept_pictures=settings.data / "demo-pictures",
            tell=(lambda _: None) if quiet else tell,
            app=app,
            keyring=Keyring(key_of(settings)),
            stand_in=settings.stripe_stand_in_url,
        )
