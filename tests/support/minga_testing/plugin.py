"""The pytest plugin of the house: a real PostgreSQL for the run, one database per worker, invariants after each test.

With xdist the controller starts the server and migrates one template; workers copy it. Without xdist the same happens
lazily, so that tests of pure arithmetic never wait for a database.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, settings

from minga_platform.kernel.database import Database
from minga_testing.clusters import Cluster, Server, Urls
from minga_testing.invariants import Inspector

settings.register_profile(
    "minga",
    deadline=None,  # The machine is shared; slow is found by benchmarks, not by chance.
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("minga")

_CLUSTER = pytest.StashKey[Cluster]()
_TEMPLATE = pytest.StashKey[str]()
_INSPECTOR = pytest.StashKey[Inspector]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("minga")
    group.addoption(
        "--reliability", choices=["fast", "full"], default="fast", help="load of the reliability figures (fast = 1/10)"
    )
    group.addoption("--e2e", action="store_true", help="run only the tests that need a browser")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "tampers(reason): breaks the books on purpose; invariants are not checked after it"
    )


_EARLY = {"scenarios", "hostile", "reliability", "test_buying.py"}
_OF_EACH = 1
"""So many tests of each file are the core: enough to meet most statements on another version of the database, each change."""


@pytest.hookimpl(tryfirst=True)  # Before pytest itself picks by mark.
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    taken: dict[Path, int] = {}
    for item in items:
        uses_database = "database_urls" in getattr(item, "fixturenames", ())
        elsewhere = any(item.get_closest_marker(name) for name in ("reliability", "e2e", "live"))
        # Scenarios tell the same stories on any version, and take minutes.
        if (
            uses_database
            and not elsewhere
            and "scenarios" not in item.path.parts
            and taken.get(item.path, 0) < _OF_EACH
        ):
            taken[item.path] = taken.get(item.path, 0) + 1
            item.add_marker(pytest.mark.core)
    # A worker serves all co-ops of a database: where it has to do what hundreds of tests left behind, a long story gets
    # longer. And what takes longest should not begin last.
    items.sort(key=lambda item: not _EARLY & set(item.path.parts))
    if config.getoption("--e2e"):
        kept = [item for item in items if item.get_closest_marker("e2e")]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def _cluster_of(config: pytest.Config) -> tuple[Server, str]:
    """The server and its template; started here when nobody did."""
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is not None:
        return Server(given["minga_server"]), given["minga_template"]
    if _CLUSTER not in config.stash:
        config.stash[_CLUSTER] = Cluster()
    server = config.stash[_CLUSTER].server
    if _TEMPLATE not in config.stash:
        config.stash[_TEMPLATE] = server.template()
    return server, config.stash[_TEMPLATE]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist is about to start a worker: tell it where the database is."""
    server, template = _cluster_of(node.config)
    node.workerinput["minga_server"] = server.admin
    node.workerinput["minga_template"] = template


def pytest_unconfigure(config: pytest.Config) -> None:
    if _CLUSTER in config.stash:
        config.stash[_CLUSTER].close()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """One loop for the session, so that pools are shared; the loop that serves."""
    return ("asyncio", {"use_uvloop": True})


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Server:
    """The server of this run, by its administrator's address."""
    return _cluster_of(pytestconfig)[0]


@pytest.fixture(scope="session")
def template(pytestconfig: pytest.Config) -> str:
    """The name of the migrated template; for tests that need a database of their own (`cluster.copy`)."""
    return _cluster_of(pytestconfig)[1]


@pytest.fixture(scope="session")
def database_urls(pytestconfig: pytest.Config, cluster: Server, template: str) -> Iterator[Urls]:
    """This worker's own database, by login."""
    name = f"t_{template[4:10]}_{getattr(pytestconfig, 'workerinput', {}).get('workerid', 'only')}"
    urls = cluster.copy(template, name)
    with start_blocking_portal("asyncio") as portal:
        inspector = Inspector(portal, urls.superuser)
        pytestconfig.stash[_INSPECTOR] = inspector
        yield urls
        del pytestconfig.stash[_INSPECTOR]
        inspector.close()
    cluster.drop(name)


@pytest.fixture(scope="session")
async def database(database_urls: Urls) -> AsyncIterator[Database]:
    """As the app sees it: row security in force."""
    connected = await Database.connect(database_urls.app, largest=20, application="minga test app")
    yield connected
    await connected.close()


@pytest.fixture(scope="session")
async def worker_database(database_urls: Urls) -> AsyncIterator[Database]:
    """As a worker sees it: sets the co-op per job."""
    connected = await Database.connect(database_urls.worker, largest=10, application="minga test worker")
    yield connected
    await connected.close()


@pytest.fixture
async def admin(database_urls: Urls) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the tables' owner, to look at what no member sees."""
    connection = await asyncpg.connect(database_urls.migrator)
    await connection.execute("SET ROLE minga_owner")
    yield connection
    await connection.close()


@pytest.fixture
async def superuser(database_urls: Urls) -> AsyncIterator[asyncpg.Connection]:
    """A connection that nothing stops, to play the intruder."""
    connection = await asyncpg.connect(database_urls.superuser)
    yield connection
    await connection.close()


class Clock:
    """Moves the database's clock; every `work.now` follows."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def move(self, by: timedelta) -> None:
        """Forward (or back) from where it stands."""
        await self._connection.execute(
            'INSERT INTO clock_offset (id, "offset") VALUES (true, $1) '
            'ON CONFLICT (id) DO UPDATE SET "offset" = clock_offset."offset" + excluded."offset"',
            by,
        )

    async def reset(self) -> None:
        """Back to the machine's time."""
        await self._connection.execute("DELETE FROM clock_offset")


@pytest.fixture
async def clock(admin: asyncpg.Connection) -> AsyncIterator[Clock]:
    """Time travel by the database's offset, undone after the test."""
    moved = Clock(admin)
    yield moved
    await moved.reset()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """After a test that used the database, what must always hold still holds."""
    if _INSPECTOR in item.config.stash and "database_urls" in getattr(item, "fixturenames", ()):
        broken = item.config.stash[_INSPECTOR].violations()
        item.config.stash[_INSPECTOR].reset_clock()
        if broken and item.get_closest_marker("tampers") is None:
            yield
            pytest.fail("Invariants broken after this test:\n" + "\n".join(broken), pytrace=False)
    return (yield)
